"""What was spent on each person in each year, against the limit of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

from ledger.events import ExpenseSpent
from ledger.money import ZERO
from ledger.policy_amounts import figure_in
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CLIENT, CURRENCY, NAME, Column
from projections.framework.sums import sum_in
from projections.people.contacts import Contact, Expense
from projections.policy import Policy

SPENDING: Final = (ExpenseSpent.kind,)
"""The kinds of entry without which nothing was spent on a person."""

Limit: TypeAlias = Callable[[str], Decimal | None]
"""What may be spent on a person in a year, by currency; None where no limit is set."""


def limit_of(policy: Policy) -> Limit:
    """The limits that a policy sets."""
    return lambda currency: figure_in(policy.gifts.limit, currency) or None


def beyond(spent: Decimal, limit: Decimal | None) -> Decimal | None:
    """What was spent beyond a limit; None without one."""
    return None if limit is None else max(spent - limit, ZERO)


@dataclass(frozen=True, kw_only=True)
class SpentRow:
    """What was spent on a person in a year, in one currency."""

    client: Annotated[str, CLIENT]
    name: Annotated[str | None, replace(NAME, hidden=True)]
    person: Annotated[str, Column("The person's id.")]
    person_name: Annotated[
        str | None,
        Column("The person's name.", null="no entry adds the person", personal=True, title="NAME", least=12),
    ]
    year: Annotated[str, Column("The year of the expenses.")]
    currency: Annotated[str, CURRENCY]
    times: Annotated[int, Column("How often something was spent.", unit="expenses")]
    last: Annotated[date, Column("The day of the last time.")]
    spent: Annotated[Decimal, Column("What was spent in the year up to the day.", bold=True)]
    limit: Annotated[
        Decimal | None,
        Column("What the policy lets be spent on a person in a year.", null="it sets none", quiet=True),
    ]
    over: Annotated[
        Decimal | None,
        Column("What was spent beyond it.", null="no limit is set", blank=True, quiet=True, colours="red"),
    ]


def spending(answer: Answer) -> Answer:
    """The answer of people with a row for each person, year and currency in which something was spent.

    It needs the states of the clients, and shows a person whom no entry adds too.
    """
    limit = limit_of(answer.rules)
    rows = [
        row
        for holder in answer.holders
        if holder.shown
        for client, people in holder.states
        for person, one in people.items()
        for row in _rows(client, person, one, limit)
    ]
    ordered = sorted(rows, key=lambda row: (row.client, row.person, row.year, row.currency))
    more = {**answer.more, "listing": "what was spent on people"}
    empty = "nothing was spent on a person at these clients"
    return replace(answer, rows=ordered, shape=SpentRow, more=more, empty=empty)


def _rows(client: Client, person: str, one: Contact, limit: Limit) -> Iterator[SpentRow]:
    together: dict[tuple[int, str], list[Expense]] = {}
    for expense in one.spent:
        together.setdefault((expense.on.year, expense.currency), []).append(expense)
    for (year, currency), expenses in together.items():
        spent = sum_in(currency, (expense.amount for expense in expenses))
        yield SpentRow(
            client=client.code,
            name=client.name,
            person=person,
            person_name=one.name or None,
            year=f"{year:04}",
            currency=currency,
            times=len(expenses),
            last=max(expense.on for expense in expenses),
            spent=spent,
            limit=limit(currency),
            over=beyond(spent, limit(currency)),
        )
