"""Targets: the figures that managers are to reach in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import PlanSet
from projections.framework.periods import Period
from projections.history import Horizon

MONEY: Final = ("revenue", "margin", "collected")
METRICS: Final = (*MONEY, "active_clients", "new_clients", "deals")
"""What a plan counts, in the order of tables."""


class Target(NamedTuple):
    """A figure to reach.

    Attributes:
        currency: None where the metric is no money.
        position: of the entry that set it.
        stated: the currency in which it was set, by which a later entry replaces it.
    """

    manager: str
    period: Period
    metric: str
    currency: str | None
    amount: Decimal
    position: int
    stated: str | None


def targets(entries: Iterable[Entry], horizon: Horizon) -> list[Target]:
    """All targets that managers had by a day, those of a later entry after those of an earlier.

    Args:
        entries: those that set plans, and all corrections, in order of position; others are ignored.
        horizon: how far to look.
    """
    streams: dict[UUID, list[Entry]] = {}
    for entry in filter(horizon.knows, entries):
        streams.setdefault(entry.stream, []).append(entry)
    found = [
        (entry.occurred_at, entry.position, entry.event)
        for own in streams.values()
        for entry in in_force(own)
        if isinstance(entry.event, PlanSet) and entry.event.metric in METRICS and horizon.sees(entry)
    ]
    return [_target(event, position) for _, position, event in sorted(found, key=lambda one: one[:2])]


def _target(event: PlanSet, position: int) -> Target:
    start, end = map(date.fromisoformat, event.period.split(".."))
    currency = event.currency if event.metric in MONEY else None
    return Target(event.manager, Period(start, end), event.metric, currency, event.target, position, currency)


def periods_of(found: Iterable[Target], as_of: date, asked: Period | None) -> dict[Period, Sequence[str]]:
    """The periods that are shown with the metrics that anybody has a target for, longer periods last.

    Args:
        found: the targets.
        as_of: the day asked about.
        asked: shows all periods of targets that lie within it; None: those in which the day lies.
    """
    metrics: dict[Period, set[str]] = {}
    for one in found:
        start, end = one.period
        if one.period.holds(as_of) if asked is None else asked.start <= start and end <= asked.end:
            metrics.setdefault(one.period, set()).add(one.metric)
    ordered = sorted(metrics, key=lambda period: (period.days, period.start))
    return {period: [one for one in METRICS if one in metrics[period]] for period in ordered}
