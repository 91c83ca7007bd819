"""Views made from partitions of entries, by several processes or machines."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ledger.money import exact
from projections.stored.executors import Executor, pool

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from ledger.store.partitions import Partitions
    from projections.stored import Rebuilt
    from projections.stored.partitions.job import Plan, Progress


def executor(
    engine: Literal["processes", "ray"] = "processes", *, jobs: int | None = None, address: str | None = None
) -> Executor:
    """What runs tasks: processes of this machine, or a Ray cluster.

    Args:
        engine: which of them.
        jobs: how many processes, one if left out; how many at a time on a Ray cluster of this machine.
        address: of a Ray cluster that is there; None: one of this machine lives as long as the tasks.

    Raises:
        NoRay: Ray is not installed, or no cluster listens at the address.
    """
    if engine == "ray":
        from projections.stored.ray_cluster import RayCluster

        cluster = RayCluster(jobs, address)
        cluster.check()
        return cluster
    return pool(jobs or 1)


@exact
def tables_of_partitions(
    entries: Path | str,
    folder: Path | str,
    *,
    as_of: date,
    runs: Executor,
    keep_day: bool = False,
    progress: Progress = lambda _done, _total, _entries: None,
) -> Plan:
    """Write the tables of ``export_tables`` from exported entries, as Parquet. No ledger is needed.

    Each partition has a folder with a file for each table that has rows in it. Columns with personal data are
    left out.

    Args:
        entries: a folder that ``export_partitions`` wrote.
        folder: a new folder, or one in which this was begun and did not end; what is there is not made again.
        as_of: the day.
        runs: what runs the tasks, as ``executor`` gives it.
        keep_day: whether to go on with what was begun for another day.
        progress: called after each partition.

    Raises:
        PlaceTaken: there is something else already.
        Unreadable: the entries are not what was exported, or the tables are made of something else.
        Deserted: worker processes were ended from outside.
        NoRay: Ray is not installed, or its cluster cannot be reached.
        NoParquet: pyarrow is not installed.
        OSError: the tables cannot be written.
    """
    runs.prepare("reporting.feed.partitioned")
    from reporting.feed.partitioned import write_partitioned

    return write_partitioned(Path(entries), Path(folder), as_of, runs, keep_day=keep_day, progress=progress)


@exact
def replay_partitions(
    ledger: EntryLog,
    entries: Path | str,
    *,
    views: str | None = None,
    runs: Executor,
    months: bool = True,
    progress: Progress = lambda _done, _total, _entries: None,
) -> Rebuilt | None:
    """Make the stored views again from exported entries, and put them in the place of those in use.

    The rows lie in the folder of entries until all of them are in the database. If this process is killed,
    the next call goes on where it was. What the ledger recorded after the export is taken in later, as usual.

    Args:
        ledger: the one whose entries were exported.
        entries: a folder that ``export_partitions`` wrote.
        views: where the views lie: a path or a URL of SQLite or PostgreSQL; None: in the ledger's database.
        runs: what runs the tasks, as ``executor`` gives it.
        months: whether to make rows of month-ends.
        progress: called after each partition.

    Raises:
        Unreadable: the entries are not what was exported, or the folder is of another ledger.
        Deserted: worker processes were ended from outside.
        NoRay: Ray is not installed, or its cluster cannot be reached.
        OSError: the rows cannot be written.
        Superseded, OtherViews: as for ``replay``.
    """
    runs.prepare("projections.stored.partitions.folding")
    from goodwill.asking import stored_views
    from goodwill.moments import today
    from ledger.store.partitions import read_manifest
    from projections.stored import rebuild
    from projections.stored.partitions.folding import fold
    from projections.stored.partitions.gathering import FromRows

    rows = _rows_within(Path(entries), read_manifest(Path(entries)), months=months)
    with stored_views(views, ledger):
        pass  # it raises for a place that nobody reaches before anything is folded
    plan = fold(Path(entries), rows, today(ledger), runs, months=months, progress=progress)
    made = rebuild(ledger.url, plan.as_of, views=views, filling=FromRows(rows, plan), months=months)
    shutil.rmtree(rows)
    return made


def _rows_within(entries: Path, manifest: Partitions, *, months: bool) -> Path:
    """The folder for the rows of exported entries, of which no other computation has the name."""
    from projections.stored.generation import VERSIONS

    of = hashlib.sha256(f"{VERSIONS} {manifest.entries} {manifest.root} {months}".encode()).hexdigest()
    return entries / f"rows-{of[:16]}"
