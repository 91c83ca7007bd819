"""The order in which facts are folded, and the day from which each is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from operator import itemgetter
from typing import TypeAlias, TypeGuard, TypeVar

from ledger.entry import Fact
from ledger.events import ClientRegistered, ClientTermsAgreed, Event, SettlementMade

E = TypeVar("E", bound=Fact)

FROM_THE_START = (ClientRegistered, ClientTermsAgreed)
"""The first of each holds from the beginning, on any date: the client's registration and terms."""
_PLACE = itemgetter(0)
_APART = 3 * 24 * 60 * 60  # seconds

Place: TypeAlias = tuple[date, int, datetime, int]
"""The place of an entry among those of its client."""


def place(entry: Fact) -> Place:
    """The sort key of folding: the day, the kind's turn within a day, the moment, the position.

    Often no document of a day has a time, or only some have: an invoice of ten o'clock must still precede its
    cancellation on that day. Only facts of one moment and turn depend on the order of arrival.
    """
    at = entry.occurred_at
    return at.date(), entry.event.turn, at, entry.position


def when(entry: Fact) -> int:
    """A number by which entries of several clients follow each other: by the day, within it by the moment."""
    since = entry.occurred_at - datetime.combine(
        entry.on, time.min, UTC
    )  # by the offset from -14 to 36 hours
    return entry.on.toordinal() * _APART + int(since.total_seconds())


def seen_from(entry: Fact) -> date:
    """The day from which an entry is seen.

    A settlement takes effect on the day that it states, or else on the later of its two documents' dates, but
    never on the day on which a clerk makes it.
    """
    event = entry.event
    if isinstance(event, SettlementMade):
        return event.on or date.min
    return entry.on


def in_order(known: Iterable[E]) -> tuple[list[E], list[tuple[date, E]]]:
    """The entries that hold from the beginning, then all others, each with the day from which it is seen."""
    opening: dict[type[Event], E] = {}
    rest: list[tuple[date, E]] = []
    settled = False
    for (on, *_), entry in sorted([(place(entry), entry) for entry in known], key=_PLACE):
        kind = type(entry.event)
        if kind in FROM_THE_START and opening.setdefault(kind, entry) is entry:
            continue
        rest.append((on, entry))
        settled = settled or kind is SettlementMade
    return list(opening.values()), list(_seen_with_documents(rest)) if settled else rest


def touched_from(known: Sequence[E], position: int) -> date:
    """The first day of which facts after a position change what is seen; ``date.max`` if there are none."""
    new = [entry for entry in known if entry.position > position]
    if any(isinstance(entry.event, FROM_THE_START) for entry in new):
        return date.min
    if not ends_waiting(known, position):
        return min(map(seen_from, new), default=date.max)
    old = [entry for entry in known if entry.position <= position]
    before, after = ({one.position: day for day, one in in_order(some)[1]} for some in (old, known))
    moved = [(day, before.get(place, day)) for place, day in after.items() if before.get(place) != day]
    return min(chain.from_iterable(moved))


def ends_waiting(known: Sequence[Fact], position: int) -> bool:
    """Whether facts after a position may change the day of a settlement: it waits for its documents.

    It waits for the first document with a number, and for the first one without a number.
    """
    waiting = [entry.event for entry in known if waits(entry.event)]
    documents = {None, *(number for event in waiting for number in (event.source, event.target))}
    new = (entry.event for entry in known if entry.position > position)
    return bool(waiting) and any(waits(one) or getattr(one, "number", "") in documents for one in new)


def _seen_with_documents(rest: Sequence[tuple[date, E]]) -> Iterator[tuple[date, E]]:
    """Each with the day from which it is seen: a settlement has no effect before its documents."""
    # The first day of each document number; None stands for documents without a number.
    numbered: dict[str | None, date] = {}
    for on, entry in rest:
        if hasattr(entry.event, "number"):
            numbered.setdefault(entry.event.number, on)
    unnamed = numbered.get(None, date.max)
    for on, entry in rest:
        event = entry.event
        if not isinstance(event, SettlementMade):
            yield on, entry
        elif event.on is None:
            documents = max(numbered.get(number, date.min) for number in (event.source, event.target))
            yield min(on, unnamed, documents), entry
        else:
            yield event.on, entry


def waits(event: Event) -> TypeGuard[SettlementMade]:
    """Whether it is a settlement that takes effect on the date of its documents."""
    return isinstance(event, SettlementMade) and event.on is None
