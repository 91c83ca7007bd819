"""Figures that differ, as a person reads them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click
import pytest

from commands.ui.differences import table
from projections.framework.comparing import Difference


@pytest.mark.parametrize(
    ("view", "figure", "now", "then", "said"),
    [
        ("health", "index", 40.7, 50.0, ["40.7", "50.0", "+9.3"]),
        ("health", "components friction", None, 100.0, ["-", "100.0"]),
        ("health", "score", 90.0, None, ["90.0", "-"]),
        ("receivables", "open_items", None, 1, ["-", "1", "+1"]),
        ("receivables", "balance", None, Decimal(7), ["-", "7.00", "+7.00"]),
    ],
)
def test_a_figure_that_was_not_known_has_no_change_and_a_sum_of_no_row_was_zero(
    view: str, figure: str, now: Any, then: Any, said: list[str]
) -> None:
    change = (then or type(now)(0)) - (now or type(then)(0))
    one = Difference("ACME", None, view, "EUR", None, figure, now, then, round(change, 2))
    *_, line = table([one], ("FROM", "TO", "CHANGE"))
    assert click.unstyle(line).split(figure.replace("_", " "))[1].split() == said
