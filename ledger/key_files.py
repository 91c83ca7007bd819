"""Files of lines that their owner alone may read: keys, and where a follower of the ledger stands."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ledger.errors import Unreadable
from ledger.unfinished import beside

_OWNERS_FILE: Final = 0o600
_OWNERS_FOLDER: Final = 0o700


def text_of(path: Path) -> str:
    """The text of a file. Raises ``OSError`` for a pipe or a device too, which may never end."""
    if path.exists() and not path.is_file():
        raise OSError("it is a pipe, a device or a folder")
    return path.read_text(encoding="utf-8")


def lines_of(path: Path) -> list[str]:
    """The lines of a file; none if there is no such file.

    Raises:
        Unreadable: it cannot be read.
    """
    try:
        return text_of(path).split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeError) as wrong:
        raise Unreadable(f"{path} cannot be read: {wrong}", "put back your backup of the keys") from None


def write_new(path: Path, lines: Iterable[str]) -> None:
    """Write a file that is not there yet; it is on the disk then. Raises ``OSError`` where that fails."""
    _write(path, os.O_EXCL, lines)


def add(path: Path, lines: Iterable[str]) -> None:
    """Add lines to a file, which is made if there is none; raises as ``write_new`` does."""
    _write(path, os.O_APPEND, lines)


def put(path: Path, lines: Iterable[str]) -> None:
    """Write a file whole in the place of the one before; raises as ``write_new`` does."""
    _make_folder(path)
    with beside(path) as unfinished:
        write_new(unfinished, lines)
        unfinished.replace(path)


def _make_folder(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=_OWNERS_FOLDER)


def _write(path: Path, how: int, lines: Iterable[str]) -> None:
    _make_folder(path)
    opened = os.open(path, os.O_CREAT | os.O_WRONLY | how, _OWNERS_FILE)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
