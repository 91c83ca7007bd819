"""Warnings about our people and products: nobody appointed them, described them, or covers for another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ledger.entry import Draft
from ledger.events import AnyEvent
from ledger.rules.client_state import ClientState
from ledger.rules.refusals import UNTIL_THEN, Rule, UnknownManager
from ledger.rules.registry import Context
from ledger.spellings import name_key

_PEOPLE = frozenset({"manager", "deputy", "reports_to", "responsible", "taken_by"})
_BY_US = frozenset({"discount.requested", "discount.approved", "discount.refused"})
"""Kinds whose ``by`` is one of our people."""
_GOODS = frozenset({"product", "products", "lines"})
_NOT_OURS = frozenset({"competitor.seen", "product.described"})
"""Kinds whose products are a competitor's, or new."""


class UnknownProduct(Rule, code="unknown-product"):
    """The house describes its products, and not this one."""

    product: str
    what = "no product '{product}' is described"
    advice = "describe it with product.described, or correct its code"


class NoCover(Rule, code="no-cover"):
    """A person acts for a manager whom they do not cover on that day."""

    actor: str
    manager: str
    day: str
    what = "{actor} does not stand in for {manager} on {day}"
    advice = "record the cover with manager.covered, or correct the entry"


@cache
def _named(kind: type[AnyEvent], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name in names)


def unknown_managers(event: AnyEvent, context: Context) -> Iterator[Rule]:
    """A warning for each of our people who was never appointed, if the house appoints its managers."""
    fields = _named(type(event), _PEOPLE | {"by"} if event.kind in _BY_US else _PEOPLE)
    for field in fields:
        name: str | None = getattr(event, field)
        if name is not None and not (staff := context.house().staff).knows(name):
            yield UnknownManager.of(name, staff.names())


def unknown_products(event: AnyEvent, context: Context) -> Iterator[Rule]:
    """A warning for each product that is not described, if the house describes its products."""
    products = dict.fromkeys(_products(event))
    described = context.house().products if products else {}
    if described:
        for product in products:
            if name_key(product) not in described:
                yield UnknownProduct(product)


def _products(event: AnyEvent) -> Iterator[str]:
    for field in _named(type(event), _GOODS) if event.kind not in _NOT_OURS else ():
        value = getattr(event, field)
        for each in value if isinstance(value, tuple) else (value,):
            product = getattr(each, "product", each)
            if isinstance(product, str):
                yield product


def must_be_covered(client_state: ClientState, draft: Draft, context: Context) -> None:
    """Refuse an entry on behalf of a manager without a cover if the policy of the day says so.

    Raises:
        NoCover: nobody lets the actor stand in.
    """
    if context.judge_limits and draft.on_behalf_of is not None:
        policy = context.policy(draft.occurred_at.date())
        if policy.covers.on_missing == "refuse":
            for rule in uncovered(client_state, draft, context):
                rule.add_note(UNTIL_THEN)
                raise rule


def uncovered(client_state: ClientState, draft: Draft, context: Context) -> Iterator[Rule]:
    """A warning if the actor acts for a manager for whom they do not stand in.

    A deputy stands in on the day on which it happened or on that of recording. A cover of the manager in the
    house's stream supersedes those of the client on its days.
    """
    manager, happened = draft.on_behalf_of, draft.occurred_at.date()
    if manager is None:
        return
    for day in (happened, context.now.date()):
        deputies = context.house().staff.deputies(day, manager) or client_state.staff.deputies(day)
        if name_key(draft.actor) in deputies:
            return
    yield NoCover(draft.actor, manager, happened.isoformat())
