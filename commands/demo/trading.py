"""Orders on their way: placed, held, delivered in one go or two, cancelled, short, and partly sent back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from commands.demo.billing import bill, receive_ahead
from commands.demo.crediting import credit
from commands.demo.life import Life, Order
from commands.demo.owing import owe
from commands.demo.staff import CREDIT_CONTROL, ORDER_DESK
from ledger.events import (
    DiscrepancyRecorded,
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    Pieces,
    ReturnLine,
    ReturnReceived,
    ReturnRefused,
    goods_value,
)
from ledger.money import quantum, rounded

__all__ = ["basket", "order", "worth"]

_RETURNS = ("does not sell", "short shelf life", "damaged in transport", "ordered by mistake")
_SLIPS: tuple[Literal["shortage", "surplus", "missort", "damage"], ...] = (
    "shortage",
    "shortage",
    "missort",
    "damage",
    "surplus",
)


def basket(life: Life, discount: int = 0) -> tuple[Line, ...]:
    """Lines that the client would order: of its usual range, at its prices of today."""
    prices, dice = life.prices(), life.dice
    off = Decimal(discount) if discount else None
    return tuple(
        Line(
            product=product.code,
            quantity=Decimal(life.size * dice.between(1, 8)),
            unit_price=product.price,
            unit_cost=product.cost,
            discount=off,
        )
        for product in (prices[place] for place in dice.some(life.range, dice.between(1, 5)))
    )


def worth(life: Life, lines: Sequence[Line]) -> Decimal:
    """What lines come to in the client's currency."""
    return rounded(goods_value(lines), life.country.currency)


def order(life: Life, proposal: str | None = None) -> None:
    """The client orders; most orders are delivered within the week."""
    habit, dice = life.habit, life.dice
    discount, life.discount = (life.discount, 0) if habit.billing == "invoice" else (0, life.discount)
    placed = Order(life.next_number("SO"), basket(life, discount))
    by_order = habit.billing == "order"
    life.say(
        OrderPlaced(
            number=placed.number,
            currency=life.country.currency,
            lines=placed.lines,
            due=life.date(life.today + life.payment_days) if by_order else None,
            proposal=proposal,
        )
    )
    if by_order:
        owe(life, placed.number, worth(life, placed.lines), life.payment_days)
    if habit.prepaid:
        life.later(dice.between(0, 2), _prepay, placed)
    elif dice.chance(0.03):
        life.later(dice.between(1, 2), _cancel, placed)
    elif dice.chance(0.04):
        life.say(OrderHeld(number=placed.number, reason="over the credit limit"), CREDIT_CONTROL)
        life.later(dice.between(1, 5), _release, placed)
    else:
        life.later(dice.between(2, 8), _deliver, placed)


def _prepay(life: Life, placed: Order) -> None:
    placed.paid_by = receive_ahead(life, worth(life, placed.lines))
    life.later(life.dice.between(1, 4), _deliver, placed)


def _cancel(life: Life, placed: Order) -> None:
    side: Literal["us", "client"] = "client" if life.dice.chance(0.7) else "us"
    life.say(
        OrderCancelled(
            number=placed.number, by=side, reason="ordered twice" if side == "client" else "sold out"
        )
    )
    debt = life.debts.pop((placed.number, None), None)
    if debt is not None:
        life.balance -= debt.open
        debt.open = Decimal(0)


def _release(life: Life, placed: Order) -> None:
    life.say(OrderReleased(number=placed.number, reason="a payment came in"), CREDIT_CONTROL)
    life.later(life.dice.between(1, 4), _deliver, placed)


def _deliver(life: Life, placed: Order) -> None:
    if len(placed.lines) > 1 and not placed.paid_by and life.dice.chance(0.12):
        half = len(placed.lines) // 2
        first = tuple(Pieces(product=line.product, quantity=line.quantity) for line in placed.lines[:half])
        life.say(OrderDelivered(number=placed.number, lines=first), ORDER_DESK)
        life.later(life.dice.between(2, 6), _deliver_rest, placed, half)
    else:
        life.say(OrderDelivered(number=placed.number), ORDER_DESK)
        _delivered(life, placed)


def _deliver_rest(life: Life, placed: Order, half: int) -> None:
    if life.habit.billing == "invoice" and life.dice.chance(0.15):
        life.say(OrderCancelled(number=placed.number, by="client", reason="waits for the rest no longer"))
        placed.lines = placed.lines[:half]
    else:
        life.say(OrderDelivered(number=placed.number), ORDER_DESK)
    _delivered(life, placed)


def _delivered(life: Life, placed: Order) -> None:
    habit, dice = life.habit, life.dice
    if habit.billing == "delivery":
        owe(life, placed.number, worth(life, placed.lines), life.payment_days)
    elif habit.billing == "invoice":
        life.later(dice.below(3), bill, placed)
    if dice.chance(habit.slips):
        life.later(dice.between(1, 3), _slip, placed)
    if dice.chance(habit.returns):
        life.later(dice.between(10, 35), _give_back, placed)


def _slip(life: Life, placed: Order) -> None:
    line, what = life.dice.pick(placed.lines), life.dice.pick(_SLIPS)
    pieces = Pieces(product=line.product, quantity=Decimal(1))
    life.say(
        DiscrepancyRecorded(
            number=life.next_number("A"),
            order=placed.number,
            what=what,
            lines=(pieces,),
            amount=_net(life, line),
        )
    )
    if placed.invoice and what == "shortage":
        life.later(life.dice.between(3, 9), credit, _net(life, line), placed.invoice, "short delivery")


def _give_back(life: Life, placed: Order) -> None:
    lines = tuple(
        ReturnLine(
            product=line.product,
            quantity=Decimal(life.dice.between(1, max(1, int(line.quantity) // 3))),
            unit_price=_net(life, line),
        )
        for line in life.dice.some(placed.lines, life.dice.between(1, 2))
    )
    number, reason = life.next_number("R"), life.dice.pick(_RETURNS)
    if life.dice.chance(0.1):
        life.say(ReturnRefused(number=number, order=placed.number, lines=lines, reason="opened boxes"))
        return
    life.say(ReturnReceived(number=number, order=placed.number, lines=lines, reason=reason), ORDER_DESK)
    value = goods_value(lines)
    if placed.invoice:
        life.later(life.dice.between(1, 6), credit, value, placed.invoice, reason, number)
    elif life.habit.billing != "invoice":
        life.balance -= value
        debt = life.debts.get((placed.number, None))
        if debt is not None:
            debt.open -= min(debt.open, value)


def _net(life: Life, line: Line) -> Decimal:
    """A unit's price less the line's discount, never rounded up."""
    return (line.value / line.quantity).quantize(quantum(life.country.currency), ROUND_DOWN)
