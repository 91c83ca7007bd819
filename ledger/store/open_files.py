"""The files that SQLite has open in this process, which nothing else may open and close."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

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

    def note_as_open(self, path: Path) -> None:
        """Note that it has the file of a path open, if there is one."""
        with _opening:
            if os.path.lexists(path):
                found = path.stat()
                self.file = found.st_dev, found.st_ino
                _open.append(self.file)

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
        found = path.stat()
        if (found.st_dev, found.st_ino) in _open:
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
