"""What the seal and the encryption of personal fields cost an append, in one run.

The same facts are recorded as the program records them, without the seal (its functions do nothing), and with
personal fields in clear. Rounds alternate; each share is the median of the rates of the rounds, in CPU time.

    python benchmarks/shares.py
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time
from unittest.mock import patch

from ledger import Draft, Ledger
from ledger.events import ClientRegistered, ContactAdded, InvoiceIssued, VisitHeld
from ledger.garbage_collector import own_process

CLIENTS = 100
BATCH = 1_000
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def clients() -> Iterator[Draft]:
    """Clients with a person each."""
    for index in range(CLIENTS):
        code = f"C{index:05}"
        yield Draft(ClientRegistered(code=code, name=f"Client {index}", currency="EUR"), NOW, "bench", code)
        yield Draft(
            ContactAdded(person=f"p-{index}", name=f"Person {index}", role="buyer"), NOW, "bench", code
        )


def invoice(number: int) -> Draft:
    """A fact without a personal field."""
    event = InvoiceIssued(
        number=f"I-{number}", amount=Decimal("125.50"), currency="EUR", due=NOW.date().replace(day=31)
    )
    return Draft(event, NOW, "bench", f"C{number % CLIENTS:05}", key=f"i:{number}")


def visit(number: int) -> Draft:
    """A fact about a person, whose text is encrypted."""
    index = number % CLIENTS
    event = VisitHeld(
        channel="visit",
        started_at=NOW,
        summary=f"We went through the price list, visit {number}",
        people=(f"p-{index}",),
    )
    return Draft(event, NOW, "bench", f"C{index:05}", key=f"v:{number}")


def rates(place: Path, draft: Callable[[int], Draft], batches: int, *, keys: Path | None) -> dict[str, float]:
    """Entries a second of CPU time, in batches and one by one."""
    with Ledger.create(str(place), clock=lambda: NOW, keys=keys) as ledger:
        ledger.record_many(clients())
        started = process_time()
        for batch in range(batches):
            ledger.record_many(draft(batch * BATCH + index) for index in range(BATCH))
        in_batches = process_time() - started
        singles = BATCH // 2
        started = process_time()
        for index in range(singles):
            ledger.record(draft(batches * BATCH + index))
        return {
            "in batches of 1,000": batches * BATCH / in_batches,
            "one by one": singles / (process_time() - started),
        }


def main() -> None:
    """Print the shares of the rates that remain."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", type=int, default=5)
    asked = parser.parse_args()
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(asked.rounds):
            place = Path(folder)
            for name, draft, keys, seal in (
                ("invoices, sealed", invoice, None, True),
                ("invoices, without the seal", invoice, None, False),
                ("visits, encrypted", visit, place / "keys", True),
                ("visits, in clear", visit, None, True),
            ):
                ledger = place / f"{number}-{name}.db"
                if seal:
                    found = rates(ledger, draft, asked.batches, keys=keys)
                else:
                    with patch("ledger.store.appending.extend", lambda *_: None):
                        found = rates(ledger, draft, asked.batches, keys=keys)
                runs.setdefault(name, []).append(found)
    for how in ("in batches of 1,000", "one by one"):
        found = {name: median(run[how] for run in each) for name, each in runs.items()}
        for name, rate in found.items():
            print(f"{how:<20} {name:<28} {rate:>9,.0f} entries a second of CPU time")
        for whole, without in (
            ("invoices, sealed", "invoices, without the seal"),
            ("visits, encrypted", "visits, in clear"),
        ):
            share = median(
                one[how] / other[how] for one, other in zip(runs[whole], runs[without], strict=True)
            )
            print(f"{how:<20} {whole} keep {share:.0%} of the rate of {without}")


if __name__ == "__main__":
    own_process()
    main()
