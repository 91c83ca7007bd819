"""Plans beside what was done: a row for each manager, metric, period and currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Final

from ledger.money import ZERO, rounded, to_places
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, UNKNOWN_COST, Column, in_words
from projections.framework.periods import Period
from projections.framework.staffing import Staffing
from projections.framework.sums import percent
from projections.plans.counting import Known
from projections.plans.gathering import Gathered, gathered, total, unplanned_remarks
from projections.plans.targets import METRICS, periods_of
from projections.remarks import Remark

BY: Final = ("manager", "team", "house")
_NO_PLAN = "there is none, or only a part of the clients is chosen"


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
        Decimal | None, Column("What was reached from the first day on.", null=UNKNOWN_COST, bold=True)
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
            "Of revenue, what open offers may bring that should close in the period, multiplied by their probability; "
            "of deals, the sum of the probabilities. An offer that should have closed before the day counts in the "
            "period of the day, and one that is valid no more in none.",
            null="no offer is open, or the metric is another one",
            quiet=True,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class GroupRow(PlanRow):
    """The same of a team or of the house, by those whose plans these are."""

    unplanned: Annotated[
        Decimal | None,
        Column(
            "What those reached who had no plan for it; ACTUAL, DONE % and WEIGHTED are without them.",
            null=f"there is nobody who reached anything without a plan, or nobody has a plan, or {UNKNOWN_COST}",
            title="NO PLAN",
            quiet=True,
        ),
    ]


def compared(answer: Answer, known: Known, by: str, asked: Period | None, staffing: Staffing) -> Answer:
    """The answer of plans with a row for each manager, team or house in place of those of entries.

    What was reached stands beside plans of the same managers, also in a team and in the house; what others
    reached stands apart.

    Args:
        answer: of plans, about all clients.
        known: what is compared.
        by: a name in ``BY``; a team is a head with those who report to the head, and to no lower head.
        asked: shows the plans of all periods within it; None: the plans in whose period the day lies.
        staffing: our people on the day.
    """
    found = _gathered(known, by, asked, staffing)
    rows = _ordered(known, found, by)
    about: dict[str, object] = {"listing": "plans", "by": by}
    about |= {"period": asked._asdict()} if asked else {}
    shape = PlanRow if by == "manager" else GroupRow
    made = replace(answer, more={**answer.more, **about}).made_into(shape, rows, ())
    others = [] if known.exchange else [*_cautions(rows)]
    made = replace(made, doubts=lambda: [*unplanned_remarks(known, found), *others])
    return known.exchange.told(made) if known.exchange else made


def plan_rows(known: Known, by: str, asked: Period | None, staffing: Staffing) -> list[PlanRow]:
    """The rows for each manager, team or house; the arguments are those of ``compared``."""
    return _ordered(known, _gathered(known, by, asked, staffing), by)


def _gathered(known: Known, by: str, asked: Period | None, staffing: Staffing) -> list[Gathered]:
    group = cache(partial(_group, known, by, staffing))
    return [
        gathered(known, period, metrics, group)
        for period, metrics in periods_of(known.targets, known.as_of, asked).items()
    ]


def _ordered(known: Known, found: Iterable[Gathered], by: str) -> list[PlanRow]:
    """The rows of periods, by the names of groups."""
    order, key = known.naming.order, known.naming.key
    return sorted(
        (row for one in found for row in _rows(one, known.as_of, by)),
        key=lambda row: (
            order(key(row.group)),
            METRICS.index(row.metric),
            row.start,
            row.end,
            row.currency or "",
        ),
    )


def _cautions(rows: Sequence[PlanRow]) -> Iterator[Remark]:
    """The currencies of money that no plan is in, though those who earned it have plans in others."""
    without: dict[tuple[str, str], list[str]] = {}
    for metric in dict.fromkeys(row.metric for row in rows):
        own = [row for row in rows if row.metric == metric and row.currency]
        planned = {str(row.currency) for row in own if row.plan is not None}
        planning = {row.group for row in own if row.plan is not None}
        reached = {
            str(row.currency) for row in own if row.group in planning and (row.actual != 0 or row.weighted)
        }
        others = sorted(reached - planned)
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


def _rows(found: Gathered, as_of: date, by: str) -> Iterator[PlanRow]:
    """The rows of a period; figures of which nobody has a target in it have none."""
    period, passed = found.period, found.period.passed(as_of)
    for key in found.keys:
        name, metric, currency = key
        plan = sum(found.plans[key], ZERO) if key in found.plans else None
        actual = total(found.done.get(key, ()), currency)
        coming = total(found.weighted[key], None) if key in found.weighted else None
        others = total(found.unplanned[key], currency) if key in found.unplanned else ZERO
        if plan is None and actual == 0 and not coming and others == 0:
            continue
        row = PlanRow(
            group=name,
            metric=metric,
            currency=currency,
            start=period.start,
            end=period.end,
            plan=plan,
            actual=actual,
            done=None if plan is None or actual is None or key[:2] in found.torn else percent(actual, plan),
            expected=None if plan is None else _round(plan * passed / period.days, currency),
            weighted=coming,
        )
        yield row if by == "manager" else GroupRow(**vars(row), unplanned=others or None)


def _round(amount: Decimal, currency: str | None) -> Decimal:
    """Money to its smallest unit, a count to a tenth."""
    return rounded(amount, currency) if currency else to_places(amount, 1)
