"""The people at a client, as the facts have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ContactLinked,
    ExpenseSpent,
    InquiryReceived,
    ObjectionRaised,
    TrainingHeld,
    VisitHeld,
)
from projections.contact_status import ContactFact, ContactStatus

CONTACTS, EXPENSES, LINKS = "contacts", "contact_expenses", "contact_links"
"""What is kept of people."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a person is to another one.

    Attributes:
        client: the code of the other person's client, if it is another.
    """

    relation: str
    to: str
    client: str | None

    def __str__(self) -> str:
        at = f" at {self.client}" if self.client else ""
        return f"{self.relation} {self.to}{at}"


class Expense(NamedTuple):
    """What an entry says was spent on a person."""

    position: int
    on: date
    currency: str
    amount: Decimal


@dataclass(slots=True)
class Contact(ContactStatus):
    """A person at a client.

    Attributes:
        touches: the position and the day of each touch.
        objections: the positions of the objections that the person raised.
        spent: what was spent on the person.
        links: what the person is to others.
    """

    touches: list[tuple[int, date]] = field(default_factory=list)
    objections: list[int] = field(default_factory=list)
    spent: list[Expense] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class Contacts(dict[str, Contact]):
    """The people of a client by their ids.

    Attributes:
        moved: by what is kept of people, the ids of those of whom it changed since a reader last asked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moved: dict[str, set[str]] = {CONTACTS: set(), EXPENSES: set(), LINKS: set()}

    def one(self, person: str, what: str) -> Contact:
        """A person, of whom something changes."""
        self.moved[what].add(person)
        return self.setdefault(person, Contact())

    def moved_for(self, what: str) -> set[str]:
        """The ids of the people of whom it changed since this was last asked."""
        moved, self.moved[what] = self.moved[what], set()
        return moved


_Touches: TypeAlias = VisitHeld | TrainingHeld | InquiryReceived
FoldedEvent: TypeAlias = ContactFact | ContactLinked | _Touches | ObjectionRaised | ExpenseSpent
"""The kinds that tell of people."""


def evolve(state: Contacts | None, entry: Fact, event: FoldedEvent) -> Contacts:
    """The people after an entry."""
    people = Contacts() if state is None else state
    match event:
        case ExpenseSpent():
            if event.person is not None:
                expense = Expense(entry.position, entry.on, event.currency, event.amount)
                people.one(event.person, EXPENSES).spent.append(expense)
        case ObjectionRaised():
            for person in _named(event):
                people.one(person, CONTACTS).objections.append(entry.position)
        case VisitHeld() | TrainingHeld() | InquiryReceived():
            for person in _named(event):
                people.one(person, CONTACTS).touches.append((entry.position, entry.on))
        case ContactLinked():
            other = None if event.to_client == entry.client else event.to_client
            people.one(event.person, LINKS).links.append(Link(event.relation, event.to, other))
        case _:
            people.one(event.person, CONTACTS).change(entry, event)
    return people


def _named(event: _Touches | ObjectionRaised) -> Iterator[str]:
    """The ids of the people whom an event names, each once."""
    person = None if isinstance(event, VisitHeld | TrainingHeld) else event.person
    return iter(dict.fromkeys((*event.people, *([person] if person else []))))
