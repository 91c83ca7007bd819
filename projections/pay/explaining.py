"""The entries behind what deals earned in a period: payments, and what took a part back, such as returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from ledger.entry import Entry
from ledger.money import zero_of
from projections.framework.clients import Client
from projections.framework.contributions import Contribution, Of
from projections.framework.fold import fold_each
from projections.pay.deal_spans import DEALS, Deal
from projections.pay.deals import DealPay, earned_by, how
from projections.policy import Policy

_WHAT: Final = {
    "order.placed": "order",
    "order.cancelled": "cancelled",
    "return.received": "returned",
    "payment.received": "payment",
    "payment.reversed": "bounced",
    "payment.refunded": "refunded",
}
"""What an entry is called; any other one is called by the words of its kind."""


class DealMove(NamedTuple):
    """What an entry changed of what a deal has earned.

    Attributes:
        deal: the position of the entry that placed the order.
        entry: as it is in force.
        amount: by how much that rose.
    """

    deal: int
    entry: Entry
    amount: Decimal


def deal_moves(facts: Sequence[Entry], period: tuple[date, date], policy: Policy) -> Iterator[DealMove]:
    """What each entry of a period changed of what the deals of a client have earned, day by day.

    Args:
        facts: those of the client that are known and in force, in order of position.
        period: its first and its last day.
        policy: by which all deals earn.
    """
    client, deals = Client(""), dict[int, Deal]()
    for day, entry, state in fold_each(DEALS.evolve, facts, period):
        touched = None if state is None else DEALS.touched(client, state, day, policy)
        if touched is None:
            now = {deal.position: deal for deal in DEALS.of(client, state, day, policy)} if state else {}
            touched = [((place,), now.get(place)) for place in {**deals, **now}]
        for (place,), deal in touched:
            amount = earned_by(deal, policy.pay) - earned_by(deals.get(place), policy.pay)
            if entry is not None and amount:
                yield DealMove(place, entry, amount)
            deals.pop(place, None)
            if deal is not None:
                deals[place] = deal


def moved_parts(deals: Iterable[DealPay], moves: Mapping[int, Sequence[DealMove]]) -> Iterator[Contribution]:
    """What each entry adds to what deals earned in a period; the order comes first, with how the deal earns.

    Args:
        deals: those that earned something.
        moves: by deal.
    """
    for deal in deals:
        own = moves.get(deal.entry, ())
        others = [one for one in own if one.entry.position != deal.entry]
        also = dict.fromkeys(number for one in others if (number := _number(one.entry)))
        of = Of(deal.number, None, deal.entry, tuple(also))
        placed = sum((one.amount for one in own if one.entry.position == deal.entry), zero_of(deal.currency))
        told = how(deal) if deal.earned else "taken back"
        yield Contribution("earned", deal.currency, "order", deal.number, deal.entry, placed, of, told)
        for one in others:
            what = _WHAT.get(one.entry.kind, one.entry.kind.replace(".", " "))
            number, place = _number(one.entry), one.entry.position
            yield Contribution("earned", deal.currency, what, number, place, one.amount, of)


def _number(entry: Entry) -> str | None:
    return getattr(entry.event, "number", None)
