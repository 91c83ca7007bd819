"""Which document makes a debt: by the terms at the order, by those at its first delivery, or an invoice.

The first terms hold from the beginning, a change from its day on. Terms, orders and deliveries may be recorded in any
order, so what is owed is worked out anew whenever one of them is. A return credits an order as soon as, and as long
as, the order is a debt; an invoice that bills nothing but orders which are billed already is not a second debt. The
invoice may name its orders, or an order its invoice: both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.money import part_of, rounded, total
from ledger.rules.debts import debt_must_be_new, source_must_be_new, take_back
from ledger.rules.refusals import Rule
from ledger.rules.relationship import ZERO, Debt, GoodsBack, Order, Relationship, Source, Terms

__all__ = [
    "SettledOtherwise",
    "bill",
    "bill_all",
    "billing_on",
    "by_itself",
    "credit_loose",
    "link",
    "must_be_whole",
    "must_not_unsettle",
    "owed_after",
    "repeat",
    "replaced",
    "terms_on",
]


@dataclass(eq=False)
class SettledOtherwise(Rule):
    """What is settled would not be owed any more, or not in this way."""

    document: str
    code = "settled-otherwise"
    says = (
        "'{document}' is settled, and would be owed otherwise after this; reverse that first with "
        "settlement.reversed, or correct the date"
    )


def billing_on(terms: Sequence[Terms], day: date) -> str:
    """Which document makes a debt on a day, by terms in order of their date."""
    known = terms_on(terms, day)
    return known.billing if known is not None else "invoice"


def terms_on(terms: Sequence[Terms], day: date) -> Terms | None:
    """The terms of a day, from terms in order of their date; the first hold from the beginning."""
    if not terms:
        return None
    in_force = [each for each in terms if each.at.date() <= day]
    return in_force[-1] if in_force else terms[0]


def by_itself(terms: Sequence[Terms], placed: date, delivered: date | None) -> str:
    """By which of its documents an order is billed; "invoice" where by none."""
    at_order = billing_on(terms, placed)
    if at_order == "order" or delivered is None:
        return at_order
    return "delivery" if billing_on(terms, delivered) == "delivery" else "invoice"


def bill(relationship: Relationship, number: str) -> None:
    """Brings the debt of an order up to its terms and quantities: what stands ordered, or what is delivered."""
    relationship.touch(number)
    order = relationship.orders[number]
    order.billing = by_itself(relationship.terms, order.on, order.shipped)
    debt = relationship.debts.get(number)
    ours = debt is None or debt.kind in {"order", "delivery"}
    order.billed = order.billing if ours and _is_owed(order) else ""
    if order.billed:
        _owe(relationship, number, order)
    elif debt is not None and ours:
        for source in list(debt.settlers):
            take_back(relationship, source, number, debt.settled)
        del relationship.debts[number]
    for back in order.returns:
        _credit(relationship, back, owed=bool(order.billed))
    for invoice in relationship.bills.get(number, ()):
        repeat(relationship, invoice)


def bill_all(relationship: Relationship) -> None:
    """Brings everything that rests on terms up to them."""
    for number in relationship.orders:
        bill(relationship, number)
    for number, back in relationship.returns.items():
        if back.order not in relationship.orders:
            credit_loose(relationship, number)


def credit_loose(relationship: Relationship, number: str) -> None:
    """Notes whether a return without a known order is a credit: where the terms of its day bill goods."""
    day = relationship.returns[number].on
    _credit(relationship, number, owed=billing_on(relationship.terms, day) != "invoice")


def link(relationship: Relationship, order: str, invoice: str) -> None:
    """Notes that an invoice bills an order; either of the two may not be known yet."""
    invoices = relationship.bills.setdefault(order, [])
    if invoice not in invoices:
        invoices.append(invoice)
    debt = relationship.debts.get(invoice)
    if debt is not None and debt.kind == "invoice" and order not in debt.bills:
        debt.bills.append(order)


def repeat(relationship: Relationship, invoice: str) -> None:
    """Notes whether an invoice bills nothing but what is billed already."""
    debt = relationship.debts.get(invoice)
    if debt is not None:
        debt.repeats = _repeats(relationship, debt.bills, {})
        relationship.touch(invoice)


def replaced(
    relationship: Relationship, orders: Iterable[tuple[str, Order]], terms: Sequence[Terms]
) -> Iterator[str]:
    """The invoices that would not be owed any more, were the orders as given and the terms these."""
    supposed, concerned = {}, dict[str, list[str]]()
    for number, order in orders:
        supposed[number] = by_itself(terms, order.on, order.shipped)
        for invoice in relationship.bills.get(number, ()):
            concerned.setdefault(invoice, [])
        if order.invoice is not None:
            concerned.setdefault(order.invoice, []).append(number)
    for invoice, named in concerned.items():
        debt = relationship.debts.get(invoice)
        if debt is None or debt.kind != "invoice" or debt.repeats:
            continue
        if _repeats(relationship, [*debt.bills, *named], supposed):
            yield invoice


def _repeats(relationship: Relationship, bills: Sequence[str], supposed: Mapping[str, str]) -> bool:
    return bool(bills) and all(_billing(relationship, order, supposed) != "invoice" for order in bills)


def _billing(relationship: Relationship, number: str, supposed: Mapping[str, str]) -> str:
    order = relationship.orders.get(number)
    return supposed.get(number) or (order.billing if order is not None else "invoice")


def _is_owed(order: Order) -> bool:
    return order.billing == "order" or (order.billing == "delivery" and order.shipped is not None)


def _owe(relationship: Relationship, number: str, order: Order) -> None:
    on = order.shipped if order.billing == "delivery" and order.shipped else order.on
    amount = owed_after(order, {})
    due = order.due if order.billing == "order" else None
    debt = relationship.debts.get(number)
    if debt is None:
        relationship.debts[number] = Debt(order.billing, on, order.currency, amount, due=due)
    else:
        debt.kind, debt.on, debt.amount, debt.due = order.billing, on, amount, due


def owed_after(order: Order, cancelled: Mapping[str, Decimal]) -> Decimal:
    """What is owed of an order, once so much more of it is cancelled."""
    worths = []
    for product, goods in order.goods.items():
        quantity = goods.delivered
        if order.billing == "order":
            quantity = goods.ordered - goods.cancelled - cancelled.get(product, ZERO)
        worths.append(part_of(goods.worth, quantity, goods.ordered) if goods.ordered else goods.worth)
    return rounded(total(worths), order.currency)


def _credit(relationship: Relationship, number: str, *, owed: bool) -> None:
    back, source = relationship.returns[number], relationship.sources.get(number)
    relationship.touch(number, back.order or number)
    if owed and source is None:
        relationship.sources[number] = Source(
            "return", back.on, back.currency, back.amount, follows=back.order
        )
    elif not owed and source is not None and source.kind == "return":
        for target in list(source.said):
            take_back(relationship, number, target, source.used)
        del relationship.sources[number]


def must_not_unsettle(
    relationship: Relationship, orders: Iterable[tuple[str, Order]], terms: Sequence[Terms]
) -> None:
    """Nothing that is settled would be owed otherwise, were the orders as given and the terms these.

    Raises:
        SettledOtherwise: something would.
        NumberTaken: something new would be owed, under a number that another document has.
    """
    orders = list(orders)
    for number, order in orders:
        billing = by_itself(terms, order.on, order.shipped)
        known = relationship.orders.get(number)
        owed = billing == "order" or (billing == "delivery" and order.shipped is not None)
        if known is not None and known.billed and known.billed != (billing if owed else ""):
            _must_be_unsettled(relationship, number, order.returns)
        elif owed and (known is None or not known.billed):
            debt_must_be_new(relationship, "order", number)
            for back in order.returns:
                source_must_be_new(relationship, "return", back)
    for invoice in replaced(relationship, orders, terms):
        if relationship.debts[invoice].settled:
            raise SettledOtherwise(invoice)


def _must_be_unsettled(relationship: Relationship, number: str, returns: Iterable[str]) -> None:
    debt = relationship.debts[number]
    if debt.settled or debt.disputed:
        raise SettledOtherwise(number)
    for back in returns:
        must_be_whole(relationship, back, relationship.returns[back])


def must_be_whole(relationship: Relationship, number: str, back: GoodsBack) -> None:
    """Nothing of a return's credit is used or paid out.

    Raises:
        SettledOtherwise: something is.
    """
    source = relationship.sources.get(number)
    if source is not None and (source.used or source.amount != back.amount):
        raise SettledOtherwise(number)
