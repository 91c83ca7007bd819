"""Views made from partitions of entries: the same rows as a rebuild, wherever the tasks run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.entry import Entry
from ledger.errors import Unreadable
from ledger.store import Recorder, moving, partition_writing, partitions
from ledger.store.placing import PlaceTaken
from projections import stored
from projections.stored.executors import Executor, Here, Pool
from projections.stored.partitions.folding import fold, fold_partition
from projections.stored.partitions.gathering import FromRows
from projections.stored.partitions.job import Plan, Task
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, append, contents, histories


@contextmanager
def somewhere() -> Iterator[tuple[Path, str, Recorder]]:
    """A folder with an empty ledger in it."""
    with tempfile.TemporaryDirectory() as folder:
        url = str(Path(folder) / "ledger.db")
        store.create(url)
        with closing(store.open_recorder(url)) as recorder:
            yield Path(folder), url, recorder


def trading(clients: int = 9) -> Book:
    book = Book()
    for number in range(clients):
        book.client(f"C{number}")
        for time in range(4):
            day = f"2026-0{1 + time % 3}-{1 + number:02}"
            book.add("invoice.issued", f"C{number}", day, number=f"I{time}", amount="100.10")
            book.add("payment.received", f"C{number}", day, number=f"P{time}", amount="40.05")
    return book


@pytest.fixture
def place() -> Iterator[tuple[Path, str, Recorder]]:
    """The entries of nine clients in three partitions, beside their ledger."""
    with somewhere() as (folder, url, recorder):
        append(recorder, trading().entries)
        partition_writing.export(recorder.database, folder / "entries", partitions=3)
        yield folder, url, recorder


def folded(folder: Path, rows: str = "rows", runs: Executor | None = None, **how: Any) -> Plan:
    return fold(folder / "entries", folder / rows, DAY, runs or Here(), **how)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path, without the manifest."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


@tries(3, 100)
@given(entries=histories(), first=st.integers(0, 40), number=st.integers(2, 3), months=st.booleans())
def test_rows_of_partitions_are_those_of_a_rebuild_and_the_entries_load_as_they_were(
    entries: list[Entry], first: int, number: int, *, months: bool
) -> None:
    with somewhere() as (folder, url, recorder):
        for some in (entries[:first], entries[first:]):
            append(recorder, some)
            exported = partition_writing.export(recorder.database, folder / "entries", partitions=number)
        stored.rebuild(url, DAY, months=months)
        alone = contents(recorder.database)
        plan = folded(folder, months=months)
        stored.rebuild(url, DAY, filling=FromRows(folder / "rows", plan), months=months)
        assert contents(recorder.database) == alone
        copy = str(folder / "copy.db")
        moving.make(copy, exported, partitions.rows(folder / "entries", exported), folder)
        with closing(store.open_recorder(copy)) as other:
            tables = ("ledger", "entries", "seal")
            rows = [
                [*map(one.database.select, map("SELECT * FROM {}".format, tables))]
                for one in (recorder, other)
            ]
        assert rows[0] == rows[1]


def kill_once(task: Task) -> object:
    """As the task, but the first worker to have partition 1 is killed before it begins."""
    mark = Path(task.made) / "killed"
    if task.partition == 1 and multiprocessing.parent_process() and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return fold_partition(task)


class Killing(Pool):
    """A pool in which a worker is killed."""

    def run(self, work: Any, tasks: Iterable[Any]) -> Any:
        assert work is fold_partition
        ordered = sorted(
            tasks, key=lambda task: task.partition
        )  # this process takes the first, the worker the second
        return super().run(kill_once, ordered)


def test_a_pool_makes_the_same_bytes_and_a_killed_worker_changes_nothing(
    place: tuple[Path, str, Recorder],
) -> None:
    folder, _, _ = place
    plan = folded(folder)
    assert folded(folder, "pooled", Pool(2)) == plan
    assert folded(folder, "killed", Killing(2)) == plan
    (folder / "killed" / "killed").unlink()
    assert bytes_in(folder / "rows") == bytes_in(folder / "pooled") == bytes_in(folder / "killed")
    assert sum(part.clients for part in plan.parts) == 9


def test_what_is_there_is_not_made_again_after_the_driver_was_killed(
    place: tuple[Path, str, Recorder],
) -> None:
    folder, _, _ = place
    done: list[int] = []

    class Counting(Here):
        def run(self, work: Any, tasks: Iterable[Any]) -> Any:
            for task, part in super().run(work, tasks):
                done.append(task.partition)
                yield task, part

    class Ended(Counting):
        def run(self, work: Any, tasks: Iterable[Any]) -> Any:
            yield from super().run(work, [*tasks][:2])
            raise KeyboardInterrupt

    whole = folded(folder, "whole")
    with pytest.raises(KeyboardInterrupt):
        folded(folder, runs=Ended())
    (folder / "rows" / ".0002.goodwill-abcd.new").mkdir()
    assert folded(folder, runs=Counting()) == whole
    assert sorted(done) == [0, 1, 2]
    assert bytes_in(folder / "rows") == bytes_in(folder / "whole")
    assert fold_partition(Task(str(folder / "entries"), str(folder / "rows"), 2)) == whole.parts[2]


def test_the_largest_partitions_are_folded_first(place: tuple[Path, str, Recorder]) -> None:
    folder, _, recorder = place
    append(recorder, trading(11).entries[len(trading().entries) :])
    partition_writing.export(recorder.database, folder / "entries")
    entries: list[int] = []
    folded(folder, progress=lambda _done, _total, count: entries.append(count))
    each = [later - before for before, later in pairwise([0, *entries])]
    assert len({*each}) > 1
    assert each == sorted(each, reverse=True)


def test_rows_of_other_entries_or_of_something_else_are_in_the_way(
    place: tuple[Path, str, Recorder],
) -> None:
    folder, _, recorder = place
    folded(folder)
    append(recorder, trading(10).entries[-1:])
    partition_writing.export(recorder.database, folder / "entries")
    with pytest.raises(Unreadable, match="name another folder"):
        folded(folder)
    with pytest.raises(PlaceTaken):
        folded(folder, "entries")


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_damaged_file_is_named_and_nothing_is_put_into_use(place: tuple[Path, str, Recorder]) -> None:
    folder, url, recorder = place
    stored.rebuild(url, DAY)
    before = contents(recorder.database)
    plan = folded(folder)
    damaged(folder / "rows" / "0001" / "clients.parquet")
    with pytest.raises(
        Unreadable, match=r"0001/clients\.parquet is not the file that was made; remove the folder"
    ):
        stored.rebuild(url, DAY, filling=FromRows(folder / "rows", plan))
    assert contents(recorder.database) == before
    damaged(next((folder / "entries").glob("*/0001.parquet")))
    with pytest.raises(Unreadable, match=r"/0001\.parquet is not the file that its manifest\.json describes"):
        folded(folder, "again")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ledger": "0" * 32}, "of another ledger"),
        ({"entries": 10_000}, "of another ledger"),
        ({"root": "00"}, "made of other entries"),
        ({"versions": "tables 1"}, "another version"),
    ],
)
def test_rows_of_another_ledger_are_refused(
    place: tuple[Path, str, Recorder], changed: dict[str, Any], said: str
) -> None:
    folder, url, _ = place
    plan = msgspec.structs.replace(folded(folder), **changed)
    with pytest.raises(Unreadable, match=said):
        stored.rebuild(url, DAY, filling=FromRows(folder / "rows", plan))


def test_an_export_adds_what_is_new_and_replaces_what_no_manifest_names(
    place: tuple[Path, str, Recorder],
) -> None:
    folder, _, recorder = place
    before = partitions.read_manifest(folder / "entries")
    append(recorder, trading(11).entries[len(trading().entries) :])
    last = recorder.database.select("SELECT max(position) FROM entries")[0][0]
    begun = folder / "entries" / f"{before.entries + 1:09}-{last:09}"
    begun.mkdir()
    (begun / "0000.parquet").write_bytes(b"half")
    after = partition_writing.export(recorder.database, folder / "entries")
    assert after.segments[:-1] == before.segments
    assert (after.segments[-1].after, after.entries) == (before.entries, last)
    assert partition_writing.export(recorder.database, folder / "entries") == after
    positions = [row.position for row in partitions.rows(folder / "entries", after)]
    assert positions == [*range(1, last + 1)]


def test_a_folder_of_another_ledger_or_another_history_is_refused(place: tuple[Path, str, Recorder]) -> None:
    folder, _, recorder = place
    other = str(folder / "other.db")
    store.create(other)
    with closing(store.open_recorder(other)) as stranger:
        append(stranger, trading(2).entries)
        with pytest.raises(Unreadable, match="another ledger"):
            partition_writing.export(stranger.database, folder / "entries")
        with pytest.raises(PlaceTaken):
            partition_writing.export(stranger.database, folder)
    with pytest.raises(Unreadable, match="is 3, which cannot change"):
        partition_writing.export(recorder.database, folder / "entries", partitions=4)
    manifest = folder / "entries" / "manifest.json"
    root = partitions.read_manifest(folder / "entries").root
    manifest.write_text(manifest.read_text().replace(root, "00" * 32))
    with pytest.raises(Unreadable, match="run `goodwill verify`"):
        partition_writing.export(recorder.database, folder / "entries")
