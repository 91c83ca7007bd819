"""Exported folders, as other programs read them: DuckDB, pyarrow, frictionless."""

from __future__ import annotations

import csv
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import frictionless
import pyarrow as pa
import pytest
from pyarrow import parquet

import goodwill
from ledger import Ledger
from ledger.store.placing import PlaceTaken
from reporting.catalogue.shape import Table
from reporting.catalogue.tables import chosen
from reporting.feed import folder as writing
from tests.helpers.commanding import process
from tests.helpers.depth import LONG, LONG_ONLY
from tests.helpers.examples import Imported
from tests.helpers.exported import filled, read, selected
from tests.helpers.fixed import DAYS, KNOWN, recorded
from tests.helpers.places import ROOT

DAY = DAYS[-1]
NAMES = [table.name for table in chosen()]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The fixed ledger, which has facts for every table."""
    with filled(tmp_path_factory.mktemp("fixed") / "goodwill.db") as found:
        yield found


@pytest.fixture(scope="module")
def folders(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All tables in each format."""
    place = tmp_path_factory.mktemp("exports")
    for form in writing.FORMATS:
        goodwill.export_tables(ledger, place / form, form=form, personal=True, as_of=DAY)
    return {form: place / form for form in writing.FORMATS}


_FEW = {"clients", "managers", "products", "entries", "return_lines", "payments", "visits", "health"}


@pytest.mark.long
def test_the_descriptor_is_a_data_package_and_every_file_is_as_it_says(folders: dict[str, Path]) -> None:
    """Types, keys, references between tables, digests: frictionless finds no fault in any of them."""
    package = frictionless.Package(str(folders["csv"] / "datapackage.json"))
    assert {*package.resource_names} == {*NAMES}
    for name in () if LONG else {*NAMES} - _FEW:
        package.remove_resource(name)
    report = package.validate()
    assert [(task.name, task.errors[:1]) for task in report.tasks if not task.valid] == []
    assert report.valid


@pytest.mark.parametrize("table", chosen(personal=True), ids=NAMES)
def test_parquet_has_the_rows_of_csv_with_their_types(table: Table, folders: dict[str, Path]) -> None:
    types = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "money": pa.decimal128(38, 8),
        "date": pa.date32(), "timestamp": pa.timestamp("us", tz="UTC"), "boolean": pa.bool_(),
    }  # fmt: skip
    place = folders["parquet"] / (table.name if table.name == "entries" else f"{table.name}.parquet")
    files = [*place.rglob("*.parquet")] if place.is_dir() else [place]
    for file in files:
        schema = parquet.read_schema(file)
        assert schema.names == table.names
        expected = [pa.decimal128(38, 8) if one.decimal else types[one.type] for one in table.columns]
        assert schema.types == expected
        assert [field.nullable for field in schema] == [bool(one.null) for one in table.columns]
        assert parquet.read_metadata(file).row_group(0).column(0).compression == "ZSTD"
    rows = sum(parquet.read_metadata(file).num_rows for file in files)
    assert selected(f"SELECT count(*) FROM '{folders['csv'] / table.name}.csv'") == [(rows,)]  # noqa: S608
    assert rows > 0, f"the fixed ledger shows no {table.name}"


def test_totals_are_those_of_the_commands_to_the_cent(folders: dict[str, Path], ledger: Ledger) -> None:
    shown = {one.currency: one.balance for one in goodwill.receivables(ledger, as_of=DAY).totals}
    for total in (
        "SELECT currency, sum(balance) FROM {receivables} GROUP BY 1",
        "SELECT currency, sum(open) FROM {receivables_items} GROUP BY 1",
    ):
        assert {currency: Decimal(balance) for currency, balance in read(folders["parquet"], total)} == shown
    year = (date(2025, 7, 1), DAY)
    sold = {one.currency: one.value for one in goodwill.sales(ledger, period=year).totals}
    total = "SELECT currency, sum(value) FROM {sales} WHERE on_day >= DATE '2025-07-01' GROUP BY 1"
    assert dict(read(folders["parquet"], total)) == sold


@LONG_ONLY
@pytest.mark.long
def test_totals_of_a_wholesaler_are_those_of_the_commands(wholesaler: Imported, tmp_path: Path) -> None:
    """Two years of a real shop: 397,884 lines that were ordered, and what came back."""
    ledger, day = wholesaler.ledger, date(2011, 12, 31)
    exported = goodwill.export_tables(ledger, tmp_path / "out", tables=["order_lines", "sales"], as_of=day)
    assert exported.rows == {"order_lines": 397_884, "sales": 22_186}
    ordered = read(tmp_path / "out", "SELECT currency, sum(value) FROM {order_lines} GROUP BY 1")
    assert ordered == [("GBP", Decimal("8911407.90"))]
    (sold,) = goodwill.sales(ledger, period=(date(2000, 1, 1), day)).totals
    assert read(tmp_path / "out", "SELECT sum(value) FROM {sales}") == [(sold.value,)]


def test_what_is_open_of_instalments_less_what_is_unapplied_is_the_balance(folders: dict[str, Path]) -> None:
    sides = read(
        folders["parquet"],
        """
        WITH open AS (SELECT client, currency, sum(open) AS amount FROM {instalments} GROUP BY ALL),
        shown AS (SELECT client, currency, sum(balance) + sum(unapplied) AS amount FROM {receivables} GROUP BY ALL)
        SELECT open.client, open.amount, shown.amount FROM open FULL JOIN shown USING (client, currency)
        WHERE coalesce(open.amount, 0) <> coalesce(shown.amount, 0)
        """,
    )
    assert sides == []


def test_what_settles_a_debt_is_what_its_instalments_say_is_settled(folders: dict[str, Path]) -> None:
    (settled,) = read(folders["parquet"], "SELECT sum(settled) FROM {instalments}")
    (stated,) = read(folders["parquet"], "SELECT sum(amount) FROM {settlements}")
    assert settled == stated
    assert settled[0] > 0


def test_month_ends_are_those_of_the_stored_views(ledger: Ledger, tmp_path: Path) -> None:
    """A tool that reads SQL and one that reads files see the same rows, whether views are stored or not."""
    names = ["clients", "receivables", "receivables_items", "health"]
    goodwill.export_tables(
        ledger, tmp_path / "out", form="csv", tables=names, monthly=True, as_of=KNOWN.date()
    )
    goodwill.project(ledger, views=str(tmp_path / "views.db"))
    stored = sqlite3.connect(tmp_path / "views.db")
    for name in (*names[1:], *(f"{name}_monthly" for name in names)):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        found = stored.execute(f"SELECT {', '.join(header)} FROM {name}").fetchall()  # noqa: S608 - our own names
        shown = [tuple("" if cell is None else str(cell) for cell in row) for row in found]
        assert sorted(map(tuple, rows)) == sorted(shown), name
        assert rows
    stored.close()


def test_a_column_of_personal_data_is_written_only_where_it_is_asked_for(
    ledger: Ledger, folders: dict[str, Path], tmp_path: Path
) -> None:
    goodwill.export_tables(ledger, tmp_path / "out", form="csv", tables=["contacts", "clients"], as_of=DAY)
    header, *_ = (tmp_path / "out" / "contacts.csv").read_text(encoding="utf-8").splitlines()
    assert header == "client,position,person,role,influence,stance,decides,vip,added_on,left_on"
    whole, *_ = (folders["csv"] / "contacts.csv").read_text(encoding="utf-8").splitlines()
    assert {"name", "email", "phone", "note"} <= {*whole.split(",")}
    descriptor = json.loads((tmp_path / "out" / "datapackage.json").read_bytes())
    contacts = next(one for one in descriptor["resources"] if one["name"] == "contacts")
    assert [field["name"] for field in contacts["schema"]["fields"]] == header.split(",")
    assert {one["name"] for one in descriptor["resources"]} == {"clients", "contacts"}


def test_text_in_any_script_is_read_as_it_was_recorded(tmp_path: Path) -> None:
    name, summary = 'Xəzər ห้าง "Бакы" \u202e', '=1+1, "two"\r\n+МОСТ'  # noqa: RUF001 - Cyrillic
    seen = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=4)))
    client = {"code": "=1+1", "name": name}
    touch = {"channel": "call", "started_at": seen, "summary": summary}
    with Ledger.create(str(tmp_path / "a.db"), clock=lambda: seen) as ledger:
        for kind, event in (("client.registered", client), ("visit.held", touch)):
            ledger.record(goodwill.Draft(goodwill.make_event(kind, event), seen, "ana", "=1+1"))
        for form in writing.FORMATS:
            goodwill.export_tables(ledger, tmp_path / form, form=form, personal=True, as_of=seen.date())
    for place in (tmp_path / "csv", tmp_path / "parquet"):
        clients, visits = (f"'{place / one}.{place.name}'" for one in ("clients", "visits"))
        found = selected(
            "SELECT client, name, held_summary, visits.occurred_on, epoch(visits.occurred_at) "  # noqa: S608
            f"FROM {clients} JOIN {visits} AS visits USING (client)"
        )
        assert found == [("=1+1", name, summary, date(2026, 3, 1), seen.timestamp())]


def test_a_place_that_is_taken_is_left_as_it_is(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(PlaceTaken):
        goodwill.export_tables(ledger, tmp_path / "out", as_of=DAY)
    assert [*tmp_path.iterdir()] == [tmp_path / "out"]
    assert [*(tmp_path / "out").iterdir()] == []


def test_a_table_that_cannot_be_written_leaves_nothing(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.Place, "close", full)  # where a full disk shows last
    for form in writing.FORMATS:
        with pytest.raises(OSError, match="No space"):
            goodwill.export_tables(ledger, tmp_path / "out", form=form, as_of=DAY)
    assert [*tmp_path.iterdir()] == []


_STOPS = """
import time
from cli import main
from reporting.feed.folder import Place
Place.close = lambda *_, **__: time.sleep(600)
main()
"""
"""The command, which stops for long where the first file is to be ended."""


def stopping(place: Path) -> subprocess.Popen[bytes]:
    """An export that has begun and does not end."""
    command = [sys.executable, "-c", _STOPS, "--ledger", str(place / "goodwill.db")]
    begun = subprocess.Popen(
        [*command, "export", "tables", str(place / "out"), "--format", "csv"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    before = {*unfinished(place)}
    while begun.poll() is None and not any(
        (one / "out/health.csv").exists() for one in {*unfinished(place)} - before
    ):
        time.sleep(0.02)
    return begun


def end(begun: subprocess.Popen[bytes], number: signal.Signals) -> tuple[int, bytes]:
    """The exit code of a process that a signal ends, and what it says on standard error."""
    begun.send_signal(number)
    _, told = begun.communicate(timeout=60)
    return begun.returncode, told


def unfinished(place: Path) -> list[Path]:
    """The folders in which exports are made."""
    return [*place.glob(".out.*")]


def test_an_export_that_is_killed_leaves_nothing_at_its_place_and_the_next_removes_the_rest(
    tmp_path: Path,
) -> None:
    recorded(tmp_path / "goodwill.db").close()
    end(stopping(tmp_path), signal.SIGKILL)
    (left,) = unfinished(tmp_path)
    assert not (tmp_path / "out").exists()
    living = stopping(tmp_path)
    (its,) = unfinished(tmp_path)
    assert its != left
    words = "--ledger", tmp_path / "goodwill.db", "export", "tables", tmp_path / "out"
    assert process(*words).returncode == 0
    assert unfinished(tmp_path) == [its]
    assert (tmp_path / "out").exists()
    end(living, signal.SIGKILL)


def test_an_export_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    recorded(tmp_path / "goodwill.db").close()
    assert end(stopping(tmp_path), signal.SIGTERM) == (143, b"\ngoodwill: ended by SIGTERM\n")
    assert [one.name for one in tmp_path.iterdir()] == ["goodwill.db"]
