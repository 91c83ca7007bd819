"""Sums that are kept up to date by counting anew only what was touched since, however much there is.

A tally says nothing that its relationship does not say: it is made when it is first asked for, never stored, and may
be dropped at any time. What is counted is the business of ``ledger.rules.exposure``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

__all__ = ["ByDay", "Sums", "Tally"]

K = TypeVar("K")

_NOTHING = Decimal(0)
_Days: TypeAlias = dict[date, Decimal]


@dataclass(slots=True)
class _Counted(ABC, Generic[K]):
    """What numbered things add under keys; one that is counted again does not add twice."""

    _added: dict[str, Mapping[K, Decimal]] = field(default_factory=dict)

    def count(self, number: str, adds: Mapping[K, Decimal]) -> None:
        """Count a numbered thing: what it adds now, instead of what it added before; nothing, if it is gone."""
        for key, amount in self._added.pop(number, {}).items():
            self._add(key, -amount)
        for key, amount in adds.items():
            self._add(key, amount)
        if adds:
            self._added[number] = adds

    @property
    def numbers(self) -> Iterable[str]:
        """Of the things that add something."""
        return self._added.keys()

    @abstractmethod
    def _add(self, key: K, amount: Decimal) -> None:
        """Add to what is under a key."""


@dataclass(slots=True)
class Sums(_Counted[K]):
    """Sums by key."""

    by_key: dict[K, Decimal] = field(default_factory=dict)

    def __getitem__(self, key: K) -> Decimal:
        return self.by_key.get(key, _NOTHING)

    def _add(self, key: K, amount: Decimal) -> None:
        left = self.by_key.get(key, _NOTHING) + amount
        if left:
            self.by_key[key] = left
        else:
            self.by_key.pop(key, None)


@dataclass(slots=True)
class ByDay(_Counted[tuple[str, date]]):
    """Sums of amounts above zero by currency and day, in months, so that nobody has to walk all days."""

    _months: dict[str, dict[int, tuple[Decimal, _Days]]] = field(default_factory=dict)

    def first_beyond(self, rest: Callable[[str], Decimal]) -> date | None:
        """The first day up to which the amounts of a currency come to more than a rest of it, if any."""
        found = (self._beyond(months, rest(currency)) for currency, months in self._months.items())
        return min((day for day in found if day is not None), default=None)

    def _beyond(self, months: Mapping[int, tuple[Decimal, _Days]], rest: Decimal) -> date | None:
        for month in sorted(months):
            together, days = months[month]
            if together <= rest:
                rest -= together
                continue
            for day in sorted(days):
                if days[day] > rest:
                    return day
                rest -= days[day]
        return None

    def _add(self, key: tuple[str, date], amount: Decimal) -> None:
        currency, day = key
        months = self._months.setdefault(currency, {})
        month = 12 * day.year + day.month
        together, days = months.get(month, (_NOTHING, {}))
        days[day] = days.get(day, _NOTHING) + amount
        if not days[day]:
            del days[day]
        months[month] = (together + amount, days)
        if not days:
            del months[month]


@dataclass(slots=True)
class Tally:
    """What a client's credit is used for, in sums.

    Attributes:
        touched: the numbers of documents that are to be counted anew.
        sources: what is unapplied: ("free", currency); of payments: ("paid", currency); of credits linked to a
            document: ("linked", its number).
        debts: what is open, by currency.
        dues: what is open less what is linked to it, by currency and due date.
        charges: those that are open.
        orders: what is ordered and not owed yet, by currency.
    """

    touched: set[str] = field(default_factory=set)
    sources: Sums[tuple[str, str]] = field(default_factory=Sums)
    debts: Sums[str] = field(default_factory=Sums)
    dues: ByDay = field(default_factory=ByDay)
    charges: set[str] = field(default_factory=set)
    orders: Sums[str] = field(default_factory=Sums)
