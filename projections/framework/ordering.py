"""In which order facts are folded, and from which day on each is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import TypeAlias, TypeGuard, TypeVar

from ledger.entry import Fact
from ledger.events import ClientRegistered, ClientTermsAgreed, Event, SettlementMade

E = TypeVar("E", bound=Fact)

FROM_THE_START = (ClientRegistered, ClientTermsAgreed)
"""The first of each holds from the beginning, whatever its date: who the client is, and on which terms."""
_PLACE = itemgetter(0)

Place: TypeAlias = tuple[date, int, datetime, int]
"""Where an entry stands among those of its client."""


def place(entry: Fact) -> Place:
    """Where an entry is folded: by its day, its kind's turn within a day, its moment, its position.

    Many days have no times, or times on some papers only: an invoice of ten o'clock still stands before its
    cancellation of that day. Nothing here depends on the order of arrival, but for facts of one moment.
    """
    at = entry.occurred_at
    return at.date(), entry.event.turn, at, entry.position


def seen_from(entry: Fact) -> date:
    """The day from which on an entry is seen.

    A settlement takes effect on the day it states, or else on the later of its two documents' dates; never
    on the day a clerk makes it.
    """
    event = entry.event
    if isinstance(event, SettlementMade):
        return event.on or date.min
    return entry.on


def in_order(known: Iterable[E]) -> tuple[list[E], list[tuple[date, E]]]:
    """What holds from the beginning, then everything else, with the day from which it is seen."""
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


def _seen_with_documents(rest: Sequence[tuple[date, E]]) -> Iterator[tuple[date, E]]:
    """Each with the day from which on it is seen among the others: a settlement changes nothing before its documents."""
    # The first day of anything with a number; None stands for a document that was given none.
    numbered: dict[str | None, date] = {}
    for on, entry in rest:
        if hasattr(entry.event, "number"):
            numbered.setdefault(entry.event.number, on)
    unnamed = numbered.get(None, date.max)
    for on, entry in rest:
        event = entry.event
        if waits(event):
            documents = max(numbered.get(number, date.min) for number in (event.source, event.target))
            yield min(on, unnamed, documents), entry
        else:
            yield seen_from(entry), entry


def waits(event: Event) -> TypeGuard[SettlementMade]:
    """Whether it is a settlement that takes effect with its documents."""
    return isinstance(event, SettlementMade) and event.on is None
