"""What is wrong with the data of a ledger, and whether its stored views follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from random import Random
from uuid import UUID

from goodwill.asking import stored_views
from goodwill.entries import known_client
from goodwill.moments import day_of, now, today
from ledger.codec import Row
from ledger.entry import client_stream
from ledger.errors import Fault
from ledger.recording.entry_log import EntryLog
from ledger.store.appending import Appender
from ledger.store.streams import Missing
from projections import checking, stored

_DAMAGE = {"unreadable", "version-gap"}


def check(
    ledger: EntryLog,
    *,
    client: str | None = None,
    as_of: date | None = None,
    sample: int | None = None,
    seed: int = 1,
    views: str | None = None,
) -> list[Fault]:
    """Every fault in the data, in order of position.

    Args:
        client: only this client's entries; None: the whole ledger, and whether an entry is missing.
        as_of: judge what had happened by the end of this day; None: everything.
        sample: fold only so many clients again, chosen at random; None: all of them.
        seed: the same seed chooses the same clients.
        views: where the stored views lie: a path or a URL of SQLite or PostgreSQL; None: in the
            ledger's database.

    Raises:
        UnknownChoice: there is no such client.
        TypeError: ``as_of`` is a moment and not a day.
    """
    until = date.max if as_of is None else day_of(as_of, "as_of")
    code = None if client is None else known_client(ledger, client)
    rows = partial(_rows, ledger.recorder)
    faults = [*checking.check(rows, client_stream(code) if code else None, until, now(ledger))]
    clients = [code] if code else _clients(ledger, sample, seed)
    whole = not (code or sample)
    return sorted([*faults, *_of_views(ledger, views, clients, faults, whole=whole)], key=_order)


def _clients(ledger: EntryLog, sample: int | None, seed: int) -> list[str]:
    """The codes of all clients, or of some."""
    known = stored.known_clients(ledger.recorder.database)
    if sample is None or sample >= len(known):
        return known
    return sorted(Random(seed).sample(known, sample))  # noqa: S311 - whom to look at


def _of_views(
    ledger: EntryLog, views: str | None, clients: Sequence[str], faults: Iterable[Fault], *, whole: bool
) -> Iterator[Fault]:
    """Faults of clients that cannot be folded, and of stored views that differ from a fold.

    A client whose entries are damaged is left out: its views are undefined.
    """
    damaged = {fault.client for fault in faults if fault.code in _DAMAGE}
    sound = [client for client in clients if client not in damaged]
    for client in sound:
        found = stored.undigested(
            client, list(ledger.recorder.rows(stream=client_stream(client))), today(ledger)
        )
        if found is not None:
            yield found
    with stored_views(views, ledger) as database:
        if database is not None:
            yield from stored.differences(ledger.recorder.database, database, sound, clients if whole else ())


def _order(fault: Fault) -> tuple[int, str, str, str]:
    return fault.position, fault.client or "", fault.code, fault.what


def _rows(recorder: Appender, stream: UUID | None) -> Iterator[Row]:
    """The rows of a stream, or all of them; one by one after the first that is missing."""
    position = 0
    try:
        for row in recorder.rows(stream=stream):
            yield row
            position = row.position
    except Missing:
        for beyond in range(position + 1, recorder.last()[0] + 1):
            left = recorder.row_at(beyond)
            if left is not None and stream in (None, left.stream):
                yield left
