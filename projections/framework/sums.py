"""Sums of rows: amounts of different currencies are never added, so rows are gathered by currency first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ledger.money import zero_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class InCurrency(Protocol):
    """Anything that is in one currency."""

    @property
    def currency(self) -> str:
        """As ISO 4217 has it."""


R = TypeVar("R", bound=InCurrency)
T = TypeVar("T", bound="DataclassInstance")


def by_currency(rows: Iterable[R]) -> list[tuple[str, list[R]]]:
    """The rows of each currency in their order, in order of the currencies' codes."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return sorted(found.items())


def totals_of(
    kind: type[T], rows: Iterable[R], counted: Callable[[Sequence[R]], dict[str, Any]] = lambda _: {}
) -> list[T]:
    """A total for each currency: each of its fields is the sum of the same field of the rows.

    Args:
        kind: the class of totals.
        rows: what is added; a field that is empty in a row adds nothing to it.
        counted: the fields that are no such sum, from the rows of a currency.
    """
    return [_total(kind, currency, same, counted(same)) for currency, same in by_currency(rows)]


def _total(kind: type[T], currency: str, rows: Sequence[object], counted: Mapping[str, Any]) -> T:
    known = {"currency": currency, **counted}
    names = [one.name for one in fields(kind) if one.name not in known]
    return kind(**known, **{name: _sum(currency, [getattr(row, name) for row in rows]) for name in names})


def _sum(currency: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - the type of the field
    known = [value for value in values if value is not None]
    if known and isinstance(known[0], dict):
        return {name: _sum(currency, [value[name] for value in known]) for name in known[0]}
    if known and isinstance(known[0], int):
        return sum(known)
    return sum(known, zero_of(currency))


def sum_in(currency: str, amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts in a currency, with its decimal places also where there are none."""
    return sum(amounts, zero_of(currency))
