"""Which columns of a view a table for people has."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from commands.ui.view_tables import columns_of
from projections.framework.columns import Column


@dataclass(frozen=True, kw_only=True)
class _Row:
    score: Annotated[float | None, Column("From 0 to 100.", quiet=True)]
    done: Annotated[Decimal | None, Column("Per cent.", unit="percent", decimals=1, quiet=True)]
    held: Annotated[bool, Column("Whether it is held.", quiet=True)]
    times: Annotated[int, Column("How often.", unit="times", quiet=True)]
    open: Annotated[Decimal, Column("What is open.", quiet=True)]


def shown(**values: object) -> list[str]:
    row = {
        "score": None,
        "done": None,
        "held": False,
        "times": 0,
        "open": Decimal(0),
        "currency": "EUR",
        **values,
    }
    return [one.name for one in columns_of(_Row, [row])]


def test_a_figure_of_nothing_is_a_value_and_a_count_or_an_amount_of_nothing_is_none() -> None:
    assert shown() == []
    assert shown(score=0.0) == ["score"]
    assert shown(done=Decimal("0.0")) == ["done"]
    assert shown(held=True, times=1, open=Decimal(1)) == ["held", "times", "open"]
