"""Reminders due as a table: what to remind, then what is held back and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commands.tables import RULE, Cell, Column, clean, render, terminal_width
from commands.view_tables import heading
from commands.worklists import money

if TYPE_CHECKING:
    from projections import Answer
    from projections.receivables.reminders import Row, Total


_COLUMNS = (
    Column("CLIENT"),
    Column("NAME", least=12, optional=True),
    Column("DOCUMENT"),
    Column("PART", "right", optional=True),
    Column("DUE"),
    Column("LATE", "right"),
    Column("OPEN", "right"),
    Column("ASKED", "right"),
    Column("CUR"),
    Column("LEVEL", "right"),
    Column("STEP", optional=True),
    Column("LAST"),
    Column("INTEREST", "right", optional=True),
    Column("FEE", "right", optional=True),
)
_HELD = (*_COLUMNS[:7], _COLUMNS[8], Column("WHY"), Column("CONTESTED", "right"), Column("PROMISED", "right"))


def lines(answer: Answer) -> Iterator[str]:
    """The lines of the table."""
    yield from heading(answer)
    yield ""
    due = [row for row in answer.rows if row.held is None]
    held = [row for row in answer.rows if row.held is not None]
    if due:
        sums = [_total(total) for total in answer.totals]
        yield from render(_COLUMNS, [*map(_cells, due), RULE, *sums], room=terminal_width())
    else:
        yield "No reminder is due."
    if held:
        yield from ("", "Held back:")
        yield from render(_HELD, [_cells_held(row) for row in held], room=terminal_width())


def _before(row: Row) -> list[Cell | str]:
    return [
        clean(row.client),
        clean(row.name or ""),
        clean(row.document),
        str(row.instalment or ""),
        row.due.isoformat(),
        f"{row.days_late:,}",
        money(row.open, row.currency),
    ]


def _cells(row: Row) -> Sequence[Cell | str]:
    step = [row.currency, str(row.level), row.step, row.last.isoformat() if row.last else ""]
    charges = [money(row.interest, row.currency), money(row.fee, row.currency)]
    return [*_before(row), money(row.asked, row.currency), *step, *charges]


def _cells_held(row: Row) -> Sequence[Cell | str]:
    why = Cell(row.held or "", colour="yellow")
    amounts = [money(row.disputed, row.currency), money(row.promised, row.currency)]
    return [*_before(row), row.currency, why, *amounts]


def _total(total: Total) -> Sequence[Cell | str]:
    cells: list[Cell | str] = [""] * len(_COLUMNS)
    said = {0: "total", 7: money(total.asked, total.currency), 8: total.currency}
    said |= {12: money(total.interest, total.currency), 13: money(total.fee, total.currency)}
    for index, text in said.items():
        cells[index] = Cell(text, bold=True)
    return cells
