"""The credit limit of a client on a day: the lower of the agreed one and the one that a credit check advises.

A check is valid from its day until its last valid day or until the next check, whichever comes first.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.subledger.account import Account
from ledger.subledger.billing import terms_on
from ledger.subledger.documents import CreditCheck

OUTCOMES = ("good", "acceptable", "doubtful", "bad")
"""What a credit check can find, from best to worst."""

BAD = OUTCOMES[-1]


class Limit(NamedTuple):
    """What limits a client's credit on a day.

    Attributes:
        agreed: the limit in the terms, in the client's currency; None if they agree on none.
        check: the credit check that is valid; None if none is.
        prepaid: whether the client pays before delivery.
    """

    agreed: Decimal | None
    check: CreditCheck | None
    prepaid: bool

    @property
    def amount(self) -> Decimal | None:
        """The limit in force; None if there is none."""
        advised = None if self.check is None else self.check.advised
        return min((one for one in (self.agreed, advised) if one is not None), default=None)

    @property
    def advised(self) -> CreditCheck | None:
        """The check whose limit is in force in place of the agreed one."""
        return None if self.amount == self.agreed else self.check

    @property
    def is_bad(self) -> bool:
        """Whether the valid check has a bad outcome."""
        return self.check is not None and self.check.outcome == BAD


def limit_on(account: Account, day: date) -> Limit:
    """What limits a client's credit on a day."""
    terms, check = terms_on(account.terms, day), _check_on(account, day)
    if terms is None:
        return Limit(None, check, prepaid=False)
    return Limit(terms.credit_limit, check, terms.prepaid)


def _check_on(account: Account, day: date) -> CreditCheck | None:
    newest = next((one for one in reversed(account.checks) if one.on <= day), None)
    if newest is None or (newest.valid_until is not None and newest.valid_until < day):
        return None
    return newest
