"""``goodwill receivables --metrics``: how well money comes in, per client and for the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from commands.clock import today
from commands.settings import Settings
from commands.views import Writing, show

if TYPE_CHECKING:
    from ledger import Ledger
    from projections import Answer

__all__ = ["show_metrics"]

_MONEY: Final = ("sales", "receivables")
_FIGURES: Final = {
    "dso": "DSO",
    "dso_best_possible": "BEST",
    "dso_count_back": "COUNT BACK",
    "average_days_delinquent": "DELINQUENT",
    "collection_effectiveness": "CEI %",
    "days_to_pay": "TO PAY",
    "turnover": "TURNS",
    "percentage_current": "CURRENT %",
    "percentage_at_risk": "AT RISK %",
    "timeliness": "ON TIME %",
}
_FIRST_OUT: Final = ("turnover", "percentage_at_risk", "days_to_pay", "dso_best_possible")
_NAME = 12


def show_metrics(
    settings: Settings, form: str, output: str | None, period: tuple[date, date] | None, asked: dict[str, Any]
) -> None:
    """Measure a period; by default the twelve months up to the day asked for.

    Raises:
        UsageError: the day asked for is not the period's last.
    """
    from projections.receivables.basis import Period

    start, end = period or Period.year_up_to(asked["as_of"] or today())
    if asked["as_of"] not in (None, end):
        raise click.UsageError("what happened after the end of --period is never seen; leave out --as-of")
    asked["as_of"] = end
    writing = Writing(form, output, table=_page)
    show(settings, "receivables", writing, asked, then=partial(_measured, start=start))


def _measured(ledger: Ledger, answer: Answer, *, start: date) -> Answer:
    from commands.opening import pasts
    from projections.receivables.measuring import Period, accounts_before, measured

    period = Period(start, answer.as_of)
    return measured(answer, accounts_before(pasts(ledger), answer, period), period)


def _page(answer: Answer) -> Iterator[str]:
    """The table for people: the measures, to one decimal; days, but for what is in percent."""
    from commands.tables import RULE, Cell, Column, render, terminal_width
    from commands.view_tables import heading

    start, end = answer.more["period"]["start"], answer.more["period"]["end"]
    yield from heading(answer)
    yield click.style(f"from {start} to {end}, {(end - start).days + 1:,} days", dim=True)
    yield ""
    if not answer.rows:
        yield "Nothing to measure."
        return
    columns = [Column("CLIENT"), Column("NAME", least=_NAME, optional=True), Column("CUR")]
    columns += [Column(name.upper(), "right") for name in _MONEY]
    columns += [Column(title, "right", optional=name in _FIRST_OUT) for name, title in _FIGURES.items()]
    table: list[Sequence[Cell | str]] = [
        [row["client"], row["name"] or "", *_cells(row)] for row in answer.table()
    ]
    sums = [["total", "", *_cells(total)] for total in answer.sums()]
    yield from render(
        columns,
        [*table, RULE, *([Cell(text, bold=True) for text in line] for line in sums)],
        room=terminal_width(),
    )
    yield ""
    yield from _notes(answer)


def _cells(row: Mapping[str, Any]) -> list[str]:
    from ledger.money import quantum

    money = [f"{row[name].quantize(quantum(row['currency'])):,f}" for name in _MONEY]
    return [row["currency"], *money, *(_figure(row, name) for name in _FIGURES)]


def _figure(row: Mapping[str, Any], name: str) -> str:
    exceeds = row["dso_count_back_exceeds"]
    if name == "dso_count_back" and exceeds is not None:
        return f"> {exceeds:,}"
    figure = row[name]
    return "" if figure is None else f"{figure.quantize(Decimal('0.1'), ROUND_HALF_UP) + 0:,f}"


def _notes(answer: Answer) -> Iterator[str]:
    """What a reader would otherwise have to look up."""
    choice = answer.rules.metrics
    months = "their own days" if choice.dso_months == "calendar" else "30 days each"
    sales = "the period" if choice.collection_sales == "period" else "an average month"
    yield click.style(
        f"DSO by receivables / sales x days; counted back by months of {months}; CEI by the sales of {sales}.",
        dim=True,
    )
    yield click.style(
        f"On time: within {choice.tolerance_days} days of the due date, from {choice.least_settled} paid items on; "
        f"at risk: over {choice.at_risk_after} days late. No figure: not defined.",
        dim=True,
    )
