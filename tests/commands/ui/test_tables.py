from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st

from commands.ui.tables import RULE, Cell, Column, Row, clean, render, width


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


def test_on_a_narrow_terminal_texts_are_cut_and_spare_columns_left_out_but_never_numbers() -> None:
    columns = [NAME, AMOUNT, Column("SPARE", optional=True)]
    rows = [["a very long name indeed", "1,234,567.89", "something"]]
    assert shown(columns, rows, 22)[1] == "a very…   1,234,567.89"
    assert shown(columns, rows, 33)[1] == "a very…   1,234,567.89  something"
    assert shown(columns, rows)[1] == "a very long name indeed  1,234,567.89  something"


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
