"""Bank accounts: the form of an IBAN (ISO 13616) and a BIC (ISO 9362), and the check digits of an IBAN."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ledger.events import BankAccount
from ledger.rules.refusals import NoAccountNumber, WrongBankCode

_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


def named_rightly(accounts: Iterable[BankAccount]) -> None:
    """Each account has an IBAN whose check digits agree, or a number; a BIC has the form of one.

    Raises:
        WrongBankCode, NoAccountNumber: one has not.
    """
    for account in accounts:
        if account.iban is None and account.number is None:
            raise NoAccountNumber(f" at {account.bank}" if account.bank else "")
        if account.iban is not None and not _is_iban(account.iban):
            raise WrongBankCode("IBAN", account.iban)
        if account.bic is not None and not _BIC.fullmatch(account.bic):
            raise WrongBankCode("BIC", account.bic)


def _is_iban(text: str) -> bool:
    """Whether the text has the form of an IBAN, and leaves 1 when divided by 97 as ISO 7064 writes it."""
    if not _IBAN.fullmatch(text):
        return False
    digits = "".join(str(int(letter, 36)) for letter in text[4:] + text[:4])
    return int(digits) % 97 == 1
