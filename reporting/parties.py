"""Who sends a document and to whom, and how what is owed is paid."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ledger.events import BankAccount, ClientRegistered, HouseDescribed
from reporting.words import Words

_IN_FOURS = 4


def sender_lines(house: HouseDescribed | None, words: Words, name: str | None = None) -> Iterator[str]:
    """The lines of a sender: name, address, tax number, e-mail address, telephone number.

    Args:
        house: as it describes itself; None if it does not.
        words: of the reader's language.
        name: of the house, if not as it describes itself.
    """
    if name or house:
        yield name or (house.name if house else "")
    if house is None:
        return
    yield from lines_of(house.address)
    if house.tax_id:
        yield f"{words.gettext('Tax number')} {house.tax_id}"
    yield from filter(None, (house.email, house.phone))


def name_of(registered: ClientRegistered | None, code: str) -> str:
    """The name by which a document calls a client: its legal name, if that is known."""
    return (registered and (registered.legal_name or registered.name)) or code


def lines_of(address: str | None) -> list[str]:
    """The lines of an address."""
    return [line.strip() for line in (address or "").splitlines() if line.strip()]


def paying(
    house: HouseDescribed | None, owed: Collection[str], reference: str, words: Words
) -> Iterator[tuple[str, str]]:
    """Where to pay what is owed, and what to write on the payment, each with its name.

    Args:
        house: as it describes itself; None if it does not.
        owed: the currencies in which something is owed; accounts in other currencies are left out.
        reference: what to write on the payment.
        words: of the reader's language.
    """
    fitting = accounts_for(house, owed) if house and owed else []
    for one in fitting:
        yield words.gettext("Pay to"), ", ".join(_account(one))
    if fitting:
        yield words.gettext("Payment reference"), reference


def accounts_for(house: HouseDescribed, owed: Collection[str]) -> list[BankAccount]:
    """The accounts of the house that take one of these currencies."""
    return [one for one in house.bank_accounts if one.currency is None or one.currency in owed]


def _account(account: BankAccount) -> Iterator[str]:
    if account.iban:
        parts = range(0, len(account.iban), _IN_FOURS)
        yield "IBAN " + " ".join(account.iban[start : start + _IN_FOURS] for start in parts)
    elif account.number:
        yield account.number
    if account.bic:
        yield f"BIC {account.bic}"
    yield from filter(None, (account.bank, account.currency))
