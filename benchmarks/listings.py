"""How long each listing takes inside the process from stored views, beside the same from the facts.

    goodwill --ledger DEMO.db demo --clients 1000 --events 200000
    goodwill --ledger DEMO.db replay
    python benchmarks/listings.py DEMO.db [--facts] [--only "health,sales by product"]

It asks each listing about all clients: for the last day of the portfolio, for a day in the past, and for that
day as it was known before the last entries of one client in a hundred; and for the last day about the clients
of one manager, and about those of one territory of at most 200, where a listing can be about one.

With ``--facts`` it asks the first and the second of a copy of the ledger without stored views too.
Milliseconds are those of the processor, the least of the rounds.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import process_time
from typing import Final

import goodwill
from ledger import Ledger
from ledger.garbage_collector import own_process
from projections import Answer
from projections.history import Horizon
from projections.stored.answering import directory as stored_directory

DAY: Final = date(2026, 6, 30)
PAST: Final = date(2025, 4, 17)
NOW: Final = datetime(2027, 1, 1, tzinfo=UTC)
_ROUNDS: Final = 3
_FEW: Final = 200  # clients
_LONG: Final = 5e3  # milliseconds; what takes longer is asked once

LISTINGS: Final[dict[str, Callable[..., Answer]]] = {
    "health": goodwill.health,
    "loyalty": goodwill.loyalty,
    "receivables": goodwill.receivables,
    "pipeline": goodwill.pipeline,
    "pipeline --closed": goodwill.pipeline_closed,
    "objections": goodwill.objections,
    "contracts": goodwill.contracts,
    "discounts": goodwill.discounts,
    "market": goodwill.market,
    "activity": partial(goodwill.activity, by="manager"),
    "sales": goodwill.sales,
    "sales by product": partial(goodwill.sales, by="product"),
    "orders": goodwill.orders,
    "returns": goodwill.returns,
    "plan": goodwill.plan,
    "key-accounts": goodwill.key_accounts,
    "lifetime": goodwill.lifetime,
    "agenda": goodwill.agenda,
    "people": goodwill.people,
    "prospects": goodwill.prospects,
    "cover": goodwill.cover,
    "pay": goodwill.pay,
}
"""The listings by the names of their commands."""


def milliseconds(ask: Callable[[], Answer]) -> tuple[float, int]:
    """Of the processor, the least of the rounds; and the number of rows."""
    times: list[float] = []
    while len(times) < _ROUNDS and (not times or times[0] < _LONG):
        began = process_time()
        answer = ask()
        times.append((process_time() - began) * 1e3)
    return min(times), len(answer.rows)


def earlier(ledger: Ledger, part: float) -> datetime | None:
    """The moment before the last entries of this part of the clients."""
    rows = ledger.database.select("SELECT client, recorded_at FROM entries ORDER BY position DESC")
    every, changed = {client for client, _ in rows}, set[str]()
    for client, recorded_at in rows:
        if len(changed) >= part * len(every):
            return datetime.fromisoformat(recorded_at)
        changed |= {client} - {None}
    return None


def territory(ledger: Ledger) -> str | None:
    """That with the most clients among those with at most 200; None if there is none."""
    clients = stored_directory(ledger.database, Horizon(DAY, None, ledger.position)) or {}
    counted = Counter(client.territory for client in clients.values())
    few = {place: count for place, count in counted.items() if count <= _FEW}
    return max(few, key=lambda place: few[place], default=None)


def without_views(ledger: Path, place: Path) -> Path:
    """A copy of a ledger whose stored views are not in use."""
    copy = place / "facts.db"
    shutil.copyfile(ledger, copy)
    with sqlite3.connect(copy) as base:
        base.execute("UPDATE views_generations SET current = 0")
    base.close()
    return copy


def main() -> None:
    """Print a line for each listing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("ledger", type=Path, help="a SQLite ledger with stored views")
    parser.add_argument("--facts", action="store_true", help="ask a ledger without stored views too")
    parser.add_argument("--only", help="the listings, with commas between")
    wanted = parser.parse_args()
    names = wanted.only.split(",") if wanted.only else [*LISTINGS]
    heads = ["ms", "rows", "past", "known earlier", "one manager", "rows", "one territory", "rows"]
    print(f"{'':<18}", *(f"{head:>14}" for head in heads + ["facts", "past"] * wanted.facts))
    with tempfile.TemporaryDirectory() as place, Ledger(str(wanted.ledger), clock=lambda: NOW) as ledger:
        moment = earlier(ledger, 0.01)
        manager, place_of_few = goodwill.plan(ledger, as_of=DAY).rows[0].group, territory(ledger)
        other = str(without_views(wanted.ledger, Path(place))) if wanted.facts else str(wanted.ledger)
        with Ledger(other, clock=lambda: NOW) as facts:
            for name in names:
                ask = partial(LISTINGS[name], ledger)
                now, rows = milliseconds(partial(ask, as_of=DAY))
                past, _ = milliseconds(partial(ask, as_of=PAST))
                known, _ = milliseconds(partial(ask, as_of=PAST, known_at=moment))
                one, own = milliseconds(partial(ask, as_of=DAY, manager=manager))
                line = [f"{now:.0f}", f"{rows:,}", f"{past:.0f}", f"{known:.0f}", f"{one:.0f}", f"{own:,}"]
                try:
                    few, here = milliseconds(partial(ask, as_of=DAY, territory=place_of_few))
                    line += [f"{few:.0f}", f"{here:,}"]
                except ValueError:  # pay is for all clients of a manager
                    line += ["", ""]
                for day, quick in ((DAY, now), (PAST, past)) if wanted.facts else ():
                    slow, _ = milliseconds(partial(LISTINGS[name], facts, as_of=day))
                    line.append(f"{slow:.0f} = {slow / quick:.0f} x")
                print(f"{name:<18}", *(f"{cell:>14}" for cell in line), flush=True)


if __name__ == "__main__":
    own_process()
    main()
