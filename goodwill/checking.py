"""What is wrong with the data of a ledger, and whether its stored views follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from random import Random

from goodwill.arguments import judged
from goodwill.asking import stored_views
from goodwill.entries import known_client
from goodwill.moments import day_of
from ledger import fault_kinds as kinds
from ledger.entry import client_stream
from ledger.errors import Fault, NoLedger
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.readable_rows import ReadableRows, damage, strays
from ledger.recording.schema_parts import differing_parts
from ledger.store.reading import Reader
from projections import checking, stored
from projections.checking import Rows
from projections.stored.keeping.place import OtherViews

_LONGEST = 200  # characters of a reason


@exact
@judged
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
        Misuse: ``as_of`` is a moment and not a day.
    """
    until = date.max if as_of is None else day_of(as_of, "as_of")
    code = None if client is None else known_client(ledger, client)
    faults, rows = damage(ledger.recorder), ReadableRows(ledger.recorder)
    faults += [*differing_parts(ledger.database), *strays(ledger.recorder)]
    moment = ledger.now()  # not the day of the house: its entries may be damaged
    faults += checking.check(rows, client_stream(code) if code else None, until, moment)
    clients = [code] if code else _clients(rows, sample, seed)
    faults += _of_clients(rows, clients, faults, moment.date())
    faults += _of_views(ledger, views, clients, faults, whole=not (code or sample))
    return sorted([*faults, *rows.faults], key=checking.fault_order)


def _clients(rows: ReadableRows, sample: int | None, seed: int) -> list[str]:
    """The codes of all clients, or of some."""
    known = rows.clients()
    if sample is None or sample >= len(known):
        return known
    return sorted(Random(seed).sample(known, sample))  # noqa: S311 - whom to look at


def _sound(clients: Iterable[str], faults: Iterable[Fault]) -> list[str]:
    """The clients whose entries are whole; the views of others are undefined."""
    damaged = {fault.client for fault in faults if fault.code in kinds.DAMAGES_STREAM}
    return [client for client in clients if client not in damaged]


def _of_clients(rows: Rows, clients: Iterable[str], faults: Iterable[Fault], day: date) -> list[Fault]:
    """Clients that cannot be folded."""
    own = ((client, list(rows(client_stream(client)))) for client in _sound(clients, faults))
    found = (stored.undigested(client, entries, day) for client, entries in own if entries)
    return [fault for fault in found if fault is not None]


def _of_views(
    ledger: EntryLog, views: str | None, clients: Sequence[str], faults: Sequence[Fault], *, whole: bool
) -> Iterator[Fault]:
    """Where stored views differ from a fold. Damage that keeps them from being compared is a fault too."""
    log = ledger.database
    try:
        with stored_views(views, ledger) as database:
            if database is None:
                return
            if database is not log:
                yield from damage(Reader(database))
            sound = _sound(clients, faults)
            yield from stored.differences(log, database, sound, clients if whole else ())
    except (OtherViews, NoLedger):
        raise
    except Exception as wrong:  # noqa: BLE001 - a damaged file fails anywhere, and must hide no other fault
        reason = f"{type(wrong).__name__}: {wrong}".partition("\n")[0][:_LONGEST]
        what = f"the stored views cannot be compared with the entries ({reason})"
        advice = "name the right place with --views, or mend the ledger; then run `goodwill replay`"
        yield Fault(0, None, kinds.VIEWS_BROKEN.code, what, advice)
