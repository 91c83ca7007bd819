from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importing.arithmetic import Arithmetic, Value
from ledger.importing.faults import Wrong
from tests.helpers.imports import INVOICES, Desk


def result(text: str, *values: Value, places: int | None = None, rounding: str = "half_up") -> str:
    return Arithmetic(text, places, rounding).cell(values)


@pytest.mark.parametrize(
    ("text", "values", "places", "wanted"),
    [
        ("{Share} * 100", ["0.07"], None, "7.00"),
        ("{Quantity} * {Price}", ["3", "0.335"], None, "1.005"),
        ("{Quantity} * {Price}", ["3", "0.335"], 2, "1.01"),
        ("{Net} * 1.18", ["84.75"], 2, "100.01"),
        ("({A} + {B}) / 4 - -1", ["1", "2"], None, "1.75"),
        ("{A} / 3", ["1"], 2, "0.33"),
        ("2 - 3 - 4", [], None, "-5"),
    ],
)
def test_numbers_are_exact_and_rounded_as_stated(
    text: str, values: list[str], places: int | None, wanted: str
) -> None:
    assert result(text, *map(Decimal, values), places=places) == wanted


@pytest.mark.parametrize(
    ("rounding", "wanted"), [("half_up", "0.13"), ("half_even", "0.12"), ("up", "0.13"), ("down", "0.12")]
)
def test_a_rounding_is_stated(rounding: str, wanted: str) -> None:
    assert result("{A}", Decimal("0.125"), places=2, rounding=rounding) == wanted


def test_days_are_added_to_a_date() -> None:
    day = date(2026, 1, 31)
    assert result("{Date} + days(30)", day) == "2026-03-02"
    assert result("days({Terms} * 2) + {Date}", Decimal(15), day) == "2026-03-02"
    assert result("{Date} + days(30) - days({Less})", day, Decimal(1)) == "2026-03-01"


@pytest.mark.parametrize(
    ("text", "values", "what"),
    [
        ("{A} / 3", [Decimal(1)], "has no exact result; state round"),
        ("1 / {A}", [Decimal(0)], "divides by zero"),
        ("{A} + days(1)", [date(9999, 12, 31)], "has too large a result"),
        ("{A} + days(1.5)", [date(2026, 1, 1)], "is not a whole number"),
    ],
)
def test_what_has_no_result_is_a_fault(text: str, values: list[Value], what: str) -> None:
    with pytest.raises(Wrong, match=what):
        result(text, *values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{A} ** 2",
        "{A} // 2",
        "__import__('os')",
        "{A}.x",
        "[1]",
        "1e9",
        "{A} if 1 else 2",
        "days(1) * {A}",
        "{A} * days(2) + {B}",
        "(" * 400,
        "1" * 501,
        "column_7",
        "'x'",
        "True + 1",
        "days(1, 2)",
    ],
)
def test_what_is_no_arithmetic_is_refused_before_any_data_is_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|characters"):
        Arithmetic(text, None, "half_up")


NUMBERS = st.decimals(-(10**9), 10**9, places=4)


@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_sums_and_products_are_those_of_decimals(a: Decimal, b: Decimal, c: Decimal) -> None:
    assert Decimal(result("{a} * {b} + {c} - {a}", a, b, c, a)) == a * b + c - a


def test_a_mapping_calculates_with_the_columns_of_a_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    mapping = INVOICES.replace('"{Amount}"', '{ calculate = "{Goods} * 1.18", round = 2 }')
    mapping = mapping.replace('due = "{Date}"', 'due = { calculate = "{Date} + days({Days})" }')
    head = '[file.rows]\ndecimal = ","\ndates = "%d.%m.%Y"\n[file.rows.set]\n'
    head += 'Goods = { calculate = "{Pieces} * {Price}" }\n'
    text = "Client;Number;Date;Pieces;Price;Days\nA;1;31.01.2026;3;0,335;30\nA;2;31.01.2026;;1;30\n"

    report = desk.run(desk.file("file.csv", text), head + mapping, on_fault="skip")

    assert desk.amounts() == ["1.19"]
    assert str(desk.events("invoice.issued")[0].due) == "2026-03-02"
    what = report.faults[0].what  # the amount is empty where a column is
    assert what.endswith("neither an amount nor lines; give the mapping's fields.amount or fields.lines")
