"""The keys of the policy about the programme: what earns points, when they expire, what a tier counts.

Rules and views read them: both work out what a client has to spend.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from ledger.assortment import ANYTHING, NO_ASSORTMENT, Assortment, Described
from ledger.money import ZERO
from ledger.policy_amounts import Figure
from ledger.policy_key import CENTURY, NO_KEY, Key

_BILLION = 1_000_000_000


class OrderRule(NamedTuple):
    """Points for the goods of an order that the client keeps.

    Attributes:
        points: Points for each full amount of value.
        per: The amount of value that earns them, in the order's currency.
        products: The goods that count: a product code, in which * stands for any characters, as in SHOE-*.
        group: The group of the goods that count, as `product.described` names it, in which * stands for any
            characters. Goods that nobody described are in no group, and count only for *.
    """

    points: Annotated[Decimal, Key(over=0, most=_BILLION)]
    per: Annotated[Figure, Key(over=0, most=_BILLION)]
    products: str = ANYTHING
    group: str = ANYTHING


class EventRule(NamedTuple):
    """Points for something that a client does.

    Attributes:
        event: The kind of event that earns them.
        points: Points for each such event.
    """

    event: Literal["referral.made", "training.held", "feedback.given"]
    points: Annotated[Decimal, Key(over=0, most=_BILLION)]


class Reward(NamedTuple):
    """A reward that costs a number of points, or a multiple of it.

    Attributes:
        reward: The reward as `points.redeemed` names it.
        points: What one costs; a redemption for it is a multiple of this.
    """

    reward: str
    points: Annotated[Decimal, Key(over=0, most=_BILLION)]


@dataclass(frozen=True, slots=True)
class Earn:
    """How clients earn points, beside those that a person grants.

    Attributes:
        when: What releases the points of an order: the order itself (ordered), or payment for it (paid), in
            proportion to what is paid of the documents that bill it.
        pending_days: Days after that until the points can be spent; until then they count for no tier.
        rounding: How the points of an order are made whole: down, or to the nearest whole number.
        orders: What orders earn; an order earns the sum of all that fit its goods.
        events: What other events earn.
        assortment: which products are in the groups that orders name; no key itself.
    """

    when: Literal["ordered", "paid"] = "ordered"
    pending_days: Annotated[int, Key(least=0, most=CENTURY)] = 0
    rounding: Literal["down", "nearest"] = "down"
    orders: tuple[OrderRule, ...] = ()
    events: tuple[EventRule, ...] = ()
    assortment: Annotated[Assortment, NO_KEY] = NO_ASSORTMENT


@dataclass(frozen=True, slots=True)
class Expiry:
    """When points expire that nobody spent, counted from the day on which they could be spent.

    Attributes:
        after: Days or months that points last; 0: they never expire.
        unit: What after counts.
        until: The last day on which they can be spent: that day itself, or the end of its month or quarter.
        grace_days: Days for which points are good that a cancelled redemption gives back too late.
    """

    after: Annotated[int, Key(least=0, most=CENTURY)] = 0
    unit: Literal["days", "months"] = "days"
    until: Literal["the day", "end of month", "end of quarter"] = "the day"
    grace_days: Annotated[int, Key(least=0, most=CENTURY)] = 0


@dataclass(frozen=True, slots=True)
class Qualifying:
    """What counts for a tier, and how a client loses one.

    Attributes:
        counts: What reaches a tier: points, spent or not (points); or the value of the goods that a client
            keeps, from the day of the order (ordered), or as far as it is paid (paid).
        per: The amount of value that counts one, in the order's currency; points count as they are.
        window: Since when points count: always (all time), for some days (rolling), or from the first day of
            the year (calendar year). They count from the day on which they can be spent.
        days: The days of a rolling window, and between two steps down.
        grace_days: Days for which a tier is kept after its points count no more.
        downgrade: To which tier a client falls then: the one that it reaches (at once), or the next lower one
            (one step).
    """

    counts: Literal["points", "ordered", "paid"] = "points"
    per: Annotated[Figure, Key(over=0, most=_BILLION)] = Decimal(1)
    window: Literal["all time", "rolling", "calendar year"] = "all time"
    days: Annotated[int, Key(least=1, most=CENTURY)] = 365
    grace_days: Annotated[int, Key(least=0, most=CENTURY)] = 0
    downgrade: Literal["at once", "one step"] = "at once"


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme of points: earning, expiry, rewards, and what counts for a tier.

    Attributes:
        point_value: What a point is worth, where a redemption states no value or the order that it pays for
            is not in the client's currency.
        pooling: Who may spend points: the client that has them (client), or all companies of its group
            together (group), the oldest points of the group first. A company that leaves takes its own.
        rewards: What rewards cost; points are redeemed freely for any other.
    """

    point_value: Annotated[Figure, Key(least=0, most=_BILLION)] = ZERO
    pooling: Literal["client", "group"] = "client"
    rewards: tuple[Reward, ...] = ()
    earn: Earn = Earn()
    expiry: Expiry = Expiry()
    qualifying: Qualifying = Qualifying()

    @property
    def by_orders(self) -> bool:
        """Whether points or tiers depend on orders."""
        return bool(self.earn.orders) or self.qualifying.counts != "points"

    @property
    def by_payments(self) -> bool:
        """Whether points or tiers depend on what is paid of orders."""
        return self.qualifying.counts == "paid" or bool(self.earn.orders and self.earn.when == "paid")

    def among(self, described: Iterable[Described]) -> Programme:
        """The programme of a house that describes its products so."""
        known = Assortment.of(described, (rule.group for rule in self.earn.orders))
        return replace(self, earn=replace(self.earn, assortment=known)) if known.products else self

    @property
    def pools(self) -> bool:
        """Whether the companies of a group spend their points together."""
        return self.pooling == "group"


NO_PROGRAMME = Programme()
"""The programme of a house without a policy about it: only people grant points, and they never expire."""
