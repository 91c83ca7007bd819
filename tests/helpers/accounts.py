"""What tests ask of an account: what is open, left and settled, by number."""

from __future__ import annotations

from decimal import Decimal

from ledger.subledger import Account, Books, settle
from ledger.subledger.billing import debts_under

Figures = dict[str, Decimal]


def added(figures: list[tuple[str, Decimal]]) -> Figures:
    """Figures by number; those of nothing are left out."""
    found: Figures = {}
    for number, figure in figures:
        found[number] = found.get(number, Decimal(0)) + figure
    return {number: figure for number, figure in found.items() if figure}


def open_of(books: Books) -> Figures:
    """What is open of each document."""
    return added([(item.debt.number, item.open) for item in books.items])


def left_of(books: Books) -> Figures:
    """What is left of each source."""
    return added([(one.credit.number, one.left) for one in books.credits])


def linked_books(account: Account) -> Books:
    """The account settled by what entries state and by linked credits."""
    return settle(account, derive=False)


def open_parts(account: Account, number: str) -> list[Decimal]:
    """What is open of each instalment of a document."""
    items = [item for item in linked_books(account).items if item.debt.number == number]
    return [item.open for item in sorted(items, key=lambda item: item.instalment)]


def settlers(account: Account, number: str) -> Figures:
    """How much of a document each source settles."""
    items = [item for item in linked_books(account).items if item.debt.number == number]
    return added([(use.credit.number, use.amount) for item in items for use in item.uses])


def amount_of(account: Account, number: str) -> Decimal:
    """What a document is for."""
    return sum((part.amount for debt in debts_under(account, number) for part in debt.parts), Decimal(0))
