"""Who sends a statement and to whom, of which period, and how the balance is paid."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events import BankAccount, HouseDescribed
from projections.receivables.statement import StatementOfAccount
from reporting.words import Words

_IN_FOURS = 4


def parties(account: StatementOfAccount, words: Words, sender: str | None) -> Iterator[tuple[str, str]]:
    """The facts above a statement, each with its name.

    Args:
        account: the statement.
        words: of the reader's language.
        sender: the name of the house, if not as it describes itself.
    """
    _ = words.gettext
    who, house = account.registered, account.sender
    if sender or house:
        yield _("Issued by"), ", ".join(_sender(house, words, sender))
    yield _("Client"), (who and (who.legal_name or who.name)) or account.client
    if who and who.address:
        yield _("Address"), _on_one_line(who.address)
    yield _("Client code"), account.client
    if who and who.tax_id:
        yield _("Tax number"), who.tax_id
    if len(account.companies) > 1:
        yield _("Companies"), ", ".join(f"{code} {name or ''}".strip() for code, name in account.companies)
    yield _("Period"), f"{words.day(account.start, 'long')} – {words.day(account.end, 'long')}"
    yield _("Drawn up on"), words.day(account.drawn, "long")
    yield from _payment(account, words)


def _sender(house: HouseDescribed | None, words: Words, name: str | None) -> Iterator[str]:
    if name or house:
        yield name or (house.name if house else "")
    if house is None:
        return
    if house.address:
        yield _on_one_line(house.address)
    if house.tax_id:
        yield f"{words.gettext('Tax number')} {house.tax_id}"
    yield from filter(None, (house.email, house.phone))


def _payment(account: StatementOfAccount, words: Words) -> Iterator[tuple[str, str]]:
    """Where to pay what is owed, in its currency, and what to write on the payment."""
    owed = {section.currency for section in account.sections if section.closing > 0}
    accounts = account.sender.bank_accounts if account.sender and owed else ()
    fitting = [one for one in accounts if one.currency is None or one.currency in owed]
    for one in fitting:
        yield words.gettext("Pay to"), ", ".join(_account(one))
    if fitting:
        yield words.gettext("Payment reference"), account.client


def _account(account: BankAccount) -> Iterator[str]:
    if account.iban:
        parts = range(0, len(account.iban), _IN_FOURS)
        yield "IBAN " + " ".join(account.iban[start : start + _IN_FOURS] for start in parts)
    elif account.number:
        yield account.number
    if account.bic:
        yield f"BIC {account.bic}"
    yield from filter(None, (account.bank, account.currency))


def _on_one_line(address: str) -> str:
    return ", ".join(part.strip() for part in address.splitlines() if part.strip())
