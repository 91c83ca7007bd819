"""Rows summed by anything sum to the rows themselves, currency by currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from ledger.entry import Entry
from ledger.money import Amounts
from projections import ALL, Filter
from projections.framework.answering import ask_all
from projections.framework.columns import row_fields
from projections.framework.grouping import BY_CLIENT, grouped
from projections.framework.registry import REGISTER
from projections.history import Horizon, remembered
from projections.policy import DEFAULT
from tests.helpers.depth import tries
from tests.helpers.histories import SELLING
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY, histories

COUNTS = {"pipeline": "offers", "objections": "open", "contracts": "contracts"}
"""How many rows each group of a view has."""
VIEWS = [view for view in ALL.values() if view.groups]


@pytest.mark.parametrize("name", [name for name in REGISTER if ALL[name].groups])
def test_the_command_offers_the_groupings_that_the_view_declares(name: str) -> None:
    groups = ALL[name].groups
    assert groups
    assert sorted(REGISTER[name].by) == sorted({*BY_CLIENT, *groups.by})


@pytest.mark.parametrize("name", REGISTER)
def test_a_view_is_usually_summed_by_a_grouping_that_it_offers(name: str) -> None:
    view = REGISTER[name]
    assert {view.usual, view.usual_of_client} - {""} <= {*view.by}


def sums(rows: Iterable[Any], names: Iterable[str]) -> Amounts[tuple[str, str]]:
    """The sums of fields in each currency, where there is anything."""
    found = Amounts.of(
        ((name, row.currency), getattr(row, name) or Decimal(0)) for row in rows for name in names
    )
    return Amounts({key: amount for key, amount in found.items() if amount})


@sees(100)
@tries(25, 100)
@given(histories(SELLING))
def test_sums_by_anything_are_those_of_the_house(entries: list[Entry]) -> None:
    horizon, history = Horizon(DAY, None, len(entries)), remembered(entries)
    for group in (False, True):
        for (said,) in ask_all(VIEWS, history, horizon, (DEFAULT,), Filter(group=group)):
            groups = ALL[said.view].groups
            assert groups is not None
            own = {field.name for field in row_fields(said.shape) if field.money}
            money = own & {field.name for field in row_fields(groups.row) if field.money}
            for by in ("group",) if group else {*BY_CLIENT, *groups.by} - {"group", "territory"}:
                saw(len(said.rows))
                found = grouped(said, groups, by).rows
                assert sums(found, money) == sums(said.rows, money), by
                if by != "product" and said.view in COUNTS:
                    assert sum(getattr(row, COUNTS[said.view]) for row in found) == len(said.rows)
