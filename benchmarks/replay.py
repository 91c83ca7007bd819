"""How fast stored views are made again and kept up, beside the least that reading every entry costs.

Makes a generated ledger (or copies the one that is named), then measures, in this order: reading and decoding alone (the
floor), the rebuild with one and two processes without month-ends and with them, catching up after one entry, a
client's view and everybody's from stored pages, the same as of a past day from the facts, and the memory of each rebuild.

    make bench
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

from ledger import Draft, Ledger
from ledger.demo import SteppedClock, fill, portfolio
from ledger.events import InvoiceIssued
from projections import ALL, Filter, answer, stored

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
_REBUILD = """
import resource, sys
from datetime import date
from projections.stored import rebuild
if __name__ == "__main__":
    url, jobs, months = sys.argv[1:]
    rebuild(url, date(2026, 7, 1), jobs=int(jobs), months=months == "True")
    print(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024)
"""


def made(place: Path, events: int, clients: int) -> None:
    """Fill a ledger with a generated portfolio."""
    clock = SteppedClock()
    with Ledger.create(str(place), clock=clock) as ledger:
        fill(
            ledger, clock, portfolio(clients=clients, years=3, events=events, seed=1, until=date(2026, 6, 30))
        )


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def floor(ledger: Ledger) -> float:
    """Seconds to read and decode every entry and do nothing with it."""
    return timed(lambda: sum(1 for _ in ledger.history()))


def rebuilds(ledger: Ledger, place: Path) -> None:
    """Print a line for each way to make the views again."""
    entries, least = ledger.position, floor(ledger)
    print(f"{'reading and decoding alone':<42} {least:>8.2f} s {entries / least:>10,.0f} entries/s")
    script = place.parent / "rebuild_once.py"
    script.write_text(_REBUILD, encoding="utf-8")
    for months in (False, True):
        for jobs in (1, 2):
            command = [sys.executable, str(script), str(place), str(jobs), str(months)]
            started = perf_counter()
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
            seconds = perf_counter() - started
            what = f"rebuild, jobs {jobs}, {'with' if months else 'without'} month-ends"
            print(
                f"{what:<42} {seconds:>8.2f} s {entries / seconds:>10,.0f} entries/s "
                f"{least / seconds:>5.2f} of the floor, {int(done.stdout):>4} MB in the largest process"
            )


def kept_up(ledger: Ledger, singles: int) -> None:
    """Print what one more entry costs, and what an answer costs from pages and from facts."""
    database, client = (
        ledger.recorder.database,
        next(entry.client for entry in ledger.history() if entry.client),
    )
    costs = []
    for number in range(singles):
        event = InvoiceIssued(number=f"BENCH-{number}", amount=Decimal(10), currency="EUR")
        ledger.record(Draft(event, NOW, "bench", client))
        costs.append(timed(lambda: stored.catch_up(database, TODAY)))
    print(f"{'catching up after one entry':<42} {median(costs) * 1e3:>8.1f} ms")
    for what, where in (("one client", Filter((client,))), ("everybody", Filter())):
        for name in ALL:
            cost = median(timed(_asking(ledger, name, where)) for _ in range(5))
            print(f"{f'{name} of {what}, from pages':<42} {cost * 1e3:>8.1f} ms")
    past = date(2025, 6, 30)
    for name in ALL:
        cost = timed(_told(ledger, name, past))
        print(f"{f'{name} of everybody, as of {past}, from facts':<42} {cost:>8.2f} s")


def _asking(ledger: Ledger, name: str, where: Filter) -> Callable[[], object]:
    database = ledger.recorder.database
    return lambda: stored.answer(database, name, as_of=TODAY, known_at=NOW, where=where)


def _told(ledger: Ledger, name: str, day: date) -> Callable[[], object]:
    return lambda: answer(name, ledger.history, as_of=day, known_at=None, position=ledger.position)


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
            rebuilds(ledger, place)
            kept_up(ledger, 21)


if __name__ == "__main__":
    main()
