"""Pay in one currency: each deal at the rates of its day, a fixed part at those of the first day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from projections.one_currency import OneCurrency
from projections.pay.deals import DealPay
from projections.pay.paying import Fixed, Paying


def converted(paying: Paying, exchange: OneCurrency) -> Paying:
    """The pay of a period with all money in one currency, except what has no rate.

    What a deal had earned before and what it has earned are converted at the same rates, so that it cannot
    lose more than it had earned.
    """
    first, wanted = paying.period.start, exchange.currency
    return replace(
        paying,
        deals=[
            exchange.shown(one, one.currency, one.on, partial(_deal, one, wanted)) for one in paying.deals
        ],
        fixed=[
            exchange.shown(one, one.currency, first, partial(_fixed, one, wanted)) for one in paying.fixed
        ],
    )


def _fixed(one: Fixed, wanted: str, convert: Callable[[Decimal], Decimal]) -> Fixed:
    return one._replace(currency=wanted, amount=convert(one.amount))


def _deal(deal: DealPay, wanted: str, convert: Callable[[Decimal], Decimal]) -> DealPay:
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
