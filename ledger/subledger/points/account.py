"""The facts about a client's points, as they were recorded: nothing derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Fact
from ledger.events import (
    ClientParentChanged,
    ClientRegistered,
    Event,
    FeedbackGiven,
    PointsGranted,
    PointsRedeemed,
    PointsRedemptionCancelled,
    ReferralMade,
    TierFloored,
    TrainingHeld,
)


class Granted(NamedTuple):
    """A person granted points."""

    number: str
    position: int
    on: date
    points: Decimal


class Redeemed(NamedTuple):
    """The client spent points.

    Attributes:
        value: what they paid, in the client's currency; None: what the policy says.
        order: the order that they pay for.
    """

    number: str
    position: int
    on: date
    points: Decimal
    value: Decimal | None = None
    order: str | None = None


class Cancelled(NamedTuple):
    """The redemption with a number was cancelled."""

    number: str
    position: int
    on: date


class Act(NamedTuple):
    """An event of a kind that a policy may reward."""

    kind: str
    position: int
    on: date


class Floor(NamedTuple):
    """A tier below which the client does not fall, from a day until another."""

    tier: str
    position: int
    on: date
    until: date


class Owner(NamedTuple):
    """The code of the company that owns the client from a day on; "" if none does."""

    code: str
    position: int
    on: date


@dataclass(slots=True)
class PointsAccount:
    """The facts about a client's points, in the order in which they were posted."""

    granted: list[Granted] = field(default_factory=list)
    redeemed: list[Redeemed] = field(default_factory=list)
    cancelled: list[Cancelled] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)

    @property
    def facts(self) -> int:
        """How many facts it holds."""
        lists = (self.granted, self.redeemed, self.cancelled, self.acts, self.floors, self.owners)
        return sum(len(one) for one in lists)


def post(account: PointsAccount, entry: Fact) -> None:
    """Enter a fact into an account; facts of other kinds change nothing."""
    enter = POSTED.get(type(entry.event))
    if enter is not None:
        enter(account, entry, entry.event)


def _granted(account: PointsAccount, entry: Fact, event: PointsGranted) -> None:
    account.granted.append(Granted(event.number, entry.position, entry.on, event.points))


def _redeemed(account: PointsAccount, entry: Fact, event: PointsRedeemed) -> None:
    account.redeemed.append(redeemed(event, entry.on, entry.position))


def redeemed(event: PointsRedeemed, on: date, position: int) -> Redeemed:
    """The redemption that an event records."""
    return Redeemed(event.number, position, on, event.points, event.value, event.order)


def _cancelled(account: PointsAccount, entry: Fact, event: PointsRedemptionCancelled) -> None:
    account.cancelled.append(Cancelled(event.number, entry.position, entry.on))


def _acted(account: PointsAccount, entry: Fact, event: Event) -> None:
    account.acts.append(Act(event.kind, entry.position, entry.on))


def _floored(account: PointsAccount, entry: Fact, event: TierFloored) -> None:
    account.floors.append(Floor(event.tier, entry.position, entry.on, event.until))


def _registered(account: PointsAccount, entry: Fact, event: ClientRegistered) -> None:
    if event.parent:
        account.owners.append(Owner(event.parent, entry.position, entry.on))


def _parent_changed(account: PointsAccount, entry: Fact, event: ClientParentChanged) -> None:
    account.owners.append(Owner(event.parent or "", entry.position, entry.on))


POSTED: Mapping[type[Event], Callable[[PointsAccount, Fact, Any], None]] = {
    PointsGranted: _granted,
    PointsRedeemed: _redeemed,
    PointsRedemptionCancelled: _cancelled,
    ReferralMade: _acted,
    TrainingHeld: _acted,
    FeedbackGiven: _acted,
    TierFloored: _floored,
    ClientRegistered: _registered,
    ClientParentChanged: _parent_changed,
}
"""How each kind of event changes an account of points."""
