"""The entries of the house, a client by its code, and one entry with what rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ledger.codec import decode
from ledger.corrections import Correction, Mark, corrected, in_force, marks
from ledger.entry import HOUSE, Entry, client_stream
from ledger.events import ClientRegistered, ClientRenamed
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.text import trimmed
from ledger.unseen import meant
from projections.framework.choices import UnknownChoice, unknown_client

if TYPE_CHECKING:
    from ledger.rules.refusals import Rule


def house_entries(ledger: EntryLog) -> Iterator[Entry]:
    """The entries that belong to no client: policies, rates."""
    return map(decode, ledger.recorder.rows(stream=HOUSE))


def is_client(ledger: EntryLog, code: str) -> bool:
    """Whether anything is recorded of a client with just this code."""
    return bool(ledger.recorder.versions([client_stream(trimmed(code))]))


def known_client(ledger: EntryLog, client: str, known_at: datetime | None = None) -> str:
    """A client's code as the ledger has it, from the code as a person types it.

    Raises:
        UnknownChoice: there is, or was by ``known_at``, no such client; the error names one that is near.
    """
    code = trimmed(client)
    if not is_client(ledger, code) or (
        known_at and next(ledger.history(code, known_at=known_at), None) is None
    ):
        known: dict[str, str | None] = {}
        for entry in ledger.history(known_at=known_at):
            if isinstance(entry.event, ClientRegistered | ClientRenamed) and entry.client is not None:
                known[entry.client] = entry.event.name
        if (other := meant(code, known)) not in known:
            raise unknown_client(code, known.items())
        return other
    return code


class Whole(NamedTuple):
    """One entry, and what later ones did with it.

    Attributes:
        entry: as it was recorded.
        mark: the entries that void or correct it.
        in_force: as corrections left it; None if it is voided.
        approval: what is wrong with it, if it is an approval by the wrong person.
        corrections: every void or correction of it, also those that were voided.
        dependents: later entries in force that refer to it: payments of an invoice, returns of an order.
    """

    entry: Entry
    mark: Mark[Entry]
    in_force: Entry | None
    approval: Rule | None
    corrections: list[Entry]
    dependents: list[Entry]


@exact
def show(ledger: EntryLog, reference: str, *, known_at: datetime | None = None) -> Whole:
    """One entry by its position or id, with its corrections and with what rests on it.

    Args:
        reference: the position or the id.
        known_at: what the ledger knew by this moment; None: now.

    Raises:
        UnknownEntry: there is no such entry, or there was none by ``known_at``.
        NotAnEntry: it is the code of a client.
    """
    from goodwill.hindsight import Hindsight
    from goodwill.names import family, own_name, refers

    upto = None if known_at is None else ledger.position_at(known_at)
    entry = ledger.named(reference.strip())
    if entry is None or (upto is not None and entry.position > upto):
        from ledger.rules.corrections import NotAnEntry, UnknownEntry

        with suppress(UnknownChoice):
            raise NotAnEntry(reference, known_client(ledger, reference))
        raise UnknownEntry(reference, "any client")
    stream = [decode(row) for row in ledger.recorder.rows(stream=entry.stream, upto=upto)]
    name = own_name(entry.event)
    corrections = [
        one for one in stream if isinstance(one.event, Correction) and one.event.entry == str(entry.id)
    ]
    dependents = [
        one
        for one in in_force(stream)
        if one.position > entry.position and name and refers(one.event, family(entry.kind), name)
    ]
    mark = marks(stream).get(entry.version, Mark())
    standing = None if mark.voided_by else corrected(entry, mark)
    wrong = Hindsight(ledger, upto).approval(standing) if standing else None
    return Whole(entry, mark, standing, wrong, corrections, dependents)
