"""When the oldest debt that is still open was due, once payments that say nothing are put against the oldest first.

The view of receivables settles in the same order: by due date, then date, then number; charges stand before the debt
that they come on top of, costs and fees before interest; and by the days of charges and money, as
``ledger.rules.clearing`` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger.rules.clearing import ANY_DAY, Claim, cleared
from ledger.rules.counting import counted
from ledger.rules.dues import Owed, first_due, open_parts
from ledger.rules.relationship import ZERO, Relationship
from ledger.rules.tally import Tally

__all__ = ["oldest_due"]

_Place: TypeAlias = tuple[date, date, str, int, str]


class _Open(NamedTuple):
    """An open amount: its place in the order, when it is due itself, and the day of a charge."""

    place: _Place
    due: date
    currency: str
    amount: Decimal
    made: date


def oldest_due(relationship: Relationship, *, derive: bool) -> date | None:
    """When the oldest debt that is still open was due, in any currency; None where nothing is open.

    Args:
        relationship: the client's.
        derive: what is left of payments is put against the oldest debt of its currency first.
    """
    tally = counted(relationship)
    if not derive:
        return tally.dues.first_beyond(lambda _currency: ZERO)
    if not tally.charges:
        return tally.dues.first_beyond(lambda currency: tally.sources["paid", currency])
    return _walked(relationship, tally)


def _walked(relationship: Relationship, tally: Tally) -> date | None:
    """The same where charges are open, whose place in the order is not that of their own due date."""
    parts = sorted(_open(relationship, tally))
    left = [part.amount for part in parts]
    for currency in {part.currency for part in parts}:
        debts: list[Claim] = []
        charges: list[Claim] = []
        for place, part in enumerate(parts):
            if part.currency == currency:
                kind = debts if part.made == ANY_DAY else charges
                kind.append(Claim(place, part.amount, part.made))
        for _, place, share in cleared(debts, charges, _money(relationship, tally, currency)):
            left[place] -= share
    return min((part.due for part, open_ in zip(parts, left, strict=True) if open_), default=None)


def _money(relationship: Relationship, tally: Tally, currency: str) -> Iterator[tuple[date, Decimal]]:
    """What payments have left, each with its day."""
    for number in tally.sources.numbers:
        source = relationship.sources[number]
        if source.kind == "payment" and source.currency == currency and source.free > 0:
            yield source.on, source.free


def _open(relationship: Relationship, tally: Tally) -> Iterator[_Open]:
    for number in tally.dues.numbers:
        debt = relationship.debts[number]
        made = debt.on if debt.kind == "charge" else ANY_DAY
        for part in open_parts(relationship, number, tally.sources["linked", number]):
            yield _Open(_place(relationship, number, part), part.due, debt.currency, part.amount, made)


def _place(relationship: Relationship, number: str, part: Owed) -> _Place:
    debt, below = relationship.debts[number], _bottom(relationship, number)
    if below == number:
        return part.due, part.on, number, debt.rank, number
    bottom = relationship.debts[below]
    return first_due(relationship, bottom), bottom.on, below, debt.rank, number


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
