"""How concentrated amounts are, against figures worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.key_accounts.concentration import concentration, percent, placed

amounts = st.lists(st.integers(1, 1_000_000).map(lambda cents: Decimal(cents) / 100), min_size=1)


def classes(*sizes: int) -> str:
    return "".join(one.abc for one in placed([*map(Decimal, sizes)], Decimal(80), Decimal(95)))


def test_equal_amounts_are_as_little_concentrated_as_can_be() -> None:
    found = concentration([Decimal(5)] * 4)
    assert found is not None
    assert [*found] == [2500, 0, 25, 100, 25]


def test_one_amount_is_all() -> None:
    found = concentration([Decimal(5)])
    assert found is not None
    assert [*found] == [10_000, 0, 100, 100, 100]


def test_figures_worked_out_by_hand() -> None:
    found = concentration([Decimal(1), Decimal(3), Decimal(6)])
    assert found is not None  # shares 0.1, 0.3, 0.6; Gini 2 x (1 + 6 + 18) / (3 x 10) - 4/3
    assert [*found[:2]] == [4600, Decimal("0.3333")]


def test_nothing_has_no_concentration() -> None:
    assert concentration([]) is None


@pytest.mark.parametrize(
    ("sizes", "wanted"),
    [
        ((50, 30, 15, 5), "AABC"),  # reaching a cut exactly leaves the next outside
        ((50, 29, 15, 6), "AAAB"),  # the one that crosses 80 is in A, the one that crosses 95 in B
        ((100,), "A"),
        ((97, 2, 1), "ACC"),
    ],
)
def test_the_client_that_crosses_a_cut_belongs_to_the_upper_class(sizes: Sequence[int], wanted: str) -> None:
    assert classes(*sizes) == wanted


@given(amounts=amounts)
def test_no_figure_leaves_its_scale_or_depends_on_the_order(amounts: list[Decimal]) -> None:
    found = concentration(amounts)
    assert found is not None
    assert found == concentration(amounts[::-1])
    assert Decimal(10_000) / len(amounts) - 1 <= found.hhi <= 10_000
    assert 0 <= found.gini < 1
    assert found.top_client <= found.top_ten <= 100
    *_, last = placed(sorted(amounts, reverse=True), Decimal(80), Decimal(95))
    assert last.cumulative == 100


def test_a_loss_too_small_to_show_has_no_sign() -> None:
    assert str(percent(Decimal("-0.01"), Decimal(10_000_000))) == "0.0000"
