"""The brief of a client: what the views say of it on a day, with what was told, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from ledger.spellings import Spellings
from ledger.subledger.orders import last_placed
from projections.agenda import reasons
from projections.agenda.things import Things
from projections.brief.facts import TOPICS, Facts
from projections.brief.sections import (
    Brief,
    Cover,
    LastOrder,
    Money,
    Open,
    Owed,
    People,
    Person,
    Planned,
    Rhythm,
    Stopped,
    Topic,
    Touches,
    Traded,
    Who,
)
from projections.collections.overdue import bounced
from projections.credit.exposure import ExposureRow
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.periods import Period
from projections.framework.staffing import Staffing
from projections.health.bands import rises_at
from projections.health.commerce import orders_of
from projections.health.relationship import Relationship, last_touch
from projections.health.rows import HealthRow
from projections.health.signs import RHYTHM
from projections.order_days import days_of, values_on
from projections.people.contacts import Contact, Contacts
from projections.policy import Policy
from projections.receivables.lateness import overdue_of
from projections.receivables.promises import broken_and_owed
from projections.trade import Trade
from projections.trading.comparing import NO_LONGER
from projections.trading.orders_view import late

_LAST_TOUCHES = 3
_BROKEN = 3  # broken promises: one line each
_FEWEST_DAYS = 2
"""Order days that a rhythm of the client's own needs."""


@dataclass(frozen=True, slots=True)
class ClientStates:
    """The states of one client on the day, None where no entry concerned one."""

    client: Client | None
    facts: Facts | None
    people: Contacts | None
    relationship: Relationship | None
    trade: Trade | None
    things: Things | None
    texts: Mapping[int, str] | None


def composed(
    code: str, told: ClientStates, answers: Mapping[str, Answer], staffing: Staffing, today: date
) -> Brief:
    """The brief of a client.

    Args:
        code: of the client.
        told: its states.
        answers: of the views about this client and one day, by name: health, key-accounts, receivables,
            exposure, disputes, promises, objections, pipeline, contracts, orders, market, sales by product.
        staffing: our people on that day.
        today: the day on which it is read: of a day to come, no entry can tell yet how a touch went.
    """
    about = answers["health"]
    day, facts = about.as_of, told.facts or Facts()
    planned, untold = _planned(told.things or Things(), told.texts or {}), min(day, today)
    rows = {name: found.rows for name, found in answers.items()}
    client = told.client or Client(code)
    health: HealthRow | None = next(iter(rows["health"]), None)
    return Brief(
        client=code,
        as_of=day,
        known_at=about.known_at,
        policy=about.policy,
        position=about.position,
        planned=[one for one in planned if one.on >= untold],
        who=_who(
            client,
            _shares(client, rows["key-accounts"]),
            _covers(client, replace(staffing, days=Period(day, date.max)), about.language),
        ),
        dossier=[*_dossier(facts, day)],
        health=health,
        rises_at=rises_at(health.score, health.band, about.rules.health) if health else None,
        touches=Touches(
            facts.touches[: -1 - _LAST_TOUCHES : -1], _touch_rhythm(told.relationship, day, about.rules)
        ),
        open=_open(facts, [one for one in planned if one.on < untold], rows, answers["orders"]),
        money=Money(
            _owed(answers["receivables"], rows["exposure"]),
            broken_and_owed(answers["receivables"])[:_BROKEN],
            bounced(answers["receivables"].holders),
            facts.check,
        ),
        trade=_traded(told, rows["sales"], day, about.rules),
        contracts=rows["contracts"],
        people=_people(told.people or Contacts()),
        competitors=rows["market"],
    )


def _open(facts: Facts, unreported: list[Planned], rows: Mapping[str, list[Any]], orders: Answer) -> Open:
    return Open(
        unreported=unreported,
        objections=sorted(rows["objections"], key=lambda row: (-row.severity, row.raised, row.number)),
        complaints=sorted(facts.complaints.values(), key=lambda one: (-one.severity, one.raised)),
        disputes=[row for row in rows["disputes"] if row.resolved is None],
        proposals=rows["pipeline"],
        promises=[row for row in rows["promises"] if row.state == "pending"],
        commitments=sorted(facts.commitments.values(), key=lambda one: (one.due, one.number)),
        late_orders=late(orders).rows,
    )


def _who(client: Client, shares: list[Any], covers: list[Cover]) -> Who:
    return Who(
        client.code,
        client.name,
        client.state,
        client.manager,
        client.segment,
        client.territory,
        client.parent,
        client.currency,
        shares,
        covers,
    )


def _shares(client: Client, rows: list[Any]) -> list[Any]:
    """The rows of key accounts that tell something, that in the client's currency first.

    A client that is asked for by its code has a row also where nothing was sold, nobody judged it, and
    nobody estimated what it spends.
    """
    told = (row for row in rows if row.rank or row.revenue or row.margin or row.ranked or row.wallet)
    return sorted(told, key=lambda row: (row.currency != client.currency, row.currency))


def _covers(client: Client, staffing: Staffing, language: str) -> list[Cover]:
    """The covers under which the client is on the days of the staffing."""
    borne = [(client.manager, client.language or language), *((name, language) for name in staffing.names)]
    key = Spellings(borne).key
    found = staffing.covers_of(client.code, client.manager, key)
    return sorted(
        (Cover(one.deputy, one.from_, one.until, one.reason) for one in found),
        key=attrgetter("since", "until"),
    )


def _dossier(facts: Facts, day: date) -> list[Topic]:
    found = []
    for topic in TOPICS:
        one = facts.topics.get(topic)
        found.append(
            Topic(topic, one.on, (day - one.on).days, one.text) if one else Topic(topic, None, None, None)
        )
    return found


def _planned(things: Things, texts: Mapping[int, str]) -> list[Planned]:
    """The planned touches that no entry closes, in order; ``texts`` has the purposes that name people."""
    found = (
        Planned(
            one.number,
            one.due,
            datetime.fromisoformat(one.at) if one.at else None,
            one.what or texts[one.position],
        )
        for one in things.open.values()
        if one.reason == reasons.VISIT and one.due is not None
    )
    return sorted(found, key=attrgetter("on", "number"))


def _touch_rhythm(relationship: Relationship | None, day: date, policy: Policy) -> Rhythm | None:
    sign = last_touch(relationship, policy.touches) if relationship else None
    if relationship is None or sign is None or sign.day is None:
        return None
    return Rhythm(sign.day, (day - sign.day).days, sign.value, relationship.agreed is not None)


def _owed(receivables: Answer, exposures: list[ExposureRow]) -> list[Owed]:
    """A row for each currency in which something is open or a limit holds."""
    balances, late = {row.currency: row for row in receivables.rows}, overdue_of(receivables)
    found = []
    for row in exposures:
        owed = balances.get(row.currency)
        if owed is None and row.limit is None and not row.exposure:
            continue
        found.append(
            Owed(
                currency=row.currency,
                balance=owed.balance if owed else row.open_debt,
                overdue=late[row.client, row.currency],
                days_late=row.days_late,
                unapplied=row.unapplied,
                open_orders=row.open_orders,
                limit=row.limit,
                free=row.free,
                reason=row.reason,
            )
        )
    return found


def _traded(told: ClientStates, sold: list[Any], day: date, policy: Policy) -> Traded:
    trade = told.trade or Trade()
    last = last_placed(one for one in trade.orders.values() if one.on <= day and one.stands(day))
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


def _people(contacts: Contacts) -> People:
    people = [(_person(person, one), one.is_decider) for person, one in contacts.items() if one.added]
    here = [(one, decides) for one, decides in people if one.left is None]
    here.sort(key=lambda found: (-(found[0].influence or 0), found[0].person))
    left = [one for one, _ in people if one.left is not None]
    return People(
        [one for one, decides in here if decides],
        [one for one, decides in here if not decides],
        sorted(left, key=lambda one: (one.left or date.max, one.person), reverse=True),
    )


def _person(person: str, one: Contact) -> Person:
    return Person(
        person=person,
        name=one.name,
        role=one.role,
        influence=one.influence,
        stance=one.stance,
        decides=one.decides,
        vip=one.vip,
        stage=one.stage,
        left=one.left,
        successor=one.successor,
    )
