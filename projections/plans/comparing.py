"""Plans beside what was done: a row for each manager, metric, period and currency."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Final, TypeAlias

from ledger.money import ZERO, rounded, to_places, zero_of
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column, in_words
from projections.framework.periods import Period
from projections.framework.staffing import Staffing
from projections.plans.counting import Known, Part
from projections.plans.targets import METRICS, periods_of
from projections.remarks import Remark
from projections.selling.closed import percent

BY: Final = ("manager", "team", "house")
_NO_PLAN = "there is none, or only a part of the clients is chosen"
_UNKNOWN = "no order states the cost of some goods"
_Key: TypeAlias = tuple[str | None, str, str | None]
"""The group, the metric and the currency of a row."""


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A figure to reach beside what was reached by the day."""

    group: Annotated[str | None, Column("The manager, the head of the team, or house.", null="no manager")]
    metric: Annotated[str, Column(f"{', '.join(METRICS[:-1])} or {METRICS[-1]}.", words=in_words)]
    currency: Annotated[str | None, replace(CURRENCY, key=0, null="the metric is no money", quiet=True)]
    start: Annotated[date, Column("The first day of the plan.", title="FROM", spare=True)]
    end: Annotated[date, Column("The last day.", title="TO", spare=True)]
    plan: Annotated[Decimal | None, Column("The figure to reach.", null=_NO_PLAN)]
    actual: Annotated[
        Decimal | None, Column("What was reached from the first day on.", null=_UNKNOWN, bold=True)
    ]
    done: Annotated[
        Decimal | None,
        Column(
            "That as a part of the plan.",
            unit="percent",
            null=f"{_NO_PLAN}, or it is 0, or money is in a currency that no plan is in, or has no rate into the one "
            "asked for",
            decimals=1,
            title="DONE %",
        ),
    ]
    expected: Annotated[
        Decimal | None,
        Column("The part of the plan that the days so far make of all days.", null=_NO_PLAN, title="BY NOW"),
    ]
    weighted: Annotated[
        Decimal | None,
        Column(
            "Of revenue, what open offers may bring that should close by the last day, multiplied by their "
            "probability; of deals, the sum of the probabilities.",
            null="no offer is open, or the metric is another one",
            quiet=True,
        ),
    ]


def compared(answer: Answer, known: Known, by: str, asked: Period | None, staffing: Staffing) -> Answer:
    """The answer of plans with a row for each manager, team or house in place of those of entries.

    Args:
        answer: of plans, about all clients.
        known: what is compared.
        by: a name in ``BY``; a team is a head with those who report to the head, and to no lower head.
        asked: shows the plans of all periods within it; None: the plans in whose period the day lies.
        staffing: our people on the day.
    """
    found = plan_rows(known, by, asked, staffing)
    about: dict[str, object] = {"listing": "plans", "by": by}
    about |= {"period": asked._asdict()} if asked else {}
    made = replace(answer, more={**answer.more, **about}).made_into(PlanRow, found, ())
    if known.exchange:
        return known.exchange.told(made)
    return replace(made, doubts=lambda: [*_cautions(found)])


def plan_rows(known: Known, by: str, asked: Period | None, staffing: Staffing) -> list[PlanRow]:
    """The rows for each manager, team or house; the arguments are those of ``compared``."""
    group = cache(partial(_group, known, by, staffing))
    found: list[PlanRow] = []
    for period, metrics in periods_of(known.targets, known.as_of, asked).items():
        found += _rows(known, period, metrics, known.as_of, group)
    order, key = known.naming.order, known.naming.key
    found.sort(
        key=lambda row: (
            order(key(row.group)),
            METRICS.index(row.metric),
            row.start,
            row.end,
            row.currency or "",
        )
    )
    return found


def _cautions(rows: Sequence[PlanRow]) -> Iterator[Remark]:
    """The currencies of money that no plan is in, though plans are in others."""
    without: dict[tuple[str, str], list[str]] = {}
    for metric in dict.fromkeys(row.metric for row in rows):
        own = [row for row in rows if row.metric == metric and row.currency]
        planned = {str(row.currency) for row in own if row.plan is not None}
        others = sorted({str(row.currency) for row in own} - planned)
        if planned and others:
            without.setdefault((", ".join(others), min(planned)), []).append(metric)
    for (others_named, currency), metrics in without.items():
        yield Remark(
            f"no plan for {', '.join(metrics)} is in {others_named}",
            f"--currency {currency} shows all in one currency",
        )


def _group(known: Known, by: str, staffing: Staffing, manager: str | None) -> str | None:
    """The group to which the figures of a manager belong, in the one spelling of its name."""
    if by == "house":
        return "house"
    key = known.naming.key
    name = staffing.head_of(manager, key) if by == "team" else manager
    return known.naming.name(key(name)) or name


def _rows(
    known: Known,
    period: Period,
    metrics: Collection[str],
    as_of: date,
    group: Callable[[str | None], str | None],
) -> Iterator[PlanRow]:
    """The rows of a period; figures of which nobody has a target in it have none."""
    done, weighted = (
        _gathered(parts, group) for parts in (known.counted(period, metrics), known.weighted(period, metrics))
    )
    plans: dict[_Key, list[Decimal]] = {}
    for target in known.targets_in(period).values():
        key = group(target.manager), target.metric, target.currency
        plans.setdefault(key, []).append(target.amount)
    passed = period.passed(as_of)
    torn = _torn(done, plans) if known.exchange else _elsewhere(done, plans)
    for key in {**done, **weighted, **plans}:
        name, metric, currency = key
        amounts = done.get(key, [])
        plan = sum(plans[key], ZERO) if key in plans else None
        actual = None if None in amounts else sum(filter(None, amounts), _zero(currency))
        coming = sum(filter(None, weighted[key]), ZERO) if key in weighted else None
        if plan is not None or actual != 0 or coming:
            yield PlanRow(
                group=name,
                metric=metric,
                currency=currency,
                start=period.start,
                end=period.end,
                plan=plan,
                actual=actual,
                done=None if plan is None or actual is None or key[:2] in torn else percent(actual, plan),
                expected=None if plan is None else _round(plan * passed / period.days, currency),
                weighted=coming,
            )


def _torn(
    done: Mapping[_Key, Sequence[Decimal | None]], plans: Mapping[_Key, Sequence[Decimal]]
) -> Collection[tuple[str | None, str]]:
    """The groups and metrics with money in several currencies: nobody knows how much of the plan is done."""
    found: dict[tuple[str | None, str], set[str | None]] = {}
    for key in {**done, **plans}:
        if key in plans or any(amount != 0 for amount in done[key]):
            found.setdefault(key[:2], set()).add(key[2])
    return {key for key, currencies in found.items() if len(currencies) > 1}


def _elsewhere(
    done: Mapping[_Key, Sequence[Decimal | None]], plans: Mapping[_Key, Sequence[Decimal]]
) -> Collection[tuple[str | None, str]]:
    """The groups and metrics with money in a currency that no plan of theirs is in: it may count for one."""
    return {key[:2] for key in done.keys() - plans if any(amount != 0 for amount in done[key])}


def _gathered(
    parts: Iterable[Part], group: Callable[[str | None], str | None]
) -> Mapping[_Key, list[Decimal | None]]:
    """The amounts of parts by group, metric and currency."""
    found: dict[_Key, list[Decimal | None]] = {}
    for part in parts:
        found.setdefault((group(part.manager), part.metric, part.currency), []).append(part.amount)
    return found


def _zero(currency: str | None) -> Decimal:
    return zero_of(currency) if currency else ZERO


def _round(amount: Decimal, currency: str | None) -> Decimal:
    """Money to its smallest unit, a count to a tenth."""
    return rounded(amount, currency) if currency else to_places(amount, 1)
