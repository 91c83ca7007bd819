"""The entries of a ledger: the house's, a client's, and what happened in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from typing import Unpack

from goodwill.options import Seen, asks
from ledger.codec import decode
from ledger.corrections import Mark, Marks, happened_by, marks_by_entry
from ledger.entry import HOUSE, Entry, client_stream
from ledger.errors import UnknownKind
from ledger.events import KINDS, ClientRegistered
from ledger.recording.entry_log import EntryLog
from ledger.text import trimmed
from projections.framework.choices import UnknownChoice


def house_entries(ledger: EntryLog) -> Iterator[Entry]:
    """The entries that belong to no client: policies, rates."""
    return map(decode, ledger.recorder.rows(stream=HOUSE))


def known_client(ledger: EntryLog, client: str, known_at: datetime | None = None) -> str:
    """A client's code as the ledger has it, from the code as a person types it.

    Raises:
        UnknownChoice: there is, or was by ``known_at``, no such client; the error names one that is near.
    """
    code = trimmed(client)
    recorded = ledger.recorder.versions([client_stream(code)])
    if not recorded or (known_at and next(ledger.history(code, known_at=known_at), None) is None):
        entries = ledger.history(known_at=known_at)
        known = (entry.event.code for entry in entries if isinstance(entry.event, ClientRegistered))
        raise UnknownChoice("code", code, known)
    return code


@asks(Seen)
def history(
    ledger: EntryLog, *, client: str | None = None, kinds: Collection[str] = (), **seen: Unpack[Seen]
) -> Iterator[tuple[Entry, Mark[Entry]]]:
    """What happened, in order of position; each entry with the ones that void or correct it.

    Args:
        client: only this client's; None: the whole ledger.
        kinds: only these kinds; none: every kind.
        **seen: as ``Seen`` has it, but None means everything; what corrects an entry comes with it.

    Raises:
        UnknownChoice: there is no such client.
        UnknownKind: there is no such kind.
    """
    entries, marks, wanted = chronicle(ledger, client, kinds, **seen)
    return ((entry, marks.get((entry.stream, entry.version), Mark())) for entry in entries if wanted(entry))


def chronicle(
    ledger: EntryLog,
    client: str | None,
    kinds: Collection[str],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> tuple[Iterator[Entry], Marks, Callable[[Entry], bool]]:
    """All entries of the client or the ledger, their marks, and which of them ``history`` gives."""
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownKind(kind, list(KINDS))
    code = None if client is None else known_client(ledger, client, known_at)
    marks = marks_by_entry(ledger.history(code, known_at=known_at))
    happened = happened_by(as_of, marks)
    entries = ledger.history(code, known_at=known_at)
    return entries, marks, lambda entry: happened(entry) and (not kinds or entry.kind in kinds)
