"""How much one PostgreSQL records: entries a second by several writers, and the bytes that an entry takes.

Writers are processes that record invoices for clients of their own: one by one, then in batches of 1,000.
Each transaction of a ledger holds one lock until it commits, so that positions have no gaps and follow the
order of commits. Beside it stand writers that insert rows of the same size into a table with a sequence,
without a lock: the difference is what the order, the rules and the seal cost.

    python -m benchmarks.postgresql
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import Any, TypeAlias, cast

import psycopg

from benchmarks.append import NOW, SIZE, databases, invoice, registered
from ledger import Ledger
from ledger.garbage_collector import own_process
from ledger.store import create, open_database

CLIENTS = 100
_BARE = """CREATE TABLE bare (position bigserial PRIMARY KEY, stream uuid, version int, kind text, client text,
    occurred_at text, recorded_at text, actor text, key text UNIQUE, state text, UNIQUE (stream, version))"""
_ROW = """INSERT INTO bare (stream, version, kind, client, occurred_at, recorded_at, actor, key, state)
    VALUES (md5(%s)::uuid, %s, 'invoice.issued', 'C00001', '2026-03-01T00:00:00+00:00',
    '2026-03-01T00:00:00.000000+00:00', 'bench', %s, %s)"""
_STATE = '{"number":"0-1234","amount":"125.50","currency":"EUR","due":"2026-03-31"}'
_SIZES = """SELECT relname, relkind::text, pg_relation_size(oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') AND pg_relation_size(oid) > 65536
    ORDER BY 3 DESC"""


Work: TypeAlias = Callable[[Ledger, int, int], int]
Writer: TypeAlias = Callable[[str, int, float, Work, Barrier], tuple[int, float]]


def single(ledger: Ledger, writer: int, number: int) -> int:
    """Record one entry."""
    ledger.record(invoice(writer * CLIENTS + number % CLIENTS, f"{writer}-{number}"))
    return 1


def batch(ledger: Ledger, writer: int, number: int) -> int:
    """Record a thousand together."""
    numbers = range(number * SIZE, (number + 1) * SIZE)
    ledger.record_many(invoice(writer * CLIENTS + one % CLIENTS, f"{writer}-{one}") for one in numbers)
    return SIZE


def through_ledger(url: str, writer: int, seconds: float, work: Work, together: Barrier) -> tuple[int, float]:
    """How many entries a writer records, and in how many seconds."""
    with Ledger(url, clock=lambda: NOW) as ledger:
        ledger.record_many(registered(writer * CLIENTS + index) for index in range(CLIENTS))
        return repeated(partial(work, ledger, writer), seconds, together)


def bare(url: str, writer: int, seconds: float, work: Work, together: Barrier) -> tuple[int, float]:
    """The same of rows in a table without a lock."""
    del work

    with psycopg.connect(url.replace("+psycopg", "")) as connection:

        def insert(number: int) -> int:
            connection.execute(_ROW, (f"{writer}-{number}", 1, f"{writer}-{number}", _STATE))
            connection.commit()
            return 1

        return repeated(insert, seconds, together)


def repeated(work: Callable[[int], int], seconds: float, together: Barrier) -> tuple[int, float]:
    """What a work adds up to in some seconds, and how many they were in the end."""
    together.wait()
    began, done = perf_counter(), 0
    for number in count():
        done += work(number)
        if (took := perf_counter() - began) >= seconds:
            return done, took
    raise AssertionError  # numbers have no end


def rate(url: str, writers: int, seconds: float, side: Writer, work: Work) -> float:
    """Entries a second of several writers together."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(writers) as pool:
        together = cast("Any", manager).Barrier(writers)
        tasks = [(url, writer, seconds, work, together) for writer in range(writers)]
        return sum(done / took for done, took in pool.starmap(side, tasks))


def sizes(url: str) -> None:
    """Print what each table and index takes for an entry."""
    with closing(open_database(url)) as database:
        ((entries,),) = database.select("SELECT max(position) FROM entries")
        found = [(name, kind, size / entries) for name, kind, size in database.select(_SIZES)]
    print(f"{entries:,} entries: {sum(size for *_, size in found):.0f} bytes an entry")
    for name, kind, size in found:
        print(f"    {'index' if kind == 'i' else 'table'} {name:<36} {size:>6.0f}")


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=float, default=3)
    words.add_argument("--writers", type=int, nargs="+", default=[1, 2, 4, 8])
    asked = words.parse_args()
    with databases() as kinds:
        new_url = kinds["PostgreSQL"]
        with psycopg.connect(new_url().replace("+psycopg", "")) as connection:
            shown = {
                name: connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "server_version")
            }
        print(", ".join(f"{name} {value[0]}" for name, value in shown.items() if value))
        print(f"{'writers':>8} {'one by one':>12} {'in batches':>12} {'bare rows':>12}   entries a second")
        url = ""
        for writers in asked.writers:
            url = _new(new_url)
            with psycopg.connect((plain := new_url()).replace("+psycopg", "")) as connection:
                connection.execute(_BARE)
            found = [
                rate(url, writers, asked.seconds, through_ledger, single),
                rate(_new(new_url), writers, asked.seconds, through_ledger, batch),
                rate(plain, writers, asked.seconds, bare, single),
            ]
            print(f"{writers:>8} " + " ".join(f"{one:>12,.0f}" for one in found), flush=True)
        with Ledger(url, clock=lambda: NOW) as ledger:
            for number in range(100):
                batch(ledger, 0, 1_000 + number)
        sizes(url)


def _new(new_url: Callable[[], str]) -> str:
    """A new ledger."""
    url = new_url()
    create(url)
    return url


if __name__ == "__main__":
    own_process()
    main()
