"""Late charges: which documents they are on top of, so that they go along with the reminders of those."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.subledger import Account, Debt, OpenItem
from ledger.subledger.billing import debts_named
from ledger.subledger.items import Key


def leads(
    account: Account, late: Sequence[OpenItem], coming: Sequence[OpenItem] = ()
) -> dict[Key, list[OpenItem]]:
    """The late instalments of the documents that charges are on top of, by the key of the charge.

    Args:
        account: that the instalments are in.
        late: the late ones.
        coming: those that are due soon; a charge among them waits for the reminder of its document too.
    """
    of_debt: dict[tuple[str, int], list[OpenItem]] = {}
    for part in late:
        of_debt.setdefault(_debt_key(part.debt), []).append(part)
    found = {}
    for part in (*late, *coming):
        beneath = _beneath(account, part.debt) if part.debt.on_top_of is not None else set()
        principals = [lead for debt in beneath for lead in of_debt.get(debt, ())]
        if principals:
            found[part.key] = principals
    return found


def _debt_key(debt: Debt) -> tuple[str, int]:
    return debt.number, debt.position


def _beneath(account: Account, debt: Debt) -> set[tuple[str, int]]:
    """The debts that a charge is on top of in the end, through other charges; empty if it stands alone."""
    found: set[tuple[str, int]] = set()
    seen: set[tuple[str, int]] = set()
    waiting = [debt]
    while waiting:
        one = waiting.pop()
        if one.on_top_of is None:
            found.add(_debt_key(one))
        elif _debt_key(one) not in seen:  # charges may run in a circle
            seen.add(_debt_key(one))
            waiting += debts_named(account, one.on_top_of)
    return found - {_debt_key(debt)}
