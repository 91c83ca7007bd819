"""What speaks against an order, its credit and its discounts, and what the house's policy does about it.

An order is judged under the terms, the credit check, the policy and the lateness of its own day, with
everything known when it is recorded. So the same facts, recorded again in the same order, lead to the same
result.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Draft
from ledger.errors import sentence_of
from ledger.events import AnyEvent, InvoiceIssued, OrderHeld, OrderPlaced, goods_value
from ledger.money import ZERO, rounded
from ledger.policy_key import CENTURY, OnExcess
from ledger.rules.advising import warnings
from ledger.rules.alike import twins_in_case
from ledger.rules.billing import without_due_date, wrong_bills
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import HELD, HELD_FOR_DISCOUNT, HousePolicy
from ledger.rules.discounts import DiscountNotApproved, unapproved
from ledger.rules.references import several_meant
from ledger.rules.refusals import UNTIL_THEN, Rule
from ledger.rules.registry import Context
from ledger.rules.slips import about_nothing, slips
from ledger.subledger import Account
from ledger.subledger.exposure import excess, exposure_of, oldest_due
from ledger.subledger.limits import Limit, limit_on
from ledger.subledger.orders import order_of


class OverLimit(Rule, code="over-limit"):
    """An order brings the client's exposure beyond its credit limit."""

    order: str
    client: str
    value: Decimal
    exposure: Decimal
    limit: Decimal
    currency: str
    advised: str
    remedy: str
    what = (
        "order '{order}' of {value} brings the exposure of {client} to {exposure}, beyond the credit limit "
        "of {limit}{advised}"
    )
    advice = "record the payments received, or {remedy}"


class LateDebt(Rule, code="late-debt"):
    """The client has debt that is later than the policy allows."""

    order: str
    client: str
    due: date
    days: int
    most: int
    what = "order '{order}' comes while debt of {client}, due on {due}, is {days} days late, more than the {most} of the policy"
    advice = "record the payments received, or adopt another credit.max_days_late"


class BadCheck(Rule, code="bad-check"):
    """The credit check that is valid has a bad outcome."""

    order: str
    client: str
    checked: date
    valid: str
    what = "order '{order}' comes while the credit check of {client} of {checked}, {valid}, is bad"
    advice = "let the client pay before delivery, or record a newer client.credit_checked"


def excesses(client_state: ClientState, event: OrderPlaced, on: date, policy: HousePolicy) -> list[Rule]:
    """What speaks against an order if it is placed on a day: the amount, the lateness and a bad credit check.

    Nothing does for prepaid clients. The amount is in the client's own currency, and orders in others do not
    count.
    """
    account, found = client_state.account, list[Rule]()
    limited = limit_on(account, on)
    limit = limited.amount if event.currency == account.currency else None
    judges_lateness = policy.credit.max_days_late < CENTURY
    due = oldest_due(account, derive=policy.derive) if judges_lateness else None
    if limit is None and due is None and not limited.is_bad:
        return found
    exposure = exposure_after(account, event, on) if limit is not None else ZERO
    late = 0 if due is None else (on - due).days
    order, most_days = (event.number, client_state.name), policy.credit.max_days_late
    passed = excess(exposure, limit, late, most_days, prepaid=limited.prepaid, bad=limited.is_bad)
    if passed.amount and limit is not None:
        value, most = (rounded(amount, event.currency) for amount in (goods_value(event.lines), limit))
        found.append(OverLimit(*order, value, exposure, most, event.currency, *_why(limited)))
    if passed.lateness and due is not None:
        found.append(LateDebt(*order, due, late, most_days))
    if passed.check and limited.check is not None:
        until = limited.check.valid_until
        valid = "valid until the next one" if until is None else f"valid until {until}"
        found.append(BadCheck(*order, limited.check.on, valid))
    return found


def _why(limited: Limit) -> tuple[str, str]:
    """Why a limit is in force, if it is not the agreed one, and how to have another."""
    if limited.advised is None:
        return "", "agree another limit with client.terms_agreed"
    return f" that the credit check of {limited.advised.on} advises", "record a newer client.credit_checked"


def _becomes(rule: Rule, policy: HousePolicy) -> OnExcess:
    """What becomes of an order for what speaks against it."""
    if isinstance(rule, DiscountNotApproved):
        return policy.discounts.on_excess
    return policy.credit.on_bad_check if isinstance(rule, BadCheck) else policy.credit.on_excess


def exposure_after(account: Account, event: OrderPlaced, on: date) -> Decimal:
    """The exposure in an order's currency if the order is placed on a day."""
    with account.with_order(order_of(event, datetime.combine(on, time(), UTC))):
        return rounded(exposure_of(account, event.currency).amount, event.currency)


class Advice(NamedTuple):
    """A warning about a recorded event.

    Attributes:
        about: the limit that it exceeds, or its fault.
        held: whether the order is held for it.
    """

    about: Rule
    held: bool = False

    def __str__(self) -> str:
        return self.told()

    def told(self, *, dry_run: bool = False) -> str:
        """What is wrong, what became of the event, or would become of it, and what to do next."""
        would = "would be" if dry_run else "is"
        then = f"the entry {would} {'held until order.released' if self.held else 'recorded all the same'}"
        return sentence_of(self.about.what, then, self.about.advice)


def advise(client_state: ClientState, event: OrderPlaced, on: date, context: Context) -> tuple[Advice, ...]:
    """Warnings about an admitted order: what speaks against it.

    Args:
        client_state: the state before the order.
        event: the order.
        on: its day.
        context: gives the house's policy.
    """
    if not context.judge_limits:
        return ()
    policy = context.policy(on)
    found = [*excesses(client_state, event, on, policy), *unapproved(client_state, event, on)]
    return tuple(Advice(one, held=_becomes(one, policy) == "hold") for one in found)


def advise_on_recorded(client_state: ClientState, draft: Draft, context: Context) -> tuple[Advice, ...]:
    """Warnings about a recorded event: its billing, what its party warns about, and likely slips.

    Args:
        client_state: the state after the event.
        draft: the event as it is stored.
        context: as for rules.
    """
    found = (
        *twins_in_case(draft.event, context),
        *warnings(client_state, draft, context),
        *slips(client_state, draft),
        *about_nothing(client_state, draft.event, context),
        *several_meant(client_state, draft.event, draft.occurred_at.date()),
    )
    return advise_on_billing(client_state, draft.event) + tuple(map(Advice, found))


def advise_on_billing(client_state: ClientState, event: AnyEvent) -> tuple[Advice, ...]:
    """Warnings about the invoices that a recorded event adds."""
    account = client_state.account
    if type(event) is InvoiceIssued:
        wrong = wrong_bills(account, account.orders_of(account.documents[event.number]), event.number)
        undated = without_due_date(account, event.number, client_state.name)
        return tuple(map(Advice, [*(rule for _, rule in wrong), *undated]))
    if type(event) is OrderPlaced:
        return tuple(Advice(rule) for _, rule in wrong_bills(account, [event.number]))
    return ()


def hold(client_state: ClientState, event: OrderPlaced, on: date, context: Context) -> tuple[OrderHeld, ...]:
    """The hold of an order that something speaks against, if the policy is to hold such orders.

    Raises:
        OverLimit, LateDebt, BadCheck, DiscountNotApproved: this speaks against the order, and the policy is
            to refuse such orders.
    """
    if not context.judge_limits:
        return ()
    policy = context.policy(on)
    against: list[Rule] = []
    if not policy.credit.on_excess == policy.credit.on_bad_check == "warn":
        against += excesses(client_state, event, on, policy)
    if policy.discounts.on_excess != "warn":
        against += unapproved(client_state, event, on)
    found = [(_becomes(one, policy), one) for one in against]
    for becomes, one in found:
        if becomes == "refuse":
            one.add_note(UNTIL_THEN)
            raise one
    held = [one for becomes, one in found if becomes == "hold"]
    if not held:
        return ()
    why = HELD_FOR_DISCOUNT if all(isinstance(one, DiscountNotApproved) for one in held) else HELD
    return (OrderHeld(number=event.number, reason=why + "; ".join(one.what for one in held)),)
