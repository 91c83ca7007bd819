"""A client's exposure, what it owes in all, and the one test of a credit limit.

exposure = open debt + orders that are not owed yet - what is unapplied
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO, rounded
from ledger.subledger.account import Account
from ledger.subledger.documents import PAYMENT, Credit
from ledger.subledger.items import Debt
from ledger.subledger.open_items import live_books, open_orders, refreshed


class Exposure(NamedTuple):
    """The exposure in one currency."""

    open_debt: Decimal
    open_orders: Decimal
    unapplied: Decimal

    @property
    def amount(self) -> Decimal:
        """The exposure as one figure."""
        return self.open_debt + self.open_orders - self.unapplied


class Owed(NamedTuple):
    """The open debts in one currency, and the payments left to settle them."""

    open: Decimal
    unapplied: Decimal

    @property
    def amount(self) -> Decimal:
        """What the client owes in all."""
        return self.open - self.unapplied


class Excess(NamedTuple):
    """Which of a client's limits are exceeded, and whether a credit check speaks against it."""

    amount: bool
    lateness: bool
    check: bool = False

    @property
    def reason(self) -> str | None:
        """In words; None if nothing is exceeded and no check speaks against the client."""
        return " and ".join(name for name, passed in self._asdict().items() if passed) or None


def excess(
    exposure: Decimal, limit: Decimal | None, days_late: int, most_days: int, *, prepaid: bool, bad: bool
) -> Excess:
    """The test of a client's credit. A prepaid client uses none.

    Args:
        exposure: in the currency of the limit.
        limit: None if there is none.
        days_late: of the oldest open debt.
        most_days: so many days late is not too late yet.
        prepaid: whether the client pays before delivery.
        bad: whether the credit check that is valid has a bad outcome.
    """
    if prepaid:
        return Excess(amount=False, lateness=False)
    return Excess(limit is not None and exposure > limit, days_late > most_days, bad)


def exposure_of(account: Account, currency: str) -> Exposure:
    """What is open, ordered and unapplied in a currency, with everything that is recorded."""
    live = refreshed(account)
    debt = (item.open for items in live.items.values() for item in items if item.debt.currency == currency)
    free = (one.left for same in live.credits.values() for one in same if one.credit.currency == currency)
    orders = open_orders(account).items()
    ordered = (amount for number, amount in orders if account.orders[number].currency == currency)
    return Exposure(*(sum(amounts, ZERO) for amounts in (debt, ordered, free)))


def owed(account: Account, currency: str, by: date = date.max) -> Owed:
    """What the client owes in a currency. Credits that stand alone do not count.

    Args:
        account: the client's.
        currency: the currency.
        by: counts documents and payments up to this day.
    """
    live = refreshed(account)
    debts = (item.open for items in live.items.values() for item in items if _counts(item.debt, currency, by))
    money = (
        one.left
        for credits_ in live.credits.values()
        for one in credits_
        if one.credit.what == PAYMENT and _counts(one.credit, currency, by)
    )
    return Owed(rounded(sum(debts, ZERO), currency), rounded(sum(money, ZERO), currency))


def _counts(document: Debt | Credit, currency: str, by: date) -> bool:
    return document.currency == currency and document.on <= by


def oldest_due(account: Account, *, derive: bool) -> date | None:
    """When the oldest open debt was due, in any currency; None if nothing is open.

    Args:
        account: the client's.
        derive: whether payments that entries put against nothing settle the oldest debt first.
    """
    return min((item.due for item in live_books(account, derive=derive).items), default=None)
