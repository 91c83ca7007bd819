"""Cells of rows, whatever the number of their fields."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import pytest

from projections.framework.columns import Column, Who
from projections.stored.tables.layout import layout_of


@dataclass(frozen=True, kw_only=True)
class One(Who):
    """A row of one figure."""

    amount: Annotated[Decimal, Column("An amount.")]


@dataclass(frozen=True, kw_only=True)
class Two(One):
    """A row of two."""

    count: Annotated[int, Column("A number.")]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (One(client="ACME", name="Acme", amount=Decimal("1.50")), ("1.50",)),
        (Two(client="ACME", name="Acme", amount=Decimal(3), count=2), ("3", 2)),
    ],
)
def test_a_row_that_is_written_has_a_cell_for_each_of_its_own_figures(
    row: One, cells: tuple[object, ...]
) -> None:
    assert layout_of(type(row), written=True).cells(row) == cells
