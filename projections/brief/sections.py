"""The sections of a brief: what a person reads before a visit."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ledger.subledger.documents import BouncedPayment
from projections.brief.facts import Checked, Complaint, Returned, Touch
from projections.commitments import Commitment
from projections.framework.answer import plain_values
from projections.health.rows import HealthRow
from projections.key_accounts.rows import KeyAccountRow
from projections.receivables.disputes import DisputeRow
from projections.receivables.promises import PromiseRow
from projections.selling.contracts_view import ContractRow
from projections.selling.market_view import MarketRow
from projections.selling.objections_view import OpenObjectionRow
from projections.selling.pipeline_rows import PipelineRow
from projections.trading.orders_view import OrderRow


@dataclass(frozen=True, slots=True)
class Cover:
    """A deputy who stands in for the manager with the client, on the day or from a later one on."""

    deputy: str
    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who the client is, and who looks after it.

    Attributes:
        shares: its rank and its shares of twelve months, a row for each currency.
        covers: those of the day and of days to come, the next one first.
    """

    client: str
    name: str | None
    state: str | None
    manager: str | None
    segment: str | None
    territory: str | None
    parent: str | None
    currency: str | None
    shares: list[KeyAccountRow]
    covers: list[Cover]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the dossier; all but the topic is None where nobody told anything."""

    topic: str
    on: date | None
    age_days: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something happens.

    Attributes:
        last: the day on which it happened last.
        days_since: days since then.
        usual_days: the usual days from one to the next, as agreed or as it was so far; None if unknown.
        agreed: whether they were agreed.
    """

    last: date
    days_since: int
    usual_days: float | None
    agreed: bool


@dataclass(frozen=True, slots=True)
class Touches:
    """The last touches, the newest first, and their rhythm; None without any."""

    last: list[Touch]
    rhythm: Rhythm | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned touch of which no entry tells how it went; ``at`` is None where no hour was given."""

    number: str
    on: date
    at: datetime | None
    what: str


@dataclass(frozen=True, slots=True)
class Open:
    """What is open between the client and us on the day; ``unreported``: planned touches of days before."""

    unreported: list[Planned]
    objections: list[OpenObjectionRow]
    complaints: list[Complaint]
    disputes: list[DisputeRow]
    proposals: list[PipelineRow]
    promises: list[PromiseRow]
    commitments: list[Commitment]
    late_orders: list[OrderRow]


@dataclass(frozen=True, slots=True)
class Owed:
    """What the client owes in one currency, and its credit; ``limit`` and ``free`` are None without one.

    The balance is what is open less what is unapplied; the limit less the balance and open orders is free.
    """

    currency: str
    balance: Decimal
    overdue: Decimal
    days_late: int
    unapplied: Decimal
    open_orders: Decimal
    limit: Decimal | None
    free: Decimal | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Money:
    """What the client owes, with the last payment that bounced, and the last credit check, valid or not.

    Attributes:
        broken: the newest promises to pay that were not kept and are still owed, at most three.
    """

    owed: list[Owed]
    broken: list[PromiseRow]
    bounced: BouncedPayment | None
    check: Checked | None


@dataclass(frozen=True, slots=True)
class LastOrder:
    """The last order that stands, net of what was cancelled or came back."""

    number: str
    on: date
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A product that the client bought in the twelve months before the last twelve, and not since."""

    product: str | None
    currency: str
    before: Decimal


@dataclass(frozen=True, slots=True)
class Traded:
    """What the client buys."""

    last_order: LastOrder | None
    rhythm: Rhythm | None
    no_longer_bought: list[Stopped]
    last_return: Returned | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person at the client; what is None, no entry says.

    Attributes:
        decides: whether the person decides about buying from us.
        left: the day on which the person left; None: the person is there.
        successor: the id of the person who followed.
    """

    person: str
    name: str | None
    role: str | None
    influence: int | None
    stance: str | None
    decides: bool | None
    vip: bool | None
    stage: str | None
    left: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class People:
    """The people at the client: those who decide, the others, and those who left."""

    deciders: list[Person]
    others: list[Person]
    left: list[Person]


@dataclass(frozen=True, slots=True)
class Brief:
    """What a person reads before a visit, with everything that it depends on.

    Attributes:
        policy: the version of the policy used.
        position: the last entry of the ledger that was read.
        planned: the touches of the day and of days to come, the next one first.
        dossier: every topic, also those of which nothing is known.
        health: None if the view has no row.
        rises_at: the score from which on its band is the next better one, where only its past keeps it below.
    """

    client: str
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    planned: list[Planned]
    who: Who
    dossier: list[Topic]
    health: HealthRow | None
    rises_at: float | None
    touches: Touches
    open: Open
    money: Money
    trade: Traded
    contracts: list[ContractRow]
    people: People
    competitors: list[MarketRow]

    def as_json(self) -> dict[str, Any]:
        """The brief as JSON: one object keyed by section; unknown values are null, lists may be empty."""
        return {"view": "brief"} | plain_values({one.name: getattr(self, one.name) for one in fields(self)})
