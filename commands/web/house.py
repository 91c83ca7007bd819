"""The first page: how the relationships stand, who owes what, what is to be done, who moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final

from commands.web import charts
from commands.web.page_questions import Asking
from commands.web.tables import BAND_TONES, listing
from goodwill.accounts import key_accounts_from
from goodwill.agendas import agenda_from
from ledger.text import counted
from projections.agenda.parts import part_of
from projections.agenda.weeks import week_of
from projections.framework.periods import Period
from projections.receivables.lateness import debtors_of
from reporting.web import Cell, Column, Facts, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from projections import Answer

_MOST: Final = 10
"""The rows of each table."""
_MONTHS: Final = 7
"""The days of which ageing is shown: the last month-ends and the day asked for."""
_FEW: Final = ("client", "name", "score", "band", "trend_30", "drag")
_MOVED: Final = ("client", "name", "score", "trend_30", "cause_30", "band")
_TO_DO: Final = ("when", "at", "client", "name", "reason", "what", "number", "due", "age_days", "worth")
_OVERDUE: Final = {"page": "agenda", "due": "overdue", "sort": "due"}
"""Where what is overdue is listed, the newest first."""
_OPEN: Final = {"page": "agenda", "due": "open", "sort": "-age_days"}
"""Where what earlier weeks left open is listed, the newest first."""


def page(asking: Asking) -> Page:
    """The page."""
    question = asking.question()
    health = asking.overall("health", question)
    agenda = agenda_from(asking.ledger, asking.overall, question, week_of(asking.horizon.as_of))
    year = question._replace(start=Period.year_up_to(asking.horizon.as_of).start)
    sold = key_accounts_from(asking.ledger, asking.overall, year)
    owed = asking.overall("receivables", question)
    title = asking.address.manager or asking.address.territory or asking.address.segment
    return Page(
        title=f"House: {title}" if title else "House",
        about=asking.about(health),
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        choices=asking.choices,
        sections=[
            Section("", [_glance(asking, health, owed, agenda)]),
            Section(
                "What is owed",
                charts.ageing(asking, _MONTHS),
                asking.address.to("receivables").url,
                half=True,
            ),
            Section("Who buys", charts.pareto(sold), asking.address.to("key-accounts").url, half=True),
            _health(asking, health),
            _movers(asking, health),
            _receivables(asking, owed),
            _agenda(asking, agenda),
        ],
    )


def _glance(asking: Asking, health: Answer, owed: Answer, agenda: Answer) -> Facts:
    """How many clients each band has, how many of them owe what is overdue, and how much is to be done."""
    bands = Counter(row.band or row.state or "no score" for row in health.rows)
    order = [*BAND_TONES, *sorted(bands.keys() - BAND_TONES.keys())]
    href = asking.address.to("health").url
    named = [
        (
            band.capitalize(),
            Cell(
                f"{bands[band]:,}",
                href if bands[band] else "",
                BAND_TONES.get(band, "") if bands[band] else "",
            ),
        )
        for band in order
    ]
    debtors = debtors_of(owed)
    late = sum((row.due or agenda.as_of) < agenda.as_of for row in agenda.rows)
    shown = [
        ("Pay late", debtors, {"page": "receivables"}),
        ("To do", len(agenda.rows), {"page": "agenda"}),
        ("To do, overdue", late, _OVERDUE),
    ]
    more = [
        (name, Cell(f"{count:,}", asking.address.to(**leads).url if count else ""))
        for name, count, leads in shown
    ]
    return Facts([*named, *more], large=True)


def _health(asking: Asking, found: Answer) -> Section:
    """The clients with the lowest scores."""
    worst = replace(found, rows=sorted(_standing(found.rows), key=lambda row: row.score)[:_MOST])
    caption = "The lowest scores of clients that are not lost"
    return Section(
        "Lowest scores",
        [listing(asking, worst, caption, most=_MOST, only=_FEW)],
        asking.address.to("health", sort="score").url,
        half=True,
    )


def _standing(rows: Iterable[Any]) -> list[Any]:
    """The rows that have a band: of clients that are neither lost nor prospects, and have a score."""
    return [row for row in rows if row.band]


def _receivables(asking: Asking, found: Answer) -> Section:
    """What is owed in each currency, by age."""
    href = asking.address.to("receivables").url
    sums = [replace(found, rows=found.totals, shape=type(found.totals[0]))] if found.totals else []
    parts = [
        _linked(listing(asking, one, "What is owed, by currency and age", most=_MOST), href) for one in sums
    ]
    return Section("Receivables", parts or [Text("Nobody owes anything.")], href)


def _linked(part: Part, href: str) -> Part:
    """A table of sums whose figures lead to the rows that they sum."""
    if not isinstance(part, Table):
        return part
    rows = [
        [
            cell._replace(href=href) if column.number and not cell.faint else cell
            for column, cell in zip(part.columns, row, strict=True)
        ]
        for row in part.rows
    ]
    return replace(part, rows=rows)


def _agenda(asking: Asking, found: Answer) -> Section:
    """What is due in the week of the day, and in a line each what earlier weeks left."""
    week, overdue, left = (part_of(found, part) for part in ("week", "overdue", "open"))
    href = asking.address.to("agenda", due="week").url
    parts: list[Part] = [listing(asking, week, "What is due this week", most=_MOST, only=_TO_DO)]
    if len(week.rows) > _MOST:
        parts.append(Text(f"{len(week.rows) - _MOST:,} more are due this week.", href=href))
    if overdue.rows:
        days = [(found.as_of - row.due).days for row in overdue.rows]
        parts.append(Text(_aged(days, "overdue", "by"), href=asking.address.to(**_OVERDUE).url))
    if left.rows:
        days = [row.age_days for row in left.rows]
        parts.append(Text(_aged(days, "open from earlier weeks", "for"), href=asking.address.to(**_OPEN).url))
    return Section(f"To do in {found.more['week']}", parts, href)


def _aged(days: Sequence[int], how: str, since: str) -> str:
    """How many things are overdue or open, and for how long; the half of them says more than the oldest."""
    most = f"{since} {counted(max(days), 'day')}"
    if len(days) == 1:
        return f"1 thing is {how}, {most}."
    half = counted(median_low(days), "day")
    return f"{len(days):,} things are {how}: half of them {since} {half} or more, one {most}."


def _movers(asking: Asking, found: Answer) -> Section:
    """The clients whose score moved most in 30 days."""
    moved = [row for row in _standing(found.rows) if row.trend_30]
    first = sorted(moved, key=lambda row: -abs(row.trend_30))[:_MOST]
    parts: list[Part] = [Text("No score moved.")]
    if first:
        table = listing(
            asking, replace(found, rows=first), "Scores that moved most in 30 days", most=_MOST, only=_MOVED
        )
        parts = [_with_causes(table, [row.cause_30 or "" for row in first])]
    return Section("Moved most in 30 days", parts, half=True)


def _with_causes(part: Part, causes: list[str]) -> Part:
    """The table with what moved each score most."""
    if not isinstance(part, Table):
        return part
    rows = [[*row, Cell(cause)] for row, cause in zip(part.rows, causes, strict=True)]
    return replace(part, columns=[*part.columns, Column("Most by")], rows=rows)
