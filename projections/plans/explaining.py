"""The entries behind a manager's plans: those that set them, and those that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from projections.framework.contributions import Contribution
from projections.framework.periods import Period
from projections.plans.counting import Known, Part


def contributions(known: Known, manager: str, periods: Iterable[tuple[Period, str]]) -> list[Contribution]:
    """What each entry adds to a manager's figures.

    The figure of a target is named after its metric, as "revenue plan", and what is weighted likewise. A
    margin has no entries while the cost of some goods is unknown.

    Args:
        known: what plans are compared with.
        manager: a name.
        periods: those that are explained, each with a metric; no metric twice.
    """
    return [
        one for period, metric in periods for one in _of(known, known.naming.key(manager), period, metric)
    ]


def _of(known: Known, manager: str, period: Period, metric: str) -> Iterator[Contribution]:
    for key, target in known.targets_in(period).items():
        if key[:2] == (manager, metric):
            yield Contribution(
                f"{metric} plan", target.currency, "plan", None, target.position, target.amount
            )
    for figure, parts in (
        (metric, known.counted(period, [metric])),
        (f"{metric} weighted", known.weighted(period, [metric])),
    ):
        yield from _parts(figure, (one for one in parts if known.naming.key(one.manager) == manager))


def _parts(figure: str, parts: Iterable[Part]) -> Iterator[Contribution]:
    own = [*parts]
    unknown = {one.currency for one in own if one.amount is None}
    for one in own:
        if one.amount is not None and one.currency not in unknown:
            yield Contribution(figure, one.currency, one.what, one.number, one.entry, one.amount)


def explained_periods(shown: Iterable[tuple[Period, Iterable[str]]]) -> list[tuple[Period, str]]:
    """Each metric with the first of the periods that have it, which is the shortest."""
    found: dict[str, Period] = {}
    for period, metrics in shown:
        for metric in metrics:
            found.setdefault(metric, period)
    return [(period, metric) for metric, period in found.items()]
