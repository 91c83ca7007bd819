"""Dimensions of clients: how they stand, how they stood before, and the people there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any, Final

from msgspec.structs import replace as changed

from ledger.entry import Entry
from ledger.events import ClientTermsAgreed, ContactAdded, ContactChanged, ContactLeft
from ledger.master_data import changes
from ledger.times import month_ends
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.columns import row_fields
from projections.framework.fold_parts import reads
from projections.stored.tables import every, layout
from projections.stored.tables.layout import columns_of
from reporting.catalogue.cells import cells_of, note_of
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.facts import Facts, Row
from reporting.catalogue.shape import Column, day, integer, table, text
from reporting.catalogue.views import column_of

_TELLING: Final = reads(clients.evolve)
"""The kinds that say who a client is."""
_CLIENT = text("client", "The client's code.")
_SHOWN = {
    one.name: Column(one.name, "text", one.about.meaning, null=one.about.null)
    for field in row_fields(Client)
    for one in columns_of(field)
}
"""The columns of the directory beside the code, as its stored table has them."""
_OF_EVERY_VIEW = tuple(
    column_of(one) for one in every.TABLES[clients.TABLE.name].columns if one.name in {"as_of", "fault"}
)
"""The columns that its stored table has too. No client with a fault is exported."""


def _client(told: ClientFacts) -> Iterator[Row]:
    yield (told.client, *_shown(told.known), told.first, told.newest, told.horizon.as_of, None)


def _shown(known: Client) -> Row:
    return tuple(getattr(known, name) for name in _SHOWN)


CLIENTS = Facts(
    table(
        "clients",
        "dimensions",
        "The clients as they stand on the day.",
        "a client",
        [
            _CLIENT,
            *_SHOWN.values(),
            day("first_fact_on", "The day of its first fact.", "it has none by the day"),
            integer(
                "newest_position",
                "The position of its newest entry: what follows from several of its facts "
                "is as it was where this is.",
            ),
            *_OF_EVERY_VIEW,
        ],
        ["client"],
    ),
    _client,
    _TELLING,
)


def _monthly(told: ClientFacts) -> Iterator[Row]:
    """The client at each month-end from its first fact on."""
    if told.first is None:
        return
    known, seen = Client(told.client), 0
    found = sorted(told.happened(*_TELLING), key=_day)
    for end in month_ends(told.first, told.horizon.as_of):
        upto = bisect_right(found, end, seen, key=_day)
        known, seen = clients.after(found[seen:upto], told.client, known), upto
        yield (told.client, end, *_shown(known), None)


MONTHLY = Facts(
    table(
        clients.TABLE.name + layout.MONTHLY,
        "views",
        "Every client at every month-end from its first fact on, as it stood then: a series without gaps starts here.",
        "a client and as_of",
        [_CLIENT, _OF_EVERY_VIEW[0], *_SHOWN.values(), _OF_EVERY_VIEW[1]],
        ["client", "as_of"],
    ),
    _monthly,
    _TELLING,
)

_SPANNED = ("manager", "territory", "segment", "parent", "currency")
_TERMS = tuple(cell for cell in cells_of(ClientTermsAgreed))
_NO_TERMS = "no terms were agreed"


def _history(told: ClientFacts) -> Iterator[Row]:
    """The spans of days between changes; what happened in the course of a day holds from that day on."""
    known = Client(told.client)
    terms: ClientTermsAgreed | None = None
    spans: list[tuple[date, Row]] = []
    found = told.happened(*_TELLING, ClientTermsAgreed)
    for on, entries in groupby(sorted(found, key=_day), key=_day):
        for entry in entries:
            if isinstance(entry.event, ClientTermsAgreed):
                terms = entry.event
            elif isinstance(entry.event, clients.FoldedEvent):
                known = clients.evolve(known, entry, entry.event)
        shown = (
            *(getattr(known, name) for name in _SPANNED),
            *(cell.of(terms) if terms else None for cell in _TERMS),
        )
        if not spans or spans[-1][1] != shown:
            spans.append((on, shown))
    ends = [on for on, _ in spans[1:]]
    for (on, shown), end in zip(spans, [*ends, None], strict=True):
        yield (told.client, on, end, *shown)


def _day(entry: Entry) -> date:
    return entry.on


CLIENTS_HISTORY = Facts(
    table(
        "clients_history",
        "dimensions",
        "How clients stood before. Join a fact where valid_from <= its day and its day < valid_to, or valid_to is "
        "null.",
        "a span of days in which manager, territory, segment, parent, currency and terms of a client were the same",
        [
            _CLIENT,
            day("valid_from", "The first day of the span."),
            day("valid_to", "The first day after the span.", "it still holds"),
            *(_SHOWN[name] for name in _SPANNED),
            *(replace(cell.column, null=_NO_TERMS) for cell in _TERMS),
        ],
        ["client", "valid_from"],
    ),
    _history,
    (*_TELLING, ClientTermsAgreed),
)

_CONTACT = (*cells_of(ContactAdded), note_of(ContactAdded))


def _contacts(told: ClientFacts) -> Iterator[Row]:
    cards: dict[str, tuple[Entry, Any, date | None]] = {}
    for entry in told.happened(ContactAdded, ContactChanged, ContactLeft):
        event: Any = entry.event
        if isinstance(event, ContactAdded):
            cards[event.person] = entry, event, None
        elif event.person in cards:
            first, card, _ = cards[event.person]
            left = entry.on if isinstance(event, ContactLeft) else None
            cards[event.person] = first, changed(card, **changes(card, event)), left
    for first, card, left in cards.values():
        yield (told.client, first.position, *(cell.of(card) for cell in _CONTACT), first.on, left)


CONTACTS = Facts(
    table(
        "contacts",
        "dimensions",
        "The people at clients, as they are known on the day.",
        "a person at a client",
        [
            _CLIENT,
            integer("position", "The position of the entry that added the person."),
            *(cell.column for cell in _CONTACT),
            day("added_on", "The day on which we got to know the person."),
            day("left_on", "The day on which the person left.", "the person is there"),
        ],
        ["client", "person"],
    ),
    _contacts,
    (ContactAdded, ContactChanged, ContactLeft),
)

TABLES = (CLIENTS, CLIENTS_HISTORY, CONTACTS)
