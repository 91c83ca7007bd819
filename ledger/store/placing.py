"""Files and folders that appear at their places when they are whole, where nothing was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from ledger.errors import LedgerError
from ledger.unfinished import beside


class PlaceTaken(LedgerError):
    """There is something at a place where a backup or an export is to be."""

    code = "place-taken"

    def __init__(self, place: Path | str) -> None:
        super().__init__(f"there is something at {place} already", "name another place, or move it away")


@contextmanager
def appearing(place: Path) -> Iterator[Path]:
    """A place beside another, where a file or a folder is made that then takes the other place, or goes.

    Raises:
        PlaceTaken: there is something already.
    """
    if os.path.lexists(place):
        raise PlaceTaken(place)
    with beside(place) as made:
        yield made
        if os.path.lexists(place):
            raise PlaceTaken(place)
        made.rename(place)
        _settle(place.parent)


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file of its owner alone, on the disk in the end."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(opened, "wb") as file:  # noqa: PTH123 - it is open already
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of another when it is complete and on the disk."""
    with beside(path) as made:
        with new_file(made) as file:
            yield file
        made.replace(path)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a folder, so that one process at a time adds to it; wait while another does.

    A system without locks of files goes without.
    """
    try:
        import fcntl  # noqa: PLC0415 - not every system has it
    except ModuleNotFoundError:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def as_document(what: object) -> bytes:
    """What a folder says of itself, as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(what), indent=2) + b"\n"


def put_in_place(made: Path, path: Path) -> None:
    """Move a new file to its path, unless another process has put a file there."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        made.rename(path)
