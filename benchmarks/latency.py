"""How long one fact takes to be recorded while eight processes record, beside the library's own recorders.

Each process records facts of its own, one by one. Goodwill's side makes each event, judges it by the rules,
seals it and appends it through ``Ledger``. The other side saves an event of a plain aggregate through the
library's application on its own recorder for the same database; it judges nothing and seals nothing. Rounds
alternate. Times are of the clock on the wall, since waiting for each other is what is measured.

    make bench
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from sqlalchemy.engine import make_url

from benchmarks.append import PEER, databases
from ledger import Ledger

ROOT = Path(__file__).parent.parent
PROCESSES = 8


def library_settings(url: str) -> str:
    """The library's settings for a database that ``append.databases`` names, as JSON."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        return json.dumps({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": made.database})
    query = {"POSTGRES_HOST": made.query.get("host", made.host), "POSTGRES_PORT": str(made.port or 5432)}
    names = {
        "POSTGRES_DBNAME": made.database,
        "POSTGRES_USER": made.username,
        "POSTGRES_PASSWORD": made.password or "x",
    }
    return json.dumps({"PERSISTENCE_MODULE": "eventsourcing.postgres", **query, **names})


def run(side: str, url: str, count: int, processes: int = PROCESSES) -> tuple[list[float], float]:
    """The seconds of each fact of all processes, and facts a second."""
    python = sys.executable if side == "goodwill" else str(PEER)
    workers = [
        subprocess.Popen(  # noqa: S603 - our own script
            [python, "-m", "benchmarks.latency_worker", side, url, f"W{number}", str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for number in range(processes)
    ]  # fmt: skip
    pipes = [(one.stdin, one.stdout) for one in workers if one.stdin and one.stdout]
    for _, answers in pipes:
        answers.readline()
    started = perf_counter()
    for begin, _ in pipes:
        begin.write("go\n")
        begin.flush()
    took = [seconds for _, answers in pipes for seconds in json.loads(answers.readline())]
    wall = perf_counter() - started
    for one in workers:
        one.communicate()
    return took, len(took) / wall


def measure(side: str, new_url: Callable[[], str], rounds: int, count: int) -> None:
    """Print a line for one side."""
    took: list[float] = []
    rates: list[float] = []
    for _ in range(rounds):
        url = new_url()
        if side == "goodwill":
            Ledger.create(url, clock=lambda: datetime.now(UTC)).close()
        else:
            url = library_settings(url)
            run(side, url, 1, processes=1)  # the library makes its tables when it is first used,
            url = json.dumps({**json.loads(url), "CREATE_TABLE": "n"})  # by one process at a time
        each, rate = run(side, url, count)
        took += each
        rates.append(rate)
    cuts = quantiles(took, n=100)
    figures = " ".join(f"{one * 1e3:>9.2f}" for one in (cuts[49], cuts[94], cuts[98], max(took)))
    print(f"{side:<10} {figures} ms {sum(rates) / len(rates):>9,.0f} a second")


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=100)
    asked = parser.parse_args()
    if not PEER.exists():
        sys.exit("the peer's environment is missing; `make bench` makes it")
    with databases() as kinds:
        for name, new_url in kinds.items():
            print(
                f"{name}, {PROCESSES} processes\n{'':<10} {'median':>9} {'95 %':>9} {'99 %':>9} {'most':>9}"
            )
            for side in ("goodwill", "library"):
                measure(side, new_url, asked.rounds, asked.count)


if __name__ == "__main__":
    main()
