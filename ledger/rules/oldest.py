"""When the oldest debt that is still open was due, once payments that say nothing are put against the oldest first.

The view of receivables settles in the same order: by due date, then date, then number; charges stand before the debt
that they come on top of, costs and fees before interest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger.rules.billing import terms_on
from ledger.rules.debts import open_by_instalment
from ledger.rules.relationship import ZERO, Debt, Relationship

__all__ = ["oldest_due"]

_Place: TypeAlias = tuple[date, date, str, int, str]


class _Open(NamedTuple):
    """An open amount: its place in the order, when it is due itself."""

    place: _Place
    due: date
    currency: str
    amount: Decimal


def oldest_due(relationship: Relationship, *, derive: bool) -> date | None:
    """When the oldest debt that is still open was due, in any currency; None where nothing is open.

    Args:
        relationship: the client's.
        derive: what is left of payments is put against the oldest debt of its currency first.
    """
    rest = defaultdict[str, Decimal](Decimal)
    for source in relationship.sources.values() if derive else ():
        if source.kind == "payment":
            rest[source.currency] += source.free
    left: list[date] = []
    for one in sorted(_open_parts(relationship)):
        if one.amount > rest[one.currency]:
            left.append(one.due)
        rest[one.currency] -= min(one.amount, rest[one.currency])
    return min(left, default=None)


def _open_parts(relationship: Relationship) -> Iterator[_Open]:
    """What is open; a credit that is linked to a document has settled it, where it fits."""
    linked: dict[str, Decimal] = {}
    for source in relationship.sources.values():
        if source.follows and source.free > 0:
            linked[source.follows] = linked.get(source.follows, ZERO) + source.free
    for number, debt in relationship.debts.items():
        credit = linked.get(number, ZERO)
        credit = credit if credit <= debt.open else ZERO
        for due, amount in _parts(relationship, number, debt) if debt.open > credit else ():
            share = min(credit, amount)
            credit -= share
            if amount > share:
                place = _place(relationship, number, debt, due)
                yield _Open(place, due, debt.currency, amount - share)


def _parts(relationship: Relationship, number: str, debt: Debt) -> list[tuple[date, Decimal]]:
    if debt.parts:
        amounts = open_by_instalment(relationship, number, debt)
        return sorted(zip((part.due for part in debt.parts), amounts, strict=True))
    return [(_due(relationship, debt), debt.open)]


def _due(relationship: Relationship, debt: Debt) -> date:
    """When a debt is due, or the first instalment of it."""
    terms = terms_on(relationship.terms, debt.on)
    days = terms.payment_days if terms is not None else 0
    last = min(debt.on.toordinal() + days, date.max.toordinal())
    return min((part.due for part in debt.parts), default=debt.due or date.fromordinal(last))


def _place(relationship: Relationship, number: str, debt: Debt, due: date) -> _Place:
    below = _bottom(relationship, number)
    bottom = relationship.debts[below]
    return due if bottom is debt else _due(relationship, bottom), bottom.on, below, debt.rank, number


def _bottom(relationship: Relationship, number: str) -> str:
    """What a charge comes on top of in the end, through other charges; itself, where they run in a circle."""
    bottom, seen = number, {number}
    while under := _under(relationship, relationship.debts[bottom].on_top_of):
        if under in seen:
            return number
        seen.add(under)
        bottom = under
    return bottom


def _under(relationship: Relationship, number: str | None) -> str | None:
    """The debt of that number, where it counts; of an invoice that repeats orders, the oldest of those."""
    debt = relationship.debts.get(number) if number is not None else None
    if debt is None or not debt.repeats:
        return number if debt is not None else None
    owed = [order for order in debt.bills if order in relationship.debts]
    return min(owed, key=lambda order: (relationship.debts[order].on, order), default=None)
