"""A process of its own that writes to a ledger or counts from it, for the tests to run twice or to kill.

python tests/helpers/store_worker.py append URL NAME BATCHES SIZE    says "done N" after each batch that is
recorded python tests/helpers/store_worker.py count URL NAME UPTO             says how many positions it
counted itself
"""

from __future__ import annotations

import sys
from uuid import uuid4

from eventsourcing.persistence import IntegrityError, Tracking

from ledger import store
from ledger.codec import Row


def batch(name: str, number: int, size: int) -> list[Row]:
    """Rows whose keys say which writer wrote them, in which batch."""
    stream, moment = uuid4(), "2026-03-02T08:00:00.000000+00:00"
    return [
        Row(0, stream, version, "visit.made", 1, "ACME", moment, moment, name, None, key, None, None, "{}")
        for version, key in enumerate((f"{name}/{number}/{part}" for part in range(size)), start=1)
    ]


def append(recorder: store.Recorder, name: str, batches: int, size: int) -> None:
    """Record batch after batch, and say so after each."""
    sys.stdout.write("ready\n")
    for number in range(batches):
        recorder.append(batch(name, number, size))
        sys.stdout.write(f"done {number}\n")
        sys.stdout.flush()


def count(recorder: store.Recorder, name: str, upto: int) -> None:
    """Move a checkpoint from position to position, and count the moves that were this process's own."""
    counted = 0
    while (position := (recorder.max_tracking_id(name) or 0) + 1) <= upto:
        try:
            recorder.insert_tracking(Tracking(name, position))
        except IntegrityError:
            continue
        counted += 1
    sys.stdout.write(f"{counted}\n")


def main(task: str, url: str, name: str, *numbers: str) -> None:
    """Do one task."""
    recorder = store.open_recorder(url)
    if task == "append":
        append(recorder, name, int(numbers[0]), int(numbers[1]))
    else:
        count(recorder, name, int(numbers[0]))
    recorder.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
