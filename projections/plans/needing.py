"""What plans need of the entries that count for them, and of offers, so that the database reads no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from ledger.subledger.orders import CANCELLED, RETURNED
from projections.framework.needed import OF_CLIENT, Needed, Sums
from projections.framework.periods import Period, parts_of
from projections.trading.sale_spans import ORDERED

_UNDER: Final = ("manager", "segment", "territory")
_FIGURES: Final = ("revenue", "margin", "collected", "deals")
_IN_CURRENCY_OF_CLIENT: Final = f"{OF_CLIENT} AND deals = 0"
OFFERS: Final = Needed(
    columns=("number", "what", "made", "currency", "probability", "weighted", "closes", "valid", "position"),
    where="closed IS NULL AND probability IS NOT NULL",
)
"""What plans need of offers: the open ones that have a probability."""


def counted_in(
    periods: Iterable[Period], under: Iterable[str] = _UNDER, *, group: bool = False, alone: str = ""
) -> Needed:
    """What plans of some periods need of the entries that count, each amount in its own currency.

    An order tells by the day of the order before it in which periods its client is new or active; so orders
    of all clients are added. The first order of a group of companies is found among those of each.

    Args:
        periods: those of the plans.
        under: what a question tells apart of manager, segment and territory.
        group: whether the companies of a group count as one client.
        alone: in SQL, the entries that are added to no other.
    """
    parts, own = parts_of(periods), f"({_IN_CURRENCY_OF_CLIENT})"
    sums = Sums(
        (*under, "currency", *(["orders"] if group else [])),
        _FIGURES if group else (*_FIGURES, "orders"),
        parts,
        days=("previous",),
        first=group,
        apart=f"orders = 1 OR {own}" if group else own,
        alone=alone,
    )
    return Needed(parts[0], sums=sums)


def cutting_in(period: Period, currencies: Collection[str], *, group: bool) -> Needed:
    """What plans of a period need that cut pay, if their money, which is revenue, is in some currencies.

    Revenue in another currency than that of a plan is converted at the rate of its day, entry by entry.
    """
    if len(currencies) > 1 or not all(map(str.isalpha, currencies)):
        return Needed(period.start)
    sold = f"what IN ('{ORDERED}', '{CANCELLED}', '{RETURNED}')"
    others = "".join(f"{sold} AND coalesce(currency, '') <> '{one}'" for one in currencies)
    return counted_in([period], ("manager",), group=group, alone=others)
