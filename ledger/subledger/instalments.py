"""How the settlements of a document fall on its instalments.

Statements are summed by instalment, 0 where they name none; taking back subtracts. So they may arrive in any order. A sum
below zero means that an entry took back more of an instalment than had named it: that part had fallen there from a
statement without an instalment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ledger.subledger.documents import Statement

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


def sums(statements: Iterable[Statement]) -> dict[int, Decimal]:
    """The sum of statements for each instalment, and for LOOSE."""
    found: dict[int, Decimal] = {}
    for statement in statements:
        instalment = statement.instalment or LOOSE
        found[instalment] = found.get(instalment, _NOTHING) + statement.amount
    return found


def stated(statements: Sequence[Statement]) -> Decimal:
    """What statements settle in all, less what they take back; never below zero."""
    if len(statements) <= 1:
        return max(statements[0].amount, _NOTHING) if statements else _NOTHING
    return sum(standing(sums(statements)).values(), _NOTHING)
