"""The pace of each client, and the range of what follows a year, from the ledger's own earlier year-ends.

A year-end lies a whole number of years before the day. At each, a client had a value of the twelve months
before and of the twelve after; the range of a band is from the tenth to the ninetieth percentile of the next
year / the last, over all year-ends and clients of that band. Ratios have no currency, so those of all
currencies count together. A band with fewer than 20 clients takes the range of all. With fewer than 20
clients in all, or no year-end with a whole year of the ledger before it, there is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from operator import itemgetter
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
from projections.framework.periods import year_up_to
from projections.framework.sums import by_currency, sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Comparing, Explaining, Totals
from projections.health.bands import band_of
from projections.key_accounts.client_sales import Dealings, Sold, in_currency, sales
from projections.key_accounts.sales_spans import SALES
from projections.lifetime.ordered import NEEDED, Sales, each_of
from projections.lifetime.rows import LifetimeRow, LifetimeTotal
from projections.lifetime.standing import Scores, Standing
from projections.policy import Policy
from projections.remarks import Remark

LEAST: Final = 20
"""Clients below which there is no range."""
_ALL: Final = "all"
_DECILES: Final = 10

_Bands: TypeAlias = Callable[[int], str | None]
Holder: TypeAlias = AccountHolder[Sales] | AccountHolder[Dealings]


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


class _Year(NamedTuple):
    """Twelve months, by their first day, and by both ends as ``date.toordinal`` counts."""

    start: date
    first: int
    last: int


@lru_cache(maxsize=256)
def _years(as_of: date, number: int) -> Sequence[_Year]:
    """The twelve months up to a day, and so many before them."""
    found = [year_up_to(as_of)]
    while len(found) <= number and found[-1].start > date.min:
        found.append(year_up_to(shifted(found[-1].start, -1)))
    return [_Year(start, start.toordinal(), end.toordinal()) for start, end in found]


class Bought(NamedTuple):
    """What an account holder bought in a currency, in order of days, as ``date.toordinal`` counts them."""

    days: Sequence[int] = ()
    revenue: Sequence[Decimal] = ()

    def within(self, year: _Year) -> Sequence[Decimal]:
        """The revenue of a year."""
        days = self.days
        return self.revenue[bisect_left(days, year.first) : bisect_right(days, year.last)]


def _rows(holder: Holder, as_of: date, policy: Policy) -> list[LifetimeRow]:
    """The rows of an account holder, a row for each currency, without ranges."""
    several = [(client, Standing(sold)) for client, sold in sold_to(holder)]
    found = _bought(several)
    if holder.named:
        found.setdefault(holder.currency or NO_CURRENCY, Bought())
    if not found:
        return []
    band = _bands([one for _, one in several], policy)
    rows = list[LifetimeRow]()
    for currency, bought in sorted(found.items()):
        since = date.fromordinal(bought.days[0]) if bought.days else None
        years = _years(as_of, as_of.year - since.year + 1 if since else 0)
        pace = sum_in(currency, bought.within(years[0]))
        values = {
            "client": holder.code,
            "name": holder.name,
            "currency": currency,
            "since": since,
            "so_far": sum_in(currency, bought.revenue),
            "pace": pace,
            "band": band(as_of.toordinal()),
            "low": None,
            "high": None,
            "of": None,
            "cases": 0,
            "past": _past(holder.code, bought, years, pace, band),
        }
        rows.append(filled(_Counted, values))
    return rows


def _bought(several: Sequence[tuple[Client, Standing]]) -> dict[str, Bought]:
    """What was sold to the members of an account, by currency."""
    if len(several) == 1:
        orders, back = several[0][1].orders, several[0][1].rest
        if not back and len({*orders.currency}) == 1 and [*orders.on] == sorted(orders.on):  # as many are
            return {orders.currency[0]: Bought(orders.on, orders.revenue)}
    found: dict[str, list[tuple[int, Decimal]]] = {}
    for client, sold in several:
        orders = sold.orders
        for only in {*orders.currency}:
            own = zip(orders.currency, orders.on, orders.revenue, strict=True)
            found.setdefault(only, []).extend(
                [(on, revenue) for currency, on, revenue in own if currency == only]
            )
        for rest in in_currency(client, sold.rest):
            found.setdefault(rest.currency, []).append((rest.on.toordinal(), rest.revenue))
    return {
        currency: Bought(*zip(*sorted(own, key=itemgetter(0)), strict=True))
        for currency, own in found.items()
    }


def sold_to(holder: Holder) -> Iterator[tuple[Client, Sales]]:
    """What was sold to each member of an account, from its span rows or its state."""
    for client, known in holder.states:
        yield client, [*sales(known)] if isinstance(known, Dealings) else known


def standings(holder: Holder) -> list[Standing]:
    """What was sold to each member of an account, so that its order days of any day follow."""
    return [Standing(sold) for _, sold in sold_to(holder)]


def _bands(several: Sequence[Standing], policy: Policy) -> _Bands:
    """Gives the band of an account holder on a day."""
    scores, health, known = Scores(several, policy.health.commerce), policy.health, dict[int, str | None]()

    def band(day: int) -> str | None:
        if day not in known:
            known[day] = band_of(scores.score(day), health)
        return known[day]

    return band


def _past(client: str, bought: Bought, years: Sequence[_Year], pace: Decimal, band: _Bands) -> list[Past]:
    """An account holder at each earlier year-end before which it bought something, from its last year on."""
    found, after, then = list[Past](), years[0], pace
    for before in years[1:]:
        if after.first <= bought.days[0]:
            break
        value = sum(bought.within(before), ZERO)
        if value > 0:
            found.append(Past(client, before.start, band(before.last), max(then, ZERO) / value))
        after, then = before, value
    return found


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


def _each(holder: Holder) -> Iterator[Sold]:
    return chain.from_iterable(in_currency(client, each_of(sold)) for client, sold in sold_to(holder))


def _explain(holder: Holder, as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry added to the value so far, and to the pace."""
    del policy
    year = year_up_to(as_of)
    return [
        Contribution(figure, currency, one.what, one.document, one.position, one.revenue)
        for currency, same in by_currency(_each(holder))
        for figure in ("so_far", "pace")
        for one in same
        if figure == "so_far" or year.holds(one.on)
    ]


VIEW: View[Dealings, Sales, LifetimeRow, LifetimeTotal] = View(
    name="lifetime",
    policy=("health",),
    spans=(SALES,),
    needed=lambda *_: {SALES.name: NEEDED},
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
