"""People whom an entry names for the first time, although a name that is much like theirs is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.events import ClientCovered, ClientReassigned, ManagerAppointed, ManagerCovered

if TYPE_CHECKING:
    from ledger import Entry, Outcome
    from ledger.recording.entry_log import EntryLog

_HANDING_OVER = (ClientCovered, ClientReassigned, ManagerCovered)


def strangers(ledger: EntryLog, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A question about each person to whom clients are given, if their name is much like a known one.

    A house that appoints its managers has the rule ``unknown-manager`` for it.
    """
    new = [
        one.entry for one in outcomes if one.entry and one.new and isinstance(one.entry.event, _HANDING_OVER)
    ]
    if not new or any(ledger.recorder.chosen(kinds=[ManagerAppointed.kind])):
        return
    from ledger.finding import person_meant
    from ledger.spellings import name_key

    known: dict[str, str] = {}
    for name in _known(ledger, {entry.id for entry in new}):
        known.setdefault(name_key(name), name)
    for entry in new:
        for name in _people(entry):
            if name_key(name) in known or (meant := person_meant(name, known.values())) is None:
                continue
            yield f"no other entry names '{name}'; did you mean '{meant}'? Then correct this entry with entry.corrected"


def _known(ledger: EntryLog, but: set[object]) -> Iterator[str]:
    """The names of our people in other entries: managers, deputies, and those who recorded that."""
    from ledger.codec import decode
    from ledger.events import KINDS

    kinds = [kind for kind, event in KINDS.items() if {"manager", "deputy"} & {*event.__struct_fields__}]
    for entry in map(decode, ledger.recorder.chosen(kinds=kinds)):
        if entry.id not in but:
            yield entry.actor
            yield from _people(entry)


def _people(entry: Entry) -> Iterator[str]:
    yield from filter(None, (getattr(entry.event, field, None) for field in ("manager", "deputy")))
