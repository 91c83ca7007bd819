"""The figures of a period of plans by manager, team or house, each beside plans of the same managers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeAlias

from ledger.money import ZERO, zero_of
from projections.framework.periods import Period
from projections.plans.counting import Known
from projections.plans.targets import METRICS
from projections.remarks import Remark

GroupKey: TypeAlias = tuple[str | None, str, str | None]
"""The group, the metric and the currency of a row."""
Group: TypeAlias = Callable[[str | None], str | None]
"""The group to which the figures of a manager belong."""
_Amounts: TypeAlias = Mapping[GroupKey, Sequence[Decimal | None]]


class Gathered(NamedTuple):
    """The figures of a period.

    Where anybody in a group has a plan for a metric, ``done`` and ``weighted`` are those of managers who have
    one.

    Attributes:
        done: what was reached; None where it is unknown.
        weighted: what open offers may bring.
        plans: what is to be reached.
        unplanned: what managers without a plan reached, in groups where another one has a plan.
        torn: the groups and metrics of which nobody knows how much is done, because of a currency.
        without: by metric, and whether it is known what is unplanned in the group, the keys of the managers
            who reached it.
    """

    period: Period
    done: _Amounts
    weighted: _Amounts
    plans: Mapping[GroupKey, Sequence[Decimal]]
    unplanned: _Amounts
    torn: Collection[tuple[str | None, str]]
    without: Mapping[tuple[str, bool], Sequence[str]]

    @property
    def keys(self) -> Iterable[GroupKey]:
        """Those of all rows."""
        return {**self.done, **self.weighted, **self.plans, **self.unplanned}


def gathered(known: Known, period: Period, metrics: Collection[str], group: Group) -> Gathered:
    """The figures of a period.

    Args:
        known: what is compared.
        period: that of the plans.
        metrics: those that anybody has a plan for.
        group: gives the group of a manager.
    """
    targets = known.targets_in(period)
    planned = {(manager, metric) for manager, metric, _ in targets}
    with_plan = {(group(one.manager), one.metric) for one in targets.values()}
    key = cache(known.naming.key)
    done, weighted, unplanned = (defaultdict[GroupKey, list[Decimal | None]](list) for _ in range(3))
    own, others = (defaultdict[tuple[str, GroupKey], list[Decimal | None]](list) for _ in range(2))
    for part in known.counted(period, metrics):
        manager, at = key(part.manager), (group(part.manager), part.metric, part.currency)
        if at[:2] in with_plan and (manager, part.metric) not in planned:
            unplanned[at].append(part.amount)
            others[manager, at].append(part.amount)
        else:
            done[at].append(part.amount)
            own[manager, at].append(part.amount)
    for part in known.weighted(period, metrics):
        at = group(part.manager), part.metric, part.currency
        if at[:2] not in with_plan or (key(part.manager), part.metric) in planned:
            weighted[at].append(part.amount)
    plans = defaultdict[GroupKey, list[Decimal]](list)
    set_for = set[tuple[str, GroupKey]]()
    for (manager, *_), one in targets.items():
        at = group(one.manager), one.metric, one.currency
        plans[at].append(one.amount)
        set_for.add((manager, at))
    torn = _torn(done, plans) if known.exchange else _elsewhere(own, set_for)
    return Gathered(period, done, weighted, plans, unplanned, torn, _without(others, unplanned))


def _without(
    others: Mapping[tuple[str, GroupKey], Sequence[Decimal | None]], unplanned: _Amounts
) -> Mapping[tuple[str, bool], Sequence[str]]:
    """Who reached something without a plan, as ``Gathered`` has them."""
    found: dict[tuple[str, bool], dict[str, None]] = {}
    for (manager, at), amounts in others.items():
        if total(amounts, None) != 0:
            found.setdefault((at[1], None not in unplanned[at]), {})[manager] = None
    return {key: [*names] for key, names in found.items()}


def total(amounts: Sequence[Decimal | None], currency: str | None) -> Decimal | None:
    """The sum of amounts; None if one is unknown."""
    return None if None in amounts else sum(filter(None, amounts), zero_of(currency) if currency else ZERO)


def unplanned_remarks(known: Known, found: Iterable[Gathered]) -> Iterator[Remark]:
    """Who reached something without a plan for it, where others of the same group have one."""
    metrics: dict[tuple[Period, tuple[str, ...], bool], list[str]] = {}
    order = known.naming.order
    for one in found:
        for (metric, told), managers in sorted(one.without.items(), key=lambda of: METRICS.index(of[0][0])):
            metrics.setdefault((one.period, (*sorted(managers, key=order),), told), []).append(metric)
    for (period, managers, told), own in metrics.items():
        names = [known.naming.name(manager) or "clients without a manager" for manager in managers]
        yield Remark(
            f"{' and '.join(names)} had no plan for {', '.join(own)} from {period.start} to {period.end}; "
            f"what they reached {'stands under NO PLAN alone' if told else 'is unknown'}",
            "set one with `goodwill record plan.set`",
        )


def _torn(done: _Amounts, plans: Mapping[GroupKey, Sequence[Decimal]]) -> Collection[tuple[str | None, str]]:
    """The groups and metrics with money in several currencies: nobody knows how much of the plan is done."""
    found: dict[tuple[str | None, str], set[str | None]] = {}
    for key in {**done, **plans}:
        # Amounts without a rate may cancel out in their currency, and need not in that of the plan.
        if key in plans or any(amount is None or amount for amount in done[key]):
            found.setdefault(key[:2], set()).add(key[2])
    return {key for key, currencies in found.items() if len(currencies) > 1}


def _elsewhere(
    done: Mapping[tuple[str, GroupKey], Sequence[Decimal | None]], plans: Collection[tuple[str, GroupKey]]
) -> Collection[tuple[str | None, str]]:
    """The groups and metrics with money in a currency that no plan of its manager is in."""
    return {
        at[:2]
        for (manager, at), amounts in done.items()
        if (manager, at) not in plans and total(amounts, None) != 0
    }
