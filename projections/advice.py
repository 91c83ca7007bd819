"""What to offer a client: the largest order that its limit, its debt and its history allow, and which goods.

Each bound has a row with its reason; the largest order is the lowest of them. The history allows the largest
order of twelve months, and as much again for a client that paid everything in time: its net value, multiplied
by one and the part that was paid in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from ledger.money import Amounts, amount_text, rounded, to_places, zero_of
from ledger.policy_key import CENTURY
from projections.credit.exposure import ExposureRow
from projections.framework.columns import CURRENCY, Column
from projections.framework.periods import Period
from projections.framework.sums import sum_in
from projections.policy import Policy
from projections.receivables.ageing import Item
from projections.trading.comparing import NO_LONGER, ComparedRow
from projections.trading.gaps import GapRow
from projections.trading.sales import SaleRow

LIMIT, DEBT, CHECK, HISTORY = "credit limit", "overdue debt", "credit check", "history"
_MOST_OFFERS = 10
_WHOLE = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class BoundRow:
    """What bounds the next order of a client."""

    bound: Annotated[str, Column(f"{LIMIT}, {DEBT}, {CHECK} or {HISTORY}.")]
    currency: Annotated[str, CURRENCY]
    most: Annotated[Decimal | None, Column("The largest order that it allows.", null="it bounds nothing")]
    why: Annotated[str, Column("What it follows from.", least=20)]


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest order that all bounds allow.

    Attributes:
        most: None if nothing bounds it.
        late: what of the debt is past its due date.
        days_late: of the oldest of it.
    """

    currency: str
    most: Decimal | None
    late: Decimal
    days_late: int


@dataclass(frozen=True, kw_only=True)
class OfferRow:
    """A product to offer."""

    product: Annotated[str, Column("The product's code.")]
    currency: Annotated[str, CURRENCY]
    value: Annotated[
        Decimal | None,
        Column(
            "What the client bought of it in the year before, or others buy of it in a year, the mean.",
            null="others buy it in a currency that has no rate",
        ),
    ]
    why: Annotated[str, Column("Why to offer it.", least=20)]


def largest(bounds: Sequence[BoundRow], using: ExposureRow, debts: Iterable[Item]) -> Largest:
    """The largest order that all bounds allow, and how much of the debt is late."""
    late = (item.open for item in debts if item.currency == using.currency and item.days_late)
    most = min((row.most for row in bounds if row.most is not None), default=None)
    return Largest(using.currency, most, sum_in(using.currency, late), using.days_late)


def bounds_of(
    exposure: ExposureRow, sold: Iterable[SaleRow], year: Period, timely: Decimal | None, policy: Policy
) -> list[BoundRow]:
    """The bounds of the next order, in the currency of the exposure.

    Args:
        exposure: what the client uses its credit for.
        sold: what was sold to it.
        year: the twelve months of its history.
        timely: percent of what it paid in these months, or owes, that was in time; None: too little is known.
        policy: how long debt may be late, and what a bad credit check does.
    """
    currency = exposure.currency
    found = (*_credit(exposure, policy), _history(currency, sold, year, timely))
    return [BoundRow(bound=bound, currency=currency, most=most, why=why) for bound, most, why in found]


def _credit(one: ExposureRow, policy: Policy) -> Iterator[tuple[str, Decimal | None, str]]:
    nothing = zero_of(one.currency)
    if one.prepaid:
        yield LIMIT, None, "the client pays before delivery"
        return
    if one.limit is None:
        yield LIMIT, None, "no limit is agreed in this currency"
    else:
        used, limit = (amount_text(each, one.currency) for each in (one.exposure, one.limit))
        yield LIMIT, one.free, f"{used} of {limit} is used"
    days = policy.credit.max_days_late
    told = f"debt is {one.days_late} days late" if one.days_late else "no debt is late"
    if one.days_late:
        sets = f", where the policy allows {days}" if days < CENTURY else "; the policy sets no amount for it"
        told += f"{sets} (credit.max_days_late)"
    yield DEBT, nothing if one.days_late > days else None, told
    if one.check is not None:
        stops = "check" in (one.reason or "") and policy.credit.on_bad_check != "warn"
        yield CHECK, nothing if stops else None, f"the credit check that is valid says {one.check}"


def _history(
    currency: str, sold: Iterable[SaleRow], year: Period, timely: Decimal | None
) -> tuple[str, Decimal | None, str]:
    orders = Amounts.of(
        (row.number, row.value)
        for row in sold
        if row.number is not None and row.currency == currency and year.holds(row.on)
    )
    most = max(orders.values(), default=zero_of(currency))
    if most <= 0:
        return HISTORY, None, "it ordered nothing in twelve months"
    part = (timely or 0) / _WHOLE
    paid = (
        "too little was paid to tell how" if timely is None else f"{to_places(timely, 0)} % was paid in time"
    )
    allowed = rounded(most * (1 + part), currency)
    return HISTORY, allowed, f"its largest order in twelve months was {amount_text(most, currency)}, {paid}"


def offers(currency: str, bought: Iterable[ComparedRow], missed: Iterable[GapRow]) -> list[OfferRow]:
    """What the client bought a year ago and no longer buys, and what others of its segment buy.

    Args:
        currency: of the bounds.
        bought: the client's products of twelve months, beside the twelve before.
        missed: what others of its segment buy, and it does not, in that currency where there are rates; with
            the most buyers first, as goods without a value stay.
    """
    lost = {
        row.group or "": row.before for row in bought if row.note == NO_LONGER and row.currency == currency
    }
    found = [
        OfferRow(
            product=product, currency=currency, value=value, why="it bought it a year ago, and no longer"
        )
        for product, value in lost.items()
    ]
    found += [
        OfferRow(
            product=row.product,
            currency=currency,
            value=row.each if row.currency == currency else None,
            why=f"{row.buyers} of its segment buy{'s' if row.buyers == 1 else ''} it",
        )
        for row in missed
        if row.product not in lost
    ]
    return sorted(found, key=lambda row: (row.value is None, -(row.value or 0)))[:_MOST_OFFERS]
