"""What managers earn in a period: a fixed part, and what deals earned, cut by the worst of their plans."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, NamedTuple

from ledger.money import ZERO, rounded, zero_of
from ledger.policy_amounts import ByCurrency
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column
from projections.framework.naming import Naming
from projections.framework.periods import Period, parts_of
from projections.framework.staffing import Key, Staffing
from projections.framework.sums import totals_of
from projections.one_currency import OneCurrency
from projections.pay.deals import DealPay
from projections.plans.comparing import PlanRow
from projections.plans.counting import Part
from projections.plans.targets import Target
from projections.policy.pay import Pay
from projections.remarks import Remark

CUTTING: Final = ("revenue", "active_clients", "new_clients")
"""The plans of which the worst cuts the variable part."""
_HUNDRED = Decimal(100)
_NAMED: Final = 3
"""How many orders a caution names."""
_WHOLE = "no plan of the period cuts it"
_LACKING = "a rate is missing, without which nobody knows how much of a plan is done"


@dataclass(frozen=True, kw_only=True)
class PayRow:
    """What a manager earns in a period, in one currency."""

    group: Annotated[str | None, Column("The manager.", null="no manager")]
    currency: Annotated[str, CURRENCY]
    fixed: Annotated[Decimal, Column("The fixed part: of each month, the part of its days in the period.")]
    deals: Annotated[int, Column("Deals that earned something, or lost it again.", unit="deals")]
    earned: Annotated[Decimal, Column("What these earned in the period; below zero, what they lost.")]
    worst: Annotated[
        str | None,
        Column(
            "The plan that is furthest from done, or of which that is unknown.",
            null=_WHOLE,
            title="WORST PLAN",
            quiet=True,
        ),
    ]
    done: Annotated[
        Decimal | None,
        Column(
            "How much of it is done.",
            unit="percent",
            null=f"{_WHOLE}, or {_LACKING}",
            decimals=1,
            title="DONE %",
            quiet=True,
        ),
    ]
    cut: Annotated[Decimal | None, Column("What that takes of what was earned.", null=_LACKING, blank=True)]
    pay: Annotated[
        Decimal | None, Column("The fixed part and what was earned, less the cut.", null=_LACKING, bold=True)
    ]


@dataclass(frozen=True, slots=True)
class PayTotal:
    """The same of all managers in one currency."""

    currency: str
    fixed: Decimal
    deals: int
    earned: Decimal
    cut: Decimal | None
    pay: Decimal | None


class Fixed(NamedTuple):
    """What a manager earns without any deal, in one currency."""

    manager: str
    currency: str
    amount: Decimal


class Unrated(NamedTuple):
    """Revenue without a rate, so that nobody knows how much of a plan in another currency is done.

    Attributes:
        manager: the key of the name of whose plan it is.
        exchange: into the currency of the plan.
        part: the revenue.
    """

    manager: str
    exchange: OneCurrency
    part: Part


@dataclass(frozen=True, kw_only=True)
class Paying:
    """What the pay of a period is made of.

    Attributes:
        whole: the period.
        period: its days up to the day asked about.
        deals: those that earned something in it.
        fixed: the fixed parts.
        plans: the plans of just this period, of managers.
        naming: the names of managers.
        unrated: what of these plans has no rate.
        others: the plans of other periods that share a day with it.
    """

    whole: Period
    period: Period
    deals: Sequence[DealPay]
    fixed: Sequence[Fixed]
    plans: Sequence[PlanRow]
    naming: Naming
    unrated: Sequence[Unrated] = ()
    others: Sequence[Target] = ()

    def rows(self) -> list[PayRow]:
        """The rows of managers in order of their names, a row for each currency."""
        key = self.naming.key
        deals: dict[tuple[str, str], list[DealPay]] = {}
        for deal in self.deals:
            deals.setdefault((key(deal.manager), deal.currency), []).append(deal)
        fixed: dict[tuple[str, str], Decimal] = {}
        for one in self.fixed:
            of = key(one.manager), one.currency
            fixed[of] = fixed.get(of, ZERO) + one.amount
        found = sorted({*deals, *fixed}, key=lambda of: (self.naming.order(of[0]), of[1]))
        return [self._row(of, deals.get(of, []), fixed.get(of)) for of in found]

    def _row(self, of: tuple[str, str], deals: Sequence[DealPay], fixed: Decimal | None) -> PayRow:
        manager, currency = of
        earned = sum((deal.due for deal in deals), zero_of(currency))
        worst = self.worst(manager)
        metric, done = (worst.metric, worst.done) if worst else (None, None)
        cut = None if worst and done is None and earned > 0 else cut_of(earned, done, currency)
        base = zero_of(currency) if fixed is None else fixed
        return PayRow(
            group=self.naming.name(manager),
            currency=currency,
            fixed=base,
            deals=len(deals),
            earned=earned,
            worst=metric,
            done=done,
            cut=cut,
            pay=None if cut is None else base + earned - cut,
        )

    def unknown_cuts(self, rows: Iterable[PayRow]) -> Iterator[Remark]:
        """Whose cut is unknown in rows of these, and for want of which rate."""
        cut = {self.naming.key(row.group) for row in rows if row.cut is None}
        lacking: dict[tuple[str, str], list[Unrated]] = {}
        for one in self.unrated:
            if one.manager in cut and one.part.currency:
                lacking.setdefault((one.exchange.currency, one.part.currency), []).append(one)
        for (_, currency), own in sorted(lacking.items()):
            names = sorted({one.manager for one in own}, key=self.naming.order)
            whose = " and ".join(str(self.naming.name(name)) for name in names)
            missing = {currency: min(one.part.on for one in own)}
            yield from replace(own[0].exchange, missing=missing).cautions(
                f"what the plan for revenue cuts of the pay of {whose} is unknown"
            )

    def uncut(self, rows: Iterable[PayRow]) -> Iterator[Remark]:
        """Which plans of other periods do not cut what was earned in rows of these that no plan cuts."""
        whole = {self.naming.key(row.group) for row in rows if row.worst is None and row.earned > 0}
        periods = {
            one.period
            for one in self.others
            if self.naming.key(one.manager) in whole and one.metric in CUTTING
        }
        if ordered := sorted(periods, key=lambda period: (period.days, period.start)):
            named = " and ".join(f"from {one.start} to {one.end}" for one in ordered)
            yield Remark(
                f"this pay is shown before the cut of the plans {named}, which cut only pay of their own days",
                f"`goodwill pay --period {ordered[0].start}..{ordered[0].end}` shows it",
            )

    def cut_so_far(self, rows: Iterable[PayRow]) -> Iterator[Remark]:
        """That plans cut rows of these before their last day, so that more of them may still be done."""
        first, last = self.whole
        if self.period.end < last and any(row.cut for row in rows):
            yield Remark(
                f"plans from {first} to {last} cut this pay by how much of them is done by {self.period.end}, so the "
                "pay rises as they are done"
            )

    def remarks(self, rows: Sequence[PayRow]) -> Iterator[Remark]:
        """What a reader has to know of the cuts in rows of these."""
        yield from self.unknown_cuts(rows)
        yield from self.uncut(rows)
        yield from self.cut_so_far(rows)

    def deals_of(self, manager: str) -> list[DealPay]:
        """The deals that earned something for a manager, by name."""
        key = self.naming.key(manager)
        return [deal for deal in self.deals if self.naming.key(deal.manager) == key]

    def worst(self, manager: str) -> PlanRow | None:
        """The plan of a manager, by the key of the name, that is furthest from done; None if none can cut.

        One of which nobody knows what is done counts as the worst, so that no figure is made up.
        """
        own = [
            row
            for row in self.plans
            if self.naming.key(row.group) == manager and row.metric in CUTTING and row.plan
        ]
        return min(own, key=_worse, default=None)


def _worse(row: PlanRow) -> tuple[bool, Decimal, int]:
    """Sorts plans: the one that is done least first, and before it one of which nobody knows what is done."""
    return row.done is not None, row.done or ZERO, CUTTING.index(row.metric)


def totals(rows: Iterable[PayRow]) -> list[PayTotal]:
    """The sums of each currency; that of what is unknown of a manager is unknown."""
    return totals_of(PayTotal, rows, _unknown)


def _unknown(rows: Sequence[PayRow]) -> dict[str, None]:
    return {name: None for name in ("cut", "pay") if any(getattr(row, name) is None for row in rows)}


def cautions(answer: Answer) -> Iterator[Remark]:
    """Deals placed or paid in the period whose margin nobody can work out; the answer is that of the view."""
    unknown = [f"{row.client} {row.number}" for row in answer.rows if row.paid is None]
    if unknown:
        one = len(unknown) == 1
        what = (
            "1 order does not state the cost of its goods and earns"
            if one
            else f"{len(unknown):,} orders do not state the cost of their goods and earn"
        )
        more = f" and {len(unknown) - _NAMED:,} more" if unknown[_NAMED:] else ""
        named = ", ".join(unknown[:_NAMED]) + more
        whose = "its" if one else "their"
        yield Remark(f"{what} nothing: {named}", f"give unit_cost in {whose} lines with entry.corrected")


def cut_of(earned: Decimal, done: Decimal | None, currency: str) -> Decimal:
    """What a plan that is done so far takes of what was earned; nothing of what was lost.

    The percentage is taken as it is shown, to a tenth, so that a reader can work it out again.
    """
    if done is None or earned <= 0 or done >= _HUNDRED:
        return zero_of(currency)
    return earned - rounded(earned * max(done, ZERO) / _HUNDRED, currency)


def fixed_of(
    pay: Pay, managers: Iterable[str], period: Period, staffing: Staffing, key: Key
) -> Iterator[Fixed]:
    """The fixed parts of managers for the months of a period in which they have a post."""
    amounts = pay.fixed if isinstance(pay.fixed, ByCurrency) else ()
    for manager in managers:
        if (employed := staffing.employed(manager, period, key)) is not None:
            for currency, amount in amounts:
                if amount:
                    parts = (rounded(amount * part, currency) for part in _parts_of_months(employed))
                    yield Fixed(manager, currency, sum(parts, zero_of(currency)))


def _parts_of_months(period: Period) -> Iterator[Decimal]:
    """The part of its days that a period has of each month that it touches: 1 of a whole month."""
    for first, after in pairwise(parts_of([period], months=True)):
        yield Decimal((after - first).days) / monthrange(first.year, first.month)[1]
