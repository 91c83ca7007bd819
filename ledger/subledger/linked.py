"""Linked credits: credit notes and returns settle their document, together as much as is still open of it.

They come after explicit settlements and before money oldest first. Of several, the oldest is used first, by
date and number; what the newest has beyond what is open is unapplied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ledger.money import ZERO
from ledger.subledger.account import Account
from ledger.subledger.billing import counts, followed, followers, names
from ledger.subledger.documents import Credit
from ledger.subledger.items import LINKED, Linked, OpenItem, Unit, Use


def settle_linked(
    account: Account, unit: Unit, items: Sequence[OpenItem], left: Callable[[Credit], Decimal]
) -> Linked:
    """Settle a unit's items by the credits linked to it; return how much of each.

    Args:
        account: that the unit is in.
        unit: the debts.
        items: the unit's, after explicit settlements.
        left: what a credit has left after explicit settlements.
    """
    waiting = [
        (credit, target)
        for target in unit.targets
        for number in followers(account, target)
        for credit in account.credits_under(number)
        if followed(account, credit) == target and counts(account, credit)
    ]
    found: Linked = {}
    for credit, target in sorted(waiting, key=lambda pair: (pair[0].on, pair[0].number)):
        numbers = names(account, target)
        settled = [
            item for item in items if item.debt.number in numbers and item.debt.currency == credit.currency
        ]
        room = sum((item.open for item in settled), ZERO)
        wanted = min(left(credit), room) - _taken_back(account, credit.number, unit.targets)
        for item in settled:
            share = min(wanted, item.open)
            if share > 0:
                item.open -= share
                item.uses.append(Use(credit, share, LINKED))
                wanted -= share
                found[credit.key] = found.get(credit.key, ZERO) + share
    return found


def _taken_back(account: Account, source: str, targets: Iterable[str]) -> Decimal:
    """How much of what a credit settles entries reversed."""
    return sum(
        (
            -statement.amount
            for target in targets
            for statement in account.statements.get(target, {}).get(source, ())
            if statement.reversal
        ),
        ZERO,
    )
