"""Faults in the data of an import are values; a mapping that makes no sense is an error.

LedgerError
├── MappingError       the mapping makes no sense for the given files; nothing was read or written
└── Unreadable         a file does not have the format that it claims
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from ledger.errors import LedgerError, sentence

Place: TypeAlias = Sequence[str | int]
"""A place in the mapping: its keys and, counted from 0, its items of lists."""


class FileFault(NamedTuple):
    """A fault in a file: the file's name, the row as a person counts (the header is row 1), the field."""

    file: str
    row: int
    field: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}: {sentence(self.field, self.what)}"


class MappingError(LedgerError):
    """The mapping makes no sense, or not for the given files; the message names the place in it."""

    code = "mapping"

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(sentence(f"mapping, {_key_path(place)}" if place else "mapping", what))


class Wrong(ValueError):
    """A cell does not have the wanted form. It becomes a ``FileFault`` once file and row are known."""


def _key_path(place: Place) -> str:
    """A place as people write it: ``event 2, fields.amount``."""
    parts: list[str] = []
    for part in place:
        if isinstance(part, int):
            parts[-1:] = [f"{parts[-1]} {part + 1}," if parts else str(part + 1)]
        elif parts and not parts[-1].endswith(","):
            parts[-1] = f"{parts[-1]}.{part}"
        else:
            parts.append(part)
    return " ".join(parts).rstrip(",")
