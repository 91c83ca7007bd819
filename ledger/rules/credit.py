"""The credit limit: which limits an order exceeds, and what the house's policy does about it.

An order is judged under the terms, the policy and the lateness of its own day, with everything known when it
is recorded. So the same facts, recorded again in the same order, lead to the same result.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Draft
from ledger.events import AnyEvent, InvoiceIssued, OrderHeld, OrderPlaced, goods_value
from ledger.money import ZERO, rounded
from ledger.policy_key import CENTURY
from ledger.rules.advising import warnings
from ledger.rules.billing import without_due_date, wrong_bills
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import HELD, HousePolicy
from ledger.rules.refusals import Rule
from ledger.rules.registry import Context
from ledger.subledger import Account
from ledger.subledger.billing import terms_on
from ledger.subledger.exposure import excess, exposure_of, oldest_due
from ledger.subledger.orders import order_of


class OverLimit(Rule, code="over-limit"):
    """An order brings the client's exposure beyond its credit limit."""

    order: str
    client: str
    value: Decimal
    exposure: Decimal
    limit: Decimal
    currency: str
    says = (
        "order '{order}' of {value} {currency} brings the exposure of {client} to {exposure}, beyond the credit limit "
        "of {limit}; record the payments received, or agree another limit with client.terms_agreed"
    )


class LateDebt(Rule, code="late-debt"):
    """The client has debt that is later than the policy allows."""

    order: str
    client: str
    due: date
    days: int
    most: int
    says = (
        "order '{order}' comes while debt of {client}, due on {due}, is {days} days late, more than the {most} of the "
        "policy; record the payments received, or adopt another credit.max_days_late"
    )


def excesses(client_state: ClientState, event: OrderPlaced, on: date, policy: HousePolicy) -> list[Rule]:
    """The limits that an order exceeds if it is placed on a day: the amount, the lateness, both or neither.

    Prepaid clients exceed none. The amount is in the client's own currency, and orders in others do not
    count.
    """
    account, found = client_state.account, list[Rule]()
    terms = terms_on(account.terms, on)
    prepaid = terms is not None and terms.prepaid
    limit = terms.credit_limit if terms is not None and event.currency == account.currency else None
    judges_lateness = policy.credit.max_days_late < CENTURY
    due = oldest_due(account, derive=policy.derive) if judges_lateness else None
    if limit is None and due is None:
        return found
    exposure = exposure_after(account, event, on) if limit is not None else ZERO
    late = 0 if due is None else (on - due).days
    passed = excess(exposure, limit, late, policy.credit.max_days_late, prepaid=prepaid)
    if passed.amount and limit is not None:
        value, most = (rounded(amount, event.currency) for amount in (goods_value(event.lines), limit))
        found.append(OverLimit(event.number, client_state.name, value, exposure, most, event.currency))
    if passed.lateness and due is not None:
        found.append(LateDebt(event.number, client_state.name, due, late, policy.credit.max_days_late))
    return found


def exposure_after(account: Account, event: OrderPlaced, on: date) -> Decimal:
    """The exposure in an order's currency if the order is placed on a day."""
    with account.with_order(order_of(event, datetime.combine(on, time(), UTC))):
        return rounded(exposure_of(account, event.currency).amount, event.currency)


class Advice(NamedTuple):
    """A warning about a recorded event.

    Attributes:
        about: the limit that it exceeds, or its fault.
        then: what happened to the event, or what to do next.
    """

    about: Rule
    then: str

    def __str__(self) -> str:
        return f"{self.about.clause}; {self.then}"


_HELD = "it is held until order.released"
_RECORDED = "it is recorded all the same, as the policy says"


def advise(client_state: ClientState, event: OrderPlaced, on: date, context: Context) -> tuple[Advice, ...]:
    """Warnings about an admitted order: the limits that it exceeds.

    Args:
        client_state: the state before the order.
        event: the order.
        on: its day.
        context: gives the house's policy.
    """
    policy = context.policy(on)
    if policy is None:
        return ()
    then = _HELD if policy.credit.on_excess == "hold" else _RECORDED
    return tuple(Advice(one, then) for one in excesses(client_state, event, on, policy))


def advise_on_recorded(client_state: ClientState, draft: Draft, context: Context) -> tuple[Advice, ...]:
    """Warnings about a recorded event: its billing, and what its party warns about.

    Args:
        client_state: the state after the event.
        draft: the event as it is stored.
        context: as for rules.
    """
    return advise_on_billing(client_state, draft.event) + _advice(warnings(client_state, draft, context))


def advise_on_billing(client_state: ClientState, event: AnyEvent) -> tuple[Advice, ...]:
    """Warnings about the invoices that a recorded event adds."""
    account = client_state.account
    if type(event) is InvoiceIssued:
        wrong = wrong_bills(account, account.orders_of(account.documents[event.number]), event.number)
        undated = without_due_date(account, event.number, client_state.name)
        return _advice([*(rule for _, rule in wrong), *undated])
    if type(event) is OrderPlaced:
        return _advice(rule for _, rule in wrong_bills(account, [event.number]))
    return ()


def _advice(rules: Iterable[Rule]) -> tuple[Advice, ...]:
    """Advice whose next step is that of a rule."""
    return tuple(Advice(rule, rule.next_step) for rule in rules)


def hold(client_state: ClientState, event: OrderPlaced, on: date, context: Context) -> tuple[OrderHeld, ...]:
    """The hold of an order that exceeds a limit, if the policy is to hold such orders.

    Raises:
        OverLimit, LateDebt: the order exceeds that limit, and the policy is to refuse such orders.
    """
    policy = context.policy(on)
    if policy is None or policy.credit.on_excess == "warn":
        return ()
    found = excesses(client_state, event, on, policy)
    if found and policy.credit.on_excess == "refuse":
        raise found[0]
    reason = "; ".join(one.clause for one in found)
    return (OrderHeld(number=event.number, reason=HELD + reason),) if found else ()
