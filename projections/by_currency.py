"""Amounts of different currencies are never added: rows are gathered by currency first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

__all__ = ["InCurrency", "by_currency"]


class InCurrency(Protocol):
    """Anything that is in one currency."""

    @property
    def currency(self) -> str:
        """As ISO 4217 has it."""


R = TypeVar("R", bound=InCurrency)


def by_currency(rows: Iterable[R]) -> list[tuple[str, list[R]]]:
    """The rows of each currency in their order, in order of the currencies' codes."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return sorted(found.items())
