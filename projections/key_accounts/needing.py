"""What key accounts need of what was sold: sums, and each entry only for items."""

from __future__ import annotations

from datetime import date

from projections.framework.needed import Needed, Sums
from projections.framework.periods import Period, parts_of, year_up_to
from projections.key_accounts.client_sales import Revenue


def summed(period: Period, day: date, revenue: Revenue) -> Needed:
    """What rows need: the sums of the period, and of the year up to a day, which a wallet is of.

    What came back without a currency is rounded in that of its client, so each stays by itself.
    """
    periods = period, year_up_to(day)
    alike = ("currency", "what") if revenue == "ordered" else ("currency",)
    sums = Sums(alike, ("revenue", "cost"), parts_of(periods), singly="currency = ''")
    return Needed(min(periods).start, sums=sums)


def each(period: Period) -> Needed:
    """What items need: each entry of the period."""
    return Needed(period.start, ("position", "what", "day", "currency", "document", "revenue", "cost"))
