"""How the settlements of a document fall on its instalments.

Statements are summed by instalment, or under 0 if they name none; a reversal subtracts. So they may arrive in
any order. A sum below zero means that an entry took back more of an instalment than statements named: that
part had fallen on it from a statement without an instalment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ledger.subledger.documents import Statement

LOOSE = 0
"""Stands for no instalment in particular."""

_NOTHING = Decimal(0)


def key(instalment: int | None, count: int) -> int:
    """The key of a settlement's instalment; a document in one sum has none."""
    return LOOSE if instalment is None or count <= 1 else instalment


def standing(totals: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The sums by instalment with negative ones offset against the others; sums of zero are left out."""
    loose = totals.get(LOOSE, _NOTHING)
    named = {}
    for instalment in sorted(totals.keys() - {LOOSE}):
        named[instalment] = max(totals[instalment], _NOTHING)
        loose += min(totals[instalment], _NOTHING)
    for instalment in reversed(named):
        if loose >= 0:
            break
        share = min(named[instalment], -loose)
        named[instalment] -= share
        loose += share
    found = {LOOSE: max(loose, _NOTHING), **named}
    return {instalment: amount for instalment, amount in found.items() if amount}


def withheld(totals: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """How much was taken off an instalment beyond what named it: settlements without one fall there last."""
    return {
        instalment: -amount for instalment, amount in totals.items() if amount < 0 and instalment != LOOSE
    }


def sums(statements: Iterable[Statement]) -> dict[int, Decimal]:
    """The sum of statements for each instalment, and for LOOSE."""
    found: dict[int, Decimal] = {}
    for statement in statements:
        instalment = statement.instalment or LOOSE
        found[instalment] = found.get(instalment, _NOTHING) + statement.amount
    return found


def stated(statements: Sequence[Statement]) -> Decimal:
    """The total that statements settle, less what they take back; never negative."""
    if len(statements) <= 1:
        return max(statements[0].amount, _NOTHING) if statements else _NOTHING
    return sum(standing(sums(statements)).values(), _NOTHING)
