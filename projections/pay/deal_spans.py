"""Deals as stored rows: what each order is worth, and how much of it the client kept and paid, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, NamedTuple

from msgspec import Struct, field

from ledger.money import ZERO, rounded
from ledger.subledger import Account
from ledger.subledger.open_items import refreshed
from ledger.subledger.orders import Order
from ledger.subledger.points.paid import Paid, paid_of, settled_items
from projections import receivables
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.fold_parts import joined
from projections.framework.spans import Spans
from projections.key_accounts.client_sales import of_order
from projections.plans import doings
from projections.plans.doings import Doings
from projections.policy import Policy
from projections.policy.pay import Pay
from projections.receivables.order_payments import order_payments, orders_near


class Deal(NamedTuple):
    """An order with what the client kept and paid of it by a day.

    Attributes:
        manager: who answered for the client on the day of the order; segment and territory are of it too.
        size: the value or the margin of the order as it was placed, by the base of pay; None: unknown.
        kept: that of what the client kept.
        value_paid: where ``kept`` is unknown, as much of the value of what the client kept as it paid, so
            that a payment still shows; else None.
        paid: as much of ``kept`` as the client paid.
    """

    position: Annotated[int, Column(key=1)]
    number: str
    on: Annotated[date, Column(stored="on_day")]
    manager: str | None
    segment: str | None
    territory: str | None
    currency: str
    size: Decimal | None
    kept: Decimal | None
    value_paid: Decimal | None
    paid: Decimal | None


class State(NamedTuple):
    """What deals are made of; None where no entry concerned a part."""

    done: Doings | None
    money: Account | None

    @property
    def account(self) -> Account:
        """What the client owes and has paid."""
        return self.money or Account()


class _Followed(Struct):
    """The deals of a client as they were when they were last asked for.

    Attributes:
        depends: what of the policy they depend on.
        positions: of the deals, by the number of the order.
    """

    depends: object
    positions: dict[str, int] = field(default_factory=dict)


def _depends(policy: Policy) -> object:
    """What of a policy deals depend on; None: there are none."""
    return None if policy.pay.base == "none" else (policy.pay.base, policy.receivables.allocation)


def _deals(client: Client, state: State, day: date, policy: Policy) -> list[Deal]:
    """The deals of a client on a day, up to which its state holds the facts."""
    del client
    if state.done is None or _depends(policy) is None:
        return []
    account, done = state.account, state.done
    items = settled_items(account, derive=policy.receivables.derives)
    orders = done.sales.dealings.trade.orders.values()
    paid = partial(paid_of, account, items=items)
    return [_deal(done, order, paid, day, policy.pay) for order in orders]


def _touched(
    client: Client, state: State, day: date, policy: Policy
) -> Iterable[tuple[tuple[int], Deal | None]] | None:
    """The deals that changed since this was last asked, by key, None for one that is gone; None at first."""
    del client
    account, wanted = state.account, _depends(policy)
    if wanted is None:
        followed = account.live.read.pop(_Followed, None) if account.live else None
        return () if followed is None else None
    live, done, payments = refreshed(account), state.done, order_payments(account, policy)
    if done is None or payments is None:
        live.read.pop(_Followed, None)
        return None
    orders = done.sales.dealings.trade.orders
    followed, touched = live.read.get(_Followed), payments.take_moved(_Followed)
    counted = {number for key in done.moved_for(DEALS.name) if (number := done.rows[key].number)}
    if followed is None or touched is None or followed.depends != wanted:
        followed = live.read[_Followed] = _Followed(wanted)
        followed.positions = {number: order.position for number, order in orders.items()}
        return None
    found: dict[tuple[int], Deal | None] = {}
    for number in touched | orders_near(account, counted):
        if (before := followed.positions.pop(number, None)) is not None:
            found[before,] = None
        if (order := orders.get(number)) is not None:
            followed.positions[number] = order.position
            found[order.position,] = _deal(done, order, payments.of, day, policy.pay)
    return found.items()


def _deal(done: Doings, order: Order, paid_of_order: Callable[[str], Paid], day: date, pay: Pay) -> Deal:
    size, kept, value = _worth(done, order, pay)
    seen = done.rows[order.position,]
    whole = value if kept is None else kept
    paid = rounded(paid_of_order(order.number).part(whole, day), order.currency)
    return Deal(
        position=order.position,
        number=order.number,
        on=order.on,
        manager=seen.manager,
        segment=seen.segment,
        territory=seen.territory,
        currency=order.currency,
        size=size,
        kept=kept,
        paid=None if kept is None else paid,
        value_paid=paid if kept is None else None,
    )


def _worth(done: Doings, order: Order, pay: Pay) -> tuple[Decimal | None, Decimal | None, Decimal]:
    """What an order was worth as placed, and what of it the client kept by the base of pay and by value."""
    placed, *taken = of_order(order, done.sales.dealings.costs)
    value = max(placed.revenue + sum((one.revenue for one in taken), ZERO), ZERO)
    if pay.base == "deals":
        return placed.revenue, value, value
    margins = [None if one.cost is None else one.revenue - one.cost for one in (placed, *taken)]
    known = [margin for margin in margins if margin is not None]
    if len(known) < len(margins):
        return known[0] if margins[0] is not None else None, None, value
    return known[0], max(sum(known, ZERO), ZERO), value


DEALS = Spans(
    name="deals",
    evolve=joined((doings.evolve, receivables.evolve), State),
    row=Deal,
    of=_deals,
    touched=_touched,
    depends=_depends,
    absent=lambda policy: _depends(policy) is None,
)
"""What each deal of a client is worth, and what is paid of it; none where the policy pays for none."""
