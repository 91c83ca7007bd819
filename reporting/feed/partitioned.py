"""The tables of the catalogue from partitions of entries: a task for each, and one for all together.

    DIR/datapackage.json    describes the tables: the files of each, its columns, key and references
    DIR/0000/, 0001/, ...   the rows of the clients of a partition: documents.parquet, visits.parquet, ...
    DIR/together/           the rows that belong to no client, and those that compare clients

The first stage folds clients. What compares them (quintiles, pools of points) and what they refer to (names
of managers and products, the first day) goes on as what it is made of, in files of the partition; the second
stage makes rows of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from ledger.codec import Row, decode
from ledger.collector import uncollected
from ledger.entry import HOUSE, Entry
from ledger.errors import Unreadable
from ledger.store import partitions
from ledger.store.partitions import Partitions
from ledger.store.placing import new_file
from projections.framework.answer import Answer
from projections.framework.asking import answer_of, ask_all
from projections.framework.clients import Client
from projections.framework.filters import Everyone, account_holders
from projections.framework.history import Horizon, Remembered
from projections.framework.registry import ALL, AnyView
from projections.policy import in_force
from projections.stored.executors import Executor
from projections.stored.generations import VERSIONS
from projections.stored.partitions import job
from projections.stored.partitions.job import Part, Plan, Progress, Task, Work, checked, perform
from reporting.catalogue import house, listed, planned
from reporting.catalogue.shape import VERSION
from reporting.catalogue.tables import chosen
from reporting.feed.folder import write_descriptor, write_tables
from reporting.feed.reading import Batch, Seen, Sources, batches

_WHAT: Final = "goodwill tables"
_SEEN: Final = "seen.json"
_MANY: Final = 5_000  # entries that are decoded at once, of one client at least
_COMPARED = {view.name: view for view in ALL.values() if view.compare or view.name in planned.VIEWS}
"""The views of which rows or plans are made that depend on more than one client."""
_TOGETHER: Final = {
    *(table.name for view in _COMPARED.values() if view.compare for table in view.tables),
    *(one.name for one in (house.MANAGERS, house.PRODUCTS, house.CALENDAR, house.PLANS, house.STATUS)),
    *(one.table.name for one in listed.TABLES),
    listed.COMPETITORS.name,
    planned.PROGRESS.name,
}
"""The tables whose rows depend on more than one client, or on none."""
_OF_CLIENTS: Final = {table.name for table in chosen()} - _TOGETHER


def write_partitioned(
    entries: Path,
    folder: Path,
    as_of: date,
    executor: Executor,
    progress: Progress = lambda _done, _total, _entries: None,
) -> Plan:
    """Write every table of the catalogue, without personal data, to a folder of Parquet files.

    Args:
        entries: the folder of exported entries.
        folder: a new one, or one in which the same was begun.
        as_of: the day; what was begun keeps its day.
        executor: where the tasks of partitions run; every machine has to see both folders under these names.
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
    plan = job.begin(folder, Plan(_WHAT, *about, as_of, months=False, partitions=exported.partitions))
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


def _files(part: Part, table: str) -> list[str]:
    """The files of a table in what a task made."""
    return [name for name in part.sha256 if name.endswith(f"/{table}.parquet") or name == f"{table}.parquet"]


@uncollected()
def tables_of_partition(task: Task) -> Part:
    """Write the rows of the clients of a partition, and what those are made of that compare clients."""
    return perform(task, _write_clients)


@uncollected()
def tables_together(task: Task) -> Part:
    """Write the rows that depend on more than one client; the partitions are there."""
    return perform(task, _write_together)


def _write_clients(work: Work) -> tuple[int, int]:
    found = partitions.client_entries(Path(work.task.entries), work.exported, work.task.partition or 0)
    seen, compared = Seen(), {name: list[Any]() for name in _COMPARED}
    rows = _batches_of(work, found, seen, compared)
    write_tables(work.place, "parquet", chosen(_OF_CLIENTS), rows)
    for name, content in {_SEEN: seen, **{f"{one}.json": bases for one, bases in compared.items()}}.items():
        with new_file(work.place / name) as file:
            file.write(msgspec.json.encode(content, order="deterministic"))
    return len(found), sum(map(len, found.values()))


def _batches_of(
    work: Work, found: Mapping[str, Sequence[Row]], seen: Seen, compared: Mapping[str, list[Any]]
) -> Iterator[Batch]:
    """The rows of clients, some clients at a time, as their states need much more memory than their rows."""
    own, horizon = _house(work), _horizon(work)
    policy, views = in_force(own, horizon), [*ALL.values()]
    for some in _portions(found):
        history = Remembered([*own, *some])
        answers = {one.view: one for (one,) in ask_all(views, history, horizon, (None,))}
        sources = Sources(history, horizon, tuple, partial(_of_day, answers))
        yield from batches(sources, _OF_CLIENTS, seen)
        for name, view in _COMPARED.items():
            for holder in answers[name].holders:
                for client, state in holder.members:
                    compared[name].append((client, view.basis(client, state, horizon.as_of, policy)))


def _of_day(answers: Mapping[str, Answer], name: str, _day: date) -> Answer:
    """The answer of a view; no other day is asked for, since there are no month-ends."""
    return answers[name]


def _portions(found: Mapping[str, Sequence[Row]]) -> Iterator[list[Entry]]:
    """The entries of clients, some clients at a time."""
    some: list[Entry] = []
    for rows in found.values():
        some += map(decode, rows)
        if len(some) >= _MANY:
            yield some
            some = []
    if some:
        yield some


def _write_together(work: Work) -> tuple[int, int]:
    folder, seen, compared = Path(work.task.made), Seen(), {name: list[Any]() for name in _COMPARED}
    parts = [_part(work.task, number) for number in range(work.plan.partitions)]
    for number, part in enumerate(parts):
        seen.add(msgspec.json.decode(checked(folder, number, part, _SEEN).read_bytes(), type=Seen))
        for name, view in _COMPARED.items():
            content = checked(folder, number, part, f"{name}.json").read_bytes()
            compared[name] += msgspec.json.decode(content, type=_bases(view))
    own, horizon = _house(work), _horizon(work)
    wanted = {*_TOGETHER, house.ENTRIES.name}
    sources = Sources(
        Remembered(own), horizon, partial(_unowned, work), partial(_compared, compared, own, horizon)
    )
    filled = {table.name for table in chosen() if any(_files(part, table.name) for part in parts)}
    always = {table.name for table in chosen()} - filled
    tables = chosen([*wanted, *always])
    write_tables(work.place, "parquet", tables, batches(sources, wanted, seen), always)
    return 0, 0


def _part(task: Task, number: int) -> Part:
    done = task._replace(partition=number).result()
    if done is None:
        raise Unreadable(f"{job.place_of(Path(task.made), number)} is no longer there; run the command again")
    return done


def _bases(view: AnyView) -> Any:  # noqa: ANN401 - a type made of the rows of a view
    """The type of clients with what the rows of a view are made of, as JSON has them."""
    rows = [list[one.row] for one in view.spans]  # type: ignore[name-defined]
    return list[tuple[Client, rows[0] if len(rows) == 1 else tuple[*rows]]]  # type: ignore[misc, valid-type]


def _compared(
    compared: Mapping[str, Collection[tuple[Client, Any]]],
    own: Sequence[Entry],
    horizon: Horizon,
    name: str,
    _day: date,
) -> Answer:
    """The answer of a view about all clients, from what its rows are made of."""
    bases = {client.code: basis for client, basis in compared[name]}
    directory = {client.code: client for client, _ in compared[name]}
    holders = account_holders(directory, bases.items())
    everyone = Everyone(lambda: bases)
    for holder in holders:
        holder.everyone = everyone
    return answer_of(ALL[name], holders, horizon, in_force(own, horizon), holders)


def _unowned(work: Work) -> list[Entry]:
    """The entries of the house and of its managers."""
    return [*map(decode, partitions.unowned_rows(Path(work.task.entries), work.exported))]


def _house(work: Work) -> list[Entry]:
    return [entry for entry in _unowned(work) if entry.stream == HOUSE]


def _horizon(work: Work) -> Horizon:
    """As far as the exported entries go."""
    return Horizon(work.plan.as_of, _newest(work.exported), work.plan.entries)


def _newest(exported: Partitions) -> datetime | None:
    """The moment at which the last entry was recorded."""
    segments = exported.segments
    return datetime.fromisoformat(segments[-1].recorded_at) if segments else None
