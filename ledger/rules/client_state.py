"""The state of one stream on the write side: the facts that rules ask about, in small mutable objects.

It holds no names, addresses or other personal data, because its snapshots are not encrypted.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import msgspec

from ledger.rules.credit_policy import AdoptedCredit, HousePolicy, policy_on
from ledger.rules.staff import Staff
from ledger.subledger import Account
from ledger.subledger.points.account import PointsAccount

FOLD = 29
"""Raise it when the form of the state or the fold changes: older snapshots are then ignored."""


class Setting(msgspec.Struct):
    """A value that one event sets as a whole, as text, and the moment from which it holds."""

    value: str
    at: datetime


class Standing(msgspec.Struct):
    """The state of a numbered thing, and the day on which it began."""

    state: str
    since: date


class Approved(msgspec.Struct):
    """A discount that was approved, in percent, and its day."""

    percent: Decimal
    on: date


class Spent(msgspec.Struct):
    """What was spent on a person, and on which day."""

    person: str
    on: date
    currency: str
    amount: Decimal


class Person(msgspec.Struct):
    """A person at the client; what we do not know of them is None.

    Attributes:
        since: the day on which they came.
        changed: the day of what is known last of them; a change of an earlier day changes nothing.
    """

    role: str
    since: date
    changed: date
    influence: int | None = None
    stance: str | None = None
    decides: bool | None = None
    vip: bool | None = None
    there: bool = True
    stage: Setting | None = None
    links: list[str] = msgspec.field(default_factory=list)


class ClientState(msgspec.Struct):
    """The facts that the rules know of one stream: a client's, a manager's or the house's.

    Attributes:
        code: the client's code once it is registered; None before, and for other streams.
        registered: the day of its registration.
        lost: the day on which the client left, if it is not back.
        points: the facts about its points.
        settings: the manager, the parent, the terms, the rank, rhythms and the targets of plans, by name.
        people: by their ids.
        numbered: how numbered things stand: name -> number -> standing.
        planned: the moment for which each visit was planned last, by number.
        held: who held each touch of a known hour, by its start.
        askers: the people who asked for each discount.
        approved: the discounts that were approved.
        account: what the client owes and has paid.
        policies: what the house adopted, in order of date.
        staff: the posts of our people and who stands in for whom; of a client, only its deputies.
        products: the descriptions of products by their codes.
        groups: the groups that products were put into, in the order of recording.
        spent: what was spent on each person, in the order of recording.
        unseen: the numbers and ids with characters that nobody sees, by their keys.
    """

    code: str | None = None
    registered: date | None = None
    lost: date | None = None
    points: PointsAccount = msgspec.field(default_factory=PointsAccount)
    settings: dict[str, Setting] = msgspec.field(default_factory=dict)
    people: dict[str, Person] = msgspec.field(default_factory=dict)
    numbered: dict[str, dict[str, Standing]] = msgspec.field(default_factory=dict)
    planned: dict[str, datetime] = msgspec.field(default_factory=dict)
    held: dict[datetime, list[str]] = msgspec.field(default_factory=dict)
    askers: dict[str, list[str]] = msgspec.field(default_factory=dict)
    approved: list[Approved] = msgspec.field(default_factory=list)
    account: Account = msgspec.field(default_factory=Account)
    policies: list[AdoptedCredit] = msgspec.field(default_factory=list)
    staff: Staff = msgspec.field(default_factory=Staff)
    products: dict[str, Setting] = msgspec.field(default_factory=dict)
    groups: list[tuple[str, datetime, str | None]] = msgspec.field(default_factory=list)
    spent: list[Spent] = msgspec.field(default_factory=list)
    unseen: dict[str, list[str]] = msgspec.field(default_factory=dict)

    @property
    def name(self) -> str:
        """The client's code, as it stands in messages."""
        return self.code or "the house"

    @property
    def parent(self) -> str | None:
        """The code of the company that owns the client."""
        setting = self.settings.get("parent")
        return (setting.value or None) if setting else None

    def policy_on(self, day: date) -> HousePolicy:
        """The policy in force on a day, with the groups of the products; of the house."""
        return msgspec.structs.replace(policy_on(self.policies, day), described=self.groups)

    def spent_in_year(self, person: str, currency: str, day: date) -> Decimal:
        """What was spent on a person in the year of a day, before the day and after it."""
        own = (one for one in self.spent if (one.person, one.currency) == (person, currency))
        return sum((one.amount for one in own if one.on.year == day.year), Decimal(0))

    def set(self, name: str, value: str, at: datetime) -> None:
        """Change a setting, unless a later value is known."""
        self.settings[name] = later(self.settings.get(name), Setting(value, at))


def later(before: Setting | None, new: Setting) -> Setting:
    """Which of two values of one setting holds: the later, as in views; of one moment, that recorded last."""
    if before is None or (before.at.date(), before.at) <= (new.at.date(), new.at):
        return new
    return before


def as_text(*values: object) -> str:
    """Values as one text; equal values give equal texts."""
    return json.dumps(values, default=str, ensure_ascii=False)


@cache
def _decoder() -> msgspec.json.Decoder[ClientState]:
    """Reads snapshots; most commands read none."""
    return msgspec.json.Decoder(ClientState)


def initial() -> ClientState:
    """The state of a stream without entries."""
    return ClientState()


def dump(client_state: ClientState) -> str:
    """The state as JSON text, for a snapshot."""
    facts = replace(client_state.account)  # a copy has nothing that is built from the facts
    return msgspec.json.encode(msgspec.structs.replace(client_state, account=facts)).decode()


def load(text: str) -> ClientState:
    """The state from its JSON text.

    Raises:
        ValueError: the text is not a state of this form (see ``FOLD``).
    """
    return _decoder().decode(text)
