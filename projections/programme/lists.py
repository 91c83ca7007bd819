"""The lists about points that are made of loyalty: their rows, and what two policies differ in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from projections.framework.answer import Answer
from projections.framework.answering import ask_all
from projections.framework.lists import Figures, Lists
from projections.framework.registry import ALL
from projections.history import History, Horizon
from projections.programme.liability import OwedRow, owed
from projections.programme.listing import LotRow

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _figures(
    history: History, now: Answer, then: Answer, period: tuple[date, date] | None
) -> tuple[list[Figures], list[Figures]]:
    """What the house owes for points under two policies; nothing where they have one programme."""
    del period
    if now.rules.programme == then.rules.programme:
        return [], []
    horizon = Horizon(now.as_of, now.known_at, now.position)
    ((before, after),) = ask_all([ALL[now.view]], history, horizon, (now.rules, then.rules))
    return [*_owed(now, before)], [*_owed(then, after)]


def _owed(answer: Answer, house: Answer) -> Iterator[Figures]:
    for row in owed(answer, house).rows:
        values = {"value": row.value, "liability": row.liability}
        yield Figures("points", row.client, row.name, row.currency, None, values)


def _listings() -> dict[str, type[DataclassInstance]]:
    """The classes of the rows of every list, by the command that shows it."""
    return {"points": OwedRow, "points --lots": LotRow}


LISTS = Lists(("points",), "", _figures, _listings)
"""What is made of loyalty."""
