"""Tables made of partitions of entries: the rows of ``export tables``, wherever the tasks run."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import goodwill
from ledger import Ledger
from ledger.entry import Entry
from ledger.errors import Unreadable
from ledger.store.placing import PlaceTaken
from projections.stored.executors import Executor, Here, Pool
from reporting.catalogue.tables import chosen
from tests.helpers.commanding import process
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.fixed import DAYS, KNOWN, recorded
from tests.helpers.pooled import groups
from tests.helpers.stored import DAY, append, histories

TODAY = DAYS[-1]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixed ledger's entries in three partitions, and the tables of its last day."""
    folder = tmp_path_factory.mktemp("fixed")
    with recorded(folder / "goodwill.db") as ledger:
        goodwill.export_partitions(ledger, folder / "entries", number=3)
        goodwill.export_tables(ledger, folder / "plain", as_of=TODAY)
    tables(folder, "parts")
    return folder


def tables(folder: Path, name: str, day: date = TODAY, runs: Executor | None = None) -> None:
    goodwill.tables_of_partitions(folder / "entries", folder / name, as_of=day, runs=runs or Here())


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """What the Data Package of a folder says of each table."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {one["name"]: one for one in package["resources"]}


def read(folder: Path) -> dict[str, tuple[Any, list[str]]]:
    """The schema and the rows, sorted, of each table that a Data Package describes."""
    found = {}
    for name, one in described(folder).items():
        paths = [one["path"]] if isinstance(one["path"], str) else one["path"]
        files = [parquet.ParquetFile(folder / path).read() for path in paths]
        assert all(file.schema.equals(files[0].schema, check_metadata=True) for file in files)
        rows = sorted(repr(row) for file in files for row in file.to_pylist())
        found[name] = files[0].schema.remove_metadata(), rows
    return found


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_tables_of_partitions_are_those_of_the_ledger(place: Path) -> None:
    plain, parts = described(place / "plain"), described(place / "parts")
    assert [*plain] == [*parts] == [table.name for table in chosen()]
    for name, one in plain.items():
        assert parts[name]["schema"] == one["schema"]
        assert parts[name]["description"] == one["description"]
    assert read(place / "parts") == read(place / "plain")


@tries(2, 60, shrink=False)
@given(entries=histories(), number=st.integers(1, 3), day=st.sampled_from([DAY, date(2026, 2, 1)]))
def test_so_are_those_of_any_history(entries: list[Entry], number: int, day: date) -> None:
    with tempfile.TemporaryDirectory() as name:
        same(Path(name), entries, number, day)


@tries(1, 30, shrink=False)
@given(groups())
def test_so_are_those_of_companies_of_several_partitions_that_pool_their_points(book: Book) -> None:
    with tempfile.TemporaryDirectory() as name:
        same(Path(name), book.entries, 3, date(2026, 2, 20))


def same(folder: Path, entries: Iterable[Entry], number: int, day: date) -> None:
    with Ledger.create(str(folder / "ledger.db"), clock=lambda: KNOWN) as ledger:
        append(ledger.recorder, entries)
        goodwill.export_partitions(ledger, folder / "entries", number=number)
        goodwill.export_tables(ledger, folder / "plain", as_of=day)
    tables(folder, "parts", day)
    assert read(folder / "parts") == read(folder / "plain")


def earning() -> Book:
    """Clients that earn points, and many managers, whose order in a set differs from process to process."""
    document = "version = 'points'\n[programme]\npooling = 'group'\n[programme.earn]\norders = [{ points = 1, per = 1 }]"
    book = Book().add("policy.adopted", None, "2025-12-01", version="points", document=document)
    plan = {
        "manager": "Manager C0 0",
        "period": "2026-01",
        "metric": "revenue",
        "target": "100",
        "currency": "EUR",
    }
    book.add("plan.set", None, "2025-12-31", **plan)
    for client in map("C{}".format, range(6)):
        book.client(client)
        for number in range(9):
            lines = [{"product": "X", "quantity": "1", "unit_price": str(number + 1)}]
            book.add(
                "client.reassigned", client, f"2026-01-{number + 1:02}", manager=f"Manager {client} {number}"
            )
            book.add("order.placed", client, f"2026-01-{number + 1:02}", number=f"O{number}", lines=lines)
    return book


def test_a_pool_makes_the_same_bytes_and_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    class Ended(Here):
        def run(self, work: Any, tasks: Iterable[Any]) -> Any:
            yield from super().run(work, [*tasks][:2])
            raise KeyboardInterrupt

    same(tmp_path, earning().entries, 5, DAY)
    with pytest.raises(KeyboardInterrupt):
        tables(tmp_path, "pooled", DAY, Ended())
    assert not (tmp_path / "pooled" / "datapackage.json").exists()
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "pooled").glob("000*")}
    assert len(made) == 2
    tables(tmp_path, "pooled", DAY, Pool(2))
    assert bytes_in(tmp_path / "pooled") == bytes_in(tmp_path / "parts")
    assert {path: path.stat().st_mtime_ns for path in made} == made


def test_a_process_with_another_order_of_sets_makes_the_same_bytes(tmp_path: Path) -> None:
    same(tmp_path, earning().entries, 2, DAY)
    words = (
        "replay",
        "--from",
        tmp_path / "entries",
        "--to",
        tmp_path / "elsewhere",
        "--as-of",
        DAY.isoformat(),
    )
    assert process(*words, env={"PYTHONHASHSEED": "1"}).returncode == 0
    assert bytes_in(tmp_path / "elsewhere") == bytes_in(tmp_path / "parts")


def test_a_file_that_was_changed_between_the_stages_is_named(place: Path) -> None:
    tables(place, "changed")
    shutil.rmtree(place / "changed" / "together")
    seen = place / "changed" / "0001" / "seen.json"
    seen.write_bytes(seen.read_bytes().replace(b"20", b"21"))
    with pytest.raises(Unreadable, match=r"0001/seen\.json is not the file that was made; remove the folder"):
        tables(place, "changed")


def test_exported_entries_are_in_the_way_of_tables(place: Path) -> None:
    with pytest.raises(PlaceTaken):
        tables(place, "entries")
