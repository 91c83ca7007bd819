"""The measures of a credit controller, each a pure function of amounts and days.

Amounts are of one currency, percentages are out of 100, days are calendar days. A measure is None if the
amounts do not define it. Nothing is rounded here.

Credit managers' associations teach days sales outstanding, its best possible value, the collection
effectiveness index and average days delinquent. Receivables turnover is as in texts on financial statements,
and the provision matrix is that of IFRS 9, B5.5.35.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar

from ledger.money import WIDE

P = ParamSpec("P")
T = TypeVar("T")


def _wide(function: Callable[P, T]) -> Callable[P, T]:
    """Compute with so many digits that only a division rounds, far behind the digits that are shown."""

    @wraps(function)
    def reckoned(*args: P.args, **kwargs: P.kwargs) -> T:
        with localcontext(WIDE):
            return function(*args, **kwargs)

    return reckoned


class MonthSales(NamedTuple):
    """The credit sales of a month, and the days that it counts: its own, or 30."""

    sales: Decimal
    days: int


class CountBack(NamedTuple):
    """Days sales outstanding by counting back.

    Attributes:
        more: whether the receivables exceed all recorded sales, so that it is more than so many days.
    """

    days: Decimal
    more: bool = False


@_wide
def dso(receivables: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Days sales outstanding, the days of sales that are not paid yet: receivables / credit sales x days.

    Returns:
        Days; None without sales, or if credits exceed debts.
    """
    if sales <= 0 or receivables < 0:
        return None
    return receivables * days / sales


@_wide
def dso_average(opening: Decimal, closing: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Days sales outstanding with average receivables: the mean of both ends of the period / sales x days."""
    return dso((opening + closing) / 2, sales, days)


@_wide
def dso_best_possible(current: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Best possible days sales outstanding, if nothing were late: current receivables / sales x days."""
    return dso(current, sales, days)


@_wide
def average_days_delinquent(
    receivables: Decimal, current: Decimal, sales: Decimal, days: int
) -> Decimal | None:
    """Average days delinquent, the cost of lateness: days sales outstanding less the best possible."""
    whole, best = dso(receivables, sales, days), dso_best_possible(current, sales, days)
    return None if whole is None or best is None else whole - best


@_wide
def dso_count_back(receivables: Decimal, months: Iterable[MonthSales]) -> CountBack | None:
    """Days sales outstanding by counting back: the months whose sales the receivables still hold.

    Going back from the newest month, a month counts whole if its sales fit into what is left of the
    receivables. The first month that does not fit counts what is left / its sales x its days. So a seasonal
    month does not hide behind the average of a period.

    Args:
        receivables: open at the end of the newest month.
        months: the newest first. A month with no more sales than credits counts whole.

    Returns:
        Days, or that it is more than all months; None if credits exceed debts, or without a month.
    """
    left, days, any_month = receivables, Decimal(0), False
    if left < 0:
        return None
    for month in months:
        any_month = True
        if left == 0:
            break
        if left < month.sales:
            return CountBack(days + left * month.days / month.sales)
        left -= month.sales
        days += month.days
    return CountBack(days, more=left > 0) if any_month else None


@_wide
def collection_effectiveness(
    opening: Decimal, sales: Decimal, closing: Decimal, current: Decimal, months: int | Decimal = 1
) -> Decimal | None:
    """The collection effectiveness index: the percentage collected of what could be collected.

    (opening + sales - closing) / (opening + sales - current) x 100; 100 where nothing is late.

    Args:
        opening: receivables at the beginning of the period.
        sales: credit sales of the period.
        closing: receivables at its end.
        current: of those, what is not due.
        months: over how many months sales are averaged; 1 takes the sales of the whole period.

    Returns:
        Percent; None if there was nothing to collect.
    """
    taken = sales / months
    return percentage(opening + taken - closing, opening + taken - current)


@_wide
def days_to_pay(paid: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """Average days to pay (or late), weighted by amount: sum(amount x days) / sum(amount)."""
    paid = list(paid)
    whole = sum((amount for amount, _ in paid), Decimal(0))
    if whole <= 0:
        return None
    return sum((amount * days for amount, days in paid), Decimal(0)) / whole


@_wide
def turnover(sales: Decimal, opening: Decimal, closing: Decimal) -> Decimal | None:
    """Receivables turnover, how often they were collected in the period: credit sales / mean receivables."""
    mean = (opening + closing) / 2
    return sales / mean if mean > 0 else None


@_wide
def percentage(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of a whole, out of 100."""
    return part * 100 / whole if whole > 0 else None


@_wide
def provision(gross: Mapping[str, Decimal], rates: Sequence[Decimal]) -> dict[str, Decimal]:
    """The provision matrix: gross x rate of each age (IFRS 9, B5.5.35: expected losses by days past due).

    Args:
        gross: open debt by age, not due first.
        rates: percent of each, in the same order.

    Raises:
        ValueError: there are not as many rates as ages.
    """
    return {age: amount * rate / 100 for (age, amount), rate in zip(gross.items(), rates, strict=True)}
