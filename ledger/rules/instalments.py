"""How what was said to settle a document falls on its instalments: one reading, for the rules and for the views.

What a source settles of a document is kept as sums by instalment, 0 where none was named; taking back subtracts.
So the facts may come in any order, and a sum below zero says that more of an instalment was taken back than had
named it: it had fallen there from what named none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

__all__ = ["LOOSE", "fall", "key", "standing", "withheld"]

LOOSE = 0
"""Stands for no instalment in particular."""

_NOTHING = Decimal(0)


def key(instalment: int | None, count: int) -> int:
    """Under which instalment a settlement is kept; a document in one sum has none."""
    return LOOSE if instalment is None or count <= 1 else instalment


def standing(said: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What stands of sums by instalment, none of them below zero; those of nothing are left out."""
    loose = said.get(LOOSE, _NOTHING)
    named = {}
    for instalment in sorted(said.keys() - {LOOSE}):
        named[instalment] = max(said[instalment], _NOTHING)
        loose += min(said[instalment], _NOTHING)
    for instalment in reversed(named):
        if loose >= 0:
            break
        share = min(named[instalment], -loose)
        named[instalment] -= share
        loose += share
    found = {LOOSE: max(loose, _NOTHING), **named}
    return {instalment: amount for instalment, amount in found.items() if amount}


def withheld(said: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """How much was taken off an instalment beyond what had named it: what names none falls there last."""
    return {instalment: -amount for instalment, amount in said.items() if amount < 0 and instalment != LOOSE}


def fall(
    room: Iterable[tuple[int, date, Decimal]], amount: Decimal, kept: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """How an amount that names no instalment falls on them, by due date: (instalment, due, room) each.

    Room that is kept free by taking something off an instalment is filled last.
    """
    by_due = sorted(room, key=lambda each: (each[1], each[0]))
    shares: dict[int, Decimal] = {}
    for held in (kept, {}):
        for instalment, _due, free in by_due:
            had = shares.get(instalment, _NOTHING)
            share = min(amount, free - had - held.get(instalment, _NOTHING))
            if share > 0:
                shares[instalment] = had + share
                amount -= share
    return shares
