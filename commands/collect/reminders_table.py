"""Reminders due as a table: what to remind, then what is held back and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commands.ui.view_tables import heading, table_of

if TYPE_CHECKING:
    from projections import Answer

_DOCUMENT = ("client", "name", "document", "instalment", "due", "days_late", "open")
_DUE = (*_DOCUMENT, "asked", "currency", "level", "step", "last", "interest", "fee")
_HELD = (*_DOCUMENT, "currency", "held", "disputed", "promised")


def lines(answer: Answer) -> Iterator[str]:
    """The lines of the table."""
    yield from heading(answer)
    yield ""
    due = [row for row in answer.rows if row.held is None]
    held = [row for row in answer.rows if row.held is not None]
    if due:
        yield from table_of(answer.shape, due, answer.totals, _DUE)
    else:
        yield "No reminder is due."
    if held:
        yield from ("", "Held back:")
        yield from table_of(answer.shape, held, only=_HELD)
