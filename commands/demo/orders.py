"""The whole life of an order: the client orders, is billed, sends goods back, contests, and pays.

Each part hands what is open of the bill on to the next, so that nothing here keeps accounts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from commands.demo.client import Client, Story
from commands.demo.debts import Bill, collect, payment
from commands.demo.staff import ORDER_DESK
from commands.demo.touches import feedback
from ledger import events
from ledger.events import Line, Pieces
from ledger.money import quantum


class Delivered(NamedTuple):
    """Goods of an order, and the payment that came before them."""

    order: str
    lines: tuple[Line, ...]
    advance: str = ""


def basket(client: Client, discount: Decimal | None = None) -> tuple[Line, ...]:
    """Lines that the client would order, at its prices of today."""
    dice, prices = client.dice, client.prices()
    return tuple(
        replace(prices[place], quantity=Decimal(client.size * dice.between(1, 8)), discount=discount)
        for place in dice.some(client.products, dice.between(1, 5))
    )


def worth(client: Client, lines: tuple[Line, ...]) -> Decimal:
    """What lines come to in the client's currency."""
    return client.rounded(events.goods_value(lines))


def order(client: Client, proposal: str | None = None) -> Story:
    """The client orders; we deliver most orders within the week."""
    dice, terms, number = client.dice, client.terms, client.number("SO")
    lines, client.discount = basket(client, client.discount), None
    currency, due = client.currency, client.date(client.today + terms.payment_days)
    yield events.OrderPlaced(
        number=number,
        currency=currency,
        lines=lines,
        due=due if terms.billing == "order" else None,
        proposal=proposal,
        deliver_by=client.date(client.today + 7),
        contract=client.contract or None,
        taken_by=ORDER_DESK if dice.chance(0.6) else client.manager,
        channel=client.pick("order_channels"),
    )
    advance = client.number("PAY") if terms.prepaid else ""
    if advance:
        yield dice.between(0, 2)
        yield payment(client, advance, worth(client, lines), advance=True)
    elif dice.chance(0.03):
        yield dice.between(1, 2)
        yield events.OrderCancelled(
            number=number, by="client", reason="ordered twice", reason_code="duplicate"
        )
        return
    elif dice.chance(0.04):
        yield events.OrderHeld(number=number, reason="over the credit limit")
        yield dice.between(1, 5)
        yield events.OrderReleased(number=number, reason="a payment came in")
    days = dice.between(2, 8)
    if dice.chance(0.04):
        yield 1
        by = client.date(client.today + 9)
        yield events.OrderPromised(number=number, deliver_by=by, reason="the lorry is full")
    client.begin(_deliver(client, Delivered(number, lines, advance)), client.today + days)


def _deliver(client: Client, goods: Delivered) -> Story:
    """We deliver in one go or two; the client owes the goods from then on, or from their invoice on."""
    dice, terms, (order, lines, advance) = client.dice, client.terms, goods
    half = 0 if advance or dice.chance(0.88) else len(lines) // 2
    if half:
        first = tuple(Pieces(product=line.product, quantity=line.quantity) for line in lines[:half])
        yield events.OrderDelivered(number=order, lines=first)
        yield dice.between(2, 6)
    if half and terms.billing == "invoice" and dice.chance(0.15):
        yield events.OrderCancelled(number=order, by="us", reason="the rest is sold out", reason_code="stock")
        goods = Delivered(order, lines[:half])
    else:
        yield events.OrderDelivered(number=order)
    if dice.chance(0.06):
        client.begin(feedback(client, order), client.today + dice.between(2, 9))
    if terms.billing == "invoice":
        client.begin(_bill(client, goods), client.today + dice.below(3))
    else:
        bill = Bill(order, worth(client, lines), client.today + terms.payment_days)
        yield from _settle(client, goods, bill)


def _bill(client: Client, goods: Delivered) -> Story:
    """We bill what we delivered: in instalments, with a mistake, or as usual."""
    dice, days, amount = client.dice, client.terms.payment_days, worth(client, goods.lines)
    bill, currency = Bill(client.number("INV"), amount, client.today + days), client.currency
    invoice = events.InvoiceIssued(
        number=bill.document, currency=currency, lines=goods.lines, orders=(goods.order,)
    )
    client.owed += amount
    if not goods.advance and dice.chance(0.07):
        yield from _bill_in_instalments(client, invoice, bill)
        return
    yield invoice
    if goods.advance:
        advance, bill.open = goods.advance, Decimal(0)
        yield events.SettlementMade(source=advance, target=bill.document, amount=amount, advance=True)
    elif dice.chance(0.012):
        yield 1
        client.owed -= amount
        yield events.InvoiceCancelled(number=bill.document, reason="wrong address of delivery")
        client.begin(_bill(client, goods), client.today)
        return
    yield from _settle(client, goods, bill)


def _bill_in_instalments(client: Client, invoice: events.InvoiceIssued, bill: Bill) -> Story:
    """We issue an invoice in two instalments, and the client pays each by itself."""
    first, later = client.rounded(bill.open * client.dice.between(3, 6) / 10), client.terms.payment_days
    parts = (
        Bill(bill.document, first, bill.due, 1),
        Bill(bill.document, bill.open - first, bill.due + later, 2),
    )
    due = tuple(events.Instalment(due=client.date(part.due), amount=part.open) for part in parts)
    yield replace(invoice, instalments=due)
    for part in parts:
        client.begin(collect(client, part), client.today)


def _settle(client: Client, goods: Delivered, bill: Bill) -> Story:
    """The client pays a bill; before, goods may be amiss or come back, and the client may contest the sum."""
    dice, comes_back = client.dice, client.dice.chance(client.habit.returns)
    paid_first = comes_back and dice.chance(0.5)
    if dice.chance(0.04):
        yield from _amiss(client, goods, bill)
    if comes_back and not paid_first:
        yield from _give_back(client, goods, bill)
    if bill.open > 1 and dice.chance(client.habit.disputes):
        yield from _contest(client, bill)
    if kept := bill.open:
        yield from collect(client, bill)
        if not comes_back:
            client.earned.append((client.today, kept))
    if paid_first:
        yield from _give_back(client, goods, bill)


def _amiss(client: Client, goods: Delivered, bill: Bill) -> Story:
    """The client got something else than it ordered; we credit what is short."""
    line, what, number = client.dice.pick(goods.lines), client.pick("amiss"), client.number("A")
    pieces, price = (Pieces(product=line.product, quantity=Decimal(1)),), _net(client, line)
    yield client.dice.between(1, 3)
    yield events.DiscrepancyRecorded(number=number, order=goods.order, what=what, lines=pieces, amount=price)
    if what == "shortage" and client.terms.billing == "invoice":
        yield from _credit(client, price, bill, "short delivery")


def _give_back(client: Client, goods: Delivered, bill: Bill) -> Story:
    """The client sends goods back, and we credit or refuse them."""
    dice, number, order = client.dice, client.number("R"), goods.order
    reason, code = client.pick("returned").values()
    lines = tuple(
        events.ReturnLine(
            product=line.product,
            quantity=Decimal(dice.between(1, max(1, int(line.quantity) // 3))),
            unit_price=_net(client, line),
        )
        for line in dice.some(goods.lines, dice.between(1, 2))
    )
    yield dice.between(6, 20)
    if dice.chance(0.15):
        yield events.ReturnRefused(
            number=number, order=order, lines=lines, reason="opened boxes", reason_code=code
        )
        return
    yield events.ReturnReceived(number=number, order=order, lines=lines, reason=reason, reason_code=code)
    if client.terms.billing == "invoice":
        yield from _credit(client, events.goods_value(lines), bill, reason, number)
    else:
        bill.open -= min(bill.open, events.goods_value(lines))


def _contest(client: Client, bill: Bill) -> Story:
    """The client contests a part of a bill, and we credit it or not."""
    dice, number, reason = client.dice, client.number("DI"), client.pick("contested")
    amount = client.rounded(bill.open * dice.between(5, 60) / 100)
    yield dice.between(2, 9)
    yield events.DisputeOpened(number=number, document=bill.document, amount=amount, reason=reason)
    yield dice.between(6, 40)
    credited = client.terms.billing == "invoice" and dice.chance(0.5)
    yield events.DisputeResolved(number=number, outcome="credited" if credited else "explained")
    if credited:
        yield from _credit(client, amount, bill, reason)


def _credit(client: Client, amount: Decimal, bill: Bill, reason: str, returned: str | None = None) -> Story:
    """We issue a credit note: for the bill while so much of it is open, otherwise by itself."""
    number, linked = client.number("CN"), amount <= bill.open
    invoice = bill.document if linked else None
    yield client.dice.between(1, 6)
    client.owed -= amount
    bill.open -= amount if linked else 0
    yield events.CreditNoteIssued(
        number=number,
        amount=amount,
        currency=client.currency,
        reason=reason,
        invoice=invoice,
        return_=returned,
    )
    if client.terms.prepaid:
        yield client.dice.between(3, 10)
        client.owed += amount
        yield events.PaymentRefunded(number=number, reason="the goods were paid ahead")


def _net(client: Client, line: Line) -> Decimal:
    """A unit's price less the line's discount, never rounded up."""
    smallest = quantum(client.currency)
    return line.value / line.quantity // smallest * smallest
