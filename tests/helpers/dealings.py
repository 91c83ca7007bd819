"""Random facts of clients who order and are visited, on which every client has a score."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.helpers.entries import Fact
from tests.helpers.histories import CLIENTS, FIRST, facts

_MONEY = ("amount", "unit_price")
_LINE = {"product": "X", "quantity": "7", "unit_price": "3.33"}


@st.composite
def dealings(draw: st.DrawFn) -> list[Fact]:
    """Random facts of clients who have ordered and been visited; prices are in whole cents."""
    said = draw(facts())
    for code in CLIENTS:
        for number in range(draw(st.integers(1, 3))):
            day = (FIRST + timedelta(days=draw(st.integers(0, 50)), hours=number)).isoformat()
            said.append(("order.placed", code, day, {"number": f"SO-{number}", "lines": [_LINE]}))
        day = (FIRST + timedelta(days=draw(st.integers(0, 50)), hours=5)).isoformat()
        said.append(("feedback.given", code, day, {"scale": "csat", "score": draw(st.integers(1, 5))}))
    return [(kind, code, day, _in_cents(fields)) for kind, code, day, fields in said]


def _in_cents(fields: Any) -> Any:
    """Fields with prices of a line in whole cents, so that no rounding depends on the unit of money."""
    return each(fields, lambda price: "3.33" if price == "3.335" else price)


def each(value: Any, change: Any) -> Any:
    """A value with each amount of money in it changed."""
    if isinstance(value, list):
        return [each(one, change) for one in value]
    if isinstance(value, dict):
        return {
            name: change(one) if name in _MONEY and isinstance(one, str) else each(one, change)
            for name, one in value.items()
        }
    return value
