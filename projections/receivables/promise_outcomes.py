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

from ledger.money import ZERO
from ledger.subledger.documents import Promise
from ledger.times import shifted

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
        state: "pending" up to and including its day, unless it was kept sooner.
        paid: the day on which all of it was settled, also late if that was asked for; None if it was not.
    """

    promise: Promise
    settled: Decimal
    state: State
    paid: date | None = None

    @property
    def amount(self) -> Decimal:
        """What was promised."""
        return self.promise.amount


def judge(
    promises: Iterable[Promise], settled: Iterable[Settled], as_of: date, *, late: bool = False
) -> list[Judged]:
    """The outcome of each promise by the end of a day, in order of the days that they name.

    Write-offs must not be among what was settled. With ``late`` it is told too when promises were paid late,
    for which all that was settled since they were made has to be given.
    """
    pool = _Pool(settled)
    order = sorted(promises, key=lambda one: (not one.documents, one.by, one.made, one.position))
    in_time = [(one, *pool.taken(one, one.amount, one.made, one.by)) for one in order]
    found = []
    for promise, counts, last in in_time:  # what comes late serves no promise before all that came in time
        rest, first = promise.amount - counts, shifted(promise.by, 1)
        more, then = pool.taken(promise, rest, first, date.max) if late and rest else (ZERO, last)
        paid = then if more == rest else None
        found.append(Judged(promise, counts, _state(promise, counts, as_of), paid))
    return sorted(found, key=lambda one: (one.promise.by, one.promise.made, one.promise.position))


class _Pool:
    """What was settled, of which each promise takes its part."""

    def __init__(self, settled: Iterable[Settled]) -> None:
        self._pool = sorted(settled, key=lambda one: (one.on, one.document or "", one.amount))
        self._days = [one.on for one in self._pool]
        self._left = [one.amount for one in self._pool]

    def taken(
        self, promise: Promise, amount: Decimal, first: date, last: date
    ) -> tuple[Decimal, date | None]:
        """What a promise takes of what was settled between two days, and the day of the last part."""
        counts, day = ZERO, None
        for number in range(bisect_left(self._days, first), bisect_right(self._days, last)):
            if counts == amount:
                break
            if self._left[number] and _serves(self._pool[number], promise):
                part = min(self._left[number], amount - counts)
                self._left[number] -= part
                counts, day = counts + part, self._days[number]
        return counts, day


def _serves(one: Settled, promise: Promise) -> bool:
    return one.currency == promise.currency and (not promise.documents or one.document in promise.documents)


def _state(promise: Promise, settled: Decimal, as_of: date) -> State:
    if settled >= promise.amount:
        return "kept"
    if as_of <= promise.by:  # the day that it names is the client's: money may still come on it
        return "pending"
    return "partly kept" if settled > 0 else "broken"


def broken_rate(outcomes: Iterable[PromiseOutcome]) -> Decimal | None:
    """The part of promises for past days that was not settled, from 0 to 1; None without such a promise."""
    due = [one for one in outcomes if one.state != "pending"]
    whole = sum((one.amount for one in due), Decimal(0))
    return (whole - sum(one.settled for one in due)) / whole if whole else None
