"""Things to do as stored rows: what entries opened, open offers and contracts, and the next touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import ceil
from typing import NamedTuple

from ledger.entry import Fact
from ledger.events import OrderDelivered
from ledger.money import amount_text
from ledger.subjects import PROPOSAL
from ledger.times import shifted
from projections.agenda import reasons, things
from projections.agenda.things import DELIVERY, Key, Thing, Things
from projections.agenda.weeks import week_of
from projections.framework.clients import Client
from projections.framework.fold_parts import joined
from projections.framework.spans import Spans
from projections.health import relationship_fold
from projections.health.relationship import Relationship, last_touch
from projections.health.signs import Sign
from projections.policy import Policy, Timetable
from projections.selling import contracts, offers
from projections.selling.contracts import Contract, Contracts
from projections.selling.offers import Offer, Offers

RENEWING = "renewing contract"
"""The sort of the end of a contract that goes on by itself."""
_READER = "agenda"


class State(NamedTuple):
    """All that the rows are made of; None where no entry concerned a part."""

    things: Things | None
    offers: Offers | None
    contracts: Contracts | None
    relationship: Relationship | None


def _lapses(since: date, after: int) -> date:
    """The first day on which nobody asks for feedback about a delivery any more."""
    return shifted(week_of(shifted(since, after)).end, 1)


def _shown(thing: Thing, day: date, after: int) -> Thing | None:
    """A thing that an entry opened as its row has it; None of a delivery of which nobody asks any more."""
    if thing.sort != DELIVERY:
        return thing
    if _lapses(thing.since, after) <= day:
        return None
    return thing._replace(due=shifted(thing.since, after), why=f"{after} days after the delivery")


def _of_offer(row: Offer) -> Iterator[tuple[Key, Thing | None]]:
    """The day of the decision and the last day of an offer; None where it has none, or has ended."""
    money = "" if row.amount is None else f" of {amount_text(row.amount, row.currency or '')}"
    reason = reasons.PROPOSAL if row.what == PROPOSAL else reasons.TENDER
    for why, day in ((reason, row.closes), (reasons.EXPIRING, row.valid)):
        if why == reasons.EXPIRING and row.what != PROPOSAL:
            continue
        thing = None
        if day is not None and row.closed is None:
            thing = Thing(why, row.number, why, f"{row.what}{money}", day, row.made, row.position)
        yield (why, row.number), thing


def _of_contract(row: Contract) -> Iterator[tuple[Key, Thing | None]]:
    """The notice day and the end of a contract; None where it has none, or has ended."""
    what = "goes on by itself" if row.auto_renewal else row.terms or "renew it, or let it end"
    days = {
        (reasons.NOTICE, reasons.NOTICE): row.notice_by,
        (RENEWING, reasons.ENDING): row.ends if row.auto_renewal else None,
        (reasons.ENDING, reasons.ENDING): None if row.auto_renewal else row.ends,
    }
    for (sort, reason), day in days.items():
        thing = None
        if day is not None and row.ended is None:
            thing = Thing(sort, row.number, reason, what, day, row.starts, row.position)
        yield (sort, row.number), thing


def _of_touch(touch: Sign | None, found: Relationship) -> tuple[Key, Thing | None]:
    """The next touch by the agreed rhythm, or else by the usual one."""
    thing = None
    if touch is not None and touch.day is not None and touch.value is not None:
        gap = ceil(touch.value)
        why = f"every {gap} days{' as agreed' if found.agreed else ''}, last touch {touch.day}"
        due, what = shifted(touch.day, gap), f"last touch {touch.day}"
        thing = Thing(reasons.TOUCH, "", reasons.TOUCH, what, due, touch.day, touch.position, why=why)
    return (reasons.TOUCH, ""), thing


def _rows(client: Client, state: State, day: date, policy: Policy) -> Iterator[Thing]:
    """The rows of a client on a day, up to which its state holds the facts."""
    del client
    after = policy.touches.feedback_after
    found = {key: _shown(one, day, after) for key, one in state.things.open.items()} if state.things else {}
    for offer in state.offers.rows.values() if state.offers else ():
        found |= _of_offer(offer)
    if (agreed := state.contracts) is not None:
        for key in agreed.last.values():
            found |= _of_contract(agreed.rows[key])
    if (known := state.relationship) is not None:
        found |= [_of_touch(last_touch(known, policy.touches), known)]
    return filter(None, found.values())


def _touched(client: Client, state: State, day: date, policy: Policy) -> Iterable[tuple[Key, Thing | None]]:
    """The rows that changed since this was last asked, by key, None for one that is gone."""
    del client
    after, found = policy.touches.feedback_after, dict[Key, Thing | None]()
    if (own := state.things) is not None:
        for key in _moved(own, day, after):
            thing = own.open.get(key)
            found[key] = shown = thing and _shown(thing, day, after)
            if shown is not None and shown.sort == DELIVERY:
                own.asking[key] = _lapses(shown.since, after)
            else:
                own.asking.pop(key, None)
    if (made := state.offers) is not None:
        for offer in made.moved_for(_READER):
            found |= _of_offer(made.rows[offer])
    if (agreed := state.contracts) is not None:
        for number in {number for number, _ in agreed.moved_for(_READER)}:
            found |= _of_contract(agreed.rows[agreed.last[number]])
    if (known := state.relationship) is not None:
        touch = last_touch(known, policy.touches)
        if known.asked != (touch, known.agreed):
            known.asked = touch, known.agreed
            found |= [_of_touch(touch, known)]
    return found.items()


def _moved(own: Things, day: date, after: int) -> set[Key]:
    """The keys of the things that changed since this was last asked, or of which nobody asks any more."""
    keys, own.moved = own.moved, set()
    if own.after != after:
        own.after = after
        return keys | {key for key in own.open if key[0] == DELIVERY}
    return keys | {key for key, lapses in own.asking.items() if lapses <= day}


def _turns(fact: Fact, policies: Timetable) -> Iterator[date]:
    days = {date.min, *(day for day, _ in policies.steps)}
    return (
        _lapses(fact.on, after) for after in {policies.usable_on(day).touches.feedback_after for day in days}
    )


ASKED = Spans(
    name="agenda_things",
    evolve=joined((things.evolve, offers.evolve, contracts.evolve, relationship_fold.evolve), State),
    row=Thing,
    of=_rows,
    touched=_touched,
    turns={OrderDelivered: _turns},
    depends=lambda policy: (policy.touches.feedback_after, policy.touches.rhythm),
)
"""What is to be done with each client, apart from its orders and its money."""
