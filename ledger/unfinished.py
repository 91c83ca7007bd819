"""Files and folders on their way: each is made in a folder beside its place, which it takes when it is whole.

A process that is killed leaves that folder. The next process that makes something for the same place removes
it. A process holds a lock on its folder, and the system ends the lock with the process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_END: Final = ".new"
_MARK: Final = re.compile(f"[0-9a-f]{{8}}{re.escape(_END)}").fullmatch
"""The end of the name of such a folder, by which those of one place differ."""


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """A path in a new folder beside a place, for what will take that place; the folder is removed in the end.

    Raises:
        OSError: no folder can be made there.
    """
    _remove_left(place)
    folder, held = _made(place)
    try:
        yield folder / place.name
    finally:
        _remove(folder)
        if held is not None:
            os.close(held)


def _start(place: Path) -> str:
    """How the names begin of all folders in which something is made for a place."""
    return f".{place.name}.goodwill-"


def _made(place: Path) -> tuple[Path, int | None]:
    """A new folder, and the file that holds its lock; None on a system that locks no folders."""
    while True:
        folder = place.with_name(f"{_start(place)}{os.urandom(4).hex()}{_END}")
        try:
            folder.mkdir(mode=0o700)
        except OSError as wrong:
            raise type(wrong)(wrong.errno, wrong.strerror, str(place)) from None
        try:
            held = _held(folder)
        except (BlockingIOError, FileNotFoundError):  # another process took it for one that was left
            continue
        except OSError:
            return folder, None
        if folder.exists():
            return folder, held
        os.close(held)


def _held(folder: Path) -> int:
    """A file that holds the lock of a folder.

    Raises:
        BlockingIOError: another process holds it.
        OSError: folders cannot be locked here, or there is none.
    """
    try:
        import fcntl  # noqa: PLC0415 - not every system has it
    except ModuleNotFoundError:
        raise OSError from None
    found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(found)
        raise
    return found


def _remove_left(place: Path) -> None:
    """Remove what processes left that were killed while they made something for a place."""
    with suppress(OSError):
        for name in os.listdir(place.parent):  # noqa: PTH208 - a folder may hold many files
            if name.startswith(_start(place)) and _MARK(name.removeprefix(_start(place))):
                _remove_dead(place.with_name(name))


def _remove_dead(folder: Path) -> None:
    """Remove a folder, unless its maker lives."""
    with suppress(OSError):
        held = _held(folder)
        _remove(folder)
        os.close(held)


def _remove(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
        return
    from shutil import rmtree  # noqa: PLC0415 - it takes long to load, and is seldom needed

    rmtree(folder, ignore_errors=True)
