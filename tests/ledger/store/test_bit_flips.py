"""One damaged bit in a SQLite file: no wrong figure through an index, and a check that lists what it finds.

The short case runs with the tests, the long one with ``make long``.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest

import goodwill
from ledger import Draft, Ledger, make_event
from ledger.errors import Fault, LedgerError
from ledger.recording.entry_log import EntryLog
from ledger.recording.readable_rows import damage, open_to_check
from ledger.store.errors import PersistenceError
from ledger.store.opening import open_damaged
from ledger.store.reading import Reader
from ledger.store.streams import DamagedIndex
from tests.conftest import Figures
from tests.helpers.depth import LONG, far
from tests.helpers.seen import saw, sees
from tests.helpers.tampering import tamper

NOW = datetime(2026, 6, 1, tzinfo=UTC)
pytestmark = pytest.mark.long
IN_INDEXES, ANYWHERE = far(30, 120), far(14, 500)
_INDEX = "SELECT pageno FROM dbstat WHERE name = 'sqlite_autoindex_entries_1' ORDER BY pageno"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of some clients with invoices and payments, and stored views in another file."""
    path = tmp_path_factory.mktemp("flips") / "sound.db"
    with Ledger.create(str(path), clock=lambda: NOW) as ledger:
        ledger.record_many([draft for client in range(12) for draft in _drafts(f"C{client:02}")])
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _drafts(client: str) -> Iterator[Draft]:
    def draft(kind: str, on: str, **fields: str) -> Draft:
        return Draft(make_event(kind, fields), datetime.fromisoformat(f"{on}T00:00+00:00"), "leyla", client)

    yield draft("client.registered", "2026-01-01", code=client, name=client, currency="EUR")
    for number in range(1, 25):
        named = {"amount": f"{number}.00", "currency": "EUR"}
        on = f"2026-02-{number:02}"
        yield draft("invoice.issued", on, number=f"{client}-{number}", due="2026-03-31", **named)
        if number % 3 == 0:
            yield draft("payment.received", on, number=f"P-{client}-{number}", **named)


def _flipped(sound: Path, place: Path, at: int, bit: int) -> str:
    data = bytearray(sound.read_bytes())
    data[at] ^= 1 << bit
    for file in place.parent.glob(f"{place.name}*"):
        file.unlink()
    place.write_bytes(data)
    return str(place)


def _index_pages(path: Path) -> tuple[int, list[int]]:
    with closing(sqlite3.connect(path)) as database:
        try:
            pages = [page for (page,) in database.execute(_INDEX)]
        except sqlite3.OperationalError:
            pytest.skip("this build of SQLite does not tell which pages an index has")
        return database.execute("PRAGMA page_size").fetchone()[0], pages


def _figures(path: str, client: str | None) -> str:
    with EntryLog(path, clock=lambda: NOW) as ledger:
        return json.dumps(goodwill.receivables(ledger, as_of=date(2026, 5, 1), client=client).as_json())


@pytest.mark.faults
@sees(60)
def test_no_wrong_figure_is_read_through_a_damaged_index(
    sound: Path, tmp_path: Path, figures: Figures
) -> None:
    chance = random.Random(48)  # noqa: S311 - repeatable, not secret
    size, pages = _index_pages(sound)
    clients = [None, *(f"C{client:02}" for client in range(12))]
    right = {client: _figures(str(sound), client) for client in clients}
    refused = listed = 0
    for _ in range(IN_INDEXES):
        at = (chance.choice(pages) - 1) * size + chance.randrange(size)
        path = _flipped(sound, tmp_path / "flipped.db", at, chance.randrange(8))
        for client in (None, *chance.sample(clients[1:], 3)):
            try:
                assert _figures(path, client) == right[client], (at, client)
            except (LedgerError, PersistenceError):
                refused += 1
            saw()
        if damage(Reader(open_damaged(path))):
            listed += 1
        else:
            assert _in_index(path) == _in_index(str(sound)), at
    assert refused > IN_INDEXES // 10
    figures(
        f"{IN_INDEXES} bits of an index flipped, {4 * IN_INDEXES} figures asked: {refused} refused, none wrong; check lists "
        f"{listed}, and the others lie where the index holds nothing"
    )


def _in_index(path: str) -> list[tuple[object, ...]]:
    """All that the index over streams and versions holds, in its order."""
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT stream, version, position FROM entries ORDER BY stream, version"
        (plan,) = database.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
        assert "COVERING INDEX sqlite_autoindex_entries_1" in plan[-1]
        return database.execute(query).fetchall()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A ledger of two clients with an invoice each, so that its index is one page."""
    path = tmp_path / "small.db"
    with Ledger.create(str(path), clock=lambda: NOW) as ledger:
        ledger.record_many([draft for client in ("C00", "C01") for draft in islice(_drafts(client), 2)])
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.mark.faults
@sees(200)
def test_no_client_is_lost_where_an_index_of_one_page_is_damaged(small: Path, tmp_path: Path) -> None:
    size, [page] = _index_pages(small)
    header = range(16)  # eight bytes, and a pointer of two bytes to each of four entries
    entries = range(size - 4 * 24, size)
    places = [*header, *(entries if LONG else entries[::8])]
    right = {client: _figures(str(small), client) for client in (None, "C00", "C01")}
    for at in ((page - 1) * size + place for place in places):
        for bit in range(8):
            path = _flipped(small, tmp_path / "flipped.db", at, bit)
            for client, figures in right.items():
                with suppress(DamagedIndex, PersistenceError):
                    assert _figures(path, client) == figures, (at, bit, client)
                saw()


def _checked(path: str) -> list[Fault]:
    with EntryLog(path, clock=lambda: NOW) as ledger:
        return goodwill.check(ledger)


@pytest.mark.faults
@sees(10)
def test_a_check_of_a_damaged_file_lists_faults_and_never_fails(
    sound: Path, tmp_path: Path, figures: Figures
) -> None:
    chance, found = random.Random(500), Counter[str]()  # noqa: S311 - as above
    assert _checked(str(sound)) == []
    for _ in range(ANYWHERE):
        at, bit = chance.randrange(sound.stat().st_size), chance.randrange(8)
        try:
            faults = _checked(_flipped(sound, tmp_path / "flipped.db", at, bit))
        except LedgerError:
            found["refused"] += 1
        else:
            found.update(fault.code for fault in faults)
            saw()
    assert found["damaged-file"] > 0
    figures(
        f"{ANYWHERE} bits of a file flipped: 0 crashes; {found['refused']} refused, faults {found.total()}"
    )


_INVOICE = "UPDATE entries SET state = replace(state, '\"5.00\"', '\"{}\"') WHERE position = 7"
_DAMAGE = {
    "client-differs": "UPDATE entries SET client = 'NOBODY' WHERE position = 40",
    "the client of another": "UPDATE entries SET client = 'C01' WHERE position = 3",
    "no client": "UPDATE entries SET client = NULL WHERE position = 3",
    "undigested": _INVOICE.format("1e999999"),
    "not a number": _INVOICE.format("NaN"),
    "unreadable": "UPDATE entries SET stream = x'0102' WHERE position = 70",
    "recorded": "UPDATE entries SET recorded_at = 'nonsense' WHERE position = 60",
    "last recorded": "UPDATE entries SET recorded_at = 'nonsense' WHERE position = 396",
    "a moment": "UPDATE entries SET occurred_at = '2026-02-31' WHERE position = 9",
    "text": "UPDATE entries SET actor = CAST(x'ff' AS TEXT) WHERE position = 110",
}


def test_every_damage_is_listed_beside_all_others(sound: Path, tmp_path: Path) -> None:
    path = _flipped(sound, tmp_path / "damaged.db", 0, 0)
    Path(path).write_bytes(sound.read_bytes())
    tamper(path, *_DAMAGE.values())
    faults = _checked(path)
    found = {(fault.position, fault.code) for fault in faults}
    assert {(40, "client-differs"), (3, "client-differs"), (9, "unreadable"), (70, "unreadable")} <= found
    assert (110, "unreadable") in found
    assert all(fault.what and fault.advice for fault in faults)


@pytest.mark.parametrize("name", [b"only_\xc8'e)", b"only_(((("])
def test_a_damaged_schema_is_listed_beside_other_faults(sound: Path, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(sound.read_bytes())
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE extra_columns (only_one)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tamper(str(path), _DAMAGE["client-differs"])
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"only_one)", name))
    ledger, damage = open_to_check(str(path), lambda: NOW)
    with ledger:
        codes = {fault.code for fault in (*damage, *goodwill.check(ledger))}
    assert {"damaged-file", "client-differs"} <= codes


@pytest.mark.parametrize("name", _DAMAGE)
def test_a_damage_alone_is_listed_at_its_entry(sound: Path, tmp_path: Path, name: str) -> None:
    path = str(tmp_path / "damaged.db")
    Path(path).write_bytes(sound.read_bytes())
    tamper(path, _DAMAGE[name])
    faults = _checked(path)
    at = int(_DAMAGE[name].rpartition(" ")[2])
    assert at in {fault.position for fault in faults}, faults
    assert not any("unexpected" in fault.what for fault in faults)


def test_the_indexes_are_mended_from_the_entries(sound: Path, tmp_path: Path) -> None:
    size, pages = _index_pages(sound)
    for at in range(pages[-1] * size - 900, pages[-1] * size, 7):
        path = _flipped(sound, tmp_path / "flipped.db", at, 3)
        if "damaged-file" in {fault.code for fault in _checked(path)}:
            break
    with closing(sqlite3.connect(path)) as database:
        database.execute("REINDEX entries")
    assert _checked(path) == []
