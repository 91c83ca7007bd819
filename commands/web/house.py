"""The first page: how the relationships stand, who owes what, what is to be done, who moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from commands.web.asking import Asking
from commands.web.tables import listing
from goodwill.planning import agenda_from
from reporting.web import Cell, Column, Facts, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from projections import Answer

_MOST: Final = 10
"""The rows of each table."""
_TONES: Final = {"healthy": "good", "watch": "warn", "at risk": "bad"}
_FEW: Final = ("client", "name", "score", "band", "trend_30", "drag")
_MOVED: Final = ("client", "name", "score", "trend_30", "cause_30", "band")
_TO_DO: Final = ("when", "at", "client", "name", "reason", "what", "number", "due", "age_days", "worth")


def page(asking: Asking) -> Page:
    """The page."""
    health = asking.overall("health")
    title = asking.address.manager or asking.address.territory or asking.address.segment
    return Page(
        title=f"House: {title}" if title else "House",
        about=asking.about(health),
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        choices=asking.choices,
        sections=[
            _health(asking, health),
            _movers(asking, health),
            _receivables(asking),
            _agenda(asking),
        ],
    )


def _health(asking: Asking, found: Answer) -> Section:
    """How many clients each band has, and those with the lowest scores."""
    bands = Counter(row.band or row.state or "no score" for row in found.rows)
    order = [*_TONES, *sorted(bands.keys() - _TONES.keys())]
    href = asking.address.to("health").url
    named = [(band, Cell(f"{bands[band]:,}", href, _TONES.get(band, ""))) for band in order if bands[band]]
    worst = replace(found, rows=sorted(_standing(found.rows), key=lambda row: row.score)[:_MOST])
    return Section(
        "Health",
        [
            Facts(named),
            listing(asking, worst, "The lowest scores of clients that are not lost", most=_MOST, only=_FEW),
        ],
        href,
        half=True,
    )


def _standing(rows: Iterable[Any]) -> list[Any]:
    """The rows that have a band: of clients that are neither lost nor prospects, and have a score."""
    return [row for row in rows if row.band]


def _receivables(asking: Asking) -> Section:
    """What is owed in each currency, by age."""
    found = asking.overall("receivables")
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


def _agenda(asking: Asking) -> Section:
    """What is to be done in the week of the day."""
    found = agenda_from(asking.ledger, asking.overall, **asking.asked)
    more = [Text(f"{len(found.rows) - _MOST:,} more are on the agenda.")] if len(found.rows) > _MOST else []
    return Section(
        f"To do in {found.more['week']}",
        [listing(asking, found, "What is to be done this week", most=_MOST, only=_TO_DO), *more],
        asking.address.to("agenda").url,
    )


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
