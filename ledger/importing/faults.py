"""What is wrong with an import: faults in data are values; a mapping that makes no sense is an error.

LedgerError
├── MappingError       the mapping, or the files given with it, make no sense; nothing was read or written
└── Unreadable         a file is not what it says it is
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.errors import LedgerError


class Fault(NamedTuple):
    """Something wrong in a file, as a person finds it: the file's name, the row (the header is row 1), the field."""

    file: str
    row: int
    field: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}: {self.field + ': ' if self.field else ''}{self.what}"


class MappingError(LedgerError):
    """The mapping makes no sense, or not for these files; ``where`` is the path of its key (event 2, fields.due)."""

    code = "mapping"

    def __init__(self, where: str, what: str) -> None:
        self.where = where
        super().__init__(f"mapping, {where}: {what}" if where else f"mapping: {what}")


class Wrong(ValueError):
    """A cell that does not say what is wanted of it; becomes a ``Fault`` where file and row are known."""
