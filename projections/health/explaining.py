"""The shares of the score: orders and what was taken back, being overdue, components of the relationship.

An order's share is its part, by value, of what its day would count if nothing had been taken back. A
cancellation or return has a share below zero, its part of the difference. So these shares sum to the score of
a client who is not overdue and of whom nothing else is known: two orders of a day add up, and an order that
was cancelled whole counts zero. Being overdue and each component have a share of their own, with the newest
entry that they rest on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from ledger.money import ZERO, to_places
from ledger.subledger import Account
from ledger.subledger.orders import last_placed
from projections.framework.contributions import Contribution, Span
from projections.framework.filters import AccountHolder
from projections.health.assessing import ORDERS, OVERDUE, Assessment, Basis, assess, segment_of
from projections.health.commerce import log_worth, rise, unit_of
from projections.health.components import COMPONENTS
from projections.health.relationship import Relationship, signs
from projections.health.signs import ON_TIME, PEOPLE, PREPARED, PROBLEM, TOUCH, VOICE, Sign
from projections.order_days import comes_off, days_of, decay, standing, values_on
from projections.policy import Commerce, Policy
from projections.receivables.payment_record import payment_record
from projections.trade import Day, Trade

_STEP = Decimal("0.01")

State: TypeAlias = tuple[Trade | None, Relationship | None, Account | None]
"""What is folded of a client."""


class ScoreShare(NamedTuple):
    """A share of the score from 0 to 100, unrounded; below zero for a cancellation or return."""

    what: str
    document: str | None
    position: int
    share: float
    how: str | None = None


class _Worth(NamedTuple):
    """An order, cancellation or return, with its value."""

    document: str | None
    position: int
    value: Decimal


@dataclass(slots=True)
class _Taken:
    """The orders of a day, and what was taken back of them on any day."""

    orders: list[_Worth] = field(default_factory=list)
    taken: list[_Worth] = field(default_factory=list)


def explain(holder: AccountHolder[State], as_of: date, policy: Policy) -> list[Contribution]:
    """The shares of the parts of the score; empty if the score is unknown."""
    day = _Day.of(holder, as_of, policy)
    if day.found.score is None:
        return []
    return rounded("score", [*day.orders(), *day.others()], _shown(day.found))


def moved(span: Span[State], policy: Policy) -> list[Contribution]:
    """What new orders and returns did to the score, ageing to older ones, and what the other parts moved.

    An unknown score counts as zero.
    """
    before, after = (
        _Day.of(holder, on, policy) for holder, on in ((span.before, span.since), (span.after, span.until))
    )
    commerce = policy.health.commerce
    found = [
        *_moves(before.weights(), after.weights(), span, commerce),
        *_differ(before, after, span.older),
    ]
    return [one for one in rounded("score", found, _shown(after.found) - _shown(before.found)) if one.amount]


class _Day(NamedTuple):
    """What an account holder's score is made of on a day.

    Attributes:
        found: the score with its parts.
        trades: the orders of its members.
        newest: the position of the newest entry behind each component.
    """

    day: date
    policy: Policy
    found: Assessment
    trades: Sequence[Trade]
    newest: Mapping[str, int]

    @classmethod
    def of(cls, holder: AccountHolder[State], day: date, policy: Policy) -> _Day:
        """That of an account holder."""
        held: list[Basis] = []
        newest: dict[str, int] = {}
        for client, (trade, relationship, account) in holder.states:
            own = [*signs(client, relationship, day, policy)] if relationship else []
            payments = [*payment_record(client, account, day, policy)] if account else []
            held.append((days_of(values_on([trade], day)) if trade else [], own, payments))
            for name, at in _newest(own, account):
                newest[name] = max(at, newest.get(name, 0))
        trades = [trade for _, (trade, _, _) in holder.states if trade]
        return cls(day, policy, assess(held, day, policy.health, segment_of(holder)), trades, newest)

    def weights(self) -> list[ScoreShare]:
        """The share of each order, cancellation and return in the worth of the order days."""
        if ORDERS not in self.found.parts:
            return []
        return _weights(self.trades, self.day, self.policy.health.commerce)

    def orders(self) -> Iterator[ScoreShare]:
        """The same in the score."""
        chance = self.found.chance
        scale = chance.undiscounted / chance.worth if chance and chance.worth else 0.0
        for one in self.weights():
            yield one._replace(share=scale * one.share)

    def others(self) -> Iterator[ScoreShare]:
        """The shares of the other parts, with the entries that they rest on."""
        for part, points in self.found.parts.items():
            if part == OVERDUE and points:
                orders = (one for trade in self.trades for one in trade.orders.values())
                if order := last_placed(one for one in orders if one.on <= self.day and one.stands(self.day)):
                    yield ScoreShare(part, order.number, order.position, points)
            elif part in COMPONENTS:
                yield ScoreShare(part, None, self.newest[part], points, part)


def _newest(signs: Iterable[Sign], account: Account | None) -> Iterator[tuple[str, int]]:
    """Components, each with the position of an entry behind it."""
    for sign in signs:
        for name in _BEHIND.get(sign.part, ()):
            yield name, sign.position
    if account is not None:
        facts = (account.credits.values(), account.documents.values(), account.promises)
        for one in facts if any(facts) else (account.orders.values(),):
            yield from (("payment", each.position) for each in one)


_BEHIND: Final = {
    PROBLEM: ("friction",),
    TOUCH: ("engagement", "friction"),
    ON_TIME: ("engagement",),
    PREPARED: ("engagement",),
    PEOPLE: ("engagement",),
    VOICE: ("voice",),
}
"""The components that signs of a part are behind; a touch shows that friction would have been heard of."""


def _shown(found: Assessment) -> Decimal:
    return Decimal(0) if found.score is None else Decimal(str(round(found.score, 1)))


def _differ(before: _Day, after: _Day, older: str) -> Iterator[ScoreShare]:
    """What each part adds more on the last day, by the entry that is the newest then.

    Where that entry was there before, or the component shows the same figure, the entry did not do it: time
    did, or the chance, which says what the same odds are worth.
    """
    now, was = ({one.what: one for one in day.others()} for day in (before, after)[::-1])
    for what in {**was, **now}:
        share = (now[what].share if what in now else 0.0) - (was[what].share if what in was else 0.0)
        one = now[what] if what in now else was[what]
        if what in COMPONENTS and what in now and what in was:
            levels = [round(day.found.components[what] or 0.0, 1) for day in (before, after)]
            if levels[0] == levels[1]:
                one = one._replace(how=f"{what}, unchanged")
            elif now[what].position == was[what].position:
                one = one._replace(how=f"{what}, {older}")
        yield one._replace(share=share)


def _weights(trades: Sequence[Trade], day: date, commerce: Commerce) -> list[ScoreShare]:
    """The share of each order, cancellation and return in the worth of the order days."""
    days: dict[Day, _Taken] = {}
    values = values_on(trades, day)
    for traded in trades:
        _gather(traded, day, days)
    found: list[ScoreShare] = []
    for key in sorted(days):
        gross = sum((order.value for order in days[key].orders), ZERO)
        before = _counts(key, gross, day, commerce)
        after = _counts(key, values.get(key, ZERO), day, commerce)
        found += _parts("order", days[key].orders, before)
        found += _parts("taken back", days[key].taken, after - before)
    return found


def _counts(on: Day, value: Decimal, day: date, commerce: Commerce) -> float:
    """What the orders of a day count on a later day."""
    worth = log_worth(float(value), unit_of(on[1], commerce))
    return decay(on[0], day, commerce.half_life) * worth


def _moves(
    before: Iterable[ScoreShare], after: Iterable[ScoreShare], span: Span[State], commerce: Commerce
) -> Iterator[ScoreShare]:
    """What moved the undiscounted score: older entries count for less, new ones for all that they changed.

    The difference of two scores is the difference of the worths times the secant of the map between them. So
    each order has its part of the difference, independent of the other orders.
    """
    was, now = _by_entry(before), _by_entry(after)
    scale = rise(math.fsum(was.values()), math.fsum(now.values()), commerce)
    left = decay(span.since, span.until, commerce.half_life)
    for key in {**was, **now}:
        older = was.get(key, 0.0) * (left - 1)
        rest = now.get(key, 0.0) - was.get(key, 0.0) * left
        yield ScoreShare(*key, scale * older, span.older)
        yield ScoreShare(*key, scale * rest, "counts otherwise" if key in was else None)


def _by_entry(found: Iterable[ScoreShare]) -> dict[tuple[str, str | None, int], float]:
    """Shares by entry, which sums what one return took off several days."""
    together: dict[tuple[str, str | None, int], float] = {}
    for one in found:
        key = one.what, one.document, one.position
        together[key] = together.get(key, 0.0) + one.share
    return together


def _gather(traded: Trade, day: date, days: dict[Day, _Taken]) -> None:
    for order in traded.orders.values():
        if order.on > day:
            continue
        one = days.setdefault((order.on, order.currency), _Taken())
        one.orders.append(_Worth(order.number, order.position, order.value))
        one.taken += (
            _Worth(order.number, taken.position, taken.value) for taken in order.taken if taken.on <= day
        )
    values = standing(traded, day)
    for key, loose, off in comes_off(traded.loose, values, day):
        values[key] -= off
        days[key].taken.append(_Worth(None, loose.position, off))


def _parts(what: str, worths: Sequence[_Worth], share: float) -> Iterator[ScoreShare]:
    """A share split in proportion to values, or in equal parts if all values are zero."""
    weights = [float(max(one.value, ZERO)) for one in worths]
    together = math.fsum(weights)
    if not together:
        weights, together = [1.0] * len(worths), float(len(worths))
    for one, weight in zip(worths, weights, strict=True):
        yield ScoreShare(what, one.document, one.position, share * weight / together)


def rounded(figure: str, shares: Sequence[ScoreShare], total: Decimal) -> list[Contribution]:
    """Shares as contributions in hundredths that sum to the total.

    The remainder of rounding the shares goes to those that rounding changed most, a hundredth to each. The
    remainder of rounding the total goes to the largest share.
    """
    exact = [Decimal(share.share) for share in shares]
    found = [to_places(one, 2) for one in exact]
    if found:
        left = to_places(sum(exact, ZERO), 2) - sum(found, ZERO)
        step = _STEP.copy_sign(left)
        changed = sorted(range(len(found)), key=lambda index: (found[index] - exact[index]) * step)
        for index in changed[: int(left / step)]:
            found[index] += step
        largest = max(range(len(found)), key=lambda index: abs(found[index]))
        found[largest] += total - sum(found, ZERO)
    return [
        Contribution(figure, None, share.what, share.document, share.position, amount, how=share.how)
        for share, amount in zip(shares, found, strict=True)
    ]
