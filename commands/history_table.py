"""A history as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from commands.entries import Marks, moment, summary
from commands.tables import Cell, Column, clean, render, terminal_width
from ledger.corrections import Mark

if TYPE_CHECKING:
    from ledger import Entry

__all__ = ["lines"]

_COLUMNS = (
    Column("POSITION", "right"),
    Column("ON"),
    Column("CLIENT", least=8),
    Column("KIND"),
    Column("BY", least=8, optional=True),
    Column("WHAT", least=24),
)


def lines(entries: Iterable[Entry], found: Marks) -> Iterator[str]:
    """The lines of the table; a voided entry is struck through, and says by which entry."""
    rows = (_row(entry, found.get((entry.stream, entry.version), Mark())) for entry in entries)
    return render(_COLUMNS, rows, room=terminal_width())


def _row(entry: Entry, mark: Mark) -> list[Cell]:
    void = mark.voided_by is not None
    by = entry.actor + (f" for {entry.on_behalf_of}" if entry.on_behalf_of else "")
    texts = [
        str(entry.position),
        moment(entry.occurred_at),
        entry.client or "",
        entry.kind,
        by,
        _marked(summary(entry.event), mark),
    ]
    return [Cell(clean(text), faint=void, struck=void and text == entry.kind) for text in texts]


def _marked(text: str, mark: Mark) -> str:
    if mark.voided_by:
        return f"[voided by {mark.voided_by.position}] {text}"
    if mark.corrected_by:
        return f"[corrected by {mark.corrected_by.position}] {text}"
    return text
