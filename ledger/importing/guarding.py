"""Bounds on what files may ask for: plain files only, lines that end, and content that does not swell."""

from __future__ import annotations

from io import BufferedIOBase
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from ledger.errors import Unreadable
from ledger.importing.faults import OutOfBounds

_LONGEST_LINE = 4 << 20  # bytes
_SWELLS = 50  # times
_SMALL = 32 << 20  # bytes, which may be packed as tightly as they like


def must_be_plain(path: Path) -> None:
    """Check that a file is there, and no device or pipe, which can be read only once or never ends.

    Raises:
        Unreadable: it is not there.
        OutOfBounds: it is a device, a pipe or a folder.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as wrong:
        raise Unreadable(f"{path} cannot be read: {getattr(wrong, 'strerror', wrong)}") from None
    if not S_ISREG(mode):
        raise OutOfBounds(f"{path} is a pipe, a device or a folder", "save its content as a file first")


def must_not_swell(name: str, packed: int, unpacked: int) -> None:
    """Check that unpacking a file does not fill the memory or take for ever.

    Raises:
        OutOfBounds: it would.
    """
    if unpacked > _SMALL and unpacked > _SWELLS * packed:
        raise OutOfBounds(
            f"{name} unpacks to more than {_SWELLS} times its size",
            "unpack it yourself if you trust it, and import what is in it",
        )


class Guarded(BufferedIOBase):
    """The bytes of a file, read within bounds.

    Args:
        name: the file's name.
        raw: its bytes, unpacked.
        packed: its size if it is compressed, else None.
        lines: whether it consists of lines.
        most: the most bytes that may be read; None means no end.
    """

    def __init__(
        self, name: str, raw: BinaryIO, packed: int | None, *, lines: bool, most: int | None = None
    ) -> None:
        self._name, self._raw, self._packed, self._lines, self._most = name, raw, packed, lines, most
        self._read = self._since = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a place, from which the bytes are counted again."""
        self._read = self._since = 0
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """The place in the unpacked bytes."""
        return self._raw.tell()

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes.

        Raises:
            OutOfBounds: a line does not end, the file swells, or it has more bytes than may be read.
        """
        wanted = -1 if size is None else size
        if self._most is not None and wanted < 0:
            wanted = self._most - self._read + 1
        return self._checked(self._raw.read(wanted))

    def read1(self, size: int = -1) -> bytes:
        """The next bytes, as ``read``."""
        return self.read(size)

    def _checked(self, data: bytes) -> bytes:
        self._read += len(data)
        if self._packed is not None:
            must_not_swell(self._name, self._packed, self._read)
        if self._most is not None and self._read > self._most:
            raise OutOfBounds(f"{self._name} has more than {self._most:,} bytes", "give less at a time")
        if self._lines:
            end = max(data.rfind(b"\n"), data.rfind(b"\r"))
            self._since = len(data) - end - 1 if end >= 0 else self._since + len(data)
            if self._since > _LONGEST_LINE:
                raise OutOfBounds(
                    f"{self._name} has a line of more than {_LONGEST_LINE:,} bytes", "is it a table of text?"
                )
        return data
