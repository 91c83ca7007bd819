"""Proposed settlements as a table, with what stays unapplied below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commands.tables import RULE, Cell, Column, clean, render, terminal_width
from commands.view_tables import heading
from commands.worklists import money

if TYPE_CHECKING:
    from projections import Answer
    from projections.receivables.proposing import Left, Row, Total


_COLUMNS = (
    Column("CLIENT"),
    Column("SOURCE"),
    Column("WHAT", optional=True),
    Column("ON"),
    Column("AMOUNT", "right"),
    Column("CUR"),
    Column("TARGET"),
    Column("PART", "right"),
    Column("DUE"),
)
_LEFT = _COLUMNS[:6]


def lines(answer: Answer) -> Iterator[str]:
    """The lines of the table."""
    yield from heading(answer)
    yield ""
    if answer.rows:
        sums = [_total(total) for total in answer.totals]
        yield from render(_COLUMNS, [*map(_cells, answer.rows), RULE, *sums], room=terminal_width())
    else:
        yield "Nothing to settle: no unapplied payment meets an open document."
    if answer.items:
        yield from ("", "Stays unapplied:")
        left = [_cells_left(one) for one in answer.items]
        yield from render(_LEFT, left, room=terminal_width(), titles=False)


def _cells(row: Row) -> list[Cell | str]:
    return [
        clean(row.client),
        clean(row.source),
        row.what,
        row.on.isoformat(),
        money(row.amount, row.currency),
        row.currency,
        clean(row.target),
        str(row.instalment or ""),
        row.due.isoformat(),
    ]


def _cells_left(one: Left) -> list[Cell | str]:
    return [
        clean(one.client),
        clean(one.source),
        one.what,
        one.on.isoformat(),
        money(one.left, one.currency),
        one.currency,
    ]


def _total(total: Total) -> list[Cell | str]:
    cells: list[Cell | str] = [""] * len(_COLUMNS)
    said = {0: "total", 4: money(total.amount, total.currency), 5: total.currency}
    for index, text in said.items():
        cells[index] = Cell(text, bold=True)
    return cells
