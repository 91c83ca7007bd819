"""Other programs read every export of whole ledgers, and find each row as pyarrow finds it in Parquet files.

They take the demonstration and two ledgers of public data, so this is for the long run; the other tests of
this folder read the exports of a small ledger. pm4py reads where ``GOODWILL_PM4PY`` names a Python that has
it; ``make check-feed`` makes one, and runs these tests with it.
"""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import frictionless
import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

import goodwill
from goodwill.names import house_zone
from ledger import Ledger
from ledger.times import on_the_clock
from reporting.catalogue.shape import Column, Table
from reporting.catalogue.tables import chosen
from reporting.feed.ocel import Log
from tests.helpers.depth import LONG_ONLY
from tests.helpers.exported import read
from tests.helpers.whole_ledgers import LEDGERS, opened

PM4PY = os.environ.get("GOODWILL_PM4PY")
OFFICE = shutil.which("libreoffice") or shutil.which("soffice")
pytestmark = [pytest.mark.long, LONG_ONLY, pytest.mark.timeout(3_600)]
_SECOND: Final = timedelta(seconds=1)
_MANY: Final = 30_000  # rows, beyond which frictionless takes minutes


class Place(NamedTuple):
    """A ledger and the folder of its exports."""

    ledger: Ledger
    day: date
    folder: Path

    @property
    def parquet(self) -> Path:
        return self.folder / "parquet"


@pytest.fixture(scope="module", params=LEDGERS)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A ledger, with its tables as Parquet."""
    folder = tmp_path_factory.mktemp("exports")
    with opened(request.param, tmp_path_factory) as (ledger, day):
        goodwill.export_tables(ledger, folder / "parquet", as_of=day)
        yield Place(ledger, day, folder)


def files(folder: Path, table: Table) -> list[Path]:
    """The Parquet files of a table."""
    one = folder / f"{table.name}.parquet"
    return [one] if one.exists() else sorted((folder / table.name).rglob("*.parquet"))


def in_parquet(folder: Path, table: Table) -> list[Sequence[Any]]:
    """The rows of a table, as pyarrow reads them, in the order of the key of entries."""
    rows: list[Sequence[Any]] = []
    for file in files(folder, table):
        columns = [column.to_pylist() for column in parquet.ParquetFile(file).read()]
        rows += zip(*columns, strict=True)
    return arranged(table, rows)


def arranged(table: Table, rows: list[Sequence[Any]]) -> list[Sequence[Any]]:
    """The rows as they are, those of entries by position: their files are by year of recording."""
    return sorted(rows, key=lambda row: int(row[0])) if table.name == "entries" else rows


def differences(
    table: Table, here: Sequence[Sequence[Any]], there: Sequence[Sequence[Any]], same: Callable[..., bool]
) -> list[tuple[Any, ...]]:
    """The first cells that two readers see otherwise."""
    found: list[tuple[Any, ...]] = []
    for number, (one, other) in enumerate(zip_longest(here, there)):
        if one is None or other is None:
            return [(table.name, number, one, other)]
        for column, a, b in zip(table.columns, one, other, strict=True):
            if not same(column, a, b):
                found.append((table.name, number, column.name, a, b))
        if found:
            return found
    return found


def check(place: Place, reading: Callable[[Table], list[Sequence[Any]]], same: Callable[..., bool]) -> None:
    """Compare each table with what is in the Parquet files."""
    rows = 0
    for table in chosen():
        here = in_parquet(place.parquet, table)
        assert differences(table, here, arranged(table, reading(table)), same) == []
        rows += len(here)
    assert rows > 300


def equal(column: Column, a: object, b: object) -> bool:
    """Whether a value is the same, and of the same type."""
    assert type(a) is type(b), (column.name, a, b)
    return a == b


def as_text(column: Column, a: Any, b: str) -> bool:
    """Whether a value is what a cell of text says; nothing is an empty cell."""
    if a is None or b == "":
        return a in {None, ""} and b == ""
    if column.type == "timestamp":
        return bool(datetime.fromisoformat(b) == a)
    if column.type == "boolean":
        return bool(b == str(a).lower())
    return bool(_number(column, a, Decimal(b), 8) if _numeric(column) else str(a) == b)


def as_cell(zone: tzinfo, column: Column, a: Any, b: Any) -> bool:
    """Whether a value is what a typed cell holds: a number of 15 digits, a day, a moment to the ms."""
    if column.several and a is not None:
        return bool(", ".join(json.loads(a)) == b)
    if a is None or b == "":
        return a in {None, ""} and b == ""
    if column.type == "timestamp":
        moment = (
            b if isinstance(b, datetime) else datetime.combine(b, time())
        )  # calamine makes a day of midnight
        return bool(abs(on_the_clock(a.astimezone(UTC), zone) - moment) < timedelta(milliseconds=2))
    if _numeric(column):
        assert isinstance(b, float | int) or len(b.replace(".", "").strip("-0")) > 15, (column.name, a, b)
        return _number(column, a, Decimal(b if isinstance(b, str) else repr(b)), 8)
    return bool(a == b) and isinstance(b, type(a))


def as_shown(zone: tzinfo, column: Column, a: Any, b: str) -> bool:
    """Whether a value is what LibreOffice shows of a cell: eight decimals, and moments to the second."""
    if column.several and a is not None:
        return bool(", ".join(json.loads(a)) == b)
    if a is None or b == "":
        return a in {None, ""} and b == ""
    if column.type == "timestamp":
        return bool(abs(on_the_clock(a.astimezone(UTC), zone) - datetime.fromisoformat(b)) <= _SECOND)
    if column.type == "boolean":
        return bool(b == str(a).upper())
    return bool(_number(column, a, Decimal(b.replace(",", "")), 8) if _numeric(column) else str(a) == b)


def _numeric(column: Column) -> bool:
    return column.type in {"integer", "number", "money"}


def _number(column: Column, a: Any, b: Decimal, places: int) -> bool:
    if column.decimal or column.type == "integer":
        return bool(Decimal(a) == b)
    return math.isclose(a, float(b), rel_tol=1e-14, abs_tol=10**-places)


def test_duckdb_reads_each_row(place: Place) -> None:
    def reading(table: Table) -> list[Sequence[Any]]:
        paths = [str(path) for path in files(place.parquet, table)]
        with duckdb.connect() as connection:
            query = "SELECT * FROM read_parquet(?, hive_partitioning = false)"
            columns = [
                column.to_pylist() for column in connection.sql(query, params=[paths]).to_arrow_table()
            ]
        return [*zip(*columns, strict=True)]

    check(place, reading, equal)


def test_a_reader_of_csv_reads_each_row(place: Place) -> None:
    goodwill.export_tables(place.ledger, place.folder / "csv", form="csv", as_of=place.day)

    def reading(table: Table) -> list[Sequence[Any]]:
        with (place.folder / "csv" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == table.names
        return [*rows]

    check(place, reading, as_text)


def test_frictionless_finds_no_fault_in_the_package(place: Place) -> None:
    folder = place.folder / "package"
    goodwill.export_tables(place.ledger, folder, form="csv", as_of=place.day)
    package = frictionless.Package(str(folder / "datapackage.json"))
    for table in chosen():
        if len(in_parquet(place.parquet, table)) > _MANY:
            package.remove_resource(table.name)
    report = package.validate()
    assert [(task.name, task.errors[:1]) for task in report.tasks if not task.valid] == []
    assert len(report.tasks) > len(chosen()) - 4


@pytest.fixture(scope="module")
def workbook(place: Place) -> Path:
    """All tables in a workbook."""
    file = place.folder / "all.xlsx"
    goodwill.export_workbook(place.ledger, file, as_of=place.day)
    return file


def test_calamine_reads_each_row_of_the_workbook(place: Place, workbook: Path) -> None:
    book = CalamineWorkbook.from_path(workbook)

    def reading(table: Table) -> list[Sequence[Any]]:
        header, *rows = book.get_sheet_by_name(table.name).to_python()
        assert header == table.names
        return [*rows]

    check(place, reading, partial(as_cell, house_zone(place.ledger) or UTC))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_each_row_of_the_workbook(place: Place, workbook: Path) -> None:
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [str(OFFICE), "--headless", "--convert-to", every_sheet, "--outdir", str(place.folder), str(workbook)],
        check=True, env={"HOME": str(place.folder), "PATH": "/usr/bin:/bin"}, capture_output=True, timeout=3_000,
    )  # fmt: skip

    def reading(table: Table) -> list[Sequence[Any]]:
        with (place.folder / f"all-{table.name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == table.names
        return [*rows]

    check(place, reading, partial(as_shown, house_zone(place.ledger) or UTC))


_MINED: Final = """
import json, sys, pm4py
log = pm4py.read_ocel2_json(sys.argv[1])
events = log.events
paid = events[events["ocel:activity"] == "payment.received"]
names = {name for told in (log.objects, log.object_changes) if "name" in told for name in told["name"].dropna()}
if len(pm4py.ocel_flattening(log, "client")) == 0:
    raise SystemExit("nothing is flattened by client")
print(json.dumps({
    "events": len(events), "objects": len(log.objects), "names": sorted(names),
    "paid": {unit: str(round(total, 2)) for unit, total in paid.groupby("currency")["amount"].sum().items()}
            if "amount" in paid else {},
}))
"""


@pytest.mark.skipif(PM4PY is None, reason="GOODWILL_PM4PY names no Python; `make check-feed` makes one")
def test_pm4py_reads_the_log(place: Place) -> None:
    file = place.folder / "log.json"
    written = goodwill.export_ocel(place.ledger, file, as_of=place.day)
    done = subprocess.run([str(PM4PY), "-c", _MINED, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    mined = json.loads(done.stdout.splitlines()[-1])
    assert Log(mined["events"], mined["objects"]) == written
    paid = read(place.parquet, "SELECT currency, sum(amount) FROM {payments} GROUP BY 1")
    assert {unit: Decimal(total) for unit, total in mined["paid"].items()} == dict(paid)
    assert {name for (name,) in read(place.parquet, "SELECT name FROM {clients} WHERE name IS NOT NULL")} <= {
        *mined["names"]
    }
