"""Look-ups of documents, credits and the settlements between them, for the rules.

A client has two sets of numbers, because an invoice and its payment often share a number on paper: those of
debts (invoices, charges, billed orders, opening balances) and those of sources (payments, credit notes,
returns that are credits, opening credits, write-offs).
"""

from __future__ import annotations

from decimal import Decimal

from ledger.money import ZERO
from ledger.rules.client_state import ClientState
from ledger.rules.money_refusals import BilledByOrders, DocumentCancelled, NoSuchInstalment, NotOwed
from ledger.rules.refusals import NumberTaken, UnknownNumber
from ledger.subledger.account import Account
from ledger.subledger.billing import billing_of, debts_under, repeats, source_of
from ledger.subledger.documents import DELIVERY, OPENING, Credit, Document
from ledger.subledger.instalments import LOOSE, by_instalment, key, standing, sums
from ledger.subledger.items import Debt, OpenItem
from ledger.subledger.open_items import open_of, settled_explicitly

_TITLES = {OPENING: "opening balance"}


def debt_of(account: Account, number: str) -> Document | Debt | None:
    """The document with a number, or the order with it that is owed by itself."""
    return account.documents.get(number) or next(debts_under(account, number), None)


def debt_must_be_new(client_state: ClientState, what: str, number: str) -> None:
    """Refuse a number that a debt has.

    Raises:
        NumberTaken: one has it.
    """
    debt = debt_of(client_state.account, number)
    if debt is not None:
        title = what if debt.what == DELIVERY else _TITLES.get(debt.what, debt.what)
        raise NumberTaken(title, number, client_state.name)


def source_must_be_new(client_state: ClientState, what: str, number: str) -> None:
    """Refuse a number that a source has.

    Raises:
        NumberTaken: one has it.
    """
    source = source_of(client_state.account, number)
    if source is not None:
        raise NumberTaken(_TITLES.get(source.what, source.what) or what, number, client_state.name)


def known_debt(client_state: ClientState, number: str, option: str = "--document") -> Document | Debt:
    """The document with a number.

    Raises:
        NotOwed: the number is an order's, and the terms do not bill by orders.
        UnknownNumber: there is none.
    """
    account = client_state.account
    debt = debt_of(account, number)
    if debt is not None:
        return debt
    if number in account.orders:
        raise NotOwed(number, client_state.name, billing_of(account, account.orders[number]))
    raise UnknownNumber("document", number, client_state.name, option)


def living_debt(client_state: ClientState, number: str, option: str = "--document") -> Document | Debt:
    """The document with a number, if it may be settled.

    Raises:
        BilledByOrders: it bills orders that are owed by themselves.
        DocumentCancelled: it is cancelled.
        NotOwed, UnknownNumber: as for ``known_debt``.
    """
    debt, account = known_debt(client_state, number, option), client_state.account
    if isinstance(debt, Document):
        if debt.cancelled:
            raise DocumentCancelled(number)
        if repeats(account, debt):
            raise BilledByOrders(number, ", ".join(f"'{order}'" for order in account.orders_of(debt)))
    return debt


def known_source(client_state: ClientState, number: str, option: str) -> Credit:
    """The payment or credit with a number.

    Raises:
        UnknownNumber: there is none.
    """
    source = source_of(client_state.account, number)
    if source is None:
        raise UnknownNumber("payment or credit", number, client_state.name, option)
    return source


def instalment_must_be(number: str, debt: Document | Debt, instalment: int | None) -> None:
    """Refuse an instalment that the document does not have; a document in one sum has one.

    Raises:
        NoSuchInstalment: it does not have it.
    """
    count = (len(debt.instalments) if isinstance(debt, Document) else 0) or 1
    if instalment is not None and not 1 <= instalment <= count:
        raise NoSuchInstalment(number, instalment, count)


def open_amount(account: Account, number: str) -> Decimal:
    """The amount of a document that is open after linked credits."""
    return sum((item.open for item in open_of(account, number)), ZERO)


def unsettled(account: Account, number: str) -> list[OpenItem]:
    """A document's items before linked credits, because a settlement may take the place of one."""
    return [item for item in settled_explicitly(account, number) if item.debt.number == number]


def debt_amount(account: Account, number: str) -> Decimal:
    """The amount of a document, or of an order that is owed by itself; nothing once it is cancelled."""
    document = account.documents.get(number)
    if document is not None and number not in account.orders:  # as nearly all
        return ZERO if document.cancelled or repeats(account, document) else document.whole
    return sum((part.amount for debt in debts_under(account, number) for part in debt.parts), ZERO)


def is_oversettled(account: Account, number: str) -> bool:
    """Whether explicit settlements of a document come to more than the document."""
    return account.settled(number) > debt_amount(account, number)


def settled_between(account: Account, source: str, target: str, instalment: int | None) -> Decimal:
    """How much a source explicitly settles of a document, or of one of its instalments."""
    items = unsettled(account, target)
    count = len(items)
    stands = standing(by_instalment(account.statements.get(target, {}).get(source, ()), count))
    wanted = key(instalment, count)
    if wanted == LOOSE:
        return sum(stands.values(), ZERO)
    item = next(one for one in items if one.instalment == wanted)
    fallen = item.amount - item.open - _named(account, target, wanted)
    return stands.get(wanted, ZERO) + min(stands.get(LOOSE, ZERO), fallen)


def _named(account: Account, target: str, instalment: int) -> Decimal:
    """How much settlements of all sources say that they settle of an instalment."""
    sources = account.statements.get(target, {}).values()
    return sum((standing(sums(statements)).get(instalment, ZERO) for statements in sources), ZERO)
