"""What a figure is made of: so much of it, from this entry."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from ledger.entry import Entry
from ledger.text import plural
from projections.framework.filters import AccountHolder


class Of(NamedTuple):
    """The document, instalment or credit that a contribution belongs to.

    Attributes:
        number: as the document shows it.
        instalment: counted from 1; None where the document is in one sum.
        position: the entry that made it, which tells two documents with one number apart.
        also: numbers of invoices that bill it, which a user may ask for too.
    """

    number: str
    instalment: int | None
    position: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """Part of a figure, and the entry that it comes from. The contributions of a figure sum to it exactly.

    Attributes:
        figure: the field of the view's rows that it is a part of: "balance", "score".
        currency: None where the figure is not money.
        what: "invoice", "payment", "order", "cancelled" ...
        document: the number of the document that contributes, where it has one.
        position: the entry.
        amount: money, days, orders, points, or a share of the score.
        of: the document that is open; None where the figure is one sum.
        how: "explicit" where an entry states that this settles that, "linked" where the document itself names
            the other, "derived" where the policy allocated it. Where a figure moved, why something from
            before the first day counts for more or less: "older by 31 days". Of health, the component of the
            relationship that the entry stands for. Otherwise None.
        said_by: the entry that states it, where there is one.
    """

    figure: str
    currency: str | None
    what: str
    document: str | None
    position: int
    amount: Decimal
    of: Of | None = None
    how: str | None = None
    said_by: int | None = None


State = TypeVar("State")


class Span(NamedTuple, Generic[State]):
    """Two days, with the states of an account holder on each.

    Attributes:
        before: the account holder with the states of the first day.
        after: the same with those of the last day.
        since: the first day; what happened on it is in the states of both days.
        until: the last day.
        happened: the facts of each company up to the last day, in the order of folding.
        had: the same of the first day, where it was known at another moment, or of other companies; None: the
            facts in ``happened`` up to that day.
    """

    before: AccountHolder[State]
    after: AccountHolder[State]
    since: date
    until: date
    happened: Mapping[str, Sequence[Entry]]
    had: Mapping[str, Sequence[Entry]] | None = None

    @property
    def older(self) -> str:
        """Why a decaying figure counts for less, and a figure in days for more."""
        days = (self.until - self.since).days
        return f"older by {days} {plural(days, 'day')}"


def differences(
    before: Iterable[Contribution], after: Iterable[Contribution], older: str = "", ages: Container[str] = ()
) -> list[Contribution]:
    """What each entry contributes more on the second day than on the first; equal contributions are left out.

    Args:
        before: the contributions of the first day.
        after: those of the second day.
        older: why figures rise that do so by themselves from day to day.
        ages: those figures.
    """
    was, now = _together(before), _together(after)
    found = []
    for key in {**was, **now}:
        old, new = was.get(key), now.get(key)
        one = new or old
        amount = (new.amount if new else 0) - (old.amount if old else Decimal(0))
        if one is not None and amount:
            found.append(replace(one, amount=amount, how=one.how or _why(old, new, older, ages)))
    return found


def _together(contributions: Iterable[Contribution]) -> dict[tuple[object, ...], Contribution]:
    together: dict[tuple[object, ...], Contribution] = {}
    for one in contributions:
        of = one.of and one.of[:3]
        key = one.figure, one.currency, of, one.what, one.document, one.position, one.how, one.said_by
        first = together.get(key)
        together[key] = replace(first, amount=first.amount + one.amount) if first else one
    return together


def _why(old: Contribution | None, new: Contribution | None, older: str, ages: Container[str]) -> str | None:
    if old is None:
        return None
    if new is None:
        return "counts no more"
    return older if new.figure in ages else "counts otherwise"
