"""The proposals and tenders of a client: what each offers, what speaks against it, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ObjectionRaised,
    ObjectionResolved,
    OrderCancelled,
    OrderPlaced,
    ProposalAccepted,
    ProposalDeclined,
    ProposalMade,
    ProposalRevised,
    ProposalWithdrawn,
    ReturnReceived,
    TenderEntered,
    TenderLost,
    TenderWon,
    goods_value,
)
from ledger.money import ZERO, part_of, rounded
from ledger.subjects import ORDER, PROPOSAL, TENDER, Thing, meant
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.trade import Trade
from projections.trade import evolve as traded

ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"
OUTCOMES: Final = (ACCEPTED, DECLINED, WITHDRAWN)
"""How an offer ends; a tender that we won is accepted, one that we lost is declined."""


class Offer(NamedTuple):
    """A proposal or a tender, while no fact changes it.

    Attributes:
        currency: None for a tender, which is in the client's currency.
        lines: the goods, a line for each product: its code, a space, and what it is worth.
        closes: the day on which a decision is expected; of a tender the last day for bids.
        outcome: None while it is open.
        orders: how many orders that stand name the proposal.
        position: the entry that made it.
    """

    number: Annotated[str, Column(key=1)]
    what: Annotated[str, Column(key=2)]
    made: date
    amount: Decimal | None
    currency: str | None
    probability: Decimal | None
    weighted: Decimal | None
    closes: date | None
    valid: date | None
    revisions: int
    objections: int
    agent: str | None
    lines: str | None
    closed: date | None
    outcome: str | None
    reason: str | None
    reason_code: str | None
    competitor: str | None
    orders: int
    position: int


Key: TypeAlias = tuple[str, str]
Ended: TypeAlias = ProposalAccepted | ProposalDeclined | ProposalWithdrawn | TenderWon | TenderLost
_OUTCOME: Final[dict[type[Ended], str]] = {
    ProposalAccepted: ACCEPTED,
    ProposalDeclined: DECLINED,
    ProposalWithdrawn: WITHDRAWN,
    TenderWon: ACCEPTED,
    TenderLost: DECLINED,
}


@dataclass(slots=True)
class Offers(Kept[Offer]):
    """The offers of a client.

    Attributes:
        against: the open objections about each number, with the type of thing that each states and its day.
        about: the number that each open objection is about.
        made: the day on which each offer and order was made.
        naming: the proposal that an order names, by the number of the order, while the order stands.
        orders: how many such orders name a proposal, by its number.
        trade: what was taken back of the orders.
    """

    against: dict[str, dict[str, tuple[str | None, date]]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    made: dict[Thing, date] = field(default_factory=dict)
    naming: dict[str, str] = field(default_factory=dict)
    orders: Counter[str] = field(default_factory=Counter)
    trade: Trade = field(default_factory=Trade)

    def name(self, order: str, proposal: str | None, entry: Fact) -> None:
        """Let an order name a proposal, and no other; None: it names none, or stands no more."""
        if (before := self.naming.pop(order, None)) is not None:
            self.orders[before] -= 1
            self.recount(before, entry)
        if proposal is not None:
            self.naming[order] = proposal
            self.orders[proposal] += 1
            self.recount(proposal, entry)

    def objections(self, sort: str, number: str) -> int:
        """How many open objections are about an offer."""
        told = self.against.get(number, {}).values()
        return sum(meant(stated, number, on, self.made) == sort for stated, on in told)

    def make(self, sort: str, number: str, entry: Fact) -> None:
        """Keep the first day on which an offer or an order was made.

        Objections to the number may then be about it, and not about another. What is made again later changes
        nothing in that.
        """
        first = self.made.setdefault((sort, number), entry.on)
        if first == entry.on and number in self.against:
            self.recount(number, entry)

    def resolve(self, objection: str) -> str | None:
        """Forget an objection that is no longer open; gives what it was about."""
        about = self.about.pop(objection, None)
        if about is not None:
            self.against[about].pop(objection, None)
        return about

    def recount(self, number: str | None, entry: Fact) -> None:
        """Count again what speaks against the offers of a number, and the orders that name them."""
        if number is None:
            return
        for sort in (PROPOSAL, TENDER):
            if (row := self.rows.get((number, sort))) is not None:
                orders = self.orders[number] if sort == PROPOSAL else 0
                counted = row._replace(objections=self.objections(sort, number), orders=orders)
                if counted != row:
                    self.put((number, sort), counted, entry)


FoldedEvent: TypeAlias = (
    ProposalMade
    | ProposalRevised
    | ProposalAccepted
    | ProposalDeclined
    | ProposalWithdrawn
    | TenderEntered
    | TenderWon
    | TenderLost
    | ObjectionRaised
    | ObjectionResolved
    | OrderPlaced
    | OrderCancelled
    | ReturnReceived
)


@following(traded)
def evolve(state: Offers | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> Offers:
    """The offers after an entry."""
    offers = state or Offers()
    offers.trade = trade or offers.trade
    match event:
        case OrderPlaced():
            offers.make(ORDER, event.number, entry)
            offers.name(event.number, event.proposal, entry)  # of two orders with one number the last counts
        case OrderCancelled() | ReturnReceived():
            order = offers.trade.newest
            if order is not None and not order.stands(date.max):
                offers.name(order.number, None, entry)
        case ProposalMade() | TenderEntered():
            _make(offers, entry, event)
        case ProposalRevised():
            _revise(offers, entry, event)
        case ObjectionRaised():
            offers.recount(offers.resolve(event.number), entry)
            if event.about is not None:
                offers.about[event.number] = event.about
                offers.against.setdefault(event.about, {})[event.number] = event.about_type, entry.on
                offers.recount(event.about, entry)
        case ObjectionResolved():
            offers.recount(offers.resolve(event.number), entry)
        case _:
            _end(offers, entry, event)
    return offers


def _make(offers: Offers, entry: Fact, event: ProposalMade | TenderEntered) -> None:
    number, proposed = event.number, isinstance(event, ProposalMade)
    what = PROPOSAL if proposed else TENDER
    offers.make(what, number, entry)
    row = Offer(
        number=number,
        what=what,
        made=entry.on,
        **_offered(event),
        revisions=0,
        objections=offers.objections(what, number),
        closed=None,
        outcome=None,
        reason=None,
        reason_code=None,
        competitor=None,
        orders=offers.orders[number] if proposed else 0,
        position=entry.position,
    )
    offers.put((number, what), row, entry)


def _revise(offers: Offers, entry: Fact, event: ProposalRevised) -> None:
    key = event.number, PROPOSAL
    if (row := offers.rows.get(key)) is not None:
        offers.put(key, row._replace(**_offered(event), revisions=row.revisions + 1), entry)


def _offered(event: ProposalMade | ProposalRevised | TenderEntered) -> dict[str, Any]:
    """The fields of a row that an offer gives."""
    amount = goods_value(event.lines) if event.amount is None and event.lines else event.amount
    lines = "\n".join(f"{line.product} {line.value:f}" for line in event.lines) or None
    nothing = dict.fromkeys(("currency", "probability", "weighted", "valid", "agent"))
    if isinstance(event, TenderEntered):
        return nothing | {"amount": amount, "closes": event.deadline, "lines": lines}
    chance = event.probability
    if amount is not None:
        amount = rounded(amount, event.currency)
    return {
        "amount": amount,
        "currency": event.currency,
        "probability": chance,
        "weighted": None if amount is None or chance is None else rounded(amount * chance, event.currency),
        "closes": event.closes_on,
        "valid": event.valid_until,
        "agent": event.agent,
        "lines": lines,
    }


def _end(offers: Offers, entry: Fact, event: Ended) -> None:
    key = event.number, TENDER if isinstance(event, TenderWon | TenderLost) else PROPOSAL
    if (row := offers.rows.get(key)) is None:
        return
    agreed = getattr(event, "amount", None)
    ended = row._replace(
        closed=entry.on,
        outcome=_OUTCOME[type(event)],
        amount=row.amount if agreed is None else agreed,
        reason=event.reason,
        reason_code=getattr(event, "reason_code", None),
        competitor=getattr(event, "competitor", None),
    )
    offers.put(key, ended, entry)


def worths(lines: str | Sequence[str] | None) -> Iterator[tuple[str, Decimal]]:
    """The products of an offer, each with what it is worth."""
    for line in lines.split("\n") if isinstance(lines, str) else lines or ():
        product, _, worth = line.rpartition(" ")
        yield product, Decimal(worth)


def shares(amount: Decimal, lines: Sequence[str], currency: str) -> dict[str, Decimal]:
    """The amount of an offer by product, as its goods are worth; the last product takes what is left."""
    found: dict[str, Decimal] = {}
    for product, worth in worths(lines):
        found[product] = found.get(product, ZERO) + worth
    whole, left = sum(found.values(), ZERO), amount
    for number, (product, worth) in enumerate(found.items(), 1):
        part = left if number == len(found) else rounded(part_of(amount, worth, whole), currency)
        found[product], left = part, left - part
    return found
