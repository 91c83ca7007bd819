"""Plans beside what was reached: the rows of ``goodwill plan``, of all periods and managers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.money import ZERO
from projections.framework.answer import Answer
from projections.framework.columns import Field, row_fields
from projections.framework.naming import Naming, house_language
from projections.framework.periods import Period
from projections.framework.staffing import staffing_of
from projections.history import Horizon
from projections.plans.comparing import PlanRow, plan_rows
from projections.plans.counting import Known, Part
from projections.plans.targets import METRICS, periods_of, targets
from projections.policy import in_force
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


class Figure(NamedTuple):
    """A figure of a manager, as the entries spell the name.

    Attributes:
        coming: whether it is what open offers may bring; else it is what was reached.
    """

    period: Period
    metric: str
    currency: str | None
    manager: str | None
    coming: bool


Place: TypeAlias = tuple[int, str]
"""Where a name comes among spellings of one: by the code of a client that has it, then those of the past."""

Sums: TypeAlias = tuple[list[tuple[Figure, Decimal | None]], list[tuple[str | None, str, Place]]]
"""Figures; and managers' names with the language and the place of the first client that bears it."""


class Counted:
    """What plans are compared with: sums of what answers about some clients, and then about others, have.

    Args:
        unowned: the entries of managers, with their corrections.
        horizon: how far to look.
    """

    def __init__(self, unowned: Iterable[Entry], horizon: Horizon) -> None:
        self._targets, self._horizon = targets(unowned, horizon), horizon
        self._periods = periods_of(self._targets, horizon.as_of, _ALWAYS)
        self._figures: dict[Figure, Decimal | None] = {}
        self._names: dict[tuple[str | None, str], Place] = {}

    def note(self, view: str, answer: Answer) -> None:
        """Add what the answer of one of ``VIEWS`` has about clients of which nothing was added yet."""
        clients = {client.code: client for holder in answer.holders for client, _ in holder.members}
        known = Known(
            rows=answer.rows if view == "plan" else (),
            offers=answer.rows if view == "pipeline" else (),
            targets=self._targets,
            clients=clients,
            as_of=self._horizon.as_of,
        )
        for period, metrics in self._periods.items():
            for parts, coming in (
                (known.counted(period, metrics), False),
                (known.weighted(period, metrics), True),
            ):
                for one in parts:
                    figure = Figure(period, one.metric, one.currency, one.manager, coming)
                    self._add(figure, one.amount)
        for code, client in clients.items():
            self._call(client.manager, client.language or answer.language, (0, code))
        for manager in dict.fromkeys(row.manager for row in known.rows):
            self._call(manager, answer.language, (1, manager or ""))

    def add(self, sums: Sums) -> None:
        """Add what was made of other clients."""
        figures, names = sums
        for figure, amount in figures:
            self._add(figure, amount)
        for name, language, place in names:
            self._call(name, language, place)

    @property
    def sums(self) -> Sums:
        """What was made of all clients so far."""
        return [*self._figures.items()], [(*borne, place) for borne, place in self._names.items()]

    def progress(self, house: Sequence[Entry]) -> Iterator[Row]:
        """The rows of the plans of all periods, from the entries of the house too."""
        day, policy = self._horizon.as_of, in_force(house, self._horizon).version
        known = _Summed(
            rows=(), offers=(), clients={}, targets=self._targets, house=house, as_of=day,
            language=house_language(house), figures=self._figures, names=sorted(self._names, key=self._names.__getitem__),
        )  # fmt: skip
        for row in plan_rows(known, "manager", _ALWAYS, staffing_of(house, (), self._horizon)):
            yield (day, policy, *[getattr(row, field.name) for field in _FIELDS])

    def _add(self, figure: Figure, amount: Decimal | None) -> None:
        before = self._figures.get(figure, ZERO)
        self._figures[figure] = None if before is None or amount is None else before + amount

    def _call(self, manager: str | None, language: str, place: Place) -> None:
        borne = manager, language
        self._names[borne] = min(place, self._names.get(borne, place))


@dataclass(frozen=True, kw_only=True)
class _Summed(Known):
    """What plans are compared with, of which only sums are left.

    Attributes:
        figures: the sums.
        names: the managers' names with the languages of clients that bear them, in the order of these.
    """

    figures: Mapping[Figure, Decimal | None]
    names: Sequence[tuple[str | None, str]]

    @cached_property
    def naming(self) -> Naming:
        """As ``Known``."""
        return Naming([*self.names, *((one.manager, self.language) for one in self.targets)], self.house)

    def counted(self, period: Period, metrics: Collection[str] = METRICS) -> list[Part]:
        """As ``Known``: a part for each sum."""
        return self._parts(period, metrics, coming=False)

    def weighted(self, period: Period, metrics: Collection[str] = METRICS) -> list[Part]:
        """As ``Known``: a part for each sum."""
        return self._parts(period, metrics, coming=True)

    def _parts(self, period: Period, metrics: Collection[str], *, coming: bool) -> list[Part]:
        return [
            Part(one.metric, one.currency, amount, one.manager, "", None, 0, self.as_of)
            for one, amount in self.figures.items()
            if (one.period, one.coming) == (period, coming) and one.metric in metrics
        ]
