"""A person who is added twice: a new one with the name that another person of the client has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.events import ContactAdded

if TYPE_CHECKING:
    from ledger import Outcome
    from ledger.recording.entry_log import EntryLog


def namesakes(ledger: EntryLog, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A warning for each new person whose name another person of the client has, in upper or lower case."""
    from goodwill.names import names_of

    for outcome in outcomes:
        entry = outcome.entry
        if (
            entry is None
            or not outcome.new
            or entry.client is None
            or not isinstance(entry.event, ContactAdded)
        ):
            continue
        person, name = entry.event.person, entry.event.name
        for other, called in names_of(ledger, entry.client).people.items():
            if other != person and called.casefold() == name.casefold():
                yield (
                    f"{entry.client} has a person called {called} already, {other}; if {person} is the same person, void this "
                    "entry with entry.voided, and record what is new with contact.changed"
                )
