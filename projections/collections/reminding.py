"""The reminders of each document that is owed."""

from __future__ import annotations

from ledger.subledger import Account
from ledger.subledger.billing import names
from ledger.subledger.documents import Reminder


def by_document(account: Account) -> dict[str, list[Reminder]]:
    """The reminders of each document; one of an invoice that repeats orders is a reminder of those orders."""
    found: dict[str, list[Reminder]] = {}
    for one in account.reminders:
        for document in one.documents:
            for number in names(account, document):
                meant = one if number == document else one._replace(documents=(number,), instalments=())
                found.setdefault(number, []).append(meant)
    return found
