"""A history as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from commands.read.entries import correction, moment, summary
from commands.ui.printing import clean
from commands.ui.tables import Cell, Column, render, terminal_width
from ledger.corrections import Mark, Marks
from ledger.events import EntryCorrected, EntryVoided

if TYPE_CHECKING:
    from ledger import Entry

_COLUMNS = (
    Column("POSITION", "right"),
    Column("ON"),
    Column("RECORDED", optional=True),
    Column("CLIENT", least=8),
    Column("KIND"),
    Column("BY", least=8, optional=True),
    Column("WHAT", least=24),
)


def lines(entries: Iterable[Entry], found: Marks, wanted: Callable[[Entry], bool]) -> Iterator[str]:
    """The lines of the table; a voided entry is struck through, and says by which entry.

    Args:
        entries: a whole history, so that a correction can say which entry it names, wanted or not.
    """
    return render(_COLUMNS, _rows(entries, found, wanted), room=terminal_width())


def _rows(entries: Iterable[Entry], found: Marks, wanted: Callable[[Entry], bool]) -> Iterator[list[Cell]]:
    marked: dict[str, Entry] = {}
    for entry in entries:
        mark = found.get((entry.stream, entry.version))
        if mark is not None:
            marked[str(entry.id)] = entry
        if wanted(entry):
            yield _row(entry, mark or Mark(), _what(entry, marked))


def _what(entry: Entry, marked: dict[str, Entry]) -> str:
    event = entry.event
    if isinstance(event, EntryVoided | EntryCorrected) and event.entry in marked:
        return correction(event, marked[event.entry])
    return summary(event)


def _row(entry: Entry, mark: Mark[Entry], what: str) -> list[Cell]:
    void = mark.voided_by is not None
    by = entry.actor + (f" for {entry.on_behalf_of}" if entry.on_behalf_of else "")
    texts = [
        str(entry.position),
        moment(entry.occurred_at),
        f"{entry.recorded_at.astimezone(UTC):%Y-%m-%d %H:%M}",
        entry.client or "",
        entry.kind,
        by,
        _marked(what, mark),
    ]
    return [Cell(clean(text), faint=void, struck=void and text == entry.kind) for text in texts]


def _marked(text: str, mark: Mark[Entry]) -> str:
    if mark.voided_by:
        return f"[voided by {mark.voided_by.position}] {text}"
    if mark.corrected_by:
        return f"[corrected by {mark.corrected_by.position}] {text}"
    return text
