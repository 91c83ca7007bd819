"""Earmarks: amounts contested or promised. They stand beside open instalments and reduce none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.money import Amounts
from ledger.subledger import OpenItem
from ledger.subledger.items import Key


class Earmark(NamedTuple):
    """Part of an amount, on one instalment.

    Attributes:
        number: which of the amounts, from 0.
    """

    number: int
    part: OpenItem
    amount: Decimal


def spread(amounts: Iterable[tuple[Decimal, Sequence[OpenItem]]]) -> Iterator[Earmark]:
    """Each amount spread over its instalments in order; together never more than is open of an instalment."""
    taken = Amounts[Key]()
    for number, (amount, parts) in enumerate(amounts):
        left = amount
        for part in parts:
            share = min(left, part.open - taken[part.key])
            if share > 0:
                taken[part.key] += share
                left -= share
                yield Earmark(number, part, share)


def by_part(earmarks: Iterable[Earmark]) -> Amounts[Key]:
    """The amount earmarked of each instalment, by its key."""
    return Amounts.of((one.part.key, one.amount) for one in earmarks)
