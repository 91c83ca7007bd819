"""Folds partitions of entries into rows, each as a task of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ledger.codec import decode
from ledger.collector import uncollected
from ledger.entry import client_stream
from ledger.store import partitions
from ledger.store.partitions import Partitions
from ledger.store.placing import PlaceTaken, appearing
from projections.policy import timetable
from projections.stored.executors import Executor
from projections.stored.history_source import ClientHistory
from projections.stored.making.client_rows import ClientRows, refold
from projections.stored.partitions.folder import (
    Part,
    Plan,
    begin,
    finish,
    place_of,
    read_part,
    read_plan,
    write_part,
)

Progress = Callable[[int, int, int], None]
"""Called with the number of partitions done, the number of all, and the number of entries read."""


class Task(NamedTuple):
    """A partition to fold.

    Attributes:
        entries: the folder of exported entries.
        rows: the folder of rows.
    """

    entries: str
    rows: str
    partition: int


def fold(
    entries: Path,
    rows: Path,
    as_of: date,
    executor: Executor,
    *,
    months: bool = True,
    progress: Progress = lambda _done, _total, _entries: None,
) -> Plan:
    """Make rows of all partitions, or of those that are not there yet.

    Args:
        entries: the folder of exported entries.
        rows: a new folder, or one in which the same computation was begun.
        as_of: today; a computation that was begun keeps its day.
        executor: where the tasks run; every machine has to see both folders under these names.
        months: whether to make rows of month-ends.
        progress: called after each partition.

    Raises:
        PlaceTaken: there is something else at the place of the rows.
        Unreadable: the entries are not what was exported, or the rows are made of something else.
        Deserted: worker processes were ended from outside.
        OSError: the rows cannot be written.
    """
    exported = partitions.read_manifest(entries)
    plan = begin(rows, Plan.of(exported, as_of, months=months))
    found = {number: read_part(rows, number) for number in range(plan.partitions)}
    parts = {number: part for number, part in found.items() if part}
    tasks = [Task(str(entries), str(rows), number) for number in found if number not in parts]
    for task, part in executor.run(fold_partition, tasks):
        parts[task.partition] = part
        progress(len(parts), plan.partitions, sum(one.entries for one in parts.values()))
    return finish(rows, plan, [parts[number] for number in sorted(parts)])


@uncollected()
def fold_partition(task: Task) -> Part:
    """Fold the clients of a partition, and write their rows; nothing, if another process did meanwhile."""
    folder, plan = Path(task.rows), read_plan(Path(task.rows))
    exported = partitions.read_manifest(Path(task.entries)).upto(plan.entries)
    try:
        with appearing(place_of(folder, task.partition)) as beside:
            return write_part(beside, _rows(task, exported, plan))
    except PlaceTaken:
        if (part := read_part(folder, task.partition)) is None:
            raise
        return part


def _rows(task: Task, exported: Partitions, plan: Plan) -> Iterator[tuple[ClientRows, int]]:
    """The rows of the clients of a partition in order of their codes, each with its number of entries."""
    folder = Path(task.entries)
    policies = timetable(map(decode, partitions.house_rows(folder, exported)))
    for client, rows in partitions.client_rows(folder, exported, task.partition).items():
        history = ClientHistory(client, client_stream(client), rows)
        yield refold(history, plan.as_of, policies, months=plan.months), len(rows)
