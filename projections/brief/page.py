"""The brief of a client: what the views say of it on a day, with what was told, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from projections.brief.facts import TOPICS, Checked, Commitment, Complaint, Facts, Person, Returned, Touch
from projections.credit.exposure import ExposureRow
from projections.framework.answer import Answer, plain_values
from projections.framework.clients import Client
from projections.health.commerce import orders_of
from projections.health.relationship import Relationship
from projections.health.signs import RHYTHM, TOUCH
from projections.health.view import HealthRow
from projections.key_accounts.rows import KeyAccountRow
from projections.order_days import days_of, values_on
from projections.policy import Policy
from projections.receivables.disputes import DisputeRow
from projections.receivables.promises import PromiseRow
from projections.selling.contracts_view import ContractRow
from projections.selling.market import MarketRow
from projections.selling.objections import OpenObjectionRow
from projections.selling.pipeline import PipelineRow
from projections.trade import Trade
from projections.trading.comparing import NO_LONGER

_LAST_TOUCHES = 3
_FEWEST_DAYS = 2
"""Order days that a rhythm of the client's own needs."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who the client is; ``shares`` has its rank and its shares of twelve months, a row for each currency."""

    client: str
    name: str | None
    state: str | None
    manager: str | None
    segment: str | None
    territory: str | None
    parent: str | None
    currency: str | None
    shares: list[KeyAccountRow]


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
class Open:
    """What is open between the client and us on the day."""

    objections: list[OpenObjectionRow]
    complaints: list[Complaint]
    disputes: list[DisputeRow]
    proposals: list[PipelineRow]
    promises: list[PromiseRow]
    commitments: list[Commitment]


@dataclass(frozen=True, slots=True)
class Owed:
    """What the client owes in one currency, and its credit; ``limit`` and ``free`` are None without one."""

    currency: str
    balance: Decimal
    overdue: Decimal
    days_late: int
    limit: Decimal | None
    free: Decimal | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Money:
    """What the client owes, with the last credit check, valid or not."""

    owed: list[Owed]
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
        dossier: every topic, also those of which nothing is known.
        health: None if the view has no row.
    """

    client: str
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    who: Who
    dossier: list[Topic]
    health: HealthRow | None
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


@dataclass(frozen=True, slots=True)
class Told:
    """The states of one client on the day, None where no entry concerned one."""

    client: Client | None
    facts: Facts | None
    relationship: Relationship | None
    trade: Trade | None


def composed(code: str, told: Told, answers: Mapping[str, Answer]) -> Brief:
    """The brief of a client.

    Args:
        code: of the client.
        told: its states.
        answers: of the views about this client and one day, by name: health, key-accounts, receivables,
            exposure, disputes, promises, objections, pipeline, contracts, market, and sales by product.
    """
    about = answers["health"]
    day, facts = about.as_of, told.facts or Facts()
    rows = {name: found.rows for name, found in answers.items()}
    client = told.client or Client(code)
    shares = sorted(rows["key-accounts"], key=lambda row: (row.currency != client.currency, row.currency))
    return Brief(
        client=code,
        as_of=day,
        known_at=about.known_at,
        policy=about.policy,
        position=about.position,
        who=Who(
            code,
            client.name,
            client.state,
            client.manager,
            client.segment,
            client.territory,
            client.parent,
            client.currency,
            shares,
        ),
        dossier=[*_dossier(facts, day)],
        health=next(iter(rows["health"]), None),
        touches=Touches(facts.touches[: -1 - _LAST_TOUCHES : -1], _touch_rhythm(told.relationship, day)),
        open=Open(
            objections=sorted(rows["objections"], key=lambda row: (-row.severity, row.raised, row.number)),
            complaints=sorted(facts.complaints.values(), key=lambda one: (-one.severity, one.raised)),
            disputes=[row for row in rows["disputes"] if row.resolved is None],
            proposals=rows["pipeline"],
            promises=[row for row in rows["promises"] if row.state == "pending"],
            commitments=sorted(facts.commitments.values(), key=lambda one: (one.due, one.number)),
        ),
        money=Money(_owed(rows["receivables"], rows["exposure"]), facts.check),
        trade=_traded(told, rows["sales"], day, about.rules),
        contracts=rows["contracts"],
        people=_people(facts),
        competitors=rows["market"],
    )


def _dossier(facts: Facts, day: date) -> list[Topic]:
    found = []
    for topic in TOPICS:
        one = facts.topics.get(topic)
        found.append(
            Topic(topic, one.on, (day - one.on).days, one.text) if one else Topic(topic, None, None, None)
        )
    return found


def _touch_rhythm(relationship: Relationship | None, day: date) -> Rhythm | None:
    sign = relationship.signs.get((TOUCH, "")) if relationship else None
    if relationship is None or sign is None or sign.day is None:
        return None
    return Rhythm(sign.day, (day - sign.day).days, sign.value, relationship.agreed is not None)


def _owed(receivables: list[Any], exposures: list[ExposureRow]) -> list[Owed]:
    """A row for each currency in which something is open or a limit holds."""
    balances = {row.currency: row for row in receivables}
    found = []
    for row in exposures:
        owed = balances.get(row.currency)
        if owed is None and row.limit is None and not row.exposure:
            continue
        balance, overdue = (owed.balance, sum(owed.overdue.values())) if owed else (row.open_debt, 0)
        found.append(
            Owed(row.currency, balance, Decimal(overdue), row.days_late, row.limit, row.free, row.reason)
        )
    return found


def _traded(told: Told, sold: list[Any], day: date, policy: Policy) -> Traded:
    trade = told.trade or Trade()
    standing = [order for order in trade.orders.values() if order.on <= day and order.stands(day)]
    last = max(standing, key=lambda order: (order.on, order.position), default=None)
    stopped = [Stopped(row.group, row.currency, row.before) for row in sold if row.note == NO_LONGER]
    return Traded(
        LastOrder(last.number, last.on, last.net(day), last.currency) if last else None,
        _order_rhythm(trade, told.relationship, day, policy),
        stopped,
        (told.facts or Facts()).returned,
    )


def _order_rhythm(
    trade: Trade, relationship: Relationship | None, day: date, policy: Policy
) -> Rhythm | None:
    """The rhythm of orders as health has it; of a client with one order day only an agreed one."""
    orders = orders_of(days_of(values_on([trade], day)), policy.health.commerce)
    if orders is None:
        return None
    agreed = relationship.signs.get((RHYTHM, "")) if relationship else None
    usual = round(orders.gap, 1) if len(orders.ordinals) >= _FEWEST_DAYS else None
    last = date.fromordinal(orders.last)
    return Rhythm(last, (day - last).days, agreed.value if agreed else usual, agreed is not None)


def _people(facts: Facts) -> People:
    here = sorted(
        (one for one in facts.people.values() if one.left is None),
        key=lambda one: (-(one.influence or 0), one.person),
    )
    left = [one for one in facts.people.values() if one.left is not None]
    return People(
        [one for one in here if one.is_decider],
        [one for one in here if not one.is_decider],
        sorted(left, key=lambda one: (one.left or date.max, one.person), reverse=True),
    )
