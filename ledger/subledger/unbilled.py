"""What a client ordered and does not owe yet.

An order that is billed by orders is owed at once, one billed by delivery as its goods are delivered, and one
billed by invoices as far as invoices bill it: those that name it, and the one that it names. Goods that came
back lessen what is still to be owed until their return, or a credit note that names it, lessens the debt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO, part_of, rounded, total
from ledger.subledger.account import Account
from ledger.subledger.billing import billing_of, counts, notes_naming
from ledger.subledger.documents import DELIVERY, INVOICE, ORDER, Credit, Document
from ledger.subledger.orders import DELIVERED, RETURNED, GoodsMove, Order, gathered

_ONE = Decimal(1)


class Step(NamedTuple):
    """How much of an order is not owed yet after an entry about it.

    Attributes:
        what: "order", "cancelled", "returned", "delivered" or "invoice".
        document: the number of the order or of the invoice.
        position: the entry.
        left: the part that is not owed yet; rounded.
    """

    what: str
    document: str
    position: int
    left: Decimal


def orders_touched(account: Account, numbers: set[str]) -> set[str]:
    """The numbers, and those of orders whose part that is not owed yet may change with facts about them."""
    touched = numbers | _orders_of_returns(account, numbers)
    return touched | orders_near(account, touched)


def _orders_of_returns(account: Account, numbers: Iterable[str]) -> set[str]:
    """The orders of the returns with these numbers, and of those that notes of these invoices credit."""
    followers = account.linked().followers
    notes = (account.credits.get(note) for number in numbers for note in followers.get(number, ()))
    named = (note.returned for note in notes if note is not None and note.returned is not None)
    returns = (account.returns.get(number) for number in (*numbers, *named))
    return {back.follows for back in returns if back is not None and back.follows is not None}


def orders_near(account: Account, numbers: Iterable[str]) -> set[str]:
    """The invoices that bill these orders, and the orders that these or those invoices bill."""
    bills = account.linked().bills
    invoices = {invoice for number in numbers for invoice in bills.get(number, ())}
    documents = (account.documents.get(number) for number in {*numbers, *invoices})
    orders = {
        order for document in documents if document is not None for order in account.orders_of(document)
    }
    return invoices | orders


def unbilled(account: Account, numbers: Iterable[str]) -> dict[str, Decimal]:
    """How much of each of these orders is not owed yet, rounded; numbers without an order are left out."""
    wanted = {number: account.orders[number] for number in numbers if number in account.orders}
    billed = _billed(account, wanted)
    return {
        number: rounded(max(_worth(account, order) - billed.get(number, ZERO), ZERO), order.currency)
        for number, order in wanted.items()
    }


def _worth(account: Account, order: Order) -> Decimal:
    """What is still to be delivered, or to be invoiced; unrounded."""
    billing = billing_of(account, order)
    if billing == ORDER:
        return ZERO
    if not order.shipped and not order.taken:
        return order.value
    owed = order.moved(DELIVERED) if billing == DELIVERY else {}
    left = order.left_without(gathered([*owed.items(), *_uncredited(account, order)]))
    return order.worth({product: quantity for product, quantity in left.items() if quantity > 0})


def _uncredited(account: Account, order: Order) -> Iterator[tuple[str, Decimal]]:
    """The goods of an order that came back and lessen no debt yet, by product."""
    returns = _returns_of(account, order)
    for move in order.taken:
        if move.what == RETURNED:
            yield from _goods_back(account, move, returns)


def _returns_of(account: Account, order: Order) -> dict[int, Credit]:
    """The returns of an order, by the positions of their entries."""
    numbers = account.linked().followers.get(order.number, ()) if order.taken else ()
    return {back.position: back for number in numbers if (back := account.returns.get(number)) is not None}


def _goods_back(
    account: Account, move: GoodsMove, returns: Mapping[int, Credit]
) -> Iterator[tuple[str, Decimal]]:
    """The goods of a return that lessen no debt yet, by product."""
    left, whole = _not_credited(account, returns[move.position])
    return ((product, part_of(pieces, left, whole)) for product, pieces in move.goods.items())


def _not_credited(account: Account, back: Credit) -> tuple[Decimal, Decimal]:
    """How much of a return lessens no debt yet, and the whole of it.

    Nobody knows how much of a return of no value a credit note credits, so that one credits the whole.
    """
    if counts(account, back):
        return ZERO, _ONE
    notes = notes_naming(account, back)
    if not notes or not back.amount:
        return (ZERO if notes else _ONE), _ONE
    return max(back.amount - total(note.amount for note in notes), ZERO), back.amount


def _billed(account: Account, wanted: Iterable[str]) -> dict[str, Decimal]:
    """How much of these orders invoices bill; unrounded.

    An invoice of several orders bills each in proportion to what it is worth. An invoice in another currency
    bills an order whole, because the share is unknown.
    """
    found: dict[str, Decimal] = {}
    for document in _invoices_of(account, wanted):
        for number, share in billed_by_invoice(account, document).items():
            found[number] = found.get(number, ZERO) + share
    return found


def _invoices_of(account: Account, numbers: Iterable[str]) -> Iterator[Document]:
    """The invoices of some orders that nobody cancelled."""
    bills = account.linked().bills
    for invoice in dict.fromkeys(invoice for number in numbers for invoice in bills.get(number, ())):
        document = account.documents.get(invoice)
        if document is not None and document.what == INVOICE and not document.cancelled:
            yield document


def billed_by_invoice(account: Account, document: Document) -> dict[str, Decimal]:
    """How much an invoice bills of each of its orders that invoices bill."""
    numbers = account.orders_of(document)
    orders = {number: account.orders[number] for number in numbers if number in account.orders}
    worths = {
        number: _worth(account, order)
        for number, order in orders.items()
        if billing_of(account, order) == INVOICE
    }
    same = total(worth for number, worth in worths.items() if orders[number].currency == document.currency)
    return {
        number: worth
        if orders[number].currency != document.currency
        else part_of(document.amount, worth, same)
        if same
        else ZERO
        for number, worth in worths.items()
    }


def course_of(account: Account, order: Order) -> Iterator[Step]:
    """What each entry left of an order that is not owed yet; the last step has what ``unbilled`` has.

    An order that is owed at once has none.
    """
    billing = billing_of(account, order)
    if billing == ORDER:
        return
    yield Step(ORDER, order.number, order.position, order.value)
    returns, gone = _returns_of(account, order), dict[str, Decimal]()
    moves = [*order.taken, *(order.shipped if billing == DELIVERY else ())]
    for move in sorted(moves, key=lambda one: (one.on, one.position)):
        goods = _goods_back(account, move, returns) if move.what == RETURNED else move.goods.items()
        gone = gathered([*gone.items(), *goods])
        left = {product: quantity - gone.get(product, ZERO) for product, quantity, _ in order.goods()}
        worth = order.worth({product: quantity for product, quantity in left.items() if quantity > 0})
        yield Step(move.what, order.number, move.position, rounded(worth, order.currency))
    rest = _worth(account, order)
    for document in sorted(_invoices_of(account, [order.number]), key=lambda one: (one.on, one.position)):
        rest -= billed_by_invoice(account, document).get(order.number, ZERO)
        left_now = rounded(max(rest, ZERO), order.currency)
        yield Step(INVOICE, document.number, document.position, left_now)
