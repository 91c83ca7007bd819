"""The files that SQLite has open in this process, which nothing else may open and close."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from ledger.errors import Unreadable

_MAGIC = b"SQLite format 3\0"
_APPLICATION_ID_AT = 68  # the offset of the application id in a SQLite file
_open: list[tuple[int, int]] = []
"""The files that SQLite has open in this process, by device and inode, once for each connection.

The garbage collector may close a forgotten connection in any thread, even while ``_opening`` is held. So
closing takes no lock, and changes the list by one call that cannot be interrupted half way.
"""
_opening = Lock()


class FileConnection(sqlite3.Connection):
    """A connection that stands among the open files for as long as it is open.

    Attributes:
        file: the device and inode of its file; None if there is none yet.
    """

    file: tuple[int, int] | None = None

    def note_as_open(self, path: Path) -> tuple[int, int] | None:
        """Note that it has the file of a path open, and give that file; None if there is none."""
        with _opening:
            self.file = file_at(path)
            if self.file is not None:
                _open.append(self.file)
        return self.file

    def close(self) -> None:
        """Close it. One thread at a time has it, so this happens once."""
        super().close()
        self._leave()

    def __del__(self) -> None:
        self._leave()

    def _leave(self) -> None:
        file, self.file = self.file, None
        if file is not None:
            _open.remove(file)


def file_at(path: Path) -> tuple[int, int] | None:
    """The device and inode of the file at a path; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def must_be(file: tuple[int, int] | None, path: Path) -> None:
    """Check that the file at a path is still the one that was opened first; None: none was.

    Other connections would open another file meanwhile, and what is written to a file that is gone is lost.

    Raises:
        Unreadable: it is another one, or it is gone.
    """
    if file is not None and file != file_at(path):
        raise Unreadable(
            f"{path} is no longer the file that was opened: it was moved, deleted or replaced meanwhile",
            "end this program, and start it again to use the file that is there",
        )


@contextmanager
def unopened(path: Path) -> Iterator[BinaryIO | None]:
    """A file, opened to be read as it is; None if this process has it open.

    POSIX drops all locks of a process on a file when the process closes any handle of it. Another process
    would then believe itself alone and remove the log, and later entries would be lost. So a file that is
    open is not opened here.

    Raises:
        OSError: it cannot be read.
    """
    with _opening:
        if file_at(path) in _open:
            yield None
            return
        with path.open("rb") as file:
            yield file


def application_id_of(path: Path) -> int | None:
    """The application id of a file: 0 if it is no SQLite file, None if this process has it open.

    Raises:
        OSError: it cannot be read.
    """
    with unopened(path) as file:
        head = file.read(100) if file else None
    if head is None:
        return None
    return (
        int.from_bytes(head[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4], "big")
        if head.startswith(_MAGIC)
        else 0
    )
