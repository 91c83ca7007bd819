"""A process of ``latency.py`` that records facts of its own, one by one, from a signal on.

It says "ready", waits for a line, and prints the seconds that each fact took, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter
from uuid import UUID

CLIENTS = 10
DUE = date(2026, 3, 31)


def goodwill(url: str, name: str) -> Callable[[int], object]:
    """Records an invoice through ``Ledger``."""
    from ledger import Draft, Ledger  # noqa: PLC0415 - the other side has no Goodwill
    from ledger.events import ClientRegistered, InvoiceIssued  # noqa: PLC0415

    ledger = Ledger(url, clock=lambda: datetime.now(UTC))
    now, codes = datetime.now(UTC), [f"{name}-{index}" for index in range(CLIENTS)]
    ledger.record_many(
        Draft(ClientRegistered(code=code, name=code, currency="EUR"), now, "bench", code) for code in codes
    )

    def record(number: int) -> object:
        code = codes[number % CLIENTS]
        event = InvoiceIssued(number=f"{name}-I{number}", amount=Decimal("125.50"), currency="EUR", due=DUE)
        return ledger.record(Draft(event, now, "bench", code, key=f"{name}:{number}"))

    return record


def library(url: str, _name: str) -> Callable[[int], object]:
    """Saves an event of an aggregate through the library's application, on its own recorder."""
    from eventsourcing.application import Application  # noqa: PLC0415 - as above

    from benchmarks.peer_append import Account  # noqa: PLC0415

    app = Application[UUID](env=json.loads(url))
    accounts = [Account(f"A{index}") for index in range(CLIENTS)]
    app.save(*accounts)

    def record(number: int) -> object:
        account = accounts[number % CLIENTS]
        account.invoice(str(number), Decimal("125.50"), "EUR", DUE.isoformat())
        return app.save(account)

    return record


def main(side: str, url: str, name: str, count: str) -> None:
    """Wait for the signal, and record."""
    record = {"goodwill": goodwill, "library": library}[side](url, name)
    print("ready", flush=True)
    sys.stdin.readline()
    took = []
    for number in range(int(count)):
        started = perf_counter()
        record(number)
        took.append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
