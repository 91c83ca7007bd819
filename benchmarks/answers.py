"""How long answers from stored views take, beside folds of the facts and beside DuckDB, and their room.

    goodwill --ledger DEMO.db demo --clients 1000 --events 100000
    goodwill --ledger DEMO.db replay
    python benchmarks/answers.py DEMO.db [--facts] [--other PYTHON LEDGER] [--duckdb PYTHON]

It asks each view about everybody and about one client on a past day, and as it was known before the last
entries of one client in a hundred; with ``--facts``, from the facts too. The other Goodwill is the Python of
an environment in which commit 076ce12 is installed. It folds the facts of the same ledger as it made it: it
reads none that a later Goodwill wrote to, so DEMO.db is then a copy of that. DuckDB sums the same rows of
receivables, at rest in a table of its own. Milliseconds are those of the processor, the least of the rounds.
At the end it says how many bytes the stored views take for an entry.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import product
from pathlib import Path
from time import process_time

from ledger import Ledger
from ledger.garbage_collector import own_process
from ledger.store.database import Database
from projections import ALL, Filter, stored
from projections.framework.answering import answer_of_facts
from projections.framework.question import Question
from projections.history import Horizon
from projections.stored.generation import usable_views
from projections.stored.tables.layout import day_of

PAST = date(2025, 4, 17)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
_OTHER = """
import sys
from datetime import UTC, date, datetime
from time import process_time
from ledger import Ledger
from projections import Horizon, health, loyalty, receivables
from projections.answering import ask
from projections.choice import Filter
from projections.stored import LedgerPasts
now = datetime(2027, 1, 1, tzinfo=UTC)
with Ledger(sys.argv[1], clock=lambda: now) as ledger:
    database, position = ledger.database, ledger.position
    for name, view in {"receivables": receivables, "loyalty": loyalty, "health": health}.items():
        for who, where in (("everybody", Filter()), ("one client", Filter((sys.argv[2],)))):
            times = []
            for _ in range(3):
                began = process_time()
                ask(name, view, LedgerPasts(database, ledger.history),
                    Horizon(date.fromisoformat(sys.argv[3]), now, position), None, where)
                times.append(process_time() - began)
            print(f"{f'{name} of {who}, the other, from facts':<50}{min(times) * 1e3:>10.2f} ms")
"""
_DUCKDB = """
import sys
from time import process_time
import duckdb
rows, day = sys.argv[1:]
base = duckdb.connect()
base.execute("SET threads = 1")
base.execute(
    "CREATE TABLE items AS SELECT * FROM read_csv(?, header = false, columns = {'client': 'VARCHAR', "
    "'currency': 'VARCHAR', 'open': 'DECIMAL(18, 4)', 'disputed': 'DECIMAL(18, 4)', "
    "'promised': 'DECIMAL(18, 4)', 'due': 'DATE', 'start': 'DATE', 'stop': 'DATE'})", [rows])
late = "date_diff('day', due, $day)"
buckets = [f"sum(open) FILTER ({late} BETWEEN {low} AND {low + 29})" for low in (1, 31, 61, 91)]
sums = [f"sum(open) FILTER ({late} <= 0)", *buckets, f"sum(open) FILTER ({late} > 120)",
    "sum(-open) FILTER (due IS NULL)", "count(due)", "sum(open)", "sum(disputed)", "sum(promised)"]
query = f"SELECT client, currency, {', '.join(sums)} FROM items WHERE start <= $day AND stop > $day GROUP BY ALL ORDER BY ALL"
times = []
for _ in range(20):
    began = process_time()
    found = base.execute(query, {"day": day}).fetchall()
    times.append(process_time() - began)
print(f"{f'receivables of everybody, DuckDB, {len(found)} rows':<50}{min(times) * 1e3:>10.2f} ms")
"""


def milliseconds(ask: Callable[[], object], rounds: int) -> float:
    """Of the processor, the least of the rounds."""
    times = []
    for _ in range(rounds):
        began = process_time()
        ask()
        times.append(process_time() - began)
    return min(times) * 1e3


def before(database: Database, part: float) -> tuple[int, str]:
    """The position before the last entries of this part of the clients, and the largest other client."""
    clients = [client for (client,) in database.select("SELECT client FROM entries ORDER BY position")]
    position, changed, counted = len(clients), set[str](), Counter(filter(None, clients))
    while len(changed) < part * len(counted):
        position -= 1
        changed |= {clients[position]} - {None}
    return position, max(counted.keys() - changed, key=counted.__getitem__)


def questions(
    ledger: Ledger, client: str, earlier: int, *, facts: bool
) -> Iterator[tuple[str, Callable[[], object], int]]:
    """Each question with its name and its rounds; ``facts`` asks the facts too."""
    database = ledger.database
    for name, (who, where) in product(ALL, {"everybody": Filter(), "one client": Filter((client,))}.items()):
        now, then = (Question(Horizon(PAST, None, upto), where) for upto in (ledger.position, earlier))
        yield f"{name} of {who}, stored", partial(stored.answer, database, name, now), 20
        yield f"{name} of {who}, stored, known earlier", partial(stored.answer, database, name, then), 20
        if facts:
            source = stored.LedgerHistorySource(database, ledger.history)
            yield f"{name} of {who}, from facts", partial(answer_of_facts, name, source, now), 3


def room(ledger: Ledger) -> float:
    """The bytes that the stored views in use take in SQLite for an entry."""
    ((taken,),) = ledger.database.select(
        "SELECT sum(pgsize) FROM dbstat, views_generations WHERE current = 1 "
        "AND name LIKE 'views!_' || generation || '!_%' ESCAPE '!'"
    )
    return float(taken or 0) / ledger.position


def span_rows(database: Database, place: Path) -> None:
    """Write the span rows of receivables to a file."""
    with database.snapshot() as cursor:
        views = usable_views(database, cursor)
        names = ["client", "currency", "open", "disputed", "promised", "due", "valid_from", "valid_to"]
        rows = views.select(names, "receivables_items") if views else ()
        with place.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((*row[:5], *(day and day_of(day) for day in row[5:])) for row in rows)


def main() -> None:
    """Print a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("ledger", help="a SQLite ledger with stored views")
    parser.add_argument("--facts", action="store_true", help="ask the facts too")
    parser.add_argument(
        "--other", nargs=2, metavar=("PYTHON", "LEDGER"), help="the other Goodwill, its ledger"
    )
    parser.add_argument("--duckdb", help="a Python with DuckDB")
    wanted = parser.parse_args()
    with Ledger(wanted.ledger, clock=lambda: NOW) as ledger, tempfile.TemporaryDirectory() as place:
        database = ledger.database
        earlier, client = before(database, 0.01)
        for what, ask, rounds in questions(ledger, client, earlier, facts=wanted.facts):
            print(f"{what:<50}{milliseconds(ask, rounds):>10.2f} ms", flush=True)
        print(f"{'stored views':<50}{room(ledger):>10.1f} bytes an entry", flush=True)
        span_rows(database, rows := Path(place) / "rows.csv")
        other, theirs = wanted.other or (None, "")
        for python, script, values in (
            (other, _OTHER, (Path(theirs).absolute(), client, PAST.isoformat())),
            (wanted.duckdb, _DUCKDB, (rows, PAST.isoformat())),
        ):
            if python:
                subprocess.run([python, "-c", script, *values], check=True, cwd=place)  # noqa: S603 - our own scripts


if __name__ == "__main__":
    own_process()
    main()
