"""What was spent on each person in a year, against a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from ledger.entry import Entry
from ledger.events import ExpenseSpent
from projections.auditing.trail import Trail
from projections.framework.columns import CURRENCY, Column
from projections.people.spending import Limit, beyond

ADVICE = "Where more was spent than the limit, ask who spent it for the permission."


@dataclass(frozen=True, kw_only=True)
class GiftRow:
    """What was spent on a person in a year."""

    client: Annotated[str, Column("The client's code.")]
    person: Annotated[str, Column("The person's id.")]
    year: Annotated[str, Column("The year of the expenses.")]
    currency: Annotated[str, CURRENCY]
    spent: Annotated[Decimal, Column("What was spent in the year up to the day.", bold=True)]
    limit: Annotated[
        Decimal | None, Column("What may be spent on a person in a year.", null="none is set", quiet=True)
    ]
    over: Annotated[
        Decimal | None,
        Column("What was spent beyond it.", null="no limit is set", blank=True, quiet=True, colours="yellow"),
    ]
    actors: Annotated[tuple[str, ...], Column("Who recorded the expenses.", title="BY")]
    entries: Annotated[tuple[int, ...], Column("The positions of the expenses.")]
    purposes: Annotated[tuple[str, ...], Column("What they were for, in the same order.", least=16)]


def gifts(trail: Trail, limit: Limit, *, over: bool = False) -> list[GiftRow]:
    """A row for each person, year and currency, in this order.

    A row holds all expenses of the year up to the day; it is shown if the list is about one of them.

    Args:
        trail: the entries.
        limit: what may be spent on a person in a year.
        over: whether to give only rows beyond their limit.
    """
    groups: dict[tuple[str, str, str, str], list[tuple[Entry, ExpenseSpent]]] = {}
    for entry, event in _expenses(trail):
        key = (entry.client or "", event.person or "", f"{entry.on.year:04}", event.currency)
        groups.setdefault(key, []).append((entry, event))
    rows = [
        _row(key, groups[key], limit(key[-1]))
        for key in sorted(groups)
        if any(trail.chooses(entry) for entry, _ in groups[key])
    ]
    return [row for row in rows if not over or row.over]


def _expenses(trail: Trail) -> Iterator[tuple[Entry, ExpenseSpent]]:
    for entry in trail.in_force(ExpenseSpent.kind):
        if isinstance(entry.event, ExpenseSpent) and entry.event.person and entry.on <= trail.as_of:
            yield entry, entry.event


def _row(
    key: tuple[str, str, str, str], spent: list[tuple[Entry, ExpenseSpent]], limit: Decimal | None
) -> GiftRow:
    client, person, year, currency = key
    total = sum((event.amount for _, event in spent), Decimal(0))
    return GiftRow(
        client=client,
        person=person,
        year=year,
        currency=currency,
        spent=total,
        limit=limit,
        over=beyond(total, limit),
        actors=tuple(sorted({entry.actor for entry, _ in spent})),
        entries=tuple(entry.position for entry, _ in spent),
        purposes=tuple(event.purpose for _, event in spent),
    )
