"""The pace of each client, and the range of what follows a year, from the ledger's own earlier year-ends.

A year-end lies a whole number of years before the day. At each, a client had a value of the twelve months
before and of the twelve after; the range of a band is from the tenth to the ninetieth percentile of the next
year / the last, over all year-ends and clients of that band. Ratios have no currency, so those of all
currencies count together. A band with fewer than 20 clients takes the range of all. With fewer than 20
clients in all, or no year-end with a whole year of the ledger before it, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from statistics import quantiles
from typing import Final, NamedTuple, TypeAlias

from ledger.money import NO_CURRENCY, ZERO, rounded
from ledger.times import shifted
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import filled
from projections.framework.contributions import Contribution
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.needed import Needed
from projections.framework.periods import Period, year_up_to
from projections.framework.sums import by_currency, sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Comparing, Explaining, Totals
from projections.health.bands import band_of
from projections.health.commerce import Counted, score
from projections.key_accounts.client_sales import Dealings, Sold, in_currency, sales
from projections.key_accounts.sales_spans import SALES
from projections.lifetime.rows import LifetimeRow, LifetimeTotal
from projections.lifetime.standing import Standing, standing_on
from projections.policy import Policy
from projections.remarks import Remark

LEAST: Final = 20
"""Clients below which there is no range."""
_ALL: Final = "all"
_DECILES: Final = 10

Holder: TypeAlias = AccountHolder[Sequence[Sold]] | AccountHolder[Dealings]


class Past(NamedTuple):
    """A client at an earlier year-end.

    Attributes:
        start: the first day of the twelve months before it.
        band: of the chance of its next order on that day.
        ratio: its value of the twelve months after, as a part of that of the twelve before; 0 where it took
            back more than it bought.
    """

    client: str
    start: date
    band: str | None
    ratio: Decimal


class Range(NamedTuple):
    """The range of next / last among some clients.

    Attributes:
        of: their band, or "all".
        cases: how many years of clients it is of.
    """

    of: str
    low: Decimal
    high: Decimal
    cases: int


@dataclass(frozen=True, kw_only=True)
class _Counted(LifetimeRow):
    """A row with the client's earlier year-ends, which the ranges of all clients are made of."""

    past: Sequence[Past]


def _rows(holder: Holder, as_of: date, policy: Policy) -> list[LifetimeRow]:
    """The rows of an account holder, a row for each currency, without ranges."""
    found = dict(by_currency(_sold(holder)))
    if holder.named:
        found.setdefault(holder.currency or NO_CURRENCY, [])
    if not found:
        return []
    band, year = _bands(holder, policy), year_up_to(as_of)
    return [
        filled(
            _Counted,
            {
                "client": holder.code,
                "name": holder.name,
                "currency": currency,
                "since": min([one.on for one in sold], default=None),
                "so_far": sum_in(currency, [one.revenue for one in sold]),
                "pace": (pace := sum_in(currency, _within(sold, year))),
                "band": band(as_of),
                "low": None,
                "high": None,
                "of": None,
                "cases": 0,
                "past": [*_past(holder.code, sold, (year, pace), band)],
            },
        )
        for currency, sold in sorted(found.items())
    ]


def _within(sold: Sequence[Sold], period: Period) -> list[Decimal]:
    """The revenue of a period."""
    start, end = period
    return [one.revenue for one in sold if start <= one.on <= end]


def sold_to(holder: Holder) -> Iterator[tuple[Client, Sequence[Sold]]]:
    """What was sold to each member of an account, from its span rows or its state."""
    for client, known in holder.states:
        yield client, [*sales(known)] if isinstance(known, Dealings) else known


def _sold(holder: Holder) -> Iterator[Sold]:
    return chain.from_iterable(in_currency(client, sold) for client, sold in sold_to(holder))


def _bands(holder: Holder, policy: Policy) -> Callable[[date], str | None]:
    """Gives the band of an account holder on a day."""
    several, health = standings(holder), policy.health
    counted, known = Counted(health.commerce), dict[date, str | None]()

    def band(day: date) -> str | None:
        if day not in known:
            held = counted.orders(standing_on(several, day))
            found = score(held, day, health.commerce) if held else None
            known[day] = band_of(found, health)
        return known[day]

    return band


def standings(holder: Holder) -> list[Standing]:
    """What was sold to each member of an account, so that its order days of any day follow."""
    return [Standing(sold) for _, sold in sold_to(holder)]


def _past(
    client: str,
    sold: Sequence[Sold],
    last: tuple[Period, Decimal],
    band: Callable[[date], str | None],
) -> Iterator[Past]:
    """An account holder at each earlier year-end before which it bought something, from its last year on."""
    first = min([one.on for one in sold], default=date.max)
    after, then = last
    while after.start > first:
        before = _year_before(after)
        value = sum(_within(sold, before), ZERO)
        if value > 0:
            yield Past(client, before.start, band(before.end), max(then, ZERO) / value)
        after, then = before, value


@lru_cache(maxsize=256)
def _year_before(year: Period) -> Period:
    return year_up_to(shifted(year.start, -1))


def _compared(
    shown: Sequence[LifetimeRow], policy: Policy, others: Sequence[LifetimeRow]
) -> list[LifetimeRow]:
    """The rows with the ranges that the earlier years of all clients give."""
    del policy
    together = [row for row in (*shown, *others) if isinstance(row, _Counted)]
    begun = min((row.since for row in together if row.since), default=date.max).replace(day=1)
    cases = [one for row in together for one in row.past if one.start >= begun]
    ranges = ranges_of(cases)
    return [_with_range(row, ranges.get(row.band) or ranges.get(_ALL)) for row in shown]


def ranges_of(cases: Sequence[Past]) -> Mapping[str | None, Range]:
    """The ranges of each band with enough clients, and of all, by band."""
    groups: dict[str | None, list[Past]] = {_ALL: [*cases]}
    for one in cases:
        groups.setdefault(one.band, []).append(one)
    return {
        band: _range(band or _ALL, [one.ratio for one in same])
        for band, same in groups.items()
        if len({one.client for one in same}) >= LEAST
    }


def _range(of: str, ratios: Sequence[Decimal]) -> Range:
    cuts = quantiles(ratios, n=_DECILES, method="inclusive")
    return Range(of, cuts[0], cuts[-1], len(ratios))


def _with_range(row: LifetimeRow, found: Range | None) -> LifetimeRow:
    """A row without its past, with a range of its pace."""
    values = {**vars(row)}
    del values["past"]
    if found is not None:
        values |= {"of": found.of, "cases": found.cases}
        if row.pace > 0:
            values["low"] = rounded(row.pace * found.low, row.currency)
            values["high"] = rounded(row.pace * found.high, row.currency)
    return filled(LifetimeRow, values)


def cautions(answer: Answer) -> Iterator[Remark]:
    """Why there are no ranges."""
    if answer.rows and not any(row.cases for row in answer.rows):
        yield Remark(
            f"LOW and HIGH are unknown: they need 24 months of orders, and {LEAST} clients that ordered in a year "
            "before the last one"
        )


def _totals(rows: Iterable[LifetimeRow]) -> list[LifetimeTotal]:
    """Clients, value so far and pace, per currency."""
    return totals_of(LifetimeTotal, rows, lambda same: {"clients": len(same)})


def _explain(holder: Holder, as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry added to the value so far, and to the pace."""
    del policy
    year = year_up_to(as_of)
    return [
        Contribution(figure, currency, one.what, one.document, one.position, one.revenue)
        for currency, same in by_currency(_sold(holder))
        for figure in ("so_far", "pace")
        for one in same
        if figure == "so_far" or year.holds(one.on)
    ]


VIEW: View[Dealings, Sequence[Sold], LifetimeRow, LifetimeTotal] = View(
    name="lifetime",
    policy=("health",),
    spans=(SALES,),
    needed=lambda _: {
        SALES.name: Needed(columns=("position", "what", "day", "currency", "document", "revenue", "pieces"))
    },
    rows=_rows,
    comparing=Comparing(_compared),
    totals=Totals(_totals),
    explain=_explain,
    explaining=Explaining(
        nothing="{client} ordered nothing.",
        note=Remark("The range is made of the earlier years of all clients in view"),
    ),
    table=Table(
        "lifetime",
        "What each client bought so far and in twelve months, and what the next twelve may bring.",
        LifetimeRow,
    ),
)
