"""The entries behind the figures of managers' plans: those that set them, and those that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from projections.framework.contributions import Contribution
from projections.framework.periods import Period
from projections.plans.counting import Known, Part


class OfManager(NamedTuple):
    """A figure of a manager in one currency.

    Attributes:
        manager: the key of the name.
        parts: what sums to it; None: it is unknown, such as a margin while the cost of some goods is.
    """

    manager: str
    figure: str
    currency: str | None
    parts: Sequence[Contribution] | None


def contributions(known: Known, manager: str, periods: Iterable[tuple[Period, str]]) -> list[Contribution]:
    """What each entry adds to a manager's figures.

    The figure of a target is named after its metric, as "revenue plan", and what is weighted likewise. A
    margin has no entries while the cost of some goods is unknown.

    Args:
        known: what plans are compared with.
        manager: a name.
        periods: those that are explained, each with a metric; no metric twice.
    """
    key = known.naming.key(manager)
    return [
        one
        for period, metric in periods
        for found in figures_of_all(known, period, metric)
        if found.manager == key
        for one in found.parts or ()
    ]


def figures_of_all(known: Known, period: Period, metric: str) -> Iterator[OfManager]:
    """The figures of a metric of all managers who are wanted, with what each entry adds to them."""
    for (manager, of, _), target in known.targets_in(period).items():
        if of == metric:
            currency, position = target.currency, target.position
            part = Contribution(f"{metric} plan", currency, "plan", None, position, target.amount)
            yield OfManager(manager, part.figure, currency, [part])
    yield from _by_manager(known, metric, known.counted(period, [metric]))
    yield from _by_manager(known, f"{metric} weighted", known.weighted(period, [metric]))


def _by_manager(known: Known, figure: str, parts: Iterable[Part]) -> Iterator[OfManager]:
    found_of: dict[tuple[str, str | None], list[Part]] = {}
    for one in parts:
        found_of.setdefault((known.naming.key(one.manager), one.currency), []).append(one)
    for (manager, currency), own in found_of.items():
        amounts = [(one, one.amount) for one in own]
        found = [
            Contribution(figure, one.currency, one.what, one.number, one.entry, amount)
            for one, amount in amounts
            if amount is not None
        ]
        yield OfManager(manager, figure, currency, found if len(found) == len(amounts) else None)


def explained_periods(shown: Iterable[tuple[Period, Iterable[str]]]) -> list[tuple[Period, str]]:
    """Each metric with the first of the periods that have it, which is the shortest."""
    found: dict[str, Period] = {}
    for period, metrics in shown:
        for metric in metrics:
            found.setdefault(metric, period)
    return [(period, metric) for metric, period in found.items()]
