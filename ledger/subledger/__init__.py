"""The subledger: what is owed, what settles it, what is open. The rules and all views read this one engine.

``post`` enters a fact into an ``Account``. It never refuses. The figures do not depend on the order in which
facts were recorded, if they are posted in the order of folding (by day, causes before consequences).
``settle`` and ``live_books`` apply cash: explicit settlements, then linked credits, then (by policy) payments
to the oldest debts. ``movements`` lists how each entry changed the balance. ``exposure`` has the one test of
a credit limit.
"""

from __future__ import annotations

from ledger.subledger.account import Account
from ledger.subledger.items import DERIVED, EXPLICIT, LINKED, Books, Debt, OpenCredit, OpenItem, Use
from ledger.subledger.open_items import live_books, settle
from ledger.subledger.posting import POSTED, post

__all__ = [
    "DERIVED",
    "EXPLICIT",
    "LINKED",
    "POSTED",
    "Account",
    "Books",
    "Debt",
    "OpenCredit",
    "OpenItem",
    "Use",
    "live_books",
    "post",
    "settle",
]
