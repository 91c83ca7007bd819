from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.imports import INVOICES, Desk

PAYMENTS = (
    INVOICES.split("[[event]]")[1].join(["[[event]]", ""])
    + """
[[event]]
kind = "payment.received"
client = "{Client}"
when = "{Date}"
key = "KEY"
fields = { number = "{Number}", amount = "{Amount}", currency = "EUR" }
"""
)
TWICE = "Client,Number,Date,Amount\nA,,2026-01-05,9\nA,,2026-01-05,9\nA,,2026-01-06,9\n"

ADVICE = "leave one of the two rows out, or let the key tell them apart by another column, {#row} or {#count}"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def keyed(key: str, number: str = "{Date}") -> str:
    return PAYMENTS.replace("KEY", key).replace('"{Number}"', f'"{number}"')


def test_two_rows_with_one_key_are_a_fault_that_names_both(desk: Desk) -> None:
    path = desk.file("file.csv", TWICE)

    report = desk.run(path, keyed("paid:{Date}:{Amount}"), on_fault="skip")
    again = desk.run(path, keyed("paid:{Date}:{Amount}"), on_fault="skip")

    assert [(fault.row, fault.what) for fault in report.faults] == [
        (3, f"payment.received: row 2 has the same key 'paid:2026-01-05:9'; {ADVICE}")
    ]
    assert again.faults == report.faults
    assert len(desk.events("payment.received")) == 2


def test_two_equal_invoices_are_a_fault_too_for_they_may_be_two_lines(desk: Desk) -> None:
    report = desk.run(desk.file("file.csv", "Client,Number,Date,Amount\n" + "A,1,2026-01-05,9\n" * 2))

    assert [fault.row for fault in report.faults] == [3]
    assert "row 2 has the same key 'invoice.issued:A:1'" in report.faults[0].what


def test_what_somebody_is_may_be_said_on_every_row(desk: Desk) -> None:
    registered = """[[event]]
kind = "client.registered"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }
"""

    assert desk.run(desk.file("file.csv", TWICE), registered).faults == []


def test_a_count_or_the_row_tells_equal_rows_apart_and_a_second_run_adds_nothing(desk: Desk) -> None:
    path = desk.file("file.csv", TWICE)

    for key, number in (("paid:{Date}:{Amount}:{#count}", "row {#row}"), ("row:{#row}", "{Date}-{#count}")):
        assert desk.run(path, keyed(key, number)).faults == []
        assert desk.run(path, keyed(key, number)).appended == {}

    keys = [entry.key for entry in desk.of_kind("payment.received")]
    assert list(zip(keys, [event.number for event in desk.events("payment.received")], strict=True)) == [
        ("paid:2026-01-05:9:1", "row 2"),
        ("paid:2026-01-05:9:2", "row 3"),
        ("paid:2026-01-06:9:1", "row 4"),
        ("row:2", "2026-01-05-1"),
        ("row:3", "2026-01-05-2"),
        ("row:4", "2026-01-06-1"),
    ]


def test_a_file_that_repeats_the_rows_of_another_is_no_fault(desk: Desk) -> None:
    row = "Client,Number,Date,Amount\nA,1,2026-01-05,9\n"
    files = [desk.file("march.csv", row), desk.file("april.csv", row + "A,2,2026-01-05,9\n")]

    report = desk.run(files)

    assert report.faults == []
    assert report.appended == {"client.registered": 1, "invoice.issued": 2}
