"""Objections of clients: the fold that keeps one while no fact changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    Line,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionResolved,
    OrderPlaced,
    ProposalDeclined,
    ProposalMade,
    ProposalRevised,
    TenderEntered,
    TenderLost,
)
from projections.framework.columns import Column
from projections.framework.numbered import Kept


class Objection(NamedTuple):
    """An objection, while no fact changes it.

    Attributes:
        products: the goods that it is about, a line for each product.
        answers: how often we answered.
        answer: what we answered last.
        ordered: the day of the client's first order on the day it was resolved, or later.
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
        last_order: the day of the newest order.
    """

    goods: dict[str, Sequence[Line]] = field(default_factory=dict)
    about: dict[str, set[str]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    last_order: date | None = None


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
)


def evolve(state: Objections | None, entry: Fact, event: FoldedEvent) -> Objections:
    """The objections after an entry."""
    kept = state or Objections()
    match event:
        case OrderPlaced():
            kept.goods[event.number], kept.last_order = event.lines, entry.on
            if kept.waiting:
                for number in sorted(kept.waiting):
                    kept.put((number,), kept.rows[number,]._replace(ordered=entry.on), entry)
                kept.waiting.clear()
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
    ordered = entry.on if kept.last_order == entry.on else None
    ended = row._replace(resolved=entry.on, outcome=event.outcome, answer=answer, ordered=ordered)
    kept.put((event.number,), ended, entry)
    if ordered is None:
        kept.waiting.add(event.number)


def _lose(kept: Objections, entry: Fact, event: ProposalDeclined | TenderLost) -> None:
    for number in sorted(kept.about.get(event.number, ())) if event.competitor else ():
        kept.put((number,), kept.rows[number,]._replace(competitor=event.competitor), entry)
