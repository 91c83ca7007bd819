"""The tables of the catalogue from partitions of entries: a task for each, and one for all together.

    DIR/datapackage.json    describes the tables: the files of each, its columns, key and references
    DIR/0000/, 0001/, ...   the rows of the clients of a partition: documents.parquet, visits.parquet, ...
    DIR/together/           the rows that belong to no client, and those that compare clients

The first stage folds clients. Rows that are compared with those of other clients (quintiles), span rows where
clients share something (a pool of points), and what rows refer to (names of managers and products, the first
day) go on in files of the partition, of which the second stage makes rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from ledger.codec import Row, decode
from ledger.collector import uncollected
from ledger.entry import HOUSE, Entry
from ledger.errors import Unreadable
from ledger.store import partitions
from ledger.store.partitions import Partitions
from ledger.store.placing import new_file
from projections.framework.answer import Answer
from projections.framework.asking import ask_all
from projections.framework.clients import Client
from projections.framework.composing import answer_of
from projections.framework.filters import Everyone, account_holders
from projections.framework.history import Horizon, Remembered
from projections.framework.registry import ALL, AnyView
from projections.policy import Policy, in_force
from projections.stored.executors import Executor
from projections.stored.generations import VERSIONS
from projections.stored.partitions import job
from projections.stored.partitions.job import Part, Plan, Progress, Task, Work, checked, perform
from projections.stored.tables.layout import layout_of
from reporting.catalogue import house, listed, planned
from reporting.catalogue.shape import VERSION
from reporting.catalogue.tables import chosen
from reporting.feed.folder import write_descriptor, write_tables
from reporting.feed.reading import Batch, Seen, Sources, batches

_WHAT: Final = "goodwill tables"
_SEEN: Final = "seen.json"
_MANY: Final = 5_000  # entries that are decoded at once, of one client at least
_HOUSE: Final = {
    *(one.name for one in (house.MANAGERS, house.PRODUCTS, house.CALENDAR, house.PLANS, house.STATUS)),
    *(one.table.name for one in listed.TABLES),
    listed.COMPETITORS.name,
    planned.PROGRESS.name,
}
"""The tables of which no row belongs to a client."""


class _Later(NamedTuple):
    """A view of which the second stage needs something.

    Attributes:
        tables: the names of its tables that depend on several clients, so that the second stage makes them.
        spans: whether the second stage needs span rows; else it compares the rows of the first.
    """

    view: AnyView
    tables: set[str]
    spans: bool

    @classmethod
    def under(cls, view: AnyView, policy: Policy) -> _Later:
        """What the second stage needs of a view under a policy."""
        pooled = view.pooled(policy)
        compared = {view.table.name} if view.compare else set[str]()
        tables = {table.name for table in view.tables} if pooled else compared
        return cls(view, tables, pooled or view.name in planned.VIEWS)

    @property
    def file(self) -> str:
        """The file of a partition with what the second stage needs."""
        return f"{self.view.name}.json"

    @property
    def content(self) -> Any:  # noqa: ANN401 - a type made of the rows of a view
        """The type of what is in the file: clients with their span rows of each kind, or rows."""
        if not self.spans:
            return list[self.view.table.row]  # type: ignore[name-defined]
        rows = tuple(list[one.row] for one in self.view.spans)  # type: ignore[name-defined]
        return list[tuple[Client, tuple[*rows]]]  # type: ignore[valid-type]

    def of(self, answer: Answer) -> Iterator[Any]:
        """What the second stage needs of clients, from the answer about them."""
        if not self.spans:
            yield from answer.rows
            return
        for holder in answer.holders:
            for client, state in holder.members:
                yield client, _ordered(self.view, client, state, answer.as_of, answer.rules)

    def answer(self, found: list[Any], horizon: Horizon, policy: Policy) -> Answer:
        """The answer about all clients, from what the first stage left of them."""
        view = self.view
        if not self.spans and view.compare:
            rows = view.compare(found, policy, ())
            return replace(answer_of(view, (), horizon, (policy, Remembered(())), ()), rows=rows)
        bases = {client.code: view.basis_of(rows) for client, rows in found}
        holders = account_holders({client.code: client for client, _ in found}, bases.items())
        everyone = Everyone(lambda: bases)
        for holder in holders:
            holder.everyone = everyone
        return answer_of(view, holders, horizon, (policy, Remembered(())), holders)


def _later(policy: Policy) -> dict[str, _Later]:
    """The views of which the second stage needs something, by name."""
    found = (_Later.under(view, policy) for view in ALL.values())
    return {one.view.name: one for one in found if one.tables or one.spans}


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
    own, horizon = _house(work), _horizon(work)
    later, seen = _later(in_force(own, horizon)), Seen()
    kept: dict[str, Any] = {_SEEN: seen, **{one.file: [] for one in later.values()}}
    wanted = {table.name for table in chosen()} - _HOUSE.union(*(one.tables for one in later.values()))
    views = [replace(view, compare=None) for view in ALL.values()]

    def rows() -> Iterator[Batch]:
        for some in _portions(found):
            history = Remembered([*own, *some])
            answers = {one.view: one for (one,) in ask_all(views, history, horizon, (None,))}
            sources = Sources(history, horizon, tuple, partial(_of_day, answers))
            yield from batches(sources, wanted, seen)
            for name, one in later.items():
                kept[one.file] += one.of(answers[name])

    write_tables(work.place, "parquet", chosen(wanted), rows())
    for name, content in kept.items():
        with new_file(work.place / name) as file:
            file.write(msgspec.json.encode(content, order="deterministic"))
    return len(found), sum(map(len, found.values()))


def _of_day(answers: Mapping[str, Answer], name: str, _day: date) -> Answer:
    """The answer of a view; no other day is asked for, since there are no month-ends."""
    return answers[name]


def _ordered(view: AnyView, client: Client, state: Any, day: date, policy: Policy) -> list[list[Any]]:  # noqa: ANN401 - of any view
    """The span rows of a client, of each kind, in order of their keys: states give them in any order."""
    basis = view.basis(client, state, day, policy)
    kinds = [basis] if len(view.spans) == 1 else basis
    return [sorted(rows, key=layout_of(one.row).key) for one, rows in zip(view.spans, kinds, strict=True)]


def _portions(found: Mapping[str, Sequence[Row]]) -> Iterator[list[Entry]]:
    """The entries of clients, some clients at a time, as their states need much memory."""
    some: list[Entry] = []
    for rows in found.values():
        some += map(decode, rows)
        if len(some) >= _MANY:
            yield some
            some = []
    if some:
        yield some


def _write_together(work: Work) -> tuple[int, int]:
    own, horizon = _house(work), _horizon(work)
    policy, seen = in_force(own, horizon), Seen()
    later = _later(policy)
    kept = {name: list[Any]() for name in later}
    parts = [_part(work.task, number) for number in range(work.plan.partitions)]
    for number, part in enumerate(parts):
        path = partial(checked, Path(work.task.made), number, part)
        seen.add(msgspec.json.decode(path(_SEEN).read_bytes(), type=Seen))
        for name, one in later.items():
            kept[name] += msgspec.json.decode(path(one.file).read_bytes(), type=one.content)
    sources = Sources(
        Remembered(own),
        horizon,
        partial(_unowned, work),
        lambda name, _day: later[name].answer(kept[name], horizon, policy),
    )
    wanted = _HOUSE.union({house.ENTRIES.name}, *(one.tables for one in later.values()))
    always = {table.name for table in chosen() if not any(_files(part, table.name) for part in parts)}
    tables = chosen([*wanted, *always])
    write_tables(work.place, "parquet", tables, batches(sources, wanted, seen), always)
    return 0, 0


def _part(task: Task, number: int) -> Part:
    done = task._replace(partition=number).result()
    if done is None:
        raise Unreadable(f"{job.place_of(Path(task.made), number)} is no longer there; run the command again")
    return done


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
