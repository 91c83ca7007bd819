"""How many entries a second `goodwill verify` verifies, beside a bare loop, the least that Python needs.

The bare loop fetches the columns of the same rows and hashes two texts for each: its state for the leaf, and
65 bytes for the tree. Rounds alternate, in CPU time of one core; the database's own check, which `verify`
runs beside, is in it. A person waits less than that where a second core is free: the last line.

    python benchmarks/verify.py LEDGER.db --keys KEYS
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from goodwill import Keyring, Ledger, verify
from ledger.garbage_collector import own_process
from ledger.proof import LEAF, NODE
from ledger.store.reading import BY_POSITION

PAGE = 256


def bare(ledger: Ledger) -> float:
    """Seconds of the bare loop."""
    started = process_time()
    for after in range(0, ledger.position, PAGE):
        rows = ledger.database.select(BY_POSITION, (after, after + PAGE))
        leaves = [sha256(LEAF + row[-1].encode()).digest() for row in rows]
        [sha256(NODE + leaf + leaf).digest() for leaf in leaves]
    return process_time() - started


def whole(ledger: Ledger, keyring: Keyring) -> tuple[float, float]:
    """Seconds of the verification, with the database's own check: of CPU time, and by the clock."""
    started, begun = process_time(), perf_counter()
    if verify(ledger, keyring).faults:
        raise SystemExit("the ledger does not verify")
    return process_time() - started, perf_counter() - begun


def main() -> None:
    """Print both rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("ledger")
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with Ledger(options.ledger, clock=lambda: datetime.now(UTC), keys=options.keys) as ledger:
        keyring = Keyring(options.keys, ledger.database.ledger_id)
        rounds = [(*whole(ledger, keyring), bare(ledger)) for _ in range(options.rounds)]
        entries = ledger.position
    verified, waited, least = (entries / median(seconds) for seconds in zip(*rounds, strict=True))
    print(f"verify     {verified:>11,.0f} entries a second")
    print(f"bare loop  {least:>11,.0f} entries a second")
    print(f"ratio      {median(loop / all_of_it for all_of_it, _, loop in rounds):>11.2f}")
    print(f"by the clock {waited:>9,.0f} entries a second")


if __name__ == "__main__":
    own_process()
    main()
