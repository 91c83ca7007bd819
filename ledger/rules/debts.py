"""What rules ask about documents, credits and the settlements between them.

Numbers of debts (invoices, charges, billed orders, opening balances) are one namespace of a client, numbers of sources
(payments, credit notes, returns that are credits, opening credits, write-offs) another: an invoice and its payment often
share a number on paper.
"""

from __future__ import annotations

from decimal import Decimal

from ledger.rules.client_state import ZERO, ClientState
from ledger.rules.money_refusals import BilledByOrders, DocumentCancelled, NoSuchInstalment, NotOwed
from ledger.rules.refusals import NumberTaken, UnknownNumber
from ledger.subledger.account import Account
from ledger.subledger.billing import billing_of, debts_under, repeats, source_of
from ledger.subledger.documents import DELIVERY, OPENING, Credit, Document
from ledger.subledger.instalments import LOOSE, key, standing, stated, sums
from ledger.subledger.items import Debt, OpenItem
from ledger.subledger.open_items import open_of, settled_explicitly

_TITLES = {OPENING: "opening balance"}


def debt_of(account: Account, number: str) -> Document | Debt | None:
    """The document of a number, or the order that is owed by itself; None where there is none."""
    return account.documents.get(number) or next(debts_under(account, number), None)


def debt_must_be_new(client_state: ClientState, what: str, number: str) -> None:
    """No debt has that number.

    Raises:
        NumberTaken: one has.
    """
    known = debt_of(client_state.account, number)
    if known is not None:
        title = what if known.what == DELIVERY else _TITLES.get(known.what, known.what)
        raise NumberTaken(title, number, client_state.name)


def source_must_be_new(client_state: ClientState, what: str, number: str) -> None:
    """No source has that number.

    Raises:
        NumberTaken: one has.
    """
    known = source_of(client_state.account, number)
    if known is not None:
        raise NumberTaken(_TITLES.get(known.what, known.what) or what, number, client_state.name)


def known_debt(client_state: ClientState, number: str, option: str = "--document") -> Document | Debt:
    """The document of that number.

    Raises:
        NotOwed: it is an order, and the terms do not bill by orders.
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
    """The document of that number, which is not cancelled.

    Raises:
        BilledByOrders: it bills orders, which are owed by themselves.
        DocumentCancelled: it is cancelled.
        NotOwed: it is an order, and the terms do not bill by orders.
        UnknownNumber: there is none.
    """
    debt, account = known_debt(client_state, number, option), client_state.account
    if isinstance(debt, Document):
        if debt.cancelled:
            raise DocumentCancelled(number)
        if repeats(account, debt):
            raise BilledByOrders(number, ", ".join(f"'{order}'" for order in account.orders_of(debt)))
    return debt


def known_source(client_state: ClientState, number: str, option: str) -> Credit:
    """The payment or credit of that number.

    Raises:
        UnknownNumber: there is none.
    """
    source = source_of(client_state.account, number)
    if source is None:
        raise UnknownNumber("payment or credit", number, client_state.name, option)
    return source


def instalment_must_be(number: str, debt: Document | Debt, instalment: int | None) -> None:
    """The document has that instalment, where one is named; a document in one sum counts as one instalment.

    Raises:
        NoSuchInstalment: it has not.
    """
    count = (len(debt.instalments) if isinstance(debt, Document) else 0) or 1
    if instalment is not None and not 1 <= instalment <= count:
        raise NoSuchInstalment(number, instalment, count)


def open_amount(account: Account, number: str) -> Decimal:
    """What is open of a document, once linked credits settle it."""
    return sum((item.open for item in open_of(account, number)), ZERO)


def unsettled(account: Account, number: str) -> list[OpenItem]:
    """The items of a document, settled by what entries state alone: a settlement may take the place of a linked credit."""
    return [item for item in settled_explicitly(account, number) if item.debt.number == number]


def settled_amount(account: Account, number: str) -> Decimal:
    """What entries settle of a document."""
    return sum(map(stated, account.statements.get(number, {}).values()), ZERO)


def is_oversettled(account: Account, number: str) -> bool:
    """Whether entries state more of a document than is owed of it."""
    return settled_amount(account, number) > sum((item.amount for item in unsettled(account, number)), ZERO)


def settled_between(account: Account, source: str, target: str, instalment: int | None) -> Decimal:
    """How much of a source entries settle of a document, or of one instalment of it."""
    items = unsettled(account, target)
    count = len(items)
    by_instalment: dict[int, Decimal] = {}
    for number, amount in sums(account.statements.get(target, {}).get(source, ())).items():
        named = key(number or None, count)
        by_instalment[named] = by_instalment.get(named, ZERO) + amount
    stands = standing(by_instalment)
    wanted = key(instalment, count)
    if wanted == LOOSE:
        return sum(stands.values(), ZERO)
    item = next(one for one in items if one.instalment == wanted)
    fallen = item.amount - item.open - _named(account, target, wanted)
    return stands.get(wanted, ZERO) + min(stands.get(LOOSE, ZERO), fallen)


def _named(account: Account, target: str, instalment: int) -> Decimal:
    """What settlements of all sources name of an instalment."""
    sources = account.statements.get(target, {}).values()
    return sum((standing(sums(statements)).get(instalment, ZERO) for statements in sources), ZERO)
