"""The credit limit: what an order passes, and what becomes of it by the house's policy.

An order is judged by its own day: by the terms, the policy and the lateness of that day, with everything that is known
when it is recorded. So the same facts recorded again in the same order come to the same.

Rule
├── OverLimit    the order brings what the client's credit is used for beyond its limit
└── LateDebt     debt of the client is later than the policy allows
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Draft
from ledger.events import OrderHeld, OrderPlaced, goods_value
from ledger.money import rounded
from ledger.policy_key import CENTURY
from ledger.rules.billing import by_itself, owed_after, replaced, terms_on
from ledger.rules.context import Context
from ledger.rules.credit_policy import HELD, Known
from ledger.rules.exposure import exposure_of
from ledger.rules.oldest import oldest_due
from ledger.rules.orders import order_of
from ledger.rules.refusals import Rule
from ledger.rules.registry import follows
from ledger.rules.relationship import Relationship

__all__ = ["Advice", "LateDebt", "OverLimit", "advise", "excesses", "exposure_after"]


@dataclass(eq=False)
class OverLimit(Rule):
    """An order brings what the client's credit is used for beyond its limit."""

    order: str
    client: str
    value: Decimal
    exposure: Decimal
    limit: Decimal
    currency: str
    code = "over-limit"
    says = (
        "order '{order}' of {value} {currency} brings the exposure of {client} to {exposure}, beyond the credit limit "
        "of {limit}; record what was paid, or agree another limit with client.terms_agreed"
    )


@dataclass(eq=False)
class LateDebt(Rule):
    """Debt of the client is later than the policy allows."""

    order: str
    client: str
    due: date
    days: int
    most: int
    code = "late-debt"
    says = (
        "order '{order}' comes while debt of {client}, due on {due}, is {days} days late, more than the {most} of the "
        "policy; record what was paid, or adopt another credit.max_days_late"
    )


def excesses(relationship: Relationship, event: OrderPlaced, on: date, known: Known) -> list[Rule]:
    """What an order passes if it is placed on a day: the limit, the lateness, both or neither.

    Prepaid clients pass nothing. A limit is in the client's own currency, and orders in others do not count to it.
    """
    terms = terms_on(relationship.terms, on)
    prepaid, limit = (terms.prepaid, terms.credit_limit) if terms is not None else (False, None)
    found: list[Rule] = []
    if prepaid:
        return found
    if limit is not None and event.currency == relationship.currency:
        exposure = exposure_after(relationship, event, on)
        if exposure > limit:
            value, most = (rounded(amount, event.currency) for amount in (goods_value(event.lines), limit))
            found.append(OverLimit(event.number, relationship.name, value, exposure, most, event.currency))
    if known.credit.max_days_late < CENTURY:
        due = oldest_due(relationship, derive=known.derive)
        days = 0 if due is None else (on - due).days
        if due is not None and days > known.credit.max_days_late:
            late = LateDebt(event.number, relationship.name, due, days, known.credit.max_days_late)
            found.append(late)
    return found


def exposure_after(relationship: Relationship, event: OrderPlaced, on: date) -> Decimal:
    """What credit in an order's currency is used for if it is placed on a day."""
    order = order_of(event, on)
    order.billing = by_itself(relationship.terms, on, None)
    exposure = exposure_of(relationship, event.currency, {event.number: order}).amount
    if order.billing == "order":
        exposure += owed_after(order, {})
    for invoice in replaced(relationship, [(event.number, order)], relationship.terms):
        debt = relationship.debts[invoice]
        exposure -= debt.open if debt.currency == event.currency else 0
    return rounded(exposure, event.currency)


class Advice(NamedTuple):
    """An order was admitted, and this is to be known of it.

    Attributes:
        excess: what it passes.
        held: it waits until somebody releases it.
    """

    excess: Rule
    held: bool

    def __str__(self) -> str:
        then = "held until order.released" if self.held else "recorded all the same, as the policy says"
        return f"{_clause(self.excess)}; it is {then}"


def advise(relationship: Relationship, event: OrderPlaced, on: date, context: Context) -> tuple[Advice, ...]:
    """What whoever records an admitted order has to know: which limits it passes.

    Args:
        relationship: the state before the order.
        event: the order.
        on: its day.
        context: the house's policy.
    """
    known = context.policy(on)
    if known is None:
        return ()
    held = known.credit.on_excess == "hold"
    return tuple(Advice(excess, held) for excess in excesses(relationship, event, on, known))


@follows
def hold(
    relationship: Relationship, event: OrderPlaced, draft: Draft, context: Context
) -> tuple[OrderHeld, ...]:
    """An order that passes a limit is held or refused, where the policy says so.

    Raises:
        OverLimit: it passes the credit limit, and is to be refused then.
        LateDebt: debt is too late, and it is to be refused then.
    """
    on = draft.occurred_at.date()
    known = context.policy(on)
    if known is None or known.credit.on_excess == "warn":
        return ()
    found = excesses(relationship, event, on, known)
    if found and known.credit.on_excess == "refuse":
        raise found[0]
    reason = "; ".join(map(_clause, found))
    return (OrderHeld(number=event.number, reason=HELD + reason),) if found else ()


def _clause(excess: Rule) -> str:
    """What is so, without what to do about it."""
    return str(excess).partition("; ")[0]
