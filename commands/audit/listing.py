"""Asking for a list of ``goodwill audit``, and writing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from commands.read.views import result_of
from commands.ui.output import write
from commands.ui.read_log import note_read
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from ledger.events import AnyEvent
    from ledger.recording.entry_log import EntryLog
    from projections import Answer
    from projections.auditing.corrections import CorrectionRow
    from projections.auditing.gifts import GiftRow


def _around(ledger: EntryLog, row: CorrectionRow) -> Iterator[AnyEvent]:
    """The event that a row's change is about, and what a correction replaces it with."""
    from ledger.corrections import Mark, corrected

    entry, change = ledger.entry(row.of), ledger.entry(row.position)
    if entry and change:
        yield entry.event
        if row.how == "corrected":
            yield corrected(entry, Mark(corrected_by=change)).event


def _spent(ledger: EntryLog, row: GiftRow) -> Iterator[AnyEvent]:
    """The events that a row sums."""
    return (entry.event for position in row.entries if (entry := ledger.entry(position)))


_SHOWING_TEXTS: dict[str, Callable[[EntryLog, Any], Iterator[AnyEvent]]] = {
    "audit_corrections": _around,
    "audit_gifts": _spent,
}
"""The lists that show texts of entries, with the events whose texts a row shows."""


def show(name: str, settings: Settings, form: str, output: str | None, asked: dict[str, Any]) -> None:
    """Ask for a list, and write it."""
    import goodwill
    from commands.ui.opening import reading
    from commands.ui.values import identifier

    ask: Callable[[EntryLog], Answer] = getattr(goodwill, name)
    asked["client"] = identifier(asked["client"])
    with reading(settings) as ledger:
        answer = ask(ledger, **asked)
        if name in _SHOWING_TEXTS:
            shown = (event for row in answer.rows for event in _SHOWING_TEXTS[name](ledger, row))
            note_read(settings, ledger, name.replace("_", " "), asked["client"], shown)
    write(result_of(answer, _lines), form, output)


def _lines(answer: Answer) -> Iterator[str]:
    """The table for people, and what to do about what it lists."""
    from commands.ui.view_tables import heading, table_of

    yield from heading(answer)
    yield ""
    if not answer.rows:
        yield "Nothing to list."
        return
    yield from table_of(answer.shape, answer.rows)
    advice = answer.more["advice"]
    yield ""
    if isinstance(advice, str):
        yield advice
        return
    for found in dict.fromkeys(row.found for row in answer.rows):
        yield f"{found}: {advice[found]}"
