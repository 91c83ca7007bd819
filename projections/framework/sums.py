"""Rows by currency: amounts of different currencies are never added, nor compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ledger.money import to_places, zero_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class InCurrency(Protocol):
    """Anything that is in one currency."""

    @property
    def currency(self) -> str:
        """Its code by ISO 4217."""


class OfClient(Protocol):
    """Anything that belongs to one client."""

    @property
    def client(self) -> str:
        """The client's code."""


R = TypeVar("R", bound=InCurrency)
C = TypeVar("C", bound=OfClient)
T = TypeVar("T", bound="DataclassInstance")


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """The percentage that a part is, to a tenth; None of nothing."""
    return to_places(Decimal(part) * 100 / Decimal(whole), 1) if whole else None


def by_currency(rows: Iterable[R]) -> list[tuple[str, list[R]]]:
    """The rows of each currency in their order, in order of the currencies' codes."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return sorted(found.items())


def by_client(rows: Iterable[C]) -> dict[str, list[C]]:
    """The rows of each client in their order, by the client's code."""
    found: dict[str, list[C]] = {}
    for row in rows:
        found.setdefault(row.client, []).append(row)
    return found


def totals_of(
    kind: type[T], rows: Iterable[R], counted: Callable[[Sequence[R]], dict[str, Any]] = lambda _: {}
) -> list[T]:
    """A total for each currency: each of its fields is the sum of the same field of the rows.

    Args:
        kind: the class of totals.
        rows: the rows to add; an empty field adds nothing.
        counted: from the rows of a currency, the fields that are no such sum.
    """
    return [_total(kind, currency, same, counted(same)) for currency, same in by_currency(rows)]


def _total(kind: type[T], currency: str, rows: Sequence[object], counted: Mapping[str, Any]) -> T:
    given = {"currency": currency, **counted}
    names = [one.name for one in fields(kind) if one.name not in given]
    return kind(**given, **{name: _sum(currency, [getattr(row, name) for row in rows]) for name in names})


def _sum(currency: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - the type of the field
    present = [value for value in values if value is not None]
    if present and isinstance(present[0], dict):
        return {name: _sum(currency, [value[name] for value in present]) for name in present[0]}
    if present and isinstance(present[0], int):
        return sum(present)
    return sum(present, zero_of(currency))


def sum_in(currency: str, amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts in a currency, with its decimal places even if there are no amounts."""
    return sum(amounts, zero_of(currency))


def in_turns(
    rows: Iterable[R], size: Callable[[R], Decimal], age: Callable[[R], int] = lambda _: 0
) -> list[R]:
    """The rows for a reader of only some: the oldest first, then the largest of each currency in turn."""
    turns: Counter[str] = Counter()
    ordered = []
    for row in sorted(rows, key=size, reverse=True):
        ordered.append((-age(row), turns[row.currency], row.currency, row))
        turns[row.currency] += 1
    return [row for *_, row in sorted(ordered, key=itemgetter(0, 1, 2))]
