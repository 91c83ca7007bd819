"""Rows held by column are the same rows."""

from __future__ import annotations

from ledger.pages import Page, pages_of
from ledger.seal.leaves import leaf_of, leaves_of
from tests.conftest import RowMaker


def test_a_page_has_the_rows_and_their_leaves(make_rows: RowMaker) -> None:
    rows = [*make_rows(3), *make_rows(2, client=None, state='{"text":"a\\nb\\u2028\u2028\x85"}')]
    page = Page(rows)
    assert (page.rows(), page.row(3), list(page["version"])) == (rows, rows[3], [1, 2, 3, 1, 2])
    assert leaves_of(page) == list(map(leaf_of, rows))
    assert (Page([]).rows(), leaves_of(Page([]))) == ([], [])


def test_pages_of_many_rows_have_each_once(make_rows: RowMaker) -> None:
    rows = make_rows(5_000)
    assert [row for page in pages_of(rows) for row in page.rows()] == rows
