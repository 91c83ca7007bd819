"""The credit limit: what an order passes, and what becomes of it by the house's policy.

An order is judged by its own day: by the terms, the policy and the lateness of that day, with everything that is known
when it is recorded. So the same facts recorded again in the same order come to the same.

Rule
├── OverLimit    the order brings what the client's credit is used for beyond its limit
└── LateDebt     debt of the client is later than the policy allows
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Draft
from ledger.events import AnyEvent, OrderHeld, OrderPlaced, goods_value
from ledger.money import rounded
from ledger.policy_key import CENTURY
from ledger.rules.billing import replaced
from ledger.rules.client_state import ZERO, ClientState
from ledger.rules.context import Context
from ledger.rules.credit_policy import HELD, Known
from ledger.rules.double_billing import billing_advice
from ledger.rules.refusals import Rule
from ledger.rules.registry import follows
from ledger.subledger import Account
from ledger.subledger.billing import billing_of, terms_on
from ledger.subledger.documents import ORDER
from ledger.subledger.exposure import excess, exposure_of, oldest_due
from ledger.subledger.open_items import open_of
from ledger.subledger.orders import order_of


class OverLimit(Rule, code="over-limit"):
    """An order brings what the client's credit is used for beyond its limit."""

    order: str
    client: str
    value: Decimal
    exposure: Decimal
    limit: Decimal
    currency: str
    says = (
        "order '{order}' of {value} {currency} brings the exposure of {client} to {exposure}, beyond the credit limit "
        "of {limit}; record what was paid, or agree another limit with client.terms_agreed"
    )


class LateDebt(Rule, code="late-debt"):
    """Debt of the client is later than the policy allows."""

    order: str
    client: str
    due: date
    days: int
    most: int
    says = (
        "order '{order}' comes while debt of {client}, due on {due}, is {days} days late, more than the {most} of the "
        "policy; record what was paid, or adopt another credit.max_days_late"
    )


def excesses(client_state: ClientState, event: OrderPlaced, on: date, known: Known) -> list[Rule]:
    """What an order passes if it is placed on a day: the limit, the lateness, both or neither.

    Prepaid clients pass nothing. A limit is in the client's own currency, and orders in others do not count to it.
    """
    account, found = client_state.account, list[Rule]()
    terms = terms_on(account.terms, on)
    if terms is not None and terms.prepaid:
        return found
    limit = terms.credit_limit if terms is not None and event.currency == account.currency else None
    exposure = exposure_after(account, event, on) if limit is not None else ZERO
    due = None
    if known.credit.max_days_late < CENTURY:
        due = oldest_due(account, derive=known.derive)
    late = 0 if due is None else (on - due).days
    passed = excess(exposure, limit, late, known.credit.max_days_late, prepaid=False)
    if passed.amount and limit is not None:
        value, most = (rounded(amount, event.currency) for amount in (goods_value(event.lines), limit))
        found.append(OverLimit(event.number, client_state.name, value, exposure, most, event.currency))
    if passed.lateness and due is not None:
        found.append(LateDebt(event.number, client_state.name, due, late, known.credit.max_days_late))
    return found


def exposure_after(account: Account, event: OrderPlaced, on: date) -> Decimal:
    """What credit in an order's currency is used for if it is placed on a day."""
    order = order_of(event, datetime.combine(on, time(), UTC))
    exposure = exposure_of(account, event.currency, order).amount
    if billing_of(account, order) == ORDER:
        exposure += order.amount_ordered({})
    for invoice in replaced(account, [order], account.terms):
        exposure -= sum(
            item.open for item in open_of(account, invoice) if item.debt.currency == event.currency
        )
    return rounded(exposure, event.currency)


class Advice(NamedTuple):
    """An event was recorded, and this is to be known of it.

    Attributes:
        about: what it passes, or what is wrong with it.
        then: what became of it.
    """

    about: Rule
    then: str

    def __str__(self) -> str:
        return f"{_clause(self.about)}; {self.then}"


_HELD = "it is held until order.released"
_RECORDED = "it is recorded all the same, as the policy says"


def advise(client_state: ClientState, event: OrderPlaced, on: date, context: Context) -> tuple[Advice, ...]:
    """What whoever records an admitted order has to know: which limits it passes.

    Args:
        client_state: the state before the order.
        event: the order.
        on: its day.
        context: the house's policy.
    """
    known = context.policy(on)
    if known is None:
        return ()
    then = _HELD if known.credit.on_excess == "hold" else _RECORDED
    return tuple(Advice(one, then) for one in excesses(client_state, event, on, known))


def advise_on_billing(client_state: ClientState, event: AnyEvent) -> tuple[Advice, ...]:
    """What is wrong with the bills that an event, now recorded, adds."""
    return tuple(Advice(rule, str(rule).partition("; ")[2]) for rule in billing_advice(client_state, event))


@follows
def hold(
    client_state: ClientState, event: OrderPlaced, draft: Draft, context: Context
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
    found = excesses(client_state, event, on, known)
    if found and known.credit.on_excess == "refuse":
        raise found[0]
    reason = "; ".join(map(_clause, found))
    return (OrderHeld(number=event.number, reason=HELD + reason),) if found else ()


def _clause(excess: Rule) -> str:
    """What is so, without what to do about it."""
    return str(excess).partition("; ")[0]
