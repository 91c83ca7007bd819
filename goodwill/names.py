"""The names that a person types, read from the entries: codes of clients, numbers of things, people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, tzinfo
from functools import cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ledger.codec import Row, decode
from ledger.corrections import CORRECTIONS, in_force
from ledger.entry import HOUSE, client_stream
from ledger.events import (
    KINDS,
    AnyEvent,
    ClientRegistered,
    CommitmentMade,
    ContactAdded,
    HouseDescribed,
    NextStep,
    ReturnRefused,
)
from ledger.events.base import NAMING, OPENING
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.text import trimmed
from ledger.unseen import identifier_key

_LAST_DIGITS = re.compile(r"(\d+)(?!.*\d)")


class Names(NamedTuple):
    """The names that a client's entries use.

    Attributes:
        numbers: of orders, invoices, visits ... by the first word of their kinds, in order of recording.
        people: the ids of people and their names.
    """

    numbers: dict[str, list[str]]
    people: dict[str, str]

    @property
    def all_numbers(self) -> list[str]:
        """The numbers of all things, each once."""
        return list(dict.fromkeys(number for several in self.numbers.values() for number in several))


@exact
def names_of(ledger: EntryLog, client: str) -> Names:
    """The names that a client's entries use; empty if there is no such client."""
    found = Names({}, {})
    for entry in in_force(ledger.history(client)):
        for of, name in _named(entry.event):
            known = found.numbers.setdefault(of, [])
            if name not in known:
                known.append(name)
        if isinstance(entry.event, ContactAdded):
            found.people[entry.event.person] = entry.event.name
    return found


def _named(event: AnyEvent) -> Iterator[tuple[str, str]]:
    """The numbers of what an event is about, each after the first word of the kinds that it belongs to.

    The next step of a visit is a commitment with a number of its own.
    """
    if (name := own_name(event)) is not None:
        yield family(event.kind), name
    step = getattr(event, "next_step", None)
    if isinstance(step, NextStep) and step.number is not None:
        yield family(CommitmentMade.kind), step.number


@exact
def codes(ledger: EntryLog) -> Iterator[str]:
    """The codes of all clients whose registration is in force, in order of registration."""
    streams: dict[UUID, list[Row]] = {}
    for row in ledger.recorder.chosen(kinds=[ClientRegistered.kind, *CORRECTIONS]):
        streams.setdefault(row.stream, []).append(row)
    for rows in streams.values():
        alone = len(rows) == 1  # decoding takes longer than reading
        if rows[0].client is not None and (alone or in_force(map(decode, rows))):
            yield rows[0].client


def family(kind: str) -> str:
    """The first word of a kind: ``order`` of ``order.placed``."""
    return kind.partition(".")[0]


def naming_field(event: type[AnyEvent] | AnyEvent) -> str | None:
    """The field by which events of a kind name what they are about; None if they name nothing."""
    return next((name for name in NAMING if name in event.__struct_fields__), None)


def own_name(event: AnyEvent) -> str | None:
    """The number or id of what an event is about; None if it names nothing."""
    field = naming_field(event)
    return getattr(event, field) if field else None


@cache
def families() -> frozenset[str]:
    """The first words of all kinds."""
    return frozenset(map(family, KINDS))


@cache
def opens(kind: type[AnyEvent]) -> bool:
    """Whether events of a kind take a new number; the others name one that is taken."""
    from ledger.rules.numbered_things import SORTS

    if any(kind is sort.first for sort in SORTS) or kind.turn == OPENING or kind is ReturnRefused:
        return True
    relatives = [one for one in KINDS.values() if family(one.kind) == family(kind.kind)]
    known = any(kind in sort.states for sort in SORTS) or any(one.turn == OPENING for one in relatives)
    return not known


@exact
def next_number(ledger: EntryLog, kind: type[AnyEvent], taken: Iterable[str]) -> str:
    """The number after the newest of a kind in the whole ledger: after B-7 comes B-8.

    Args:
        ledger: where the numbers are.
        kind: the kind of event that takes the number.
        taken: numbers that are not free, beside it.
    """
    row = ledger.recorder.newest(kind.kind)
    newest = None if row is None else own_name(decode(row).event)
    field = naming_field(kind) or ""
    begin = family(kind.kind)[:3].upper() if field == "number" else field[:1].upper()
    number, known = after(newest) if newest else f"{begin}-1", {*taken}
    while number in known:
        number = after(number)
    return number


def after(number: str) -> str:
    """The number that follows: B-8 after B-7, 010 after 009, B-2 after B."""
    if not _LAST_DIGITS.search(number):
        return f"{number}-2"
    return _LAST_DIGITS.sub(lambda found: f"{int(found[1]) + 1:0{len(found[1])}d}", number)


def currency_of(ledger: EntryLog, client: str) -> str | None:
    """The client's currency, as it stands; None if it has none, or there is no such client."""
    kinds = [kind for kind, event in KINDS.items() if _settles_currency(event)]
    return _newest(ledger, kinds, client_stream(trimmed(client)), "currency")


def _settles_currency(event: type[AnyEvent]) -> bool:
    return family(event.kind) in ("client", "prospect") and "currency" in event.__struct_fields__


def house_zone(ledger: EntryLog, upto: int | None = None) -> tzinfo | None:
    """The time zone of the house, as it last described itself, up to a position if one is given; or None."""
    zone = _newest(ledger, [HouseDescribed.kind], HOUSE, "time_zone", upto)
    return None if zone is None else ZoneInfo(zone)


def house_locale(ledger: EntryLog) -> str | None:
    """The language of the house, as it last described itself; None if it names none."""
    return _newest(ledger, [HouseDescribed.kind], HOUSE, "locale")


def _newest(
    ledger: EntryLog, kinds: Sequence[str], stream: UUID, field: str, upto: int | None = None
) -> str | None:
    """What the newest entry in force of some kinds says that says anything in a field."""
    rows = ledger.recorder.chosen(kinds=[*kinds, *CORRECTIONS], stream=stream, upto=upto)
    found = [getattr(entry.event, field, None) for entry in in_force(map(decode, rows))]
    return next(filter(None, reversed(found)), None)


def mentions(event: AnyEvent, name: str) -> bool:
    """Whether an event holds a number or an id that looks like a name, in any field, also inside of lines."""
    key = identifier_key(name)
    return any(identifier_key(text) == key for _, text in _texts("", event))


def refers(event: AnyEvent, of: str, name: str) -> bool:
    """Whether an event is about a thing that an earlier event took a number for.

    Args:
        event: the later event.
        of: the first word of the earlier kind, such as ``invoice``.
        name: the number or id.
    """
    own = naming_field(event)
    for field, text in _texts("", event):
        named = field.rstrip("_").removesuffix("s")
        if text != name or (named in families() and named != of):
            continue
        if field != own or (family(event.kind) == of and not opens(type(event))):
            return True
    return False


def _texts(field: str, value: object) -> Iterator[tuple[str, str]]:
    """Every text inside a value, with the name of the innermost field that holds it."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(field, one)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _texts(name, getattr(value, name))


def people_of(
    ledger: EntryLog, client: str | None, upto: int | None = None, as_of: date | None = None
) -> dict[tuple[UUID, str], str]:
    """The names of people by the streams of their clients and their ids; arguments are as of ``clients_of``.

    Without a client they are those of all clients.
    """
    kinds = [kind for kind, event in KINDS.items() if {"person", "name"} <= {*event.__struct_fields__}]
    stream = None if client is None else client_stream(trimmed(client))
    found: dict[tuple[UUID, str], str] = {}
    for entry in map(decode, ledger.recorder.chosen(kinds=kinds, stream=stream, upto=upto)):
        name = getattr(entry.event, "name", None)
        if name is not None and entry.on <= (as_of or date.max):
            found[entry.stream, str(own_name(entry.event))] = name
    return found
