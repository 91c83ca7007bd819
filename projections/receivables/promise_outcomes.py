"""Whether promises to pay were kept: one definition for every view.

A promise is kept by what was settled from the day on which it was made to the day that it names, both
included: of its documents, or of any document if it names none. No settlement counts for two promises.
Promises that name documents come first, then those of the earlier day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol, TypeAlias

from ledger.subledger.documents import Promise

State: TypeAlias = Literal["pending", "kept", "partly kept", "broken"]


class Settled(NamedTuple):
    """Part of a document was settled on a day; without a document it is money that settles none yet."""

    document: str | None
    amount: Decimal
    currency: str
    on: date


class PromiseOutcome(Protocol):
    """The outcome of a promise: how much was promised, and how much of it settled in time."""

    @property
    def amount(self) -> Decimal:
        """How much was promised."""

    @property
    def settled(self) -> Decimal:
        """How much of it was settled in time."""

    @property
    def state(self) -> State:
        """The name of the outcome."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A promise with its outcome.

    Attributes:
        settled: what counts for it, at most its amount.
        state: "pending" before its day has ended, unless it was kept sooner.
    """

    promise: Promise
    settled: Decimal
    state: State

    @property
    def amount(self) -> Decimal:
        """What was promised."""
        return self.promise.amount


def judge(promises: Iterable[Promise], settled: Iterable[Settled], as_of: date) -> list[Judged]:
    """The outcome of each promise by the end of a day, in order of the days that they name.

    Write-offs must not be among what was settled.
    """
    pool = sorted(settled, key=lambda one: (one.on, one.document or "", one.amount))
    left, days = [one.amount for one in pool], [one.on for one in pool]
    found = []
    for promise in sorted(promises, key=lambda one: (not one.documents, one.by, one.made, one.position)):
        counts = Decimal(0)
        for number in range(bisect_left(days, promise.made), bisect_right(days, promise.by)):
            if _serves(pool[number], promise):
                taken = min(left[number], promise.amount - counts)
                left[number] -= taken
                counts += taken
        found.append(Judged(promise, counts, _state(promise, counts, as_of)))
    return sorted(found, key=lambda one: (one.promise.by, one.promise.made, one.promise.position))


def _serves(one: Settled, promise: Promise) -> bool:
    return one.currency == promise.currency and (not promise.documents or one.document in promise.documents)


def _state(promise: Promise, settled: Decimal, as_of: date) -> State:
    if settled >= promise.amount:
        return "kept"
    if as_of < promise.by:
        return "pending"
    return "partly kept" if settled > 0 else "broken"


def broken_rate(outcomes: Iterable[PromiseOutcome]) -> Decimal | None:
    """The part of promises for past days that was not settled, from 0 to 1; None without such a promise."""
    due = [one for one in outcomes if one.state != "pending"]
    whole = sum((one.amount for one in due), Decimal(0))
    return (whole - sum(one.settled for one in due)) / whole if whole else None
