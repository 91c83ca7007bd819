"""The XML of workbooks as a stream, and how many cells a sheet may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Final, TypeAlias
from xml.parsers import expat

from ledger.importing.faults import OutOfBounds

CHUNK: Final = 1 << 16
_MOST_CELLS: Final = 10_000_000

Attributes: TypeAlias = dict[str, str]
Start: TypeAlias = Callable[[str, Attributes], None]


def parse_xml(
    stream: IO[bytes],
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML as a stream of elements, whose names lose their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: start(
        name if ":" not in name else name.rpartition(":")[2], given
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat has no name for it
    parser.Parse(b"", True)  # noqa: FBT003


def must_fit(name: str, cells: int) -> None:
    """Check that a sheet has no more cells than its reader has memory for.

    Raises:
        OutOfBounds: it has.
    """
    if cells > _MOST_CELLS:
        raise OutOfBounds(
            f"{name} has a sheet of {cells:,} cells from the first to the last",
            "Goodwill reads at most "
            f"{_MOST_CELLS:,}: delete what stands far outside of the table, or save the sheet as CSV",
        )
