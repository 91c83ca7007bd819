"""Warnings about likely slips: a currency, a price, a moment or a date unlike what is known of the client.

Only recording gives them, to the person who can still tell. They are no fault of a ledger: a client may pay
in two currencies for years, so ``check`` does not list them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeAlias

from ledger.entry import Draft
from ledger.events import (
    AnyEvent,
    ComplaintRaised,
    CreditNoteIssued,
    FeedbackGiven,
    InvoiceIssued,
    ObjectionRaised,
    OrderPlaced,
    PaymentReceived,
    ProposalMade,
    ReturnReceived,
    ShelfChecked,
    TrainingHeld,
    VisitHeld,
    VisitMoved,
    VisitPlanned,
)
from ledger.money import ZERO, in_full, mean_price
from ledger.rules.client_state import ClientState
from ledger.rules.folding import holder_of
from ledger.rules.numbered import OPEN
from ledger.rules.numbered_things import PROPOSAL, VISIT
from ledger.rules.references import is_known
from ledger.rules.refusals import Rule
from ledger.rules.registry import Context
from ledger.spellings import name_key
from ledger.times import has_hour

Priced: TypeAlias = OrderPlaced | InvoiceIssued | PaymentReceived | CreditNoteIssued | ProposalMade


class OtherCurrency(Rule, code="other-currency"):
    """Something is in a currency in which nothing else of the client is."""

    thing: str
    number: str
    currency_: str
    client: str
    own: str
    what = "{thing} '{number}' is in {currency_}, and nothing else of {client}, whose currency is {own}"
    advice = "if that is a slip, correct it with entry.corrected"


class PriceAboveOrder(Rule, code="price-above-order"):
    """Goods came back at a higher price than that at which the order sold them."""

    product: str
    price: str
    order: str
    sold: str
    what = "'{product}' comes back at {price}, and order '{order}' sold it at {sold}"
    advice = "if that is a slip, correct the price with entry.corrected"


class PlannedTwice(Rule, code="planned-twice"):
    """Two open visits are planned for one moment."""

    visit: str
    other: str
    moment: datetime
    what = "visit '{visit}' is planned for {moment}, as '{other}' is"
    advice = "if they are one, cancel '{visit}' with visit.cancelled, or void its entry"


class HeldTwice(Rule, code="held-twice"):
    """A manager held two touches of one client that began at one moment."""

    manager: str
    client: str
    moment: datetime
    what = "a touch of {client} by {manager} that began at {moment} is recorded already"
    advice = "if they are one, void one of the two entries with entry.voided"


class PlannedThatDay(Rule, code="planned-that-day"):
    """A visit was held without a plan, on a day for which one is planned."""

    visit: str
    day: date
    what = "visit '{visit}' is planned for {day} and still open"
    advice = "if this was that visit, set visit to '{visit}' with entry.corrected"


class BeforeRegistration(Rule, code="before-registration"):
    """A payment or a touch is dated before the client was registered."""

    thing: str
    on: date
    client: str
    since: date
    what = "{thing} is of {on}, and {client} was registered on {since}"
    advice = "correct the date that is wrong"


class AboutNothing(Rule, code="about-nothing"):
    """An objection, feedback or a complaint is about a number that nothing of the client has."""

    about: str
    client: str
    meant: str
    what = "{client} has nothing with the number '{about}', and ordered no such product"
    advice = "if you mean one of {meant}, correct about with entry.corrected"


_MOST = 5  # numbers that a warning names
_TOUCHES = (
    VisitHeld,
    FeedbackGiven,
    ComplaintRaised,
    ShelfChecked,
    TrainingHeld,
    ProposalMade,
    ObjectionRaised,
)


def slips(client_state: ClientState, draft: Draft) -> Iterator[Rule]:
    """The likely slips of an event of a client; of the house there are none.

    Args:
        client_state: the client's, with the event.
        draft: the event with its date.
    """
    match event := draft.event:
        case OrderPlaced() | InvoiceIssued() | PaymentReceived() | CreditNoteIssued() | ProposalMade():
            yield from _other_currency(client_state, event)
        case ReturnReceived():
            yield from _price_above_order(client_state, event)
        case VisitPlanned() | VisitMoved():
            yield from _planned_twice(client_state, event)
        case VisitHeld():
            yield from _held_twice(client_state, event, draft)
            yield from _planned_that_day(client_state, event)
        case _:
            pass
    if isinstance(event, PaymentReceived):
        yield from _before_registration(client_state, f"payment '{event.number}'", draft.occurred_at.date())
    elif isinstance(event, _TOUCHES) and draft.key is None:
        yield from _before_registration(client_state, event.kind, draft.occurred_at.date())


def _other_currency(client_state: ClientState, event: Priced) -> Iterator[Rule]:
    """A warning about the first thing of a client in a currency other than its own."""
    account, currency = client_state.account, event.currency
    if account.currency in {None, currency}:
        return
    kept = (account.orders, account.documents, account.credits, account.returns)
    if not any(
        one.currency == currency and one.number != event.number for each in kept for one in each.values()
    ):
        what = event.kind.partition(".")[0].replace("_", " ")
        yield OtherCurrency(what, event.number, currency, client_state.name, account.currency)


def _price_above_order(client_state: ClientState, event: ReturnReceived) -> Iterator[Rule]:
    """A warning for each product that comes back at more than the order's mean price of it."""
    order = client_state.account.orders.get(event.order) if event.order is not None else None
    if order is None or (event.currency or order.currency) != order.currency:
        return
    sold = {product: (quantity, worth) for product, quantity, worth in order.goods()}
    for line in event.lines:
        quantity, worth = sold.get(line.product, (ZERO, ZERO))
        if line.unit_price * quantity > worth:
            price = f"{in_full(mean_price(worth, quantity), order.currency):f}"
            yield PriceAboveOrder(line.product, f"{line.unit_price:f}", order.number, price)


def _planned_twice(client_state: ClientState, event: VisitPlanned | VisitMoved) -> Iterator[Rule]:
    """A warning about an open visit that is planned for the hour of an earlier open one."""
    planned, number = client_state.planned, event.visit or ""
    if not has_hour(event.at) or planned.get(number) != event.at:
        return
    same = [one for one, at in planned.items() if at == event.at and VISIT.state(client_state, one) == OPEN]
    if number in same[1:]:
        yield PlannedTwice(number, same[0], event.at)


def _held_twice(client_state: ClientState, event: VisitHeld, draft: Draft) -> Iterator[Rule]:
    """A warning about a touch that began when another of the same manager did."""
    if client_state.held.get(event.started_at, []).count(holder_of(draft)) > 1:
        manager = draft.on_behalf_of or draft.actor
        yield HeldTwice(manager, client_state.name, event.started_at)


def _planned_that_day(client_state: ClientState, event: VisitHeld) -> Iterator[Rule]:
    """A warning about the first open visit of the day on which another one was held; calls keep no plan."""
    start = event.started_at
    if event.visit is not None or event.channel != "visit":
        return
    of_day = [
        (at, number)
        for number, at in client_state.planned.items()
        if (at.astimezone(start.tzinfo) if has_hour(at) else at).date() == start.date()
        and VISIT.state(client_state, number) == OPEN
    ]
    if of_day:
        yield PlannedThatDay(min(of_day)[1], start.date())


def _before_registration(client_state: ClientState, what: str, on: date) -> Iterator[Rule]:
    """A warning about what happened before the client was registered.

    A ledger may begin with older documents. A touch with a key is as a rule one of many of another system,
    whose clients are registered at the end.
    """
    since = client_state.registered
    if since is not None and on < since:
        yield BeforeRegistration(what, on, client_state.name, since)


def about_nothing(client_state: ClientState, event: AnyEvent, context: Context) -> Iterator[Rule]:
    """A warning about an objection, feedback or complaint about a number that the client does not have.

    A product may have such a name, so those of the client's orders and of the house are known too.
    """
    if not isinstance(event, ObjectionRaised | FeedbackGiven | ComplaintRaised):
        return
    about, account = event.about, client_state.account
    if isinstance(event, ObjectionRaised) and event.about_type is not None:
        return  # the type says what there should be
    if about is None or not any(map(str.isdigit, about)) or is_known(client_state, about):
        return
    sold = (product for order in account.orders.values() for product, *_ in order.goods())
    if name_key(about) in {*context.house().products, *map(name_key, sold)}:
        return
    numbered = client_state.numbered.get(PROPOSAL.name, {})
    offers = [number for number in numbered if PROPOSAL.state(client_state, number) == OPEN]
    meant = offers if isinstance(event, ObjectionRaised) else [*account.orders]
    if meant:
        yield AboutNothing(about, client_state.name, ", ".join(meant[-_MOST:]))
