"""A history as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from commands.read.entries import correction, summary
from commands.ui.moments import Moments
from commands.ui.printing import clean
from commands.ui.tables import Cell, Column, render, terminal_width
from ledger.corrections import Mark
from ledger.events import EntryCorrected, EntryVoided

if TYPE_CHECKING:
    from goodwill.chronicle import Chronicle
    from ledger import Entry
    from ledger.rules.refusals import Rule

COLUMNS = (
    Column("POSITION", "right"),
    Column("ON", least=12),
    Column("RECORDED", optional=True),
    Column("CLIENT"),
    Column("KIND"),
    Column("BY", least=8),
    Column("WHAT", least=24),
)


def lines(chronicle: Chronicle, when: Moments, asked: Sequence[str] = ()) -> Iterator[str]:
    """The lines of the table; a voided entry is struck through, and says by which entry.

    Args:
        asked: the options that chose the entries, as they can be typed.
    """
    rows = (row_of(chronicle, entry, mark, when) for entry, mark in chronicle)
    if (first := next(rows, None)) is None:
        return iter([_nothing(asked)])
    return render(COLUMNS, chain([first], rows), room=terminal_width())


def _nothing(asked: Sequence[str]) -> str:
    """Why there is no entry to show, and what to do next."""
    if not asked:
        return "Nothing to show: nothing is recorded yet; `goodwill record` adds the first entry."
    *others, last = asked
    chosen = f"{', '.join(others)} and {last}" if others else last
    return f"Nothing to show: no entry matches {chosen}; leave {'one of them' if others else 'it'} out."


def _what(chronicle: Chronicle, entry: Entry, when: Moments) -> str:
    event = entry.event
    target = chronicle.named(entry)
    if isinstance(event, EntryVoided | EntryCorrected) and target is not None:
        return correction(event, target, when, chronicle.currencies.of(target))
    ids = [*event.people, getattr(event, "person", None)]
    names = [name for one in ids if one and (name := chronicle.people.get((entry.stream, one)))]
    said = summary(event, when, chronicle.currencies.of(entry))
    unsaid = [name for name in names if name not in said]
    return said + (f", with {', '.join(unsaid)}" if unsaid else "")


def row_of(chronicle: Chronicle, entry: Entry, mark: Mark[Entry], when: Moments) -> list[Cell]:
    """The cells of an entry, as ``COLUMNS`` has them."""
    void = mark.voided_by is not None
    by = entry.actor + (f" for {entry.on_behalf_of}" if entry.on_behalf_of else "")
    texts = [
        str(entry.position),
        when(entry.occurred_at),
        when.minute(when.here(entry.recorded_at)),
        entry.client or "",
        entry.kind,
        by,
        _marked(_what(chronicle, entry, when), mark, chronicle.approval(entry)),
    ]
    return [Cell(clean(text), faint=void, struck=void and text == entry.kind) for text in texts]


def _marked(text: str, mark: Mark[Entry], wrong: Rule | None) -> str:
    if mark.voided_by:
        return f"[voided by {mark.voided_by.position}] {text}"
    text = f"[{wrong.code}] {text}" if wrong else text
    return f"[corrected by {mark.corrected_by.position}] {text}" if mark.corrected_by else text
