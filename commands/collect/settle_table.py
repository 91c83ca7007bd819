"""Proposed settlements as a table, with what stays unapplied below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commands.ui.view_tables import heading, table_of
from projections.receivables.proposing import Left

if TYPE_CHECKING:
    from projections import Answer


def lines(answer: Answer) -> Iterator[str]:
    """The lines of the table."""
    yield from heading(answer)
    yield ""
    if answer.rows:
        yield from table_of(answer.shape, answer.rows, answer.totals)
    else:
        yield "Nothing to settle: no unapplied payment meets an open document."
    if answer.items:
        yield from ("", "Stays unapplied:")
        yield from table_of(Left, answer.items, titles=False)
