"""Objections of clients: the fold that keeps one while no fact changes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    Line,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionResolved,
    OrderCancelled,
    OrderPlaced,
    ProposalDeclined,
    ProposalMade,
    ProposalRevised,
    ReturnReceived,
    TenderEntered,
    TenderLost,
)
from ledger.subjects import ORDER, PRODUCT, PROPOSAL, TENDER, Thing, meant
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.trade import Trade
from projections.trade import evolve as traded


class Objection(NamedTuple):
    """An objection, while no fact changes it.

    Attributes:
        about_type: proposal, tender, order or product; None if nothing known has that number.
        products: the goods that it is about, a line for each product.
        answers: how often we answered.
        answer: what we answered last.
        ordered: the day of the client's first order that stands, on the day it was resolved or later.
        competitor: who got the business that it is about.
    """

    number: Annotated[str, Column(key=1)]
    raised: date
    topic: str
    severity: int
    about: str | None
    about_type: str | None
    products: str | None
    person: str | None
    answers: int
    answer: str | None
    resolved: date | None
    outcome: str | None
    ordered: date | None
    competitor: str | None
    position: int


@dataclass(slots=True)
class Objections(Kept[Objection]):
    """The objections of a client.

    Attributes:
        goods: the lines of each proposal, tender and order.
        made: the day on which each of these was made.
        about: the objections about each number, with the type that each states.
        waiting: the objections that were resolved, and that no order followed yet.
        orders: the day of each order that stands, by its number, in the order of the days.
        trade: what was taken back of the orders.
    """

    goods: dict[Thing, Sequence[Line]] = field(default_factory=dict)
    made: dict[Thing, date] = field(default_factory=dict)
    about: dict[str, dict[str, str | None]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    orders: dict[str, date] = field(default_factory=dict)
    trade: Trade = field(default_factory=Trade)


FoldedEvent: TypeAlias = (
    ObjectionRaised
    | ObjectionAnswered
    | ObjectionResolved
    | ProposalMade
    | ProposalRevised
    | ProposalDeclined
    | TenderEntered
    | TenderLost
    | OrderPlaced
    | OrderCancelled
    | ReturnReceived
)


_Offered: TypeAlias = ProposalMade | ProposalRevised | TenderEntered | OrderPlaced
_SORTS: Final[dict[type[_Offered], str]] = {
    ProposalMade: PROPOSAL,
    ProposalRevised: PROPOSAL,
    TenderEntered: TENDER,
    OrderPlaced: ORDER,
}


@following(traded)
def evolve(state: Objections | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> Objections:
    """The objections after an entry."""
    kept = state or Objections()
    kept.trade = trade or kept.trade
    match event:
        case OrderPlaced():
            _offer(kept, entry, event)
            _fall(kept, entry, event.number)  # of two with one number the last counts
            kept.orders[event.number] = entry.on
            _follow(kept, entry, kept.waiting)
        case OrderCancelled() | ReturnReceived():
            order = kept.trade.newest
            if order is not None and not order.stands(date.max):
                _fall(kept, entry, order.number)
        case ObjectionRaised():
            _raise(kept, entry, event)
        case ObjectionAnswered():
            if (row := kept.rows.get((event.number,))) is not None:
                kept.put((event.number,), row._replace(answers=row.answers + 1, answer=event.answer), entry)
        case ObjectionResolved():
            _resolve(kept, entry, event)
        case ProposalDeclined() | TenderLost():
            _lose(kept, entry, event)
        case _:
            _offer(kept, entry, event)
    return kept


def _offer(kept: Objections, entry: Fact, event: _Offered) -> None:
    """Keep the goods of an offer or an order; one that is new may be what objections are about."""
    thing = sort, number = _SORTS[type(event)], event.number
    kept.goods[thing] = event.lines
    if thing in kept.made:
        return
    kept.made[thing] = entry.on
    for objection, stated in sorted(kept.about.get(number, {}).items()):
        row = kept.rows[objection,]
        found, products = _subject(kept, number, stated, row.raised)
        if found == sort:
            kept.reput((objection,), row._replace(about_type=found, products=products))


def _subject(kept: Objections, about: str, stated: str | None, raised: date) -> tuple[str | None, str | None]:
    """The sort and the goods of what an objection is about: of an offer or an order, or else a product."""
    sort = meant(stated, about, raised, kept.made)
    if sort is None or sort == PRODUCT:
        return sort, about
    lines = kept.goods.get((sort, about), ())
    return sort, "\n".join(dict.fromkeys(line.product for line in lines)) or None


def _fall(kept: Objections, entry: Fact, number: str) -> None:
    """Let an order stand no more; other orders may follow the objections that it followed."""
    if (on := kept.orders.pop(number, None)) is not None:
        _follow(kept, entry, [one.number for one in kept.rows.values() if one.ordered == on])


def _follow(kept: Objections, entry: Fact, numbers: Collection[str]) -> None:
    """Find the first order that followed objections which were resolved; they wait where there is none."""
    for number in sorted(numbers):
        row = kept.rows[number,]
        ordered = _first_since(kept, row.resolved or entry.on)
        if ordered != row.ordered:
            kept.put((number,), row._replace(ordered=ordered), entry)
        (kept.waiting.discard if ordered else kept.waiting.add)(number)


def _first_since(kept: Objections, day: date) -> date | None:
    """The day of the first order that stands, on a day or later."""
    return next((on for on in kept.orders.values() if on >= day), None)


def _raise(kept: Objections, entry: Fact, event: ObjectionRaised) -> None:
    about, before = event.about, kept.rows.get((event.number,))
    if before is not None and before.about is not None:  # of two with one number the last counts
        kept.about[before.about].pop(event.number, None)
    sort: str | None = event.about_type
    products = None
    if about is not None:
        kept.about.setdefault(about, {})[event.number] = event.about_type
        sort, products = _subject(kept, about, event.about_type, entry.on)
    kept.waiting.discard(event.number)
    row = Objection(
        number=event.number,
        raised=entry.on,
        topic=event.topic,
        severity=event.severity,
        about=about,
        about_type=sort,
        products=products,
        person=event.person,
        answers=0,
        answer=None,
        resolved=None,
        outcome=None,
        ordered=None,
        competitor=None,
        position=entry.position,
    )
    kept.put((event.number,), row, entry)


def _resolve(kept: Objections, entry: Fact, event: ObjectionResolved) -> None:
    if (row := kept.rows.get((event.number,))) is None:
        return
    answer = event.answer or row.answer
    ordered = _first_since(kept, entry.on)
    ended = row._replace(resolved=entry.on, outcome=event.outcome, answer=answer, ordered=ordered)
    kept.put((event.number,), ended, entry)
    if ordered is None:
        kept.waiting.add(event.number)


def _lose(kept: Objections, entry: Fact, event: ProposalDeclined | TenderLost) -> None:
    sort = PROPOSAL if isinstance(event, ProposalDeclined) else TENDER
    for number in sorted(kept.about.get(event.number, ())) if event.competitor else ():
        if (row := kept.rows[number,]).about_type == sort:
            kept.put((number,), row._replace(competitor=event.competitor), entry)
