"""What may be recorded twice: a client or a person of one name, or the same under another number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ledger.events import ClientRegistered, ContactAdded

if TYPE_CHECKING:
    from commands.record.typed import Typed
    from ledger import Entry, Outcome
    from ledger.recording.entry_log import EntryLog


def namesakes(ledger: EntryLog, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A warning for each new client and each new person whose name another one has, however it is typed."""
    from goodwill.names import names_of
    from ledger.recording.namesakes import Namesakes
    from ledger.spellings import name_key

    clients = Namesakes(ledger.recorder)
    for outcome in outcomes:
        entry = outcome.entry
        if entry is None or not outcome.new or entry.client is None:
            continue
        if isinstance(entry.event, ClientRegistered):
            yield from map(str, clients.of(entry.client, entry.event.name))
        if isinstance(entry.event, ContactAdded):
            person, name = entry.event.person, entry.event.name
            for other, called in names_of(ledger, entry.client).people.items():
                if other != person and name_key(called) == name_key(name):
                    yield (
                        f"{entry.client} has a person called {called} already, {other}; if {person} is the same person, void this "
                        "entry with entry.voided, and record what is new with contact.changed"
                    )


def repeated(ledger: EntryLog, typed: Sequence[Typed], outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A warning for each new entry without a typed number that says what an earlier one of its day says."""
    from goodwill.names import naming_field

    for one, outcome in zip(typed, outcomes, strict=True):
        entry = outcome.entry
        if entry is None or not outcome.new or entry.client is None:
            continue
        field = naming_field(entry.event)
        if field is None or field in one.values or (same := _same(ledger, entry, field)) is None:
            continue
        number, other = getattr(entry.event, field), getattr(same.event, field)
        yield (
            f"{entry.kind} '{number}' of {entry.on} says the same as '{other}', entry {same.position}; if they are one, "
            "void this entry with entry.voided"
        )


def _same(ledger: EntryLog, entry: Entry, field: str) -> Entry | None:
    """The newest other entry in force with the kind, day and fields of an entry, but for its number."""
    from ledger.codec import decode
    from ledger.corrections import CORRECTIONS, in_force

    rows = ledger.recorder.chosen(kinds=[entry.kind, *CORRECTIONS], stream=entry.stream)
    for other in reversed(in_force(map(decode, rows))):
        if other.id == entry.id or other.kind != entry.kind or other.on != entry.on:
            continue
        if replace(other.event, **{field: getattr(entry.event, field)}) == entry.event:
            return other
    return None
