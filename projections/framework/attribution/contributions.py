"""What a figure is made of: so much of it, from this entry."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from ledger.entry import Entry
from projections.framework.filters import AccountHolder

EXPLICIT = "explicit"
LINKED = "linked"
DERIVED = "derived"


class Of(NamedTuple):
    """The open document, instalment or credit that a contribution belongs to.

    Attributes:
        number: as it stands on the paper.
        instalment: counted from 1; None where the document is in one sum.
        position: the entry that made it; two documents under one number are told apart by it.
        also: numbers of invoices that bill it, by which it can be asked for.
    """

    number: str
    instalment: int | None
    position: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """So much of a figure, and the entry that it comes from. All that are of one figure sum to it exactly.

    Attributes:
        figure: the field of the view's rows that it is a part of: "balance", "score".
        currency: None where the figure is not money.
        what: "invoice", "payment", "order", "cancelled" ...
        document: the number of the document that contributes, where it has one.
        position: the entry.
        amount: money, days, orders, points, or a share of the score.
        of: what it is open of; None where the figure is one sum.
        how: "explicit" where somebody said that this settles that, "linked" where the document itself names the
            other, "derived" where the policy put it there; of what moved a figure, why something from before the
            first day counts for more or less: "older by 31 days"; else None.
        said_by: the entry that said so, where somebody did.
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
    """Two days, and what was so on each of them.

    Attributes:
        before: who the figures are about, with the states of the first day.
        after: the same with those of the last.
        since: the first day; what happened on it had happened by its end.
        until: the last day.
        happened: the facts of each company up to the last day, in the order in which they are folded.
    """

    before: AccountHolder[State]
    after: AccountHolder[State]
    since: date
    until: date
    happened: Mapping[str, Sequence[Entry]]

    @property
    def older(self) -> str:
        """Why what decays counts for less, and what counts days for more."""
        days = (self.until - self.since).days
        return f"older by {days} day" if days == 1 else f"older by {days} days"


def differences(
    before: Iterable[Contribution], after: Iterable[Contribution], span: Span[Any], ages: Container[str] = ()
) -> list[Contribution]:
    """What each entry contributes more on the second day than on the first; what is the same is left out.

    Args:
        before: what it contributes on the first day.
        after: what on the second.
        span: the days.
        ages: the figures that rise by themselves from day to day.
    """
    was, now = _together(before), _together(after)
    found = []
    for key in {**was, **now}:
        old, new = was.get(key), now.get(key)
        one = new or old
        amount = (new.amount if new else 0) - (old.amount if old else Decimal(0))
        if one is not None and amount:
            found.append(replace(one, amount=amount, how=one.how or _why(old, new, span, ages)))
    return found


def _together(found: Iterable[Contribution]) -> dict[tuple[object, ...], Contribution]:
    together: dict[tuple[object, ...], Contribution] = {}
    for one in found:
        of = one.of and one.of[:3]
        key = one.figure, one.currency, of, one.what, one.document, one.position, one.how, one.said_by
        known = together.get(key)
        together[key] = replace(known, amount=known.amount + one.amount) if known else one
    return together


def _why(
    old: Contribution | None, new: Contribution | None, span: Span[Any], ages: Container[str]
) -> str | None:
    if old is None:
        return None
    if new is None:
        return "counts no more"
    return span.older if new.figure in ages else "counts otherwise"
