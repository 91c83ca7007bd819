"""People as stored rows, without their names: a name stays in its entry, where it can be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import ContactAdded, ContactChanged
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.spans import Spans
from projections.people.contacts import CONTACTS, EXPENSES, LINKS, Contact, Contacts, Link, evolve
from projections.policy import Policy


class Person(NamedTuple):
    """A person whom an entry added, while no fact changes anything but expenses and links.

    Attributes:
        named: the position of the entry that says the name, as ``Contact`` has it.
    """

    person: Annotated[str, Column(key=1)]
    role: str
    decider: int
    influence: int | None
    stance: str | None
    stage: str | None
    since: date
    last_seen: date | None
    touches: int
    objections: int
    left: Annotated[date | None, Column(stored="left_on")]
    named: int


class Spent(NamedTuple):
    """What was spent on a person."""

    position: Annotated[int, Column(key=1)]
    person: str
    on: Annotated[date, Column(stored="on_day")]
    currency: str
    amount: Decimal


class Linked(NamedTuple):
    """What a person is to another."""

    person: Annotated[str, Column(key=1)]
    number: Annotated[int, Column(key=2)]
    relation: str
    to: Annotated[str, Column(stored="to_person")]
    client: Annotated[str | None, Column(stored="to_client")]

    @property
    def link(self) -> Link:
        """The same as a row of people shows it."""
        return Link(self.relation, self.to, self.client)


Row: TypeAlias = Person | Spent | Linked


def _people(person: str, one: Contact) -> Iterator[Person]:
    if one.added is not None:
        yield Person(
            person=person,
            role=one.role,
            decider=int(one.is_decider),
            influence=one.influence,
            stance=one.stance,
            stage=one.stage,
            since=one.since,
            last_seen=max((on for _, on in one.touches), default=None),
            touches=len(one.touches),
            objections=len(one.objections),
            left=one.left,
            named=one.named,
        )


def _spent(person: str, one: Contact) -> Iterator[Spent]:
    for expense in one.spent:
        yield Spent(expense.position, person, expense.on, expense.currency, expense.amount)


def _linked(person: str, one: Contact) -> Iterator[Linked]:
    for number, link in enumerate(one.links):
        yield Linked(person, number, link.relation, link.to, link.client)


def _spans(
    name: str, row: type[Row], rows_of: Callable[[str, Contact], Iterator[Row]]
) -> Spans[Contacts, Row]:
    """The span rows of a kind, which ``rows_of`` makes of a person."""

    def of(client: Client, people: Contacts, day: date, policy: Policy) -> Iterable[Row]:
        del client, day, policy
        return [row for person, one in people.items() for row in rows_of(person, one)]

    def touched(
        client: Client, people: Contacts, day: date, policy: Policy
    ) -> Iterable[tuple[tuple[object, ...], Row | None]]:
        """No row of a person goes again."""
        del client, day, policy
        keys = 2 if row is Linked else 1
        return [
            (found[:keys], found)
            for person in people.moved_for(name)
            for found in rows_of(person, people[person])
        ]

    return Spans(name=name, evolve=evolve, row=row, of=of, touched=touched)


SPANS = (
    _spans(CONTACTS, Person, _people),
    _spans(EXPENSES, Spent, _spent),
    _spans(LINKS, Linked, _linked),
)


def evolve_names(
    state: dict[str, str] | None, entry: Fact, event: ContactAdded | ContactChanged
) -> Mapping[str, str]:
    """The names of a client's people by their ids after an entry."""
    del entry
    names = {} if state is None else state
    if event.name is not None:
        names[event.person] = event.name
    return names
