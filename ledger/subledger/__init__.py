"""The subledger: who owes what to whom, what settles what, and what is open. The rules and every view read this one engine.

``post`` enters a fact into an ``Account``; it never refuses, and what follows does not depend on the order of arrival.
``settle`` and ``live_books`` apply cash: explicit settlements, then linked credits, then (by policy) money oldest first.
``movements`` says what each entry did to the balance; ``exposure`` holds the one test of a credit limit.
"""

from __future__ import annotations

from ledger.subledger.account import Account
from ledger.subledger.items import DERIVED, EXPLICIT, LINKED, Debt, OpenCredit, OpenItem, Use
from ledger.subledger.open_items import Books, live_books, settle
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
