"""Objections of clients: the fold that keeps one while no fact changes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, NamedTuple, TypeAlias

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
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.trade import Trade
from projections.trade import evolve as traded


class Objection(NamedTuple):
    """An objection, while no fact changes it.

    Attributes:
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
        goods: the lines of each proposal, tender and order, by its number.
        about: the numbers of the objections to each thing.
        waiting: the objections that were resolved, and that no order followed yet.
        orders: the day of each order that stands, by its number, in the order of the days.
        trade: what was taken back of the orders.
    """

    goods: dict[str, Sequence[Line]] = field(default_factory=dict)
    about: dict[str, set[str]] = field(default_factory=dict)
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


@following(traded)
def evolve(state: Objections | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> Objections:
    """The objections after an entry."""
    kept = state or Objections()
    kept.trade = trade or kept.trade
    match event:
        case OrderPlaced():
            kept.goods[event.number] = event.lines
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
            kept.goods[event.number] = event.lines
    return kept


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
    about = event.about
    if about is not None:
        kept.about.setdefault(about, set()).add(event.number)
    kept.waiting.discard(event.number)
    row = Objection(
        number=event.number,
        raised=entry.on,
        topic=event.topic,
        severity=event.severity,
        about=about,
        products=None if about is None else _products(kept.goods.get(about), about),
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


def _products(lines: Sequence[Line] | None, about: str) -> str | None:
    """The products that an objection is about: those of an offer or an order; else it names a product."""
    return about if lines is None else "\n".join(dict.fromkeys(line.product for line in lines)) or None


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
    for number in sorted(kept.about.get(event.number, ())) if event.competitor else ():
        kept.put((number,), kept.rows[number,]._replace(competitor=event.competitor), entry)
