"""Cells of a week's workbook as people type them: days, hours, numbers of several languages, choices."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.importing.faults import Wrong
from ledger.importing.values import Iso, Plain, Unusable
from ledger.importing.week.cells import Cells, currencies_in
from ledger.importing.week.layout import BY_NAME, Column
from ledger.importing.week.rows import letter_of
from ledger.importing.week.stamp import Stamp

MINUTES = "write the minutes alone, or with a word such as min or h"
CHOICES = {
    "client": {"Xəzər · AZ-01": "AZ-01"},
    "person": {"Ana Pop · P-1": "P-1"},
    "channel": {"Besuch": "visit", "Anruf": "call"},
    "flag": {"ja": "true", "nein": "false"},
}


def cells(days: str = "dmy", decimal: str = ".", thousands: str = ", ") -> Cells:
    tables: dict[str, Any] = {name: {} for name in ("sheets", "columns", "currencies", "counts")}
    return Cells(Stamp("l", "b", "m", "w", "UTC", days, decimal, thousands, choices=CHOICES, **tables))


def column(sheet: str, name: str) -> Column:
    return next(one for one in BY_NAME[sheet].columns if one.name == name)


def value(where: str, cell: str, **stated: str) -> Any:
    sheet, _, name = where.partition(".")
    return cells(**stated).value(column(sheet, name), cell)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        (Iso("2026-06-30"), "dmy"),
        (Iso("2026-06-30T10:00:00"), "dmy"),
        (Plain("46203"), "dmy"),
        ("30.06.2026", "dmy"),
        ("30.6.26", "dmy"),
        ("30/06/2026", "dmy"),
        ("30-06-2026", "dmy"),
        ("30.06.2026 г.", "dmy"),
        ("๓๐/๐๖/๒๐๒๖", "dmy"),
        ("6/30/2026", "mdy"),
        ("2026. 06. 30.", "ymd"),
        ("2026-06-30", "mdy"),
    ],
)
def test_a_day_is_read_in_the_order_of_its_language(cell: str, days: str) -> None:
    assert value("plan.day", cell, days=days) == "2026-06-30"


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("45", 45), ("45 perc", 45), ("45 dəq", 45), ("1 óra", 60), ("1,5 saat", 90), (Iso("01:30:00"), 90)],
)
def test_minutes_are_durations(cell: str, minutes: int) -> None:
    assert value("visits.minutes", cell, decimal=",", thousands=".") == minutes


@pytest.mark.parametrize(
    ("cell", "days", "example"),
    [
        ("31.06.2026", "dmy", "30.06.2026"),
        ("30/06/2026", "mdy", "06/30/2026"),
        ("tomorrow", "ymd", "2026-06-30"),
        ("30.06", "dmy", "30.06.2026"),
        (Plain("-3"), "dmy", "30.06.2026"),
        (Plain("99999999"), "dmy", "30.06.2026"),
        (Iso("10:30:00"), "dmy", "30.06.2026"),
    ],
)
def test_what_is_no_day_is_a_fault_with_an_example(cell: str, days: str, example: str) -> None:
    with pytest.raises(Wrong, match=f"'{cell}' is no day; write it like {example}"):
        value("plan.day", cell, days=days)


@pytest.mark.parametrize(
    "cell",
    [
        Iso("10:30:00"),
        Iso("1899-12-31T10:30:00"),
        Plain("0.4375"),
        "10:30",
        "10.30",
        "10h30",
        "10:30:15",
        "10:30 AM",
        "10:30 a.m.",
    ],
)
def test_an_hour_is_read_as_people_type_it(cell: str) -> None:
    assert value("plan.hour", cell) == "10:30"


@pytest.mark.parametrize(
    ("cell", "hour"), [("12:05 am", "00:05"), ("12:05 pm", "12:05"), ("9:05 PM", "21:05")]
)
def test_the_halves_of_a_day_are_told_apart(cell: str, hour: str) -> None:
    assert value("plan.hour", cell) == hour


@pytest.mark.parametrize("cell", ["25:00", "10:75", "soon", "10", Plain("7")])
def test_what_is_no_hour_is_a_fault(cell: str) -> None:
    with pytest.raises(Wrong, match="is no time; write it like 10:30"):
        value("plan.hour", cell)


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "amount"),
    [
        (Plain("1250.5"), ",", ".", "1250.5"),
        ("1,250.50", ".", ", ", "1250.5"),
        ("1.250,50 EUR", ",", ". ", "1250.5"),
        ("1\N{NO-BREAK SPACE}250,50", ",", " ", "1250.5"),
        ("AZN 0", ".", "", "0"),
        ("25 azn", ".", "", "25"),
        ("25azn", ".", "", "25"),
        ("eur 1.250,50", ",", ".", "1250.5"),
        ("1\N{NO-BREAK SPACE}250,50 Ft", ",", " ", "1250.5"),
    ],
)
def test_an_amount_is_read_as_its_language_writes_it(
    cell: str, decimal: str, thousands: str, amount: str
) -> None:
    assert value("expenses.amount", cell, decimal=decimal, thousands=thousands) == amount


@pytest.mark.parametrize(
    ("where", "cell", "fault"),
    [
        ("expenses.amount", "-5", "-5 is too small; write 0 or more"),
        ("expenses.amount", "ten", "'ten' is no number; write it like 1250.50"),
        ("proposals.probability", "40", "'40' is more than 1; write 0.4 or 40 %"),
        ("proposals.probability", "400", "400 is out of bounds; write a number from 0 to 1"),
        ("proposals.probability", "-1", "-1 is out of bounds; write a number from 0 to 1"),
        ("visits.minutes", "ca. 45", f"'ca. 45' has 'ca.' beside its number; {MINUTES}"),
        ("visits.minutes", "45 foo", f"'45 foo' has 'foo' beside its number; {MINUTES}"),
        (
            "expenses.amount",
            "25 db",
            "'25 db' has 'db' beside its number; write 25 alone, or with the code of a currency",
        ),
        ("objections.severity", "1.5", "'1.5' is not a whole number; write it like 2"),
        ("objections.severity", "0", "0 is out of bounds; write a number from 1 to 3"),
        ("plan.channel", "Fax", "'Fax' is not in the list; choose one of: Besuch, Anruf"),
        ("expenses.amount", Unusable.of("1", "it is damaged"), "it is damaged"),
    ],
)
def test_what_a_cell_cannot_hold_is_a_fault(where: str, cell: str, fault: str) -> None:
    with pytest.raises(Wrong) as wrong:
        value(where, cell)
    assert str(wrong.value) == fault


@pytest.mark.parametrize(
    ("where", "cell", "found"),
    [
        ("plan.client", "Xəzər · AZ-01", "AZ-01"),
        ("plan.client", Plain("77"), "77"),
        ("plan.channel", "besuch", "visit"),
        ("plan.channel", "call", "call"),
        ("visits.prepared", "Nein", False),
        ("visits.prepared", "true", True),
        ("visits.people", "Ana Pop · P-1; P-7 ;", ["P-1", "P-7"]),
        ("proposals.probability", "40 %", "0.4"),
        ("proposals.currency", "eur", "EUR"),
        ("visits.summary", "two\r\nlines", "two\nlines"),
    ],
)
def test_a_choice_stands_for_its_word_or_code(where: str, cell: str, found: object) -> None:
    assert value(where, cell) == found


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("12.50 EUR", "EUR"),
        ("AZN 7", "AZN"),
        ("7", ""),
        ("EUR", ""),
        ("7 eur", "EUR"),
        ("7 min", ""),
        ("7 ABC", "ABC"),
        ("1 234,50 Ft", "HUF"),
        ("7 €", "EUR"),
        ("7 lei", "RON MDL"),
        ("7 kr.", "DKK ISK NOK SEK"),
    ],
)
def test_a_currency_may_stand_with_its_amount(cell: str, codes: str) -> None:
    assert " ".join(currencies_in(cell)) == codes


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert letter_of(column) == letters
