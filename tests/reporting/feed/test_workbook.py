"""The workbook of tables, as independent readers see it: python-calamine, openpyxl and LibreOffice."""

from __future__ import annotations

import csv
import errno
import gc
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it has no types
import pytest
from python_calamine import CalamineWorkbook

import goodwill
from ledger import Ledger
from ledger.events import PaymentReceived
from ledger.money import ZERO
from reporting.catalogue.tables import CATALOGUE
from reporting.feed import workbook
from tests.helpers.depth import LONG_ONLY
from tests.helpers.fixed import DAYS, recorded

DAY = DAYS[-1]
SHOWN = ["clients", "payments", "receivables", "visits", "calendar", "health", "activity_touches"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The fixed ledger."""
    with recorded(tmp_path_factory.mktemp("fixed") / "goodwill.db") as found:
        yield found


@pytest.fixture(scope="module")
def file(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some tables of it as a workbook."""
    place = tmp_path_factory.mktemp("exports") / "tables.xlsx"
    goodwill.export_workbook(ledger, place, tables=SHOWN, as_of=DAY)
    return place


def sheet(file: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the names in its first line, as python-calamine reads them."""
    header, *rows = CalamineWorkbook.from_path(file).get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_every_table_has_a_sheet_of_its_name_and_the_first_says_what_they_mean(file: Path) -> None:
    assert CalamineWorkbook.from_path(file).sheet_names == [
        workbook.DICTIONARY,
        *(name for name in CATALOGUE if name in SHOWN),
    ]
    assert max(map(len, CATALOGUE)) <= 31, "no sheet has a longer name"
    told = {(row["table"], row["column"]): row for row in sheet(file, workbook.DICTIONARY)}
    assert told["payments", "amount"]["holds"] == "money"
    assert told["payments", "amount"]["unit"] == "currency"
    assert {column for table, column in told if table == "health"} == {*CATALOGUE["health"].names}


def test_cells_are_numbers_days_moments_and_truths(file: Path, ledger: Ledger) -> None:
    paid: dict[str, Decimal] = {}
    for row in sheet(file, "payments"):
        assert isinstance(row["amount"], float | int)
        assert isinstance(row["occurred_on"], date)
        assert isinstance(row["recorded_at"], datetime)
        paid[row["currency"]] = paid.get(row["currency"], ZERO) + Decimal(repr(row["amount"]))
    expected: dict[str, Decimal] = {}
    for entry, mark in goodwill.history(ledger, kinds=["payment.received"]):
        if isinstance(entry.event, PaymentReceived) and not mark.voided_by:
            currency = entry.event.currency
            expected[currency] = expected.get(currency, ZERO) + entry.event.amount
    assert paid == expected
    assert {type(row["month_end"]) for row in sheet(file, "calendar")} == {bool}
    assert sheet(file, "calendar")[0]["day"].month == 1


def test_totals_are_those_of_the_command(file: Path, ledger: Ledger) -> None:
    sums: dict[str, Decimal] = {}
    for row in sheet(file, "receivables"):
        sums[row["currency"]] = sums.get(row["currency"], ZERO) + Decimal(repr(row["balance"]))
    assert sums == {one.currency: one.balance for one in goodwill.receivables(ledger, as_of=DAY).totals}


def test_the_header_stays_in_sight_has_filters_and_columns_fit(file: Path) -> None:
    for one in openpyxl.load_workbook(file).worksheets:
        assert one.freeze_panes == "A2"
        assert one.auto_filter.ref == one.dimensions
        widths = [one.column_dimensions[cell.column_letter].width for cell in one[1]]
        assert all(4 < width <= 49 for width in widths)


def test_text_that_begins_like_a_formula_is_text_and_long_numbers_are_whole(tmp_path: Path) -> None:
    seen = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=4)))
    facts = [
        (
            "client.registered",
            {"code": "=1+1", "name": "@SUM(A1) Xəzər ห้าง", "source": "-2+3", "currency": "AZN"},
        ),
        ("payment.received", {"number": "+7", "amount": "123456789012345.67", "currency": "AZN"}),
        ("payment.received", {"number": "8", "amount": "0.10", "currency": "AZN"}),
    ]
    with Ledger.create(str(tmp_path / "a.db"), clock=lambda: seen) as ledger:
        for kind, event in facts:
            ledger.record(goodwill.Draft(goodwill.make_event(kind, event), seen, "ana", "=1+1"))
        goodwill.export_workbook(
            ledger, tmp_path / "a.xlsx", tables=["clients", "payments"], as_of=seen.date()
        )
        goodwill.export_workbook(
            ledger, tmp_path / "b.xlsx", tables=["clients", "payments"], as_of=seen.date()
        )
    (client,), payments = sheet(tmp_path / "a.xlsx", "clients"), sheet(tmp_path / "a.xlsx", "payments")
    assert (client["client"], client["name"]) == ("=1+1", "@SUM(A1) Xəzər ห้าง")
    assert [(one["number"], one["amount"]) for one in payments] == [("+7", "123456789012345.67"), ("8", 0.1)]
    assert payments[0]["occurred_at"] == datetime(2026, 3, 1, 19, 30)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    number = CATALOGUE["payments"].names.index("number")
    for place in (book["clients"]["A2"], book["payments"][2][number]):
        assert place.data_type == "s"
        assert place.quotePrefix, "it would be a formula after an edit"
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("zone", "hour", "recorded"),
    [
        ("Asia/Baku", datetime(2026, 3, 5, 10), datetime(2026, 3, 9, 16)),
        (None, datetime(2026, 3, 5, 6), datetime(2026, 3, 9, 12)),
    ],
)
def test_times_are_those_of_the_house_and_a_day_without_an_hour_is_a_day(
    tmp_path: Path, zone: str | None, hour: datetime, recorded: datetime
) -> None:
    touch = {"channel": "visit", "summary": "talked", "about": ["SO-1", "SO-2"]}
    with Ledger.create(str(tmp_path / "a.db"), clock=lambda: datetime(2026, 3, 9, 12, tzinfo=UTC)) as ledger:
        registered = goodwill.make_event(
            "client.registered", {"code": "ACME", "name": "A", "currency": "AZN"}
        )
        day = datetime(2026, 3, 1, tzinfo=UTC)
        ledger.record(goodwill.Draft(registered, day, "ana", "ACME"))
        if zone:
            described = goodwill.make_event("house.described", {"name": "H", "time_zone": zone})
            ledger.record(goodwill.Draft(described, day, "ana"))
        for at in (datetime(2026, 3, 5, 6, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)):
            held = goodwill.make_event("visit.held", touch | {"started_at": at.isoformat()})
            ledger.record(goodwill.Draft(held, at, "ana", "ACME"))
        goodwill.export_workbook(ledger, tmp_path / "a.xlsx", tables=["visits"], as_of=date(2026, 3, 9))
    rows = sheet(tmp_path / "a.xlsx", "visits")
    assert [row["occurred_at"] for row in rows] == [hour, date(2026, 3, 6)]
    assert [row["held_started_at"] for row in rows] == [hour, date(2026, 3, 6)]
    assert {row["recorded_at"] for row in rows} == {recorded}
    assert {row["held_about"] for row in rows} == {"SO-1, SO-2"}
    told = {row["column"]: row for row in sheet(tmp_path / "a.xlsx", workbook.DICTIONARY)}
    assert told["occurred_at"]["unit"] == f"time in {zone or 'UTC'}"
    assert "with commas between" in told["held_about"]["meaning"]


def test_a_table_that_no_sheet_holds_is_refused_and_nothing_is_written(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_ROWS", 3)
    with pytest.raises(workbook.TooManyRows, match="name other tables with --table, or use export tables"):
        goodwill.export_workbook(ledger, tmp_path / "a.xlsx", tables=["calendar"], as_of=DAY)
    assert [*tmp_path.iterdir()] == []


@LONG_ONLY
@pytest.mark.long
def test_libreoffice_reads_every_sheet_as_it_was_written(ledger: Ledger, tmp_path: Path) -> None:
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    exported = goodwill.export_workbook(ledger, tmp_path / "all.xlsx", as_of=DAY)
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [office, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path), str(tmp_path / "all.xlsx")],
        check=True, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, capture_output=True, timeout=200,
    )  # fmt: skip
    for name, count in exported.rows.items():
        with (tmp_path / f"all-{name}.csv").open(encoding="utf-8", newline="") as read:
            header, *rows = csv.reader(read)
        assert header == CATALOGUE[name].without_personal().names
        assert len(rows) == count
        assert not any(cell.startswith(("#", "Err:")) for row in rows for cell in row), name


class _FullDisk(FileIO):
    """A new file that takes no more than some bytes."""

    def write(self, content: Any, /) -> int:
        if self.tell() + len(content) > 4096:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


def test_a_full_disk_is_one_error_and_nothing_is_complained_about_later(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", later.append)
    monkeypatch.setattr(workbook, "new_file", lambda place: BufferedWriter(_FullDisk(place, "x")))
    with pytest.raises(OSError, match="No space left"):
        goodwill.export_workbook(ledger, tmp_path / "tables.xlsx", tables=SHOWN, as_of=DAY)
    gc.collect()
    assert [str(one.exc_value) for one in later] == []
    assert list(tmp_path.iterdir()) == []
