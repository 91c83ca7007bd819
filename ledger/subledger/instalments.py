"""How the settlements of a document fall on its instalments.

Statements are summed by instalment, or under 0 if they name none; a reversal subtracts. Their days count, and
not their order, so they may arrive in any. A sum below zero means that an entry took back more of an
instalment than statements named: that part had fallen on it from a statement without an instalment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.money import ZERO
from ledger.subledger.documents import Statement

LOOSE = 0
"""Stands for no instalment in particular."""


def key(instalment: int | None, count: int) -> int:
    """The key of a settlement's instalment; a document in one sum has none."""
    return LOOSE if instalment is None or count <= 1 else instalment


def standing(totals: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The sums by instalment with negative ones offset against the others; sums of zero are left out."""
    loose = totals.get(LOOSE, ZERO)
    named = {}
    for instalment in sorted(totals.keys() - {LOOSE}):
        named[instalment] = max(totals[instalment], ZERO)
        loose += min(totals[instalment], ZERO)
    for instalment in reversed(named):
        if loose >= 0:
            break
        share = min(named[instalment], -loose)
        named[instalment] -= share
        loose += share
    found = {LOOSE: max(loose, ZERO), **named}
    return {instalment: amount for instalment, amount in found.items() if amount}


def withheld(totals: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """How much was taken off an instalment beyond what named it: settlements without one fall there last."""
    return {
        instalment: -amount for instalment, amount in totals.items() if amount < 0 and instalment != LOOSE
    }


def sums(statements: Iterable[Statement]) -> dict[int, Decimal]:
    """The sum of statements for each instalment, and for LOOSE.

    A reversal without an instalment takes back what stood on its day, first of LOOSE, then of the last
    instalment. So it takes back nothing that a later entry settles.
    """
    found: dict[int, Decimal] = {}
    for statement in sorted(statements, key=_by_day):
        instalment = statement.instalment or LOOSE
        rest = statement.amount
        if rest < 0 and instalment == LOOSE:
            for stood, amount in _last_first(standing(found)):
                share = min(amount, -rest)
                found[stood] -= share
                rest += share
        if rest:
            found[instalment] = found.get(instalment, ZERO) + rest
    return found


def by_instalment(statements: Iterable[Statement], count: int) -> dict[int, Decimal]:
    """The sums of statements by the keys of the instalments of a document that has so many."""
    found: dict[int, Decimal] = {}
    for instalment, amount in sums(statements).items():
        number = key(instalment or None, count)
        found[number] = found.get(number, ZERO) + amount
    return found


def _by_day(statement: Statement) -> tuple[date, bool, bool]:
    """The order within a day: settlements, then reversals of an instalment, then other reversals."""
    return statement.made, statement.amount < 0, statement.instalment is None


def _last_first(stands: Mapping[int, Decimal]) -> list[tuple[int, Decimal]]:
    """LOOSE, then the instalments from the last to the first."""
    return sorted(stands.items(), key=lambda one: (one[0] != LOOSE, -one[0]))


def stated(statements: Sequence[Statement]) -> Decimal:
    """The total that statements settle, less what they take back; never negative."""
    if len(statements) <= 1:
        return max(statements[0].amount, ZERO) if statements else ZERO
    return sum(standing(sums(statements)).values(), ZERO)
