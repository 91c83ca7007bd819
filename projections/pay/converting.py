"""Pay in one currency: each deal at the rates of its day, a fixed part at those of the first day."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from projections.pay.paying import DealPay, Paying
from projections.rates import DatedRates


def converted(paying: Paying, currency: str, rates: DatedRates) -> Paying:
    """The pay of a period with all money in one currency.

    What a deal had earned before and what it has earned are converted at the same rates, so that it cannot
    lose more than it had earned.

    Raises:
        MissingRate: no rate leads to the currency from one in which anything was earned.
    """
    first = rates.on(paying.period.start)
    fixed = [
        one._replace(currency=currency, amount=first.convert(one.amount, one.currency, currency))
        for one in paying.fixed
    ]
    return replace(paying, deals=[_deal(deal, currency, rates) for deal in paying.deals], fixed=fixed)


def _deal(deal: DealPay, wanted: str, rates: DatedRates) -> DealPay:
    on = rates.on(deal.on)

    def convert(amount: Decimal) -> Decimal:
        return on.convert(amount, deal.currency, wanted)

    def known(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else convert(amount)

    earned, before = convert(deal.earned), convert(deal.before)
    return replace(
        deal,
        currency=wanted,
        size=known(deal.size),
        kept=known(deal.kept),
        paid=known(deal.paid),
        earned=earned,
        before=before,
        due=earned - before,
    )
