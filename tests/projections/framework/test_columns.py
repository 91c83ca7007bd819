"""Rows of frozen classes are the same however they are made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from projections.framework.columns import filled
from projections.loyalty import LoyaltyTotal
from projections.receivables.ageing import ReceivablesTotal

TOTAL = ReceivablesTotal(
    currency="EUR",
    balance=Decimal("12.00"),
    not_due=Decimal("10.00"),
    overdue={"1-30": Decimal("2.00")},
    unapplied=Decimal("0.00"),
    open_items=2,
    disputed=Decimal("0.00"),
    promised=Decimal("0.00"),
)


def test_a_row_filled_from_all_its_fields_is_the_row_that_its_constructor_makes() -> None:
    row = filled(ReceivablesTotal, {**vars(TOTAL)})
    assert row == TOTAL
    assert row is not TOTAL
    assert replace(row, open_items=3) == replace(TOTAL, open_items=3)


def test_a_filled_row_is_as_frozen_as_others() -> None:
    row = filled(ReceivablesTotal, {**vars(TOTAL)})
    with pytest.raises(FrozenInstanceError):
        row.open_items = 3  # type: ignore[misc]


def test_a_class_with_slots_cannot_be_filled() -> None:
    with pytest.raises(AttributeError):
        filled(LoyaltyTotal, {"currency": "EUR"})
