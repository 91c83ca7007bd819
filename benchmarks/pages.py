"""How long pages of the browser take inside the process, on a ledger with stored views.

    goodwill --ledger DEMO.db demo --clients 1000 --events 200000
    goodwill --ledger DEMO.db replay
    python benchmarks/pages.py DEMO.db

It asks for the first page and for the page of a client: of a server that has just begun, again, and after
one more entry of that client. The client is one with the middle number of entries. Milliseconds are those of
the processor, the least of the rounds; the first page of a process is made once. It works on a copy.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

from werkzeug.test import Client

from commands.web.app import application
from commands.web.guard import Guard
from commands.web.source import Source
from ledger import Draft, Ledger
from ledger.events import InvoiceIssued
from ledger.garbage_collector import own_process

DAY = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
ROUNDS = 5


def milliseconds(site: Client, url: str) -> float:
    """Of the processor, for a page that is answered."""
    started = process_time()
    found = site.get(url)
    took = (process_time() - started) * 1e3
    if found.status_code != 200:  # noqa: PLR2004 - a page that there is
        raise SystemExit(f"{url}: {found.status}")
    return took


def in_the_middle(ledger: Ledger) -> str:
    """The client with the middle number of entries."""
    counts: Counter[str] = Counter(
        code for (code,) in ledger.database.select("SELECT client FROM entries") if code is not None
    )
    return sorted(counts, key=lambda code: (counts[code], code))[len(counts) // 2]


def one_more(ledger: Ledger, client: str, number: int) -> None:
    """Record an invoice of a client."""
    event = InvoiceIssued(number=f"PAGES-{number}", amount=Decimal(1), currency="EUR", due=None)
    ledger.record(Draft(event, datetime(2026, 6, 30, 12, tzinfo=UTC), "ana", client))


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("ledger", type=Path, help="a SQLite ledger with stored views")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "goodwill.db"
        shutil.copyfile(wanted.ledger, copy)
        with Ledger(str(copy), clock=lambda: NOW) as ledger:
            client = in_the_middle(ledger)
            site = Client(Guard(application(Source(ledger, ledger.database)).wsgi_app))
            pages = {"house": f"/?as_of={DAY}", "client": f"/client?client={client}&as_of={DAY}"}
            for name, url in reversed(pages.items()):
                print(
                    f"{name + ', the first of a process':<42}{milliseconds(site, url):>10.1f} ms", flush=True
                )
            for name, url in pages.items():
                again = min(milliseconds(site, url) for _ in range(ROUNDS))
                print(f"{name + ', again':<42}{again:>10.1f} ms", flush=True)
            for at, (name, url) in enumerate(pages.items()):
                times = []
                for number in range(ROUNDS):
                    one_more(ledger, client, at * ROUNDS + number)
                    times.append(milliseconds(site, url))
                print(f"{name + ', after one more entry':<42}{min(times):>10.1f} ms", flush=True)
            print(f"{'memory':<42}{getrusage(RUSAGE_SELF).ru_maxrss // 1024:>10,} MB")


if __name__ == "__main__":
    own_process()
    main()
