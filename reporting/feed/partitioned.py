"""The tables of the catalogue from partitions of entries: a task for each, and one for all together.

    DIR/datapackage.json    describes the tables: the files of each, its columns, key and references
    DIR/0000/, 0001/, ...   the rows of the clients of a partition: documents.parquet, visits.parquet, ...
    DIR/together/           the rows that belong to no client, and those that compare clients

A task of the first stage folds the clients of a partition, and leaves what the second stage needs in files
beside the rows; see ``folded``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec

from ledger.codec import decode
from ledger.entry import HOUSE, Entry
from ledger.errors import Unreadable
from ledger.garbage_collector import collected_by_hand, uncollected
from ledger.store import partitions
from ledger.store.partitions import Partitions
from ledger.store.placing import new_file
from projections.history import Horizon
from projections.stored.executors import Executor
from projections.stored.generation import VERSIONS
from projections.stored.partitions import job
from projections.stored.partitions.job import Plan, Progress, Task, TaskResult, Work, checked, perform
from reporting.catalogue.plan_rows import Sums
from reporting.catalogue.shape import VERSION
from reporting.catalogue.tables import chosen
from reporting.feed.folded import Folding, in_portions
from reporting.feed.folder import write_descriptor, write_tables
from reporting.feed.reading import Seen

_WHAT: Final = "goodwill tables"
_SEEN: Final = "seen.json"
_COUNTED: Final = "counted.json"


def write_partitioned(
    entries: Path,
    folder: Path,
    as_of: date,
    executor: Executor,
    *,
    keep_day: bool = False,
    progress: Progress = lambda _done, _total, _entries: None,
) -> Plan:
    """Write every table of the catalogue, without personal data, to a folder of Parquet files.

    Args:
        entries: the folder of exported entries.
        folder: a new one, or one in which the same was begun.
        as_of: the day.
        executor: where the tasks of partitions run; every machine has to see both folders under these names.
        keep_day: whether to go on with what was begun for another day.
        progress: called after each partition.

    Raises:
        PlaceTaken: there is something else already.
        Unreadable: the entries are not what was exported, or the tables are made of something else.
        Deserted: worker processes were ended from outside.
        NoParquet: pyarrow is not installed.
        OSError: the tables cannot be written.
    """
    exported = partitions.read_manifest(entries)
    about = f"{VERSIONS} schema {VERSION}", exported.ledger["id"], exported.entries, exported.root
    plan = job.begin(
        folder, Plan(_WHAT, *about, as_of, months=False, partitions=exported.partitions), keep_day=keep_day
    )
    parts = job.run(entries, folder, tables_of_partition, executor, progress)
    together = tables_together(Task(str(entries), str(folder), None))
    found = [(job.place_of(Path(), number), part) for number, part in enumerate(parts)]
    found.append((job.place_of(Path(), None), together))
    write_descriptor(
        folder,
        "parquet",
        {
            table: [(place / name).as_posix() for place, part in found for name in _files(part, table.name)]
            for table in chosen()
        },
    )
    return job.finish(folder, plan, parts, together)


def _files(part: TaskResult, table: str) -> list[str]:
    """The files of a table in what a task made."""
    return [name for name in part.sha256 if name.endswith(f"/{table}.parquet") or name == f"{table}.parquet"]


@uncollected()
def tables_of_partition(task: Task) -> TaskResult:
    """Write the rows of the clients of a partition, and what those are made of that compare clients."""
    return perform(task, _write_clients)


@collected_by_hand()
def tables_together(task: Task) -> TaskResult:
    """Write the rows that depend on more than one client; the partitions are there."""
    return perform(task, _write_together)


def _write_clients(work: Work) -> tuple[int, int]:
    found = partitions.client_entries(Path(work.task.entries), work.exported, work.task.partition or 0)
    folding = _folding(work)
    portions = in_portions(map(decode, rows) for rows in found.values())
    write_tables(
        work.place, "parquet", chosen(folding.first), chain.from_iterable(map(folding.rows, portions))
    )
    for name, content in (
        (_SEEN, folding.seen),
        (_COUNTED, folding.counted and folding.counted.sums),
        *((_file(name), kept) for name, kept in folding.kept.items()),
    ):
        with new_file(work.place / name) as file:
            file.write(msgspec.json.encode(content, order="deterministic"))
    return len(found), sum(map(len, found.values()))


def _write_together(work: Work) -> tuple[int, int]:
    folding = _folding(work)
    parts = [_part(work.task, number) for number in range(work.plan.partitions)]
    for number, part in enumerate(parts):
        folding.seen.add(_content(work, number, part, _SEEN, Seen))
        if folding.counted:
            folding.counted.add(_content(work, number, part, _COUNTED, Sums))
    always = {table.name for table in chosen() if not any(_files(part, table.name) for part in parts)}
    tables = chosen([*folding.second, *always])
    found = folding.together(partial(_unowned, work), partial(_kept, work, folding, parts))
    write_tables(work.place, "parquet", tables, found, always)
    return 0, 0


def _kept(work: Work, folding: Folding, parts: Iterable[TaskResult], view: str) -> list[Any]:
    """What the tasks of partitions kept of a view."""
    kind = folding.content(view)
    return [one for part in enumerate(parts) for one in _content(work, *part, _file(view), kind)]


def _content(work: Work, number: int, part: TaskResult, name: str, kind: Any) -> Any:  # noqa: ANN401 - of that type
    """What is in a file of JSON that the task of a partition left."""
    content = checked(Path(work.task.made), number, part, name).read_bytes()
    return msgspec.json.decode(content, type=kind)


def _folding(work: Work) -> Folding:
    unowned = _unowned(work)
    own = [entry for entry in unowned if entry.stream == HOUSE]
    return Folding(own, unowned, _horizon(work), {table.name for table in chosen()})


def _file(view: str) -> str:
    """The file of a partition with what the second stage needs of a view."""
    return f"{view}.json"


def _part(task: Task, number: int) -> TaskResult:
    done = task._replace(partition=number).result()
    if done is None:
        raise Unreadable(
            f"{job.place_of(Path(task.made), number)} is no longer there", "run the command again"
        )
    return done


def _unowned(work: Work) -> list[Entry]:
    """The entries of the house and of its managers."""
    return [*map(decode, partitions.unowned_rows(Path(work.task.entries), work.exported))]


def _horizon(work: Work) -> Horizon:
    """As far as the exported entries go."""
    return Horizon(work.plan.as_of, _newest(work.exported), work.plan.entries)


def _newest(exported: Partitions) -> datetime | None:
    """The moment at which the last entry was recorded."""
    segments = exported.segments
    return datetime.fromisoformat(segments[-1].recorded_at) if segments else None
