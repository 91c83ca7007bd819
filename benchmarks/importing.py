"""How fast a large file is imported, beside reading its rows with Python's csv module alone, in one run.

    python benchmarks/importing.py PATH/TO/uci_online_retail.csv.gz

The file is the public "Online Retail" data set; its mapping is ``examples/uci_online_retail.toml``.
"""

from __future__ import annotations

import csv
import gzip
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from ledger import Ledger
from ledger.garbage_collector import own_process
from ledger.importing import load_mapping, run_import

MAPPING = Path(__file__).parent.parent / "examples" / "uci_online_retail.toml"


def read_alone(path: Path) -> float:
    """Seconds to read every row and do nothing with it."""
    began = perf_counter()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    return perf_counter() - began


def main(path: Path) -> None:
    """Import twice into an empty ledger; print seconds, rows a second, the ratio and the peak of memory."""
    floor = read_alone(path)
    with tempfile.TemporaryDirectory() as place:
        for turn in ("first import", "second import"):
            url = f"{place}/ledger.db"
            made = Ledger if Path(url).exists() else Ledger.create
            with made(url, clock=lambda: datetime.now(UTC)) as ledger:
                began = perf_counter()
                report = run_import(ledger, [path], load_mapping(MAPPING), actor="bench")
                took = perf_counter() - began
            print(
                f"{turn:<14} {took:>6.1f} s {report.read / took:>8,.0f} rows/s {took / floor:>6.1f} x csv alone, "
                f"{sum(report.appended.values()):,} entries appended"
            )
    print(f"peak memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>6.0f} MB (Linux)")


if __name__ == "__main__":
    own_process()
    main(Path(sys.argv[1]))
