"""The peer's side of ``append.py``: the library's plain aggregates on eventsourcing_sqlalchemy 1.x.

Run by ``append.py`` in an environment of its own, because the peer needs SQLAlchemy below 2.1. Prints one
line of JSON: seconds for the batches, seconds for the single appends.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from time import perf_counter
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class Account(Aggregate):
    """A client's account, as the library's tutorial would write it."""

    @event("Registered")
    def __init__(self, code: str) -> None:
        self.code = code
        self.invoices: dict[str, tuple[Decimal, str, str]] = {}

    @event("InvoiceIssued")
    def invoice(self, number: str, amount: Decimal, currency: str, due: str) -> None:
        """Bill the client."""
        self.invoices[number] = (amount, currency, due)


def main(url: str, source: str, clients: int, batches: int, size: int, singles: int) -> None:
    """Append ``batches`` of ``size`` invoices over ``clients`` accounts, then ``singles`` one by one.

    With ``source`` "held" the accounts stay with the caller, who takes it that nobody else records. With
    "repository" they are asked of the library's repository for each save, its cache on: it looks for what
    others recorded, as ``Ledger`` does.
    """
    env = {"PERSISTENCE_MODULE": "eventsourcing_sqlalchemy", "SQLALCHEMY_URL": url}
    cache = {"AGGREGATE_CACHE_MAXSIZE": "1000", "DEEPCOPY_FROM_AGGREGATE_CACHE": "n"}
    app = Application[UUID](env=env | (cache if source == "repository" else {}))
    held = [Account(f"C{index:05}") for index in range(clients)]
    app.save(*held)

    def account(index: int) -> Account:
        return held[index] if source == "held" else app.repository.get(held[index].id)

    started = perf_counter()
    for batch in range(batches):
        accounts = [account(index) for index in range(clients)]
        for index in range(size):
            number = batch * size + index
            accounts[number % clients].invoice(str(number), Decimal("125.50"), "EUR", "2026-03-31")
        app.save(*accounts)
    in_batches = perf_counter() - started
    started = perf_counter()
    for index in range(singles):
        one = account(index % clients)
        one.invoice(f"S{index}", Decimal("125.50"), "EUR", "2026-03-31")
        app.save(one)
    print(json.dumps({"batches": in_batches, "singles": perf_counter() - started}))
    app.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
