"""What each view costs a rebuild of the stored views: an entry that it reads, and one that it does not.

Each view is rebuilt alone, in a process that knows no other: it costs the time of a processor beyond that of
a rebuild without views, which reads and decodes the same entries. What views share, each of them pays here.
An entry that a view does not read costs what the view takes of a ledger that has only such entries.

    python benchmarks/views.py --entries 10000 --clients 100
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.replay import NOW, made
from ledger import Ledger
from ledger.garbage_collector import own_process
from projections import ALL

FIRST = ("health", "loyalty", "receivables")
"""The views that there were before stored views had days, so that a rebuild of them can be compared."""

_ALONE = """
import json, shutil, sqlite3, sys
from contextlib import closing
from datetime import date
from time import process_time
from projections.framework import registry
from ledger.garbage_collector import own_process
from projections.framework.fold import kinds_of
if __name__ == "__main__":
    own_process()
    place, copy, rounds, wanted, unread = sys.argv[1:]
    READ = kinds_of([view.fold for view in registry.ALL.values()])
    for name in {*registry.REGISTER} - {*wanted.split()}:
        del registry.REGISTER[name]
    own = kinds_of([view.fold for view in registry.ALL.values()]) if unread else frozenset()
    from projections.stored import rebuild
    from projections.stored.history_source import ClientHistory
    decoded = ClientHistory.facts
    def facts(history, kinds):
        found, since = decoded(history, READ)
        return [fact for fact in found if fact.event.kind not in own], since
    ClientHistory.facts = facts
    costs = []
    for _ in range(int(rounds)):
        shutil.copyfile(place, copy)
        started = process_time()
        rebuild(copy, date(2026, 7, 1))
        costs.append(process_time() - started)
    with closing(sqlite3.connect(copy)) as database:
        for (fault,) in database.execute("SELECT fault FROM views_1_known WHERE fault IS NOT NULL"):
            raise SystemExit(fault)
        size = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'views_%' OR name LIKE 'sqlite_autoindex_views_%'"
        print(json.dumps({"seconds": min(costs), "bytes": database.execute(size).fetchone()[0] or 0}))
"""


class Cost(NamedTuple):
    """What a rebuild costs: seconds of a processor, and bytes of its tables."""

    seconds: float
    bytes: int


class Bench(NamedTuple):
    """A ledger to rebuild the views of, and how often."""

    place: Path
    rounds: int

    def cost(self, *views: str, unread: bool = False) -> Cost:
        """The least that a rebuild of some views costs.

        Args:
            views: their names, of all that the process knows.
            unread: whether the ledger is read without the entries that these views read.
        """
        script, copy = self.place.with_name("alone.py"), self.place.with_name("copy.db")
        script.write_text(_ALONE, encoding="utf-8")
        asked = [str(self.place), str(copy), str(self.rounds), " ".join(views), "unread" * unread]
        command = [sys.executable, str(script), *asked]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
        return Cost(**json.loads(done.stdout))


def printed(bench: Bench, ledger: Ledger) -> None:
    """Print a line for each view, and one for all together."""
    kinds = [entry.kind for entry in ledger.history()]
    nothing = bench.cost()
    names = [view.name for view in ALL.values()]
    print(f"{len(kinds):,} entries; without views {nothing.seconds / len(kinds) * 1e6:.1f} us an entry")
    print(
        f"{'view':<14} {'reads':>7} {'us an entry read':>17} {'us one not read':>16} {'bytes an entry':>15}"
    )
    for name in names:
        own = {kind.kind for kind in ALL[name].reads}
        read = sum(kind in own for kind in kinds)
        alone, idle = bench.cost(name), bench.cost(name, unread=True)
        rest = max(idle.seconds - nothing.seconds, 0.0)
        print(
            f"{name:<14} {read:>7,} {(alone.seconds - nothing.seconds - rest) / read * 1e6:>17.1f} "
            f"{rest / (len(kinds) - read) * 1e6:>16.1f} {(alone.bytes - nothing.bytes) / len(kinds):>15.1f}",
            flush=True,
        )
    for what, together in ((", ".join(FIRST), FIRST), ("all views", names)):
        whole = bench.cost(*together)
        each = whole.seconds / len(kinds) * 1e6, whole.bytes / len(kinds)
        print(f"{what} together: {each[0]:.1f} us an entry, {each[1]:.0f} bytes an entry")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "bench.db"
        made(place, asked.entries, asked.clients)
        with Ledger(str(place), clock=lambda: NOW) as ledger:
            printed(Bench(place, asked.rounds), ledger)


if __name__ == "__main__":
    own_process()
    main()
