from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st

from commands.ui.printing import clean
from commands.ui.tables import RULE, Cell, Column, Row, render
from commands.ui.wrapping import width


def shown(columns: Sequence[Column], rows: Iterable[Row], room: int | None = None) -> list[str]:
    """The lines of a table without colours."""
    return [unstyle(line) for line in render(columns, rows, room=room)]


NAME, AMOUNT = Column("NAME", least=6), Column("AMOUNT", "right")


def test_columns_are_aligned_by_terminal_cells_in_any_script() -> None:
    rows = [["บริษัท ไทย", "1.00"], ["Ən yaxşı", "20.00"], ["株式会社", "300.00"]]
    lines = shown([NAME, AMOUNT], rows)
    assert len({width(line) for line in lines}) == 1
    assert lines[0] == "NAME      AMOUNT"


def test_a_letter_of_several_code_points_is_as_wide_as_it_looks() -> None:
    assert width("ที่") == 1
    assert width("e\u0301") == 1
    assert width("株") == 2


def test_a_rule_goes_across_the_table() -> None:
    assert shown([NAME, AMOUNT], [["A", "1"], RULE, ["sum", "1"]])[2] == "----  ------"


def test_on_a_narrow_terminal_texts_are_wrapped_and_spare_columns_left_out_but_numbers_never() -> None:
    columns = [NAME, AMOUNT, Column("SPARE", optional=True)]
    rows = [["a very long name indeed", "1,234,567.89", "something"]]
    assert shown(columns, rows, 22) == [
        "NAME            AMOUNT",
        "a very    1,234,567.89",
        "long",
        "name",
        "indeed",
        "1 column hidden (SPARE); --wide or --format csv shows all",
    ]
    assert shown(columns, rows, 33)[1:] == [
        "a very    1,234,567.89  something",
        "long",
        "name",
        "indeed",
    ]
    assert shown(columns, rows)[1] == "a very long name indeed  1,234,567.89  something"


def test_columns_for_which_a_line_has_no_room_stand_below() -> None:
    columns = [Column("CODE"), AMOUNT, Column("NET", "right"), Column("TAX", "right")]
    rows: list[Row] = [
        ["A-1", "1,234.00", "1,000.00", "234.00"],
        RULE,
        ["total", "1,234.00", "1,000.00", "234.00"],
    ]
    assert shown(columns, rows, 25) == [
        "CODE     AMOUNT       NET",
        "         TAX",
        "A-1    1,234.00  1,000.00",
        "      234.00",
        "-----  --------  --------",
        "total  1,234.00  1,000.00",
        "      234.00",
    ]


def test_a_word_longer_than_its_column_is_broken_between_letters() -> None:
    lines = shown([NAME, AMOUNT], [["ที่ที่ที่ที่ที่ที่ที่ที่", "1,234,567.89"]], 20)
    assert lines[1:] == ["ที่ที่ที่ที่ที่ที่  1,234,567.89", "ที่ที่"]


def test_a_code_is_not_broken_while_a_name_is() -> None:
    columns = [NAME, AMOUNT, Column("WHAT", least=6)]
    rows = [["Shpërndarje", "1,234,567.89", "of PRO-2026-0017, late"]]
    assert shown(columns, rows, 37)[1:] == [
        "Shpërnd  1,234,567.89  of",
        "arje                   PRO-2026-0017,",
        "                       late",
    ]


def test_a_long_name_leaves_room_for_figures_and_a_text_alone_takes_its_line() -> None:
    columns = [NAME, AMOUNT, Column("NET", "right"), Column("WHY", least=40)]
    why = "no contact for 76 days and all reminders are sent"
    rows = [["The Company With The Longest Name Of All Clients", "1,234.00", "1,000.00", why]]
    assert shown(columns, rows, 60)[2:] == [
        "The Company With The Longest Name Of All  1,234.00  1,000.00",
        "Clients",
        f"      {why}",
    ]


def test_a_line_without_any_cell_is_left_out() -> None:
    columns = [NAME, AMOUNT, Column("NET", "right")]
    assert shown(columns, [["A", "1,234,567.89", ""]], 19)[2:] == ["A     1,234,567.89"]


@given(st.lists(st.text(max_size=30), min_size=3, max_size=3), st.integers(12, 40))
def test_narrowing_loses_no_letter_of_what_is_shown(texts: list[str], room: int) -> None:
    columns = [Column("A", least=6), Column("B", least=4), Column("C", "right", least=5)]
    cells = [clean(text) for text in texts]
    together = "".join(map(unstyle, render(columns, [cells], room=room, titles=False)))
    assert sorted(together.replace(" ", "")) == sorted("".join(cells).replace(" ", ""))


def test_what_comes_after_the_rows_that_were_looked_at_is_whole() -> None:
    rows = (["x" * (3 if number < 2_500 else 30), "1"] for number in range(2_501))
    assert shown([NAME, AMOUNT], rows)[-1].startswith("x" * 30)


def test_a_cell_with_a_colour_is_as_wide_as_its_text() -> None:
    rows: list[Row] = [[Cell("A", colour="red"), "1"], ["ABC", "20"]]
    red, plain = render([NAME, AMOUNT], rows, titles=False)
    assert red.startswith("\x1b[31mA\x1b[0m")
    assert len(unstyle(red)) == len(plain)


@given(st.text(max_size=40), st.integers(9, 30))
def test_no_line_is_wider_than_the_terminal(text: str, room: int) -> None:
    lines = shown([NAME, Column("N", "right")], [[clean(text), "7"]], room)
    assert all(width(line) <= room for line in lines)


@pytest.mark.parametrize(
    ("text", "clear"), [("a\n\tb", "a b"), ("\x1b]0;x\x07", "\ufffd]0;x\ufffd"), ("", "")]
)
def test_text_is_shown_on_one_line_without_control_characters(text: str, clear: str) -> None:
    assert clean(text) == clear
