"""Rows held by column are the same rows."""

from __future__ import annotations

from ledger.row_blocks import RowBlock, blocks_of
from ledger.seal.leaves import leaf_of, leaves_of
from tests.conftest import RowMaker


def test_a_block_has_the_rows_and_their_leaves(make_rows: RowMaker) -> None:
    rows = [*make_rows(3), *make_rows(2, client=None, state='{"text":"a\\nb\\u2028\u2028\x85"}')]
    block = RowBlock(rows)
    assert (block.rows(), block.row(3), list(block["version"])) == (rows, rows[3], [1, 2, 3, 1, 2])
    assert leaves_of(block) == list(map(leaf_of, rows))
    assert (RowBlock([]).rows(), leaves_of(RowBlock([]))) == ([], [])


def test_blocks_of_many_rows_have_each_once(make_rows: RowMaker) -> None:
    rows = make_rows(5_000)
    assert [row for block in blocks_of(rows) for row in block.rows()] == rows
