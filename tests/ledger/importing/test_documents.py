from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

import pytest

from ledger.importing import Rejects
from tests.helpers.imports import INVOICES, Desk, Workbook

MAPPING = """
[file.lines]
group = { by = "{Order}", within = WITHIN }
[[leave_out]]
reason = "free"
if = { column = "Price", less = 0 }
[[event]]
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }
[[event]]
kind = "order.placed"
client = "{Client}"
when = 2026-01-05
[event.fields]
number = "{Order}"
currency = "EUR"
lines = { each = { product = "{Product}", quantity = "{Pieces}", unit_price = "{Price}" } }
"""
HEADER = "Order,Client,Product,Pieces,Price\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def grouped(within: int = 0) -> str:
    return MAPPING.replace("WITHIN", str(within))


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (["O1,A,tea,1,2", "O1,A,tea, green,1,2", "O1,A,salt,1,2"], 3),
        (["O1,A,tea, green,1,2", "O1,A,salt,1,2"], 2),
        (["O1,A,tea,1,2", "O1,A,tea, green,1,2"], 3),
        (["O1,A,tea,1,2", "O1,A,salt,1,two"], 3),
    ],
)
def test_a_document_with_a_malformed_line_is_kept_out_whole(desk: Desk, lines: list[str], row: int) -> None:
    text = HEADER + "".join(f"{line}\n" for line in lines) + "O2,B,tea,1,2\n"
    rejects = desk.place / "rejects.csv"

    report = desk.run(
        desk.file("file.csv", text),
        grouped(),
        on_fault="skip",
        rejects=Rejects("rejects.csv", partial(rejects.open, "w", newline="")),
    )

    assert [fault.row for fault in report.faults] == [row]
    assert (report.spoiled, report.recorded) == (len(lines), 1)
    assert [order.number for order in desk.events("order.placed")] == ["O2"]
    with rejects.open(encoding="utf-8", newline="") as file:
        kept = list(csv.reader(file))[1:]
    assert [[*cells[:5], *cells[8:]] for cells in kept] == [line.split(",") for line in lines]

    repaired = text.replace("tea, green", "tea").replace("two", "2")
    again = desk.run(desk.file("file.csv", repaired), grouped())
    assert again.faults == []
    assert again.appended["order.placed"] == 1


def test_a_document_of_which_a_line_comes_too_late_is_kept_out_whole(desk: Desk) -> None:
    text = HEADER + "O1,A,tea,1,2\nO2,A,tea,1,2\nO3,A,tea,1,2\nO1,A,salt,1,2\nO2,A,salt, red,1,2\n"

    report = desk.run(desk.file("file.csv", text), grouped(), on_fault="skip")

    assert [order.number for order in desk.events("order.placed")] == ["O3"]
    assert (report.read, report.recorded, report.spoiled) == (5, 1, 4)
    assert [fault.row for fault in report.faults] == [5, 6]


LOOKED_UP = """
[file.visits]
match = "visits*"
set.manager = { from = "{Agent}", look_up = { in = "people", by = "{Name}", take = "{Manager}" }, default = "x" }
[file.people]
match = "people*"
[[event]]
file = "visits"
kind = "client.registered"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR", manager = "{manager}" }
"""


def test_a_row_with_too_many_cells_is_a_fault_of_a_file_that_is_only_looked_up_in(desk: Desk) -> None:
    people = desk.file("people.csv", "Name,Manager,Price\nAysel,Ilqar,20,00\nOrxan,Nigar,67\n")
    visits = desk.file("visits.csv", "Client,Agent\nA,Aysel\nB,Orxan\nC,Aysel\nD,Rauf\n")

    report = desk.run([visits, people], LOOKED_UP, on_fault="skip")

    assert list(map(str, report.faults)) == [
        "people.csv:2: it has 4 cells, the header has 3; is a quotation mark missing?"
    ]
    assert [(one.code, one.manager) for one in desk.events("client.registered")] == [
        ("B", "Nigar"),
        ("D", "x"),
    ]
    assert (report.read, report.recorded, report.spoiled) == (4, 2, 2)
    assert "2 more kept out, because what they name has a fault" in report.notes


def test_a_fault_of_a_file_that_is_only_looked_up_in_stops_the_import(desk: Desk) -> None:
    people = desk.file("people.csv", "Name,Manager,Price\nAysel,Ilqar,20,00\n")

    report = desk.run([desk.file("visits.csv", "Client,Agent\nA,Rauf\n"), people], LOOKED_UP)

    assert (len(report.faults), report.written, desk.entries()) == (1, False, [])


SHEETS = """
[file.clients]
match = "*.xlsx"
sheet = "Clients"
[file.debts]
match = "*.xlsx"
sheet = "Debts"
[[event]]
file = "clients"
kind = "client.registered"
when = 2026-01-01
fields = { code = "{Code}", name = "{Code}", currency = "EUR" }
[[event]]
file = "debts"
kind = "invoice.issued"
client = "{Code}"
when = 2026-01-05
fields = { number = "{Number}", amount = "{Amount}", currency = "EUR", due = 2026-02-05 }
"""


def test_two_sheets_of_one_workbook_are_imported_by_one_mapping(desk: Desk) -> None:
    path = desk.place / "borc.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet("Debts").add_table("A1:C3", {})
        debts, clients = book.get_worksheet_by_name("Debts"), book.add_worksheet("Clients")
        for row, cells in enumerate([["Code", "Number", "Amount"], ["A", "1", 9], ["A", "2", "much"]]):
            debts.write_row(row, 0, cells)
        clients.write_row(0, 0, ["Code"])
        clients.write_row(1, 0, ["A"])

    report = desk.run(path, SHEETS, on_fault="skip")

    assert [entry.source for entry in desk.entries()] == ["borc.xlsx:Clients:2", "borc.xlsx:Debts:2"]
    assert str(report.faults[0]).startswith("borc.xlsx:Debts:3: amount: 'much' is not a number")
    assert desk.run(path, SHEETS, on_fault="skip").appended == {}


PAID = """
[[event]]
kind = "payment.received"
client = "{Client}"
when = "{Date}"
fields = { number = "p{Number}", amount = "{Amount}", currency = "EUR" SETTLES }
"""


def test_a_payment_of_an_invoice_that_a_fault_keeps_out_is_no_fault_of_its_own(desk: Desk) -> None:
    mapping = INVOICES.replace('"invoice.issued"', '"invoice.issued"\nif = { column = "Kind", equals = "i" }')
    mapping += PAID.replace("SETTLES", ', settles = [{ document = "{Number}", amount = 9 }]').replace(
        'client = "{Client}"\nwhen', 'if = { column = "Kind", equals = "p" }\nclient = "{Client}"\nwhen'
    )
    text = "Kind,Client,Number,Date,Amount\ni,A,1,2026-01-05,x\np,A,1,2026-01-06,9\np,A,7,2026-01-06,9\n"

    report = desk.run(desk.file("file.csv", text), mapping)

    assert [fault.row for fault in report.faults] == [2, 4]
    assert "no document '7'" in report.faults[1].what
