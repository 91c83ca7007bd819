"""Cash application under a policy: whether money that entries put against nothing settles the oldest debt."""

from __future__ import annotations

from ledger import subledger
from ledger.subledger import Account, Books
from projections.policy import Policy


def settle(account: Account, policy: Policy) -> Books:
    """Every item and credit of an account, settled for good or not."""
    return subledger.settle(account, derive=_derives(policy))


def open_books(account: Account, policy: Policy) -> Books:
    """What is open of an account: its open items, and the credits that have something left."""
    return subledger.live_books(account, derive=_derives(policy))


def _derives(policy: Policy) -> bool:
    return policy.receivables.allocation == "oldest-first"
