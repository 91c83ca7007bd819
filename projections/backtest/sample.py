"""The cases of a back-test: on past month-ends, what the ledger said of each active client, and what came.

A client is active if it ordered within 182 days, and lost if it does not order within the horizon of the
policy.
Any order counts for both, also one that was cancelled or returned later. What is said of a client on a
month-end knows no fact of a later day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from operator import attrgetter
from statistics import median
from typing import Final, NamedTuple

from ledger.garbage_collector import uncollected
from ledger.times import last_month_ends, shifted
from projections import loyalty
from projections.backtest.course import Course, PlacedOrder, placed
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.filters import ANY, AccountHolder, Filter, account_holders
from projections.framework.fold import fold, fold_days, kinds_of
from projections.health.assessing import Assessment, Basis, assess, segment_of
from projections.health.bands import band_of
from projections.health.commerce import chance, orders_of
from projections.health.components import COMPONENTS
from projections.health.index import weights_of
from projections.health.rows import override_of
from projections.health.signs import Sign
from projections.health.view import VIEW as HEALTH
from projections.history import History, HistorySource, Horizon, source_of
from projections.loyalty import Habit, LoyaltyRow, habits
from projections.order_days import together
from projections.policy import Policy
from projections.trade import evolve

MONTH_ENDS: Final = 12
"""Month-ends that a back-test looks at, if nobody asks for another number."""


class Case(NamedTuple):
    """An active client on a month-end.

    Attributes:
        client: the code of the client, or of the company at the top of its group.
        on: the month-end.
        score: the health score, not rounded; 0 where it is unknown.
        without: the score without each of its parts: overdue, and the components of the relationship.
        known: the components of which anything is known, from 0 to 100.
        worths: the discounted worth of its orders by half-life, where it was asked for; empty without orders,
            and for a segment with weights of its own.
        band: what the score is called; None where it is unknown.
        since: days since its last order.
        rfm: the sum of its scores of loyalty; 0 without a standing order.
        value: what it had ordered, in the units of the policy, before what came back is taken off.
        override: what a person stated instead of the score, while that stood.
        lost: whether it did not order within the horizon.
    """

    client: str
    on: date
    score: float
    without: Mapping[str, float]
    known: Mapping[str, float]
    worths: Mapping[float, float]
    band: str | None
    since: int
    rfm: int
    value: float
    override: Sign | None
    lost: bool


class Loss(NamedTuple):
    """The last loss of a client.

    Attributes:
        last: the day of its last order before it; the loss is a fact at the end of the horizon after it.
        band: the band 60 days before the loss.
    """

    client: str
    name: str | None
    last: date
    band: str | None


class Sample(NamedTuple):
    """What a back-test is about.

    Attributes:
        month_ends: those looked at, in order.
        cases: the active clients of each.
        losses: the clients that were lost, each once, by code.
        gap: the median of the usual days between two orders, of the clients active on the last month-end.
    """

    month_ends: Sequence[date]
    cases: Sequence[Case]
    losses: Sequence[Loss]
    gap: float | None


class _Said(NamedTuple):
    """What the ledger says of an account holder on a day."""

    health: Assessment
    rows: list[LoyaltyRow]
    override: Sign | None
    worths: Mapping[float, float]

    def band(self, policy: Policy) -> str | None:
        """What the score is called where nothing is looked at but the day."""
        return band_of(self.health.score, policy.health)

    @property
    def known(self) -> dict[str, float]:
        """The components of the relationship of which anything is known."""
        return {name: value for name in COMPONENTS if (value := self.health.components[name]) is not None}


@uncollected()
def sampled(
    history: History,
    horizon: Horizon,
    policy: Policy,
    where: Filter = ANY,
    *,
    most: int = MONTH_ENDS,
    as_known_then: bool = False,
    half_lives: Sequence[float] = (),
) -> Sample:
    """The cases of the newest month-ends.

    Args:
        history: the entries.
        horizon: how far the back-test looks.
        policy: makes the scores of all month-ends.
        where: which clients.
        most: how many month-ends, at most.
        as_known_then: a score knows only what was recorded by the end of its month-end in UTC.
        half_lives: for which the cases have the worth of their orders.
    """
    source = source_of(history)
    folded = fold((clients.evolve, placed), source, horizon)
    directory = clients.directory(folded)
    states = [(code, one.states[1]) for code, one in folded.items()]
    days = (order.on for _, own in states for order in own or ())
    ends = month_ends(days, policy.health.commerce.horizon, most)
    if not ends:
        return Sample(ends, [], [], None)
    reader = _Reader(source, horizon, policy, as_known_then=as_known_then, half_lives=half_lives)
    courses = [Course.of(holder, ends, policy) for holder in account_holders(directory, states, where)]
    said = [dict(reader.said(course.holder, {*ends, *course.warned})) for course in courses]
    sums = {day: _rfm((row for of in said for row in of[day].rows), policy) for day in ends}
    pairs = [*zip(courses, said, strict=True)]
    cases = [_case(course, day, of[day], sums[day], policy) for course, of in pairs for day in course.active]
    losses = [
        Loss(course.holder.code, course.holder.name, course.last(course.lost[-1]), of[day].band(policy))
        for course, of in pairs
        for day in course.warned
    ]
    newest = [of[ends[-1]].health.chance for course, of in pairs if ends[-1] in course.active]
    gaps = [chance.gap for chance in newest if chance]
    return Sample(ends, sorted(cases, key=attrgetter("on", "client")), losses, median(gaps) if gaps else None)


def _case(course: Course, day: date, said: _Said, sums: Mapping[str, int], policy: Policy) -> Case:
    """An account holder on a month-end on which it was active; ``sums`` has the scores of loyalty."""
    return Case(
        client=course.holder.code,
        on=day,
        score=said.health.score or 0.0,
        without=said.health.without(),
        known=said.known,
        worths=said.worths,
        band=said.band(policy),
        since=course.since(day),
        rfm=sums.get(course.holder.code, 0),
        value=course.value_by(day),
        override=said.override,
        lost=day in course.lost,
    )


def month_ends(orders: Iterable[date], ahead: int, most: int) -> list[date]:
    """The newest month-ends with a horizon of orders before them and one after them.

    The last day with an order does not count as a whole day: more orders of it may come.
    """
    days = [*orders]
    if not days:
        return []
    first, last = shifted(min(days), ahead), shifted(max(days), -ahead)
    return [end for end in last_month_ends(last, most) if end >= first]


class _Reader:
    """Reads what the ledger says of account holders on past days."""

    def __init__(
        self,
        source: HistorySource,
        horizon: Horizon,
        policy: Policy,
        *,
        as_known_then: bool,
        half_lives: Sequence[float],
    ) -> None:
        self._source, self._horizon, self._policy = source, horizon, policy
        self._as_known_then, self._half_lives = as_known_then, half_lives
        self._kinds = kinds_of((HEALTH.fold,))

    def said(
        self, holder: AccountHolder[list[PlacedOrder]], days: Iterable[date]
    ) -> Iterator[tuple[date, _Said]]:
        """What is said of an account holder on each of some days."""
        known = {client.code: dict(self._bases(client, days)) for client, _ in holder.members}
        for day in days:
            found = [(client, known[client.code].get(day)) for client, _ in holder.members]
            held = [basis for _, basis in found if basis is not None]
            members: list[tuple[Client, loyalty.Basis | None]] = [
                (client, basis and (basis[1], ())) for client, basis in found
            ]
            shown = AccountHolder(holder.code, holder.name, holder.currency, members)
            bases = [basis[0] for basis in held]
            segment = segment_of(shown)
            health = assess(bases, day, self._policy.health, segment)
            rows = loyalty.rows(shown, day, self._policy)
            worths = self._worths(bases, day, health, segment) if self._half_lives else {}
            yield day, _Said(health, rows, override_of(bases, day), worths)

    def _worths(
        self, bases: Sequence[Basis], day: date, health: Assessment, segment: str | None
    ) -> dict[float, float]:
        """The discounted worth of orders by half-life; the rhythm stays what it is."""
        policy, now = self._policy.health, health.chance
        if now is None or weights_of(policy.index, segment) is not policy.index:
            return {}
        orders = together(basis[0] for basis in bases)
        found = {
            half_life: chance(orders_of(orders, commerce), day, commerce, now.gap)
            for half_life in self._half_lives
            for commerce in (replace(policy.commerce, half_life=half_life),)
        }
        return {half_life: one.worth * one.discount for half_life, one in found.items() if one}

    def _bases(
        self, client: Client, days: Iterable[date]
    ) -> Iterator[tuple[date, tuple[Basis, Sequence[Habit]]]]:
        """What scores are made of, for each of the days by which the client has a fact."""
        turns = [[day] for day in days] if self._as_known_then else [[*days]]
        for turn in turns:
            facts, _ = self._source.facts(client.code, self._kinds, self._knowing(turn[0]))
            for day, folded, _ in fold_days((HEALTH.fold, evolve), facts, turn):
                state, trade = folded.states
                if state is not None:
                    ordered = habits(client, trade, day, self._policy) if trade else []
                    yield day, (HEALTH.basis(client, state, day, self._policy), ordered)

    def _knowing(self, day: date) -> Horizon:
        """The horizon of what a day may know."""
        if not self._as_known_then:
            return self._horizon
        end = datetime.combine(day, time.max, UTC)
        return self._horizon._replace(known_at=min(end, self._horizon.known_at or end))


def _rfm(rows: Iterable[LoyaltyRow], policy: Policy) -> dict[str, int]:
    """The sum of the three scores of each client; of a client with several currencies, the highest."""
    found: dict[str, int] = {}
    for row in loyalty.scored([*rows], policy):
        if row.r and row.f and row.m:
            found[row.client] = max(found.get(row.client, 0), row.r + row.f + row.m)
    return found
