"""A large ledger in little time: the clients of a small generated one, again and again under other codes.

Their lives repeat, so it is no portfolio to look at; what a fold has to do for a client is the same.

    python -m benchmarks.bulk LEDGER.db --entries 2000000
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

from benchmarks.replay import made
from ledger.codec import Row
from ledger.corrections import CORRECTIONS
from ledger.entry import client_stream, entry_id, version_in
from ledger.garbage_collector import own_process
from ledger.store import moving, open_database
from ledger.store.opening import about_new
from ledger.store.reading import Reader
from ledger.times import stamp

_CODE = re.compile(r'"([A-Z]{2}-\d{4})"')
_STEP = timedelta(microseconds=1)
SEED = 100_000
"""Entries of the ledger whose clients are repeated; 100 for each client."""


class Contents(NamedTuple):
    """What the ledger says of itself, as ``moving.Contents``."""

    ledger: dict[str, str]
    entries: int
    people: list[tuple[str, str, str, bytes]]


def enlarged(rows: list[Row], entries: int) -> Iterator[Row]:
    """The rows of a ledger, and then those of its clients again until there are so many entries."""
    yield from rows
    position, moment = rows[-1].position, datetime.fromisoformat(rows[-1].recorded_at)
    own = [row for row in rows if row.client]
    for turn in count(1):
        streams = {row.stream: client_stream(f"{row.client}-{turn}") for row in own}
        for row in own:
            if position >= entries:
                return
            position, moment = position + 1, moment + _STEP
            yield row._replace(
                position=position,
                recorded_at=stamp(moment),
                stream=streams[row.stream],
                client=f"{row.client}-{turn}",
                key=row.key and f"{row.key}-{turn}",
                state=_state(row, turn, streams),
            )


def _state(row: Row, turn: int, streams: Mapping[UUID, UUID]) -> str:
    """The fields of an event, about the client of another code."""
    state = _CODE.sub(rf'"\1-{turn}"', row.state)
    if row.kind not in CORRECTIONS:
        return state
    fields = json.loads(state)
    version = version_in(row.stream, UUID(fields["entry"])) or 0
    return json.dumps({**fields, "entry": str(entry_id(streams[row.stream], version))}, ensure_ascii=False)


def large(place: Path, entries: int) -> None:
    """Make a ledger of so many entries."""
    with tempfile.TemporaryDirectory() as name:
        seed = Path(name) / "seed.db"
        made(seed, min(SEED, entries), max(10, min(SEED, entries) // 100))
        with closing(open_database(str(seed))) as database:
            rows = [*Reader(database).rows()]
    moving.make(str(place), Contents(about_new(), entries, []), enlarged(rows, entries), place)


def main() -> None:
    """Make a ledger and print how long it took."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("ledger", type=Path)
    words.add_argument("--entries", type=int, default=2_000_000)
    asked = words.parse_args()
    began = perf_counter()
    large(asked.ledger, asked.entries)
    print(f"{asked.entries:,} entries in {perf_counter() - began:.0f} s")


if __name__ == "__main__":
    own_process()
    main()
