"""People: a row for each person at a client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from ledger.money import zero_of
from projections.contact_status import TRUSTING
from projections.framework.clients import Client
from projections.framework.columns import CLIENT, NAME, Column, filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.needed import Needed
from projections.framework.tables import Table, Unstored
from projections.framework.view_parts import Explaining, Showing, Storing
from projections.people.contacts import EXPENSES, Contacts, Expense, Link
from projections.people.spans import SPANS, Linked, Person, Spent, evolve_names
from projections.policy import Policy
from projections.remarks import Remark

STUCK: Final = timedelta(days=180)
"""A person who does not trust us after so long at one stage is stuck."""

Basis: TypeAlias = tuple[Sequence[Person], Sequence[Spent], Sequence[Linked]]
"""The people of a client, what was spent on them, and what they are to others."""


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person at a client."""

    client: Annotated[str, CLIENT]
    name: Annotated[str | None, replace(NAME, hidden=True)]
    person: Annotated[str, Column("The person's id.", key=1)]
    person_name: Annotated[str, Column("The person's name.", personal=True, title="NAME", least=12)]
    role: Annotated[str, Column("The person's role at the client.", least=10)]
    decider: Annotated[
        bool,
        Column(
            "Whether the person decides: as recorded, or else if their influence is 4 or 5.",
            title="DECIDES",
            blank=True,
        ),
    ]
    influence: Annotated[
        int | None,
        Column("From 1 (little) to 5 (decides).", unit="of 5", null="nobody knows", title="INF"),
    ]
    stance: Annotated[str | None, Column("How the person stands towards us.", null="nobody knows")]
    stage: Annotated[
        str | None, Column("How well we know the person, from stranger to friend.", null="no entry says")
    ]
    since: Annotated[
        date,
        Column("Since when the person is at the stage, or without one since when we know them.", spare=True),
    ]
    stuck: Annotated[
        bool,
        Column(
            f"Whether the person is there, and below trusted for more than {STUCK.days} days at one stage.",
            hidden=True,
        ),
    ]
    last_seen: Annotated[date | None, Column("The day of the last touch.", null="there was none")]
    touches: Annotated[
        int, Column("Visits, trainings and inquiries that name the person.", unit="touches", spare=True)
    ]
    objections: Annotated[
        int, Column("Objections that the person raised.", unit="objections", title="OBJ", spare=True)
    ]
    currency: Annotated[
        str,
        Column("The client's currency, as ISO 4217 has it; empty if it has none.", title="CUR", spare=True),
    ]
    spent: Annotated[
        Decimal,
        Column("What was spent on the person in the year of the day, in this currency.", blank=True),
    ]
    links: Annotated[tuple[Link, ...], Column("What the person is to others.", least=16, spare=True)]
    left: Annotated[
        date | None, Column("The day on which the person left.", null="the person is there", quiet=True)
    ]


class _Nameless(NamedTuple):
    """The fields of a row, which lack the name, with the position of the entry that says it.

    Attributes:
        named: that position, as ``Contact`` has it.
        values: the fields by name; they become those of the row.
    """

    client: str
    person: str
    named: int
    values: dict[str, Any]


def rows(holder: AccountHolder[Basis], as_of: date, policy: Policy) -> list[Any]:
    """A row for each person, without the name."""
    del policy
    return [one for client, basis in holder.states for one in _people(client, basis, as_of)]


def _people(client: Client, basis: Basis, as_of: date) -> Iterator[_Nameless]:
    people, expenses, links = basis
    code, name, currency = client.code, client.name, client.currency_of()
    nothing = zero_of(currency)
    spent, linked = _spent(client, expenses, nothing, as_of), _linked(links)
    for one in people:
        since, stage, left = one.since, one.stage, one.left
        values = {
            "client": code,
            "name": name,
            "person": one.person,
            "person_name": "",
            "role": one.role,
            "decider": bool(one.decider),
            "influence": one.influence,
            "stance": one.stance,
            "stage": stage,
            "since": since,
            "stuck": left is None and stage not in TRUSTING and as_of - since > STUCK,
            "last_seen": one.last_seen,
            "touches": one.touches,
            "objections": one.objections,
            "currency": currency,
            "spent": spent.get(one.person, nothing),
            "links": linked.get(one.person, ()),
            "left": left,
        }
        yield _Nameless(code, one.person, one.named, values)


def _spent(client: Client, expenses: Iterable[Spent], nothing: Decimal, as_of: date) -> dict[str, Decimal]:
    """What was spent on each person in the year of a day."""
    spent: dict[str, Decimal] = {}
    for expense in expenses:
        if _counts(client, expense, as_of):
            spent[expense.person] = spent.get(expense.person, nothing) + expense.amount
    return spent


def _linked(links: Iterable[Linked]) -> dict[str, tuple[Link, ...]]:
    """What each person is to others."""
    linked: dict[str, tuple[Link, ...]] = {}
    for one in sorted(links):
        linked[one.person] = (*linked.get(one.person, ()), one.link)
    return linked


def _counts(client: Client, expense: Expense | Spent, as_of: date) -> bool:
    """Whether an expense is of the year of a day and in the client's currency."""
    return expense.on.year == as_of.year and expense.currency == client.currency


def _with_name(row: _Nameless, name: str) -> PersonRow:
    row.values["person_name"] = name
    return filled(PersonRow, row.values)


def explain(holder: AccountHolder[Contacts], as_of: date, policy: Policy) -> list[Contribution]:
    """The entries behind the touches, the objections and the expenses of each person."""
    del policy
    found = []
    known = ((client, person, one) for client, people in holder.states for person, one in people.items())
    for client, person, one in known:
        if one.added is None:
            continue
        of = Of(person, None, one.position)
        counted = [("touches", "touch", position) for position, _ in one.touches]
        counted += [("objections", "objection", position) for position in one.objections]
        found += [
            Contribution(figure, None, what, person, position, Decimal(1), of)
            for figure, what, position in counted
        ]
        found += [
            Contribution("spent", client.currency, "expense", person, expense.position, expense.amount, of)
            for expense in one.spent
            if _counts(client, expense, as_of)
        ]
    return found


VIEW: View[Contacts, Basis, PersonRow, Any] = View(
    name="people",
    spans=SPANS,
    storing=Storing(
        unstored=Unstored(
            evolve_names,
            lambda row, names: _with_name(row, names[row.person]),
            alone=attrgetter("named"),
            told=lambda row, event: _with_name(row, event.name),
        )
    ),
    rows=rows,
    needed=lambda day, _: {EXPENSES: Needed(where=f"on_day >= {date(day.year, 1, 1).toordinal()}")},
    explain=explain,
    showing=Showing(
        order=lambda row: (row.client, row.left is not None, -(row.influence or 0), row.person),
        empty="nobody is known at these clients on that day",
    ),
    explaining=Explaining(
        nothing="Nothing passed between us and the people at {client}.",
        note=Remark("Each line is about one person", "--document ID shows no other"),
    ),
    table=Table("people", "The people at each client: a row for each.", PersonRow),
)
