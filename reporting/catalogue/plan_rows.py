"""Plans beside what was reached: the rows of ``goodwill plan``, of all periods and managers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.entry import Entry
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import Field, row_fields
from projections.framework.filters import Filter
from projections.framework.periods import Period
from projections.framework.staffing import staffing_of
from projections.history import Horizon
from projections.plans.comparing import PlanRow, plan_rows
from projections.plans.counting import Known
from projections.plans.targets import targets
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import Column, day, table, text

VIEWS: Final = ("plan", "pipeline")
"""The views that plans are compared with."""
_ALWAYS: Final = Period(date.min, date.max)
_RENAMED: Final = {
    "group": "manager",
    "start": "period_start",
    "end": "period_end",
    "plan": "target",
    "done": "percent_done",
}
"""Fields that ``plans`` names otherwise, or whose names are words of SQL."""


def _column(field: Field) -> Column:
    name, about = _RENAMED.get(field.name, field.name), field.column
    if field.form == "money":  # of orders and deals it is a count
        return Column(name, "number", about.meaning, about.unit or "metric", about.null, exact=True)
    return Column(name, "date" if field.form == "day" else "text", about.meaning, null=about.null)


_FIELDS: Final = row_fields(PlanRow)
PROGRESS: Final = table(
    "plan_progress",
    "views",
    "What managers are to reach, beside what they reached by the day, in every period that has a plan.",
    "a manager, metric, period and currency",
    [
        day("as_of", "The day for which the row is: what had happened by its end."),
        text("policy", "The version of the policy in force on that day, under which the row was made."),
        *map(_column, _FIELDS),
    ],
    ["manager", "metric", "period_start", "period_end", "currency"],
)


class Kept(NamedTuple):
    """What is compared with plans of an answer about all clients, without what its rows were made of.

    Attributes:
        clients: as they are, by code.
        policy: the version of the policy in force on the day.
        language: the house's.
    """

    rows: Sequence[Any]
    clients: Mapping[str, Client]
    policy: str
    language: str

    @classmethod
    def of(cls, answer: Answer) -> Kept:
        """That of an answer of one of ``VIEWS``."""
        members = (client for holder in answer.holders for client, _ in holder.members)
        return cls(answer.rows, {one.code: one for one in members}, answer.policy, answer.language)


def progress(
    kept: Mapping[str, Kept], house: Sequence[Entry], unowned: Iterable[Entry], horizon: Horizon
) -> Iterator[Row]:
    """The rows of the plans of all periods.

    Args:
        kept: what answers of ``VIEWS`` left, by name.
        house: the entries of the house.
        unowned: those of managers, with their corrections.
        horizon: how far to look.
    """
    done, offers = (kept[name] for name in VIEWS)
    known = Known(
        rows=done.rows,
        offers=offers.rows,
        targets=targets(unowned, horizon),
        clients=done.clients,
        customers={code: code for code in done.clients},
        house=house,
        language=done.language,
        where=Filter(language=done.language),
        as_of=horizon.as_of,
    )
    for row in plan_rows(known, "manager", _ALWAYS, staffing_of(house, (), horizon)):
        yield (horizon.as_of, done.policy, *[getattr(row, field.name) for field in _FIELDS])
