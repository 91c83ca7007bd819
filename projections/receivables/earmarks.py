"""Amounts that stand beside what is open, and are never taken out of it: how they lie over instalments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.subledger import OpenItem
from ledger.subledger.items import Key

__all__ = ["Earmark", "by_part", "spread"]


class Earmark(NamedTuple):
    """So much of the amount with a number lies over an instalment."""

    number: int
    part: OpenItem
    amount: Decimal


def spread(amounts: Iterable[tuple[Decimal, Sequence[OpenItem]]]) -> Iterator[Earmark]:
    """Amounts over the instalments that each is about, in their order; together never more than is open of one."""
    taken: dict[Key, Decimal] = {}
    for number, (amount, parts) in enumerate(amounts):
        left = amount
        for part in parts:
            share = min(left, part.open - taken.get(part.key, Decimal(0)))
            if share > 0:
                taken[part.key] = taken.get(part.key, Decimal(0)) + share
                left -= share
                yield Earmark(number, part, share)


def by_part(earmarks: Iterable[Earmark]) -> dict[Key, Decimal]:
    """What lies over each instalment, by its key."""
    found: dict[Key, Decimal] = {}
    for one in earmarks:
        found[one.part.key] = found.get(one.part.key, Decimal(0)) + one.amount
    return found
