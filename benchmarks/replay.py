"""How fast stored views are rebuilt and refreshed, against reading every entry and the library's runner.

Makes a generated ledger (or copies the one that is named), then measures, in this order: reading and decoding
alone (the floor), the rebuild with one and two processes without month-ends and with them, each with its
memory, the library's own ``ProjectionRunner`` for the entries of two hundred of the
clients, catching up after one entry, and each view of a client and of everybody, today and on a past day,
from spans and from the facts.

Seconds of processors are given beside those of the clock, and ratios are of them: they say the same on a busy
machine.

    make bench
    python benchmarks/replay.py --entries 5000000 --clients 50000
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from statistics import median
from time import process_time

from commands.demo.portfolio import SteppedClock, fill, portfolio
from ledger import Draft, Ledger
from ledger.events import InvoiceIssued
from ledger.garbage_collector import own_process
from projections import ALL, Filter, answer, stored
from projections.framework.question import Question
from projections.history import Horizon

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
_SAMPLE = 200, 400  # clients, in the order in which they begin
_REBUILD = """
import json, resource, sys
from datetime import date
from time import perf_counter
from ledger.garbage_collector import own_process
from projections.stored import FromLedger, pool, rebuild
if __name__ == "__main__":
    own_process()
    url, jobs, months = sys.argv[1:]
    started = perf_counter()
    filling = FromLedger(pool(int(jobs)))
    rebuild(url, date(2026, 7, 1), filling=filling, months=months == "True")
    seconds = perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": max(one.ru_maxrss for one in used) // 1024}))
"""


def made(place: Path, events: int, clients: int) -> None:
    """Fill a ledger with a generated portfolio."""
    clock = SteppedClock()
    with Ledger.create(str(place), clock=clock) as ledger:
        fill(
            ledger, clock, portfolio(clients=clients, years=3, events=events, seed=1, until=date(2026, 6, 30))
        )


def timed(work: Callable[[], object]) -> float:
    """Seconds of a processor that something takes."""
    started = process_time()
    work()
    return process_time() - started


def floor(ledger: Ledger) -> float:
    """Seconds of a processor to read and decode every entry and do nothing with it."""
    started = process_time()
    for _ in ledger.history():
        pass
    return process_time() - started


def rebuilds(ledger: Ledger, place: Path) -> float:
    """Print a line for each way to rebuild the views; return how long two processes took for today's rows."""
    entries, least = ledger.position, floor(ledger)
    print(
        f"{'reading and decoding alone':<42} {least:>18.2f} s cpu {least / entries * 1e6:>7.1f} us an entry"
    )
    script = place.parent / "rebuild_once.py"
    script.write_text(_REBUILD, encoding="utf-8")
    took: dict[tuple[bool, int], float] = {}
    for months in (False, True):
        for jobs in (1, 2):
            command = [sys.executable, str(script), str(place), str(jobs), str(months)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
            used = json.loads(done.stdout)
            seconds = took[months, jobs] = used["seconds"]
            what = f"rebuild, jobs {jobs}, {'with' if months else 'without'} month-ends"
            print(
                f"{what:<42} {seconds:>8.2f} s {used['cpu']:>7.2f} s cpu {used['cpu'] / entries * 1e6:>7.1f} us an entry "
                f"{entries / seconds:>9,.0f} entries/s, {least / used['cpu']:>5.2f} of the floor, "
                f"{used['memory']:>4} MB in the largest process"
            )
    return took[False, 2]


def beside_the_runner(ledger: Ledger, place: Path, ours: float) -> None:
    """Print what the library's runner would take for the ledger, measured on two hundred clients.

    Args:
        ledger: the ledger.
        place: where it lies.
        ours: seconds that our rebuild of today's rows took, by the clock, with two processes.
    """
    script, (after, upto) = Path(__file__).with_name("replay_runner.py"), sample(ledger)
    for view, what in (("sums", "one small view"), ("views", "the three views")):
        for synchronous in ("FULL", "OFF"):
            copy = place.with_name(f"runner-{view}-{synchronous}.db")
            shutil.copyfile(place, copy)
            command = [sys.executable, str(script), str(copy), view, synchronous, str(after), str(upto)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
            copy.unlink()
            used = json.loads(done.stdout)
            rate, mine = used["entries"] / used["seconds"], ledger.position / ours
            whole = counted(ledger, used["kinds"]) / rate
            print(
                f"{f'the runner with {what}, {synchronous}':<42} {rate:>9,.0f} entries/s of those that the views read, by "
                f"{used['entries']:,} of them; ours {mine / rate:.0f} x the rate, and in {whole / ours:.0f} x less time"
            )


def sample(ledger: Ledger) -> tuple[int, int]:
    """The positions between which the second two hundred clients of a generated ledger lie."""
    with ledger.database.reading() as cursor:
        cursor.execute(
            "SELECT min(position) FROM entries WHERE client IS NOT NULL GROUP BY stream ORDER BY 1 LIMIT 401"
        )
        begins = [row[0] for row in cursor.fetchall()]
    if len(begins) <= _SAMPLE[0]:
        return 0, ledger.position
    return begins[_SAMPLE[0]] - 1, begins[_SAMPLE[1]] - 1 if len(begins) > _SAMPLE[1] else ledger.position


def counted(ledger: Ledger, kinds: Sequence[str]) -> int:
    """How many entries are of some kinds."""
    marks = ", ".join("?" * len(kinds))
    with ledger.database.reading() as cursor:
        cursor.execute(f"SELECT count(*) FROM entries WHERE kind IN ({marks})", kinds)  # noqa: S608 - marks only
        return int((cursor.fetchone() or (0,))[0])


def kept_up(ledger: Ledger, singles: int) -> None:
    """Print what one more entry costs, and what an answer costs from spans and from the facts."""
    database, client = (
        ledger.database,
        next(entry.client for entry in ledger.history() if entry.client),
    )
    costs = []
    for number in range(singles):
        event = InvoiceIssued(number=f"BENCH-{number}", amount=Decimal(10), currency="EUR")
        ledger.record(Draft(event, NOW, "bench", client))
        costs.append(timed(lambda: stored.catch_up(database, TODAY)))
    print(f"{'catching up after one entry':<42} {median(costs) * 1e3:>8.1f} ms")
    past = date(2025, 6, 30)
    for what, where in (("one client", Filter((client,))), ("everybody", Filter())):
        for name, day in product(ALL, (TODAY, past)):
            quick = median(timed(_asking(ledger, name, day, where)) for _ in range(5))
            slow = timed(_from_entries(ledger, name, day, where))
            print(
                f"{f'{name} of {what}, as of {day}':<42} {quick * 1e3:>8.1f} ms from spans {slow * 1e3:>10.1f} ms from facts"
            )
    cost = timed(lambda: stored.catch_up(database, TODAY + timedelta(days=1), every_row=True))
    print(f"{'the rows that SQL cannot make, for a new day':<42} {cost:>8.2f} s cpu")


def _asking(ledger: Ledger, name: str, day: date, where: Filter) -> Callable[[], object]:
    database = ledger.database
    question = Question(Horizon(day, NOW, ledger.position), where)
    return lambda: stored.answer(database, name, question)


def _from_entries(ledger: Ledger, name: str, day: date, where: Filter) -> Callable[[], object]:
    history_source = stored.LedgerHistorySource(ledger.database, ledger.history)
    return lambda: answer(
        name, history_source, as_of=day, known_at=None, position=ledger.position, where=where
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--ledger", type=Path, help="a SQLite ledger to copy instead of generating one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "bench.db"
        if asked.ledger:
            shutil.copyfile(asked.ledger, place)
        else:
            made(place, asked.entries, asked.clients)
        with Ledger(str(place), clock=lambda: NOW) as ledger:
            print(f"{ledger.position:,} entries in SQLite")
            ours = rebuilds(ledger, place)
            beside_the_runner(ledger, place, ours)
            kept_up(ledger, 21)


if __name__ == "__main__":
    own_process()
    main()
