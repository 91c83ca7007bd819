"""The money of a ledger as a journal for beancount 3, the plain-text book-keeper.

Every entry that changed what a client owes becomes one transaction between the client's account and another
account: sales, charges, returns, credit notes, payments, write-offs, opening balances. The journal ends with
balance assertions from the receivables view, so beancount checks one book-keeper against the other.

Syntax: https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from ledger.entry import Entry
from ledger.money import in_full
from ledger.subledger import Account
from ledger.subledger.documents import OPENING, PAYMENT, WRITE_OFF
from ledger.subledger.movements import balance
from ledger.times import shifted
from ledger.unseen import CONTROLS, STEERING, spelt_out
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.fold import as_it_happened, fold
from projections.history import History, Horizon
from projections.receivables.movements import Movement, movements

_RECEIVABLE = "Assets:Receivable"
_PAYMENTS = "Assets:Payments"
_CHARGES = "Income:Charges"
_WRITE_OFFS = "Expenses:Write-Offs"
_OTHER_SIDE = {
    "fee": _CHARGES,
    "interest": _CHARGES,
    "cost": _CHARGES,
    "credit note": "Income:Credit-Notes",
    "return": "Income:Returns",
    OPENING: "Equity:Opening-Balances",
    PAYMENT: _PAYMENTS,
    "reversal": _PAYMENTS,
    "refund": _PAYMENTS,
    WRITE_OFF: _WRITE_OFFS,
    "recovery": _WRITE_OFFS,
}
"""The other account of a movement; every other kind goes to sales."""
_SALES = "Income:Sales"
_UNSEEN = re.compile(f"[{CONTROLS}]|{STEERING}")
_PLAIN = re.compile(r"[A-Za-z0-9]")
_INDENT = " " * 2


def account_name(code: str) -> str:
    """The account of a client; no two codes share one.

    Letters A to Z and digits stay, a hyphen is doubled, any other character becomes its code point in
    Unicode: Ə is -x18f-. A name that beancount would refuse for its first character is prefixed with X-z.
    """
    spelt = "".join(_spelt(letter) for letter in code)
    return f"{_RECEIVABLE}:{spelt if re.match('[A-Z0-9]', spelt) else f'X-z{spelt}'}"


def _spelt(letter: str) -> str:
    if _PLAIN.fullmatch(letter):
        return letter
    return "--" if letter == "-" else f"-x{ord(letter):x}-"


def journal(history: History, horizon: Horizon) -> Iterator[str]:
    """The lines of a journal: the accounts, each client's transactions and final balance, the currencies."""
    directory = fold((clients.evolve,), history, horizon)
    known = f", as known at {horizon.known_at.isoformat()}" if horizon.known_at else ""
    yield f";; Receivables as of {horizon.as_of}{known}, position {horizon.position}."
    yield 'option "title" "Receivables"'
    yield ""
    first = min((one.since for one in directory.values()), default=horizon.as_of)
    for opened in sorted({_SALES, *_OTHER_SIDE.values()}):
        yield f"{first} open {opened}"
    currencies: set[str] = set()
    for code, folded in sorted(directory.items()):
        happened = as_it_happened(history(code), horizon)
        moved, account = movements(code, happened)
        if moved:
            (client,) = folded.states
            name = client.name if isinstance(client, Client) else None
            yield from _client(code, name, folded.since, moved, happened)
            theirs = sorted({one.currency for one in moved})
            yield from _balances(code, account, theirs, horizon.as_of)
            currencies.update(theirs)
    yield ""
    for currency in sorted(currencies):
        yield f"{first} commodity {currency}"
        yield f'option "operating_currency" "{currency}"'


def _client(
    code: str, name: str | None, since: date, moved: Iterable[Movement], happened: Iterable[Entry]
) -> Iterator[str]:
    """The account of a client, and a transaction for each entry that changed what it owes."""
    entries = {entry.position: entry for entry in happened}
    own = account_name(code)
    yield from ["", f"{since} open {own}", f"{_INDENT}code: {_quoted(code)}"]
    if name:
        yield f"{_INDENT}name: {_quoted(name)}"
    for position, same in groupby(moved, key=lambda one: one.position):
        entry = entries[position]
        yield ""
        yield f"{entry.on} * {_quoted(name or code)} {_quoted(_narration(entry))}"
        yield f'{_INDENT}entry: "{entry.id}"'
        yield f"{_INDENT}position: {position}"
        for one in same:
            yield f"{_INDENT}{own}  {_exact(one.amount, one.currency)} {one.currency}"
            other = _OTHER_SIDE.get(one.what, _SALES)
            yield f"{_INDENT}{other}  {_exact(-one.amount, one.currency)} {one.currency}"


def _balances(code: str, account: Account, currencies: Iterable[str], as_of: date) -> Iterator[str]:
    """The client's balance by its documents; beancount checks it at the beginning of the next day."""
    if as_of == date.max:
        return
    morning = shifted(as_of, 1)
    yield ""
    for currency in currencies:
        owed = balance(account, currency)
        yield f"{morning} balance {account_name(code)}  {_exact(owed, currency)} ~ 0 {currency}"


def _narration(entry: Entry) -> str:
    """The kind of the entry in words, with the number of its document: invoice issued 17."""
    number = getattr(entry.event, "number", None)
    words = re.sub(r"[._]", " ", entry.kind)
    return f"{words} {number}" if number else words


def _exact(amount: Decimal, currency: str) -> str:
    """With the currency's decimals, and with more where the amount has more."""
    return format(in_full(amount, currency), "f")


def _quoted(text: str) -> str:
    """Text as beancount reads it. It knows no escape for characters that nobody sees, so they are named."""
    escaped = spelt_out(text, _UNSEEN).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
