"""What plans need of the entries that count for them, and of offers, so that the database reads no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from ledger.entry import Entry
from ledger.subledger.orders import CANCELLED, RETURNED
from projections.framework.clients import Client
from projections.framework.filters import Filter
from projections.framework.needed import OF_CLIENT, Names, Needed, Sums
from projections.framework.periods import Period, parts_of
from projections.plans.counting import Known
from projections.plans.targets import Target
from projections.trading.sale_spans import ORDERED

_UNDER: Final = ("manager", "segment", "territory")
_FIGURES: Final = ("revenue", "margin", "collected", "deals")
_IN_CURRENCY_OF_CLIENT: Final = f"{OF_CLIENT} AND deals = 0"
Among: TypeAlias = Callable[[Mapping[str, Client], Sequence[Any]], Mapping[str, Collection[str | None]]]
"""Gives the names that are needed, as ``Names`` has it."""
EVERY: Final = "1 = 1"
"""In SQL, all entries."""
OFFERS: Final = Needed(
    columns=("number", "what", "made", "currency", "probability", "weighted", "closes", "valid", "position"),
    where="closed IS NULL AND probability IS NOT NULL",
    with_rows=True,
)
"""What plans need of offers: the open ones that have a probability."""


def any_names(clients: Mapping[str, Client], rows: Sequence[Any]) -> Mapping[str, Collection[str | None]]:
    """That entries may have any."""
    del clients, rows
    return {}


def names_of(where: Filter, set_by: Sequence[Target], house: Sequence[Entry], as_of: date) -> Among:
    """Gives the names of managers, segments and territories that a filter chooses.

    Args:
        where: chooses some of these by name.
        set_by: the targets that managers had by the day.
        house: the entries of the house.
        as_of: the day.
    """
    tests = {
        "manager": (where.manager, where.team, where.mine),
        "segment": (where.segment,),
        "territory": (where.territory,),
    }
    chosen = [column for column, wanted in tests.items() if any(one is not None for one in wanted)]

    def among(clients: Mapping[str, Client], rows: Sequence[Any]) -> Mapping[str, Collection[str | None]]:
        known = Known(
            rows=rows,
            offers=(),
            targets=set_by,
            clients=clients,
            house=house,
            language=where.language,
            where=where,
            as_of=as_of,
        )
        wanted = [row for row in rows if known.wants_of(row)]
        return {column: {getattr(row, column) for row in wanted} for column in chosen}

    return among


def each_in(
    start: date, under: Iterable[str] = _UNDER, *, group: bool = False, among: Among = any_names
) -> Needed:
    """What plans need of each entry from a day on; the other arguments are those of ``counted_in``."""
    return Needed(start, names=None if group else Names((*under,), among), with_rows=True)


def counted_in(
    periods: Iterable[Period],
    under: Iterable[str] = _UNDER,
    *,
    group: bool = False,
    daily: str = "",
    figures: tuple[str, ...] = _FIGURES,
    where: str = "",
    among: Among = any_names,
) -> Needed:
    """What plans of some periods need of the entries that count, each amount in its own currency.

    An order tells by the day of the order before it in which periods its client is new or active; so orders
    of all clients are added. The first order of a group of companies is found among those of each.

    Args:
        periods: those of the plans.
        under: what a question tells apart of manager, segment and territory.
        group: whether the companies of a group count as one client.
        daily: in SQL, the entries that are added only to those of their day.
        figures: what is summed, beside orders.
        where: in SQL, the entries that are needed; "": all.
        among: which names are needed, as ``Names`` has it; of groups, all are.
    """
    parts, own = parts_of(periods), f"({_IN_CURRENCY_OF_CLIENT})"
    sums = Sums(
        (*under, "currency", *(["orders"] if group else [])),
        figures if group else (*figures, "orders"),
        parts,
        days=("previous",),
        first=group,
        apart=f"orders = 1 OR {own}" if group else own,
        daily=daily,
    )
    names = None if group else Names((*under,), among)
    return Needed(parts[0], where=where, sums=sums, names=names, with_rows=True)


def cutting_in(period: Period, currencies: Collection[str], *, among: Among = any_names) -> Needed:
    """What plans of a period need that cut pay, if their money, which is revenue, is in some currencies.

    Revenue in another currency than that of a plan is converted at the rate of its day, entry by entry; so it
    is added by day, with each amount.
    """
    if len(currencies) > 1 or not all(map(str.isalpha, currencies)):
        return each_in(period.start, ("manager",), among=among)
    sold = f"what IN ('{ORDERED}', '{CANCELLED}', '{RETURNED}')"
    others = "".join(f"{sold} AND coalesce(currency, '') <> '{one}'" for one in currencies)
    return counted_in(
        [period],
        ("manager",),
        daily=others,
        figures=("revenue",),
        where=sold,
        among=among,
    )
