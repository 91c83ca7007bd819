"""The texts of a report of a month: its title, and its tables cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from ledger.money import rounded
from ledger.times import end_text
from projections.framework.columns import in_words
from projections.report.page import Compared, Report
from reporting.columns import SheetColumn

PLANS: Final = "Plans"
_HEADINGS: Final = {"Pay": "Pay, cut by plans for just the month"}
"""The headings of sections that tell more than the name of the section."""


class TableSection(NamedTuple):
    """A section with its table."""

    heading: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[str]]


def title(report: Report) -> str:
    """The title of a report."""
    return f"Report of {report.manager}, {report.months[0]}"


def about(report: Report) -> str:
    """What a report depends on."""
    known = f"known at {end_text(report.known_at)}, " if report.known_at else ""
    return f"as of {report.as_of}, {known}policy {report.policy}, position {report.position:,}"


def plans(report: Report) -> Iterator[TableSection]:
    """The table of plans, if there are any."""
    if report.plans:
        titles = ("PLAN", "ACTUAL", "DONE %", "BY NOW")
        columns = [SheetColumn("METRIC", texts=True), SheetColumn("CUR", texts=True), SheetColumn("UNTIL")]
        rows = [
            (
                in_words(row.metric),
                row.currency or "",
                str(row.end),
                _number(row.plan, row.currency),
                _number(row.actual, row.currency),
                "" if row.done is None else f"{row.done:,f}",
                _number(row.expected, row.currency),
            )
            for row in report.plans
        ]
        yield TableSection(PLANS, [*columns, *(SheetColumn(one, amounts=True) for one in titles)], rows)


def figures(report: Report) -> Iterator[TableSection]:
    """A table for each section, with a column for each month."""
    months = [SheetColumn(month, amounts=True) for month in report.months]
    for section, found in groupby(report.figures, lambda one: one.section):
        own = [*found]
        money = any(one.currency for one in own)
        named = [SheetColumn("", texts=True), SheetColumn("CUR", texts=True)][: 1 + money]
        yield TableSection(
            _HEADINGS.get(section, section), [*named, *months], [_row(one, money=money) for one in own]
        )


def _row(one: Compared, *, money: bool) -> Sequence[str]:
    """The cells of a figure, with its currency where the section has money."""
    named = (in_words(one.figure), one.currency or "")[: 1 + money]
    months = (one.month, one.month_before, one.year_before)
    return (*named, *(_number(value, one.currency) for value in months))


def _number(value: Decimal | None, currency: str | None) -> str:
    """Money to its smallest coin, a count as it is; nothing for what is missing."""
    if value is None:
        return ""
    return f"{rounded(value, currency) if currency else value:,f}"
