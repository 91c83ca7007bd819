from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importing.columns import unique_names
from ledger.importing.faults import OutOfBounds
from tests.helpers.imports import INVOICES, Desk


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Amount (EUR)", "Amount"], ["Amount (EUR)", "Amount"]),
        (["Amount (2)", "Amount", "Amount"], ["Amount (2)", "Amount", "Amount (3)"]),
        (["Amount", "Amount", "Amount (2)"], ["Amount", "Amount (3)", "Amount (2)"]),
        (["", "column 1", ""], ["column 1 (2)", "column 1", "column 3"]),
        (["A", "A", "A"], ["A", "A (2)", "A (3)"]),
    ],
)
def test_every_title_is_itself(titles: list[str], names: list[str]) -> None:
    assert unique_names("file.csv", titles) == names


@given(st.lists(st.sampled_from(["", "A", "A (2)", "A (3)", "column 1", "column 2"]), max_size=8))
def test_names_are_unique_and_the_first_column_with_a_title_has_it(titles: list[str]) -> None:
    names = unique_names("file.csv", titles)

    assert len(set(names)) == len(titles)
    assert all(names[titles.index(title)] == title for title in titles if title)


def test_more_columns_than_a_spreadsheet_has_are_too_many() -> None:
    with pytest.raises(OutOfBounds, match=r"file\.csv has 100,000 columns; Goodwill reads at most 16,384"):
        unique_names("file.csv", ["A"] * 100_000)


def test_a_title_with_brackets_or_braces_is_read_by_its_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "Client,Number,Date,Amount (EUR),Amount,Total {EUR}\nA,1,2026-01-05,10,20,30\n"

    for number, column in enumerate(["{Amount (EUR)}", "{Amount}", "{Total {{EUR}}}"]):
        mapping = INVOICES.replace("{Number}", f"{number}-{{Number}}").replace("{Amount}", column)
        desk.run(desk.file("file.csv", text), mapping)

    assert desk.amounts() == ["10", "20", "30"]


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", "\u034f", "\u3164", "\ufe0f", "\u200d"])
def test_titles_are_compared_by_what_is_seen_of_them(unseen: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = f"Client,Num{unseen}ber,Date,Amount\nA,1,2026-01-05,10\n"
    desk.run(desk.file("file.csv", text), INVOICES.replace("{Amount}", f"{{{unseen}Amount}}"))
    assert desk.amounts() == ["10"]
