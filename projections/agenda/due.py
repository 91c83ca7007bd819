"""Everything that may be to do with a client on a day, from all that its entries say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil
from typing import NamedTuple

from ledger.events import PaymentPromised
from ledger.money import amount_text
from ledger.subledger import Account
from ledger.times import shifted
from projections import receivables
from projections.agenda import reasons, things
from projections.agenda.things import Thing, Things
from projections.framework.clients import Client
from projections.framework.fold import Deferred, Waiting, joined
from projections.health import relationship_fold
from projections.health.commerce import orders_of
from projections.health.relationship import Relationship
from projections.health.signs import RHYTHM, TOUCH
from projections.key_accounts.sold import Dealings, evolve_orders
from projections.order_days import days_of, values_on
from projections.policy import Policy
from projections.receivables.applying import settle
from projections.receivables.promises import judged
from projections.selling import contracts, offers
from projections.selling.contracts import Contracts
from projections.selling.offers import PROPOSAL, Offers


class State(NamedTuple):
    """All that an agenda is made of, of one client; None where no entry concerned a part."""

    things: Things | None
    offers: Offers | None
    contracts: Contracts | None
    relationship: Relationship | None
    dealings: Dealings | None
    account: Waiting | None


evolve = joined(
    (
        things.evolve,
        offers.evolve,
        contracts.evolve,
        relationship_fold.evolve,
        evolve_orders,
        Deferred(receivables.evolve),
    ),
    State,
)
"""The state after an entry; the account is only made where the client promised to pay."""


def due(client: Client, state: State, as_of: date, policy: Policy) -> Iterator[Thing]:
    """What may be to do with a client on any day; what its rhythms ask, only where the client buys."""
    yield from _open(state, as_of, policy)
    yield from _offered(state, as_of)
    yield from _agreed(state, as_of)
    yield from _promised(state, as_of, policy)
    if client.state is None:
        yield from _ordering(state, as_of, policy)
        yield from _touching(state)


def _open(state: State, as_of: date, policy: Policy) -> Iterator[Thing]:
    days = policy.touches.feedback_after
    for thing in state.things.open.values() if state.things else ():
        if thing.reason == reasons.FEEDBACK:
            yield thing._replace(due=shifted(thing.since, days), why=f"{days} days after the delivery")
        elif thing.reason == reasons.VISIT and thing.due is not None and thing.due < as_of:
            yield thing._replace(reason=reasons.UNREPORTED, at=None)
        else:
            yield thing


def _offered(state: State, as_of: date) -> Iterator[Thing]:
    """The day of the decision and the last day of each open offer; of two that have passed, the later one."""
    for row in state.offers.rows.values() if state.offers else ():
        if row.closed is not None:
            continue
        money = "" if row.amount is None else f" of {amount_text(row.amount, row.currency or '')}"
        what = f"{row.what}{money}"
        reason = reasons.PROPOSAL if row.what == PROPOSAL else reasons.TENDER
        days = [(day, why) for why, day in ((reason, row.closes), (reasons.EXPIRING, row.valid)) if day]
        passed = max((one for one in days if one[0] < as_of), default=None)
        for day, why in days:
            if day >= as_of or (day, why) == passed:
                yield Thing(why, row.number, what, day, row.made, row.position)


def _agreed(state: State, as_of: date) -> Iterator[Thing]:
    """The notice day and the end of each contract; one that goes on by itself does not run out."""
    for row in state.contracts.rows.values() if state.contracts else ():
        if row.ended is not None:
            continue
        what = "goes on by itself" if row.auto_renewal else row.terms or "renew it, or let it end"
        thing = Thing(reasons.ENDING, row.number, what, row.ends, row.starts, row.position)
        if row.notice_by is not None:
            yield thing._replace(reason=reasons.NOTICE, due=row.notice_by)
        if row.ends >= as_of or not row.auto_renewal:
            yield thing if row.ends >= as_of else thing._replace(reason=reasons.RAN_OUT)


def _promised(state: State, as_of: date, policy: Policy) -> Iterator[Thing]:
    """Promises for days to come, and the newest broken one while the client owes what it is about."""
    waiting = state.account
    if waiting is None or not any(isinstance(event, PaymentPromised) for _, event in waiting.facts):
        return
    account: Account = waiting.state
    books = settle(account, policy)
    newest = max(promise.made for promise in account.promises)
    for one in judged(account, books, as_of):
        promise = one.promise
        left = one.amount - one.settled
        what = f"{amount_text(left, promise.currency)} promised"
        thing = Thing(reasons.PROMISE, promise.number, what, promise.by, promise.made, promise.position)
        owed = books.under(promise.documents) if promise.documents else books.items
        owes = any(part.debt.currency == promise.currency and part.open > 0 for part in owed)
        if one.state == "pending":
            yield thing
        elif one.state != "kept" and owes and newest <= promise.by:
            yield thing._replace(reason=reasons.PROMISE_BROKEN)


def _ordering(state: State, as_of: date, policy: Policy) -> Iterator[Thing]:
    """That the next order is overdue by the agreed rhythm, or else by the client's own."""
    dealings, signs = state.dealings, state.relationship.signs if state.relationship else {}
    if dealings is None or not dealings.trade.orders:
        return
    held = orders_of(days_of(values_on([dealings.trade], as_of)), policy.health.commerce)
    if held is None:
        return
    agreed = signs.get((RHYTHM, ""))
    gap = agreed.value if agreed is not None and agreed.value else held.gap
    last = date.fromordinal(held.last)
    day = shifted(last, ceil(gap))
    if day < as_of:
        newest = max(
            (order for order in dealings.trade.orders.values() if order.on <= last), key=lambda one: one.on
        )
        why = f"usual gap {ceil(gap)} days{' as agreed' if agreed else ''}, last order {last}"
        yield Thing(reasons.ORDER, None, f"last order {last}", day, last, newest.position, why=why)


def _touching(state: State) -> Iterator[Thing]:
    """That it is time for a touch by the agreed rhythm, or else by the usual one."""
    found = state.relationship
    touch = found.signs.get((TOUCH, "")) if found else None
    if found is None or touch is None or touch.day is None or touch.value is None:
        return
    day = shifted(touch.day, ceil(touch.value))
    why = f"every {ceil(touch.value)} days{' as agreed' if found.agreed else ''}, last touch {touch.day}"
    yield Thing(reasons.TOUCH, None, f"last touch {touch.day}", day, touch.day, touch.position, why=why)
