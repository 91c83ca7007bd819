"""Folds partitions of entries into the rows of stored tables, each as a task of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from ledger.codec import decode
from ledger.entry import client_stream
from ledger.garbage_collector import uncollected
from ledger.store import partitions
from projections.policy import timetable
from projections.stored.executors import Executor
from projections.stored.generation import VERSIONS
from projections.stored.history_source import ClientHistory
from projections.stored.making.client_rows import refold
from projections.stored.partitions import job
from projections.stored.partitions.job import Plan, Progress, Task, TaskResult, Work, perform
from projections.stored.partitions.span_rows import SpanFiles

_WHAT: Final = "goodwill rows"


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
    about = exported.ledger["id"], exported.entries, exported.root
    plan = job.begin(rows, Plan(_WHAT, VERSIONS, *about, as_of, months, exported.partitions), keep_day=True)
    return job.finish(rows, plan, job.run(entries, rows, fold_partition, executor, progress))


@uncollected()
def fold_partition(task: Task) -> TaskResult:
    """Fold the clients of a partition, and write their rows."""
    return perform(task, _write)


def _write(work: Work) -> tuple[int, int]:
    """Write the rows of the clients of a partition, in order of their codes."""
    (folder, _, partition), plan, exported = work.task, work.plan, work.exported
    policies = timetable(map(decode, partitions.house_rows(Path(folder), exported)))
    found = partitions.client_rows(Path(folder), exported, partition or 0)
    with SpanFiles(work.place) as files:
        for client, rows in found.items():
            history = ClientHistory(client, client_stream(client), rows)
            files.add(refold(history, plan.as_of, policies, months=plan.months))
    return len(found), sum(map(len, found.values()))
