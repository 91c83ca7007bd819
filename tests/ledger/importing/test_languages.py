from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from ledger.importing import EncodingUncertain
from ledger.importing.faults import Wrong
from ledger.importing.values import Iso, Notation, date_reader
from ledger.text import lower, upper, visible
from tests.helpers.imports import INVOICES, Desk, Workbook


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("dates", "era", "text", "day"),
    [
        ("%d/%m/%Y", "buddhist", "29/02/2567", date(2024, 2, 29)),
        ("%d/%m/%Y", "buddhist", "๒๙/๐๒/๒๕๖๗", date(2024, 2, 29)),
        ("%d/%m/%y", "buddhist", "29/02/67", date(2024, 2, 29)),
        ("%d%m%Y", "buddhist", "29022567", date(2024, 2, 29)),
        ("iso", "buddhist", "2567-02-29", date(2024, 2, 29)),
        ("%Y/%m/%d", "minguo", "113/02/29", date(2024, 2, 29)),
        ("%d/%m/%Y", "gregorian", "01/02/2567", date(2567, 2, 1)),
        ("%d/%m/%Y", None, "๐๑/๐๒/๒๐๒๔", date(2024, 2, 1)),
        ("%d/%m/%Y", "buddhist", Iso("2024-02-29"), date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_in_its_era_and_its_digits(dates: str, era: str | None, text: str, day: date) -> None:
    assert date_reader(Notation(dates=(dates,), era=era))(text) == day


@pytest.mark.parametrize("text", ["29/02/2567", "01/02/2569", "๐๑/๐๒/๒๕๖๙"])
def test_an_era_that_is_not_stated_is_asked_about(text: str) -> None:
    with pytest.raises(Wrong, match='state era = "buddhist"'):
        date_reader(Notation(dates=("%d/%m/%Y",)))(text)


def test_a_mapping_states_the_era_of_a_file_or_a_value(desk: Desk) -> None:
    head = '[file.rows]\ndates = "%d/%m/%Y"\nera = "buddhist"\n'
    mapping = head + INVOICES.replace('due = "{Date}"', 'due = { from = "{Due}", era = "gregorian" }')

    desk.run(
        desk.file("file.csv", "Client,Number,Date,Due,Amount\nA,1,29/02/2567,01/03/2024,๑๒.๕๐\n"), mapping
    )

    assert [str(entry.on) for entry in desk.of_kind("invoice.issued")] == ["2024-02-29"]
    assert [str(event.due) for event in desk.events("invoice.issued")] == ["2024-03-01"]
    assert desk.amounts() == ["12.50"]


def test_capitals_follow_the_language() -> None:
    assert [upper("idrak ışıq", language) for language in ("", "az", "tr-TR")] == [
        "IDRAK IŞIQ",
        "İDRAK IŞIQ",
        "İDRAK IŞIQ",
    ]
    assert lower("İDRAK IŞIQ", "az") == lower("I\u0307DRAK IŞIQ", "az") == "idrak ışıq"


AZ = """
[file.rows.set]
Group = { from = "{Client}", map = { "İDRAK" = "first", "ışıq" = "second" }, otherwise = "other" }
[[leave_out]]
reason = "total"
if = { column = "Client", begins_with = "yekun qiyməti" }
[[event]]
kind = "client.registered"
when = 2026-01-01
fields = { code = "{Client}", name = { from = "{Client}", case = "upper" }, currency = "AZN", segment = "{Group}" }
"""


def test_a_language_decides_what_is_the_same_word(desk: Desk) -> None:
    path = desk.file("file.csv", "Client\nidrak\nIŞIQ\nIdrak\nYEKUN QİYMƏTİ: 9\n")

    report = desk.run(path, 'language = "az"\n' + AZ)

    found = [(one.code, one.name, one.segment) for one in desk.events("client.registered")]
    assert found == [("idrak", "İDRAK", "first"), ("IŞIQ", "IŞIQ", "second"), ("Idrak", "IDRAK", "other")]
    assert [one.count for one in report.left_out] == [1]


def test_a_look_up_follows_the_language_of_its_file(desk: Desk) -> None:
    mapping = """
[file.visits]
match = "visits*"
[file.people]
match = "people*"
language = "az"
[[event]]
file = "visits"
kind = "client.registered"
when = 2026-01-01
fields.code = "{Client}"
fields.name = "{Client}"
fields.currency = "AZN"
fields.manager = { from = "{Agent}", look_up = { in = "people", by = "{Name}", take = "{Manager}" } }
"""
    people = desk.file("people.csv", "Name,Manager\nİLQAR,Leyla\nIlqar,Nigar\n")

    desk.run([desk.file("visits.csv", "Client,Agent\nA,ilqar\nB,ılqar\n"), people], mapping)

    assert [one.manager for one in desk.events("client.registered")] == ["Leyla", "Nigar"]


def test_characters_that_nobody_sees_are_dropped(desk: Desk) -> None:
    text = "\u200bClient,\ufeffNumber\u202a,Date,Amount\n\u2060M-01\u200b,1\ufeff,2026-01-05,\u202d9\u202c\n"

    desk.run(desk.file("file.csv", text + "M-01,2,2026-01-05,9\n"))

    assert [entry.client for entry in desk.entries()] == ["M-01"] * 3
    assert [event.number for event in desk.events("invoice.issued")] == ["1", "2"]
    assert visible("a\u200cb\u200dc") == "a\u200cb\u200dc"


@pytest.mark.parametrize(("stated", "written"), [("utf-8", "utf-8-sig"), ("utf-16-le", "utf-16")])
def test_a_byte_order_mark_is_skipped_where_an_encoding_is_stated(
    desk: Desk, stated: str, written: str
) -> None:
    text = '"Client","Number","Date","Amount"\nA,1,2026-01-05,9\n'
    mapping = f'[file.rows]\nencoding = "{stated}"\n{INVOICES}'

    assert desk.run(desk.file("file.csv", text.encode(written)), mapping).faults == []
    line = '{"Client": "A", "Number": "2", "Date": "2026-01-05", "Amount": 9}\n'
    assert desk.run(desk.file("file.jsonl", line.encode(written)), mapping).faults == []
    bare = f'[file.rows]\nencoding = "{stated}"\ncolumns = ["Client", "Number", "Date", "Amount"]\n{INVOICES}'
    assert desk.run(desk.file("bare.csv", "A,3,2026-01-05,9\n".encode(written)), bare).faults == []
    assert [event.number for event in desk.events("invoice.issued")] == ["1", "2", "3"]
    assert {entry.client for entry in desk.entries()} == {"A"}


def test_nothing_is_recorded_in_an_encoding_that_was_guessed(desk: Desk) -> None:
    rows = "".join(f"Işık Gıda Çiğdem Öğütücü,{n},2026-01-05,9\n" for n in range(30))
    path = desk.file("file.csv", ("Client,Number,Date,Amount\n" + rows).encode("cp1254"))

    with pytest.raises(
        EncodingUncertain, match=r"file\.csv does not say its encoding; as \w+ it reads '.*--encoding"
    ):
        desk.run(path)
    assert desk.entries() == []
    dry = desk.run(path, dry_run=True)
    assert "does not say its encoding" in dry.notes[0]
    assert desk.run(path, encoding="cp1254").notes == []
    assert {entry.client for entry in desk.entries()} == {"Işık Gıda Çiğdem Öğütücü"}


def test_the_mapping_goes_before_the_option(desk: Desk) -> None:
    path = desk.file("file.csv", "Client,Number,Date,Amount\nIşık,1,2026-01-05,9\n".encode("cp1254"))

    desk.run(path, '[file.rows]\nencoding = "cp1254"\n' + INVOICES, encoding="cp1251")

    assert desk.entries()[0].client == "Işık"


def test_whole_numbers_of_a_sheet_are_exact_or_said_to_have_lost_digits(desk: Desk) -> None:
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Client", "Number", "Date", "Amount"])
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for row, code in enumerate([1234567890123456, 1234567890123457, 12345678901234567890], start=1):
            page.write_row(row, 0, [code, str(row), "", 9])
            page.write_datetime(row, 2, datetime(2026, 1, 5), day)

    report = desk.run(path, on_fault="skip")

    assert {entry.client for entry in desk.entries()} == {"1234567890123456", "1234567890123457"}
    assert [fault.row for fault in report.faults] == [4] * len(report.faults)
    assert "so the last ones are lost" in report.faults[0].what
