"""Faults in the data of an import are values; a mapping that makes no sense is an error.

LedgerError
├── MappingError       the mapping makes no sense for the given files; nothing was read or written
├── OutOfBounds        a file asks for more memory or time than reading may take; nothing was recorded
├── EncodingUncertain  no one stated which letters the bytes of a file stand for; nothing was recorded
├── CannotKeep         rejects as CSV would change numbers or dates of a program; nothing was recorded
├── NotThisWorkbook    a week's workbook is of another ledger or version, or was changed; nothing was recorded
└── Unreadable         a file does not have the format that it claims
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ledger.errors import LedgerError, Place, key_path, sentence


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
        super().__init__(sentence(f"mapping, {key_path(place)}" if place else "mapping", what))


def missing_columns(missing: Mapping[str, Place], names: Sequence[str]) -> MappingError:
    """The error about columns that a file lacks.

    Args:
        missing: their names; one at least, each with the first place in the mapping that reads it.
        names: the columns of the file.
    """
    (name, place), *others = missing.items()
    only = f"only {', '.join(names)}"
    if not others:
        return MappingError(place, f"the file has no column '{name}', {only}; {_near(name, names) or _ELSE}")
    near = {one: _near(one, names) for one in missing}
    listed = [
        f"'{one}' ({'; '.join(filter(None, [key_path(at), near[one]]))})" for one, at in missing.items()
    ]
    ending = "" if all(near.values()) else f"; {_ELSE}"
    return MappingError((), f"the file has no columns {', '.join(listed)}, {only}{ending}")


_ELSE = "does it have another delimiter or another header row?"


def _near(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else ""


class OutOfBounds(LedgerError):
    """A file asks for more memory or time than reading may take; the message names the bound."""

    code = "out-of-bounds"


class CannotKeep(LedgerError):
    """A file for rejects cannot keep numbers or dates of a workbook or of JSON as the mapping reads them."""

    code = "cannot-keep"

    def __init__(self, rejects: str, file: str, what: str, reads: str) -> None:
        super().__init__(
            f"{rejects} is text, and the mapping reads {reads}, so it cannot keep the {what} of {file}",
            "give --rejects a name that ends in .xlsx",
        )


class NotThisWorkbook(LedgerError):
    """A week's workbook is of another ledger or version, is given twice, or its hidden sheet is damaged."""

    code = "not-this-workbook"


class EncodingUncertain(LedgerError):
    """The encoding of a file is a guess, and nothing is recorded on a guess."""

    code = "encoding-uncertain"

    def __init__(self, file: str, encoding: str, names: Sequence[str]) -> None:
        seen = ", ".join(f"'{name}'" for name in names)
        super().__init__(
            f"{file} does not say its encoding; as {encoding} it reads {seen}. If that is right, add --encoding "
            f"{encoding} or state it in the mapping; else name another, such as cp1254. Nothing was recorded"
        )


class Consequence(str):
    """A problem that follows from the fault of another row, which the report gives already."""

    __slots__ = ()


class Wrong(ValueError):
    """A cell does not have the wanted form. It becomes a ``FileFault`` once file and row are known."""

    @property
    def what(self) -> str:
        """What is wrong."""
        return str(self)


class Follows(Wrong):
    """A cell is wrong only because another row has a fault."""

    @property
    def what(self) -> str:
        """What is wrong, as a consequence."""
        return Consequence(self)
