"""``goodwill collect``: whom to call first about overdue money, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from commands.settings import Settings
from commands.tables import RULE, Cell, Column, clean, render, terminal_width
from commands.view_tables import heading
from commands.views import ask, asked_of_a_view, question_of
from commands.worklists import money

if TYPE_CHECKING:
    from projections import Answer
    from projections.receivables.collecting import Row, Total


_COLUMNS = (
    Column("#", "right"),
    Column("CLIENT"),
    Column("NAME", least=12, optional=True),
    Column("OVERDUE", "right", optional=True),
    Column("ASKED", "right"),
    Column("CUR"),
    Column("LATE", "right"),
    Column("SCORE", "right"),
    Column("AMOUNT", "right", optional=True),
    Column("MEAN LATE", "right", optional=True),
    Column("LATENESS", "right", optional=True),
    Column("WORD", "right", optional=True),
    Column("TODAY", "right", optional=True),
    Column("SILENCE", "right", optional=True),
    Column("CONTACT", optional=True),
    Column("WHY", least=24),
)


@click.command()
@asked_of_a_view
@click.option(
    "--currency", metavar="CODE", help="Rank all together in this currency, at the rates in force on the day."
)
def collect(settings: Settings, form: str, output: str | None, *, currency: str | None, **asked: Any) -> None:
    """Show whom to call first about overdue money, and why.

    The score is the sum of points: at most 40 for the amount, 30 for its lateness, 10 for broken promises, 10 for a
    promise of today or one just broken, 10 for silence, unless the policy weighs them otherwise, under [collect]. What is
    contested, or promised for a day to come, is not asked for. Amounts of different currencies cannot be compared, so
    each currency is ranked by itself, unless all are shown in one.
    """
    from commands.opening import reading
    from commands.rates import rates_for
    from commands.worklists import write_list
    from projections.receivables import collecting

    with reading(settings) as ledger:
        books = ask(ledger, question_of("receivables", asked))
        code, rates = rates_for(ledger, books, currency) if currency else ("", None)
    more: dict[str, Any] = {"most": books.rules.collect._asdict()}
    if rates is None:
        rows = collecting.calls(books.parties, books.as_of, books.rules)
    else:
        rows = collecting.calls(
            books.parties, books.as_of, books.rules, lambda money: (rates.convert(*money, code), code)
        )
        more |= {"currency": code, "rates": rates.used}
    answer = replace(
        books,
        view="collect",
        rows=rows,
        totals=collecting.totals(rows),
        items=[],
        shape=collecting.Row,
        more=more,
    )
    write_list(answer, form, output, _lines)


def _lines(answer: Answer) -> Iterator[str]:
    yield from heading(answer)
    yield ""
    if not answer.rows:
        yield "Nothing is overdue."
        return
    totals = {total.currency: total for total in answer.totals}
    table: list[Sequence[Cell | str]] = []
    for currency, rows in groupby(answer.rows, lambda row: row.currency):
        table += [[""] * len(_COLUMNS)] if table else []
        table += [*map(_cells, rows), RULE, _total(totals[currency])]
    yield from render(_COLUMNS, table, room=terminal_width())
    if len(totals) > 1:
        yield ""
        yield (
            "Each currency is ranked by itself: amounts of different currencies cannot be compared. --currency CODE ranks "
            "all together."
        )


def _cells(row: Row) -> Sequence[Cell | str]:
    return [
        str(row.rank),
        clean(row.client),
        clean(row.name or ""),
        money(row.overdue, row.currency),
        money(row.asked, row.currency) or Cell("-", faint=True),
        row.currency,
        f"{row.days_late:,}",
        Cell(str(row.score), bold=True),
        str(row.amount),
        f"{row.mean_days_late:,}",
        *(str(points) for points in (row.lateness, row.word, row.today, row.silence)),
        row.last_contact.isoformat() if row.last_contact else "",
        clean(row.why),
    ]


def _total(total: Total) -> Sequence[Cell | str]:
    cells: list[Cell | str] = [""] * len(_COLUMNS)
    said = {1: "total", 3: money(total.overdue, total.currency)}
    said |= {4: money(total.asked, total.currency), 5: total.currency}
    for index, text in said.items():
        cells[index] = Cell(text, bold=True)
    return cells
