"""``goodwill receivables --metrics``: how well money comes in, per client and for the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, show
from commands.ui.opening import today_of
from commands.ui.periods import ends
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from projections import Answer


def show_metrics(
    settings: Settings, writing: Writing, period: tuple[date, date] | None, asked: dict[str, Any]
) -> None:
    """Measure a period; by default the twelve months up to the day asked for.

    Raises:
        UsageError: the day asked for is not the period's last.
    """
    from goodwill.figures import measured_from
    from projections.framework.periods import Period

    start, end = period or Period.year_up_to(asked["as_of"] or today_of(settings))
    if asked["as_of"] not in (None, end):
        raise click.UsageError("what happened after the end of --period is never seen; leave out --as-of")
    asked["as_of"] = asked["as_of"] or ends(settings, start, end, None)
    then = partial(measured_from, start=start)
    show(settings, "receivables", writing._replace(table=_page), asked, then=then, states="all")


def _page(answer: Answer) -> Iterator[str]:
    """The table for people: the measures in days or percent, to one decimal."""
    from commands.ui.view_tables import columns_of, heading, lines_of
    from projections.framework.columns import row_fields
    from projections.measures.rows import Measures

    start, end = answer.more["period"]["start"], answer.more["period"]["end"]
    yield from heading(answer)
    yield click.style(f"from {start} to {end}, {(end - start).days + 1:,} days", dim=True)
    yield ""
    if not answer.rows:
        yield "Nothing to measure."
        return
    rows, sums = (list(map(_counted_back, flat)) for flat in (answer.table(), answer.sums()))
    measures = [field.name for field in row_fields(Measures)]
    shown = columns_of(answer.shape, rows, only=("client", "name", "currency", *measures))
    yield from lines_of(shown, rows, sums)
    yield ""
    yield from _notes(answer)


def _counted_back(row: dict[str, Any]) -> dict[str, Any]:
    """A row with a lower bound of the days, if counting back ran out of sales."""
    exceeds = row["dso_count_back_exceeds"]
    return row if exceeds is None else row | {"dso_count_back": f"> {exceeds:,}"}


def _notes(answer: Answer) -> Iterator[str]:
    """The definitions, so that a reader need not look them up."""
    from commands.ui.tables import faint

    choice = answer.rules.metrics
    months = "their own days" if choice.dso_months == "calendar" else "30 days each"
    sales = "the period" if choice.collection_sales == "period" else "an average month"
    yield from faint(
        f"DSO by receivables / sales x days; counted back by months of {months}; CEI by the sales of {sales}."
    )
    yield from faint(
        f"On time: within {choice.tolerance_days} days of the due date, from {choice.least_settled} paid items on; "
        f"at risk: over {choice.at_risk_after} days late. No figure: not defined."
    )
