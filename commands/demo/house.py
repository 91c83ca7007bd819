"""What the house has in the ledger about itself: its policy, people, range, prices, rates and plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain
from operator import itemgetter
from pathlib import Path

from commands.demo.client import DAY, YEAR, TimedDraft
from commands.demo.dice import Dice
from commands.demo.goods import BY_FAME, column_of, price_list
from commands.demo.plans import plans, rates
from commands.demo.roster import HOMES, column_letter
from commands.demo.staff import (
    COVERED,
    CREDIT_CONTROL,
    DESKS,
    HEAD,
    MANAGERS,
    ORDER_DESK,
    TRAINEE,
    deputy_of,
    holiday_of,
)
from commands.demo.tables import PHRASES
from ledger import Draft
from ledger.events import (
    AnyEvent,
    CompetitorDescribed,
    HouseDescribed,
    ManagerAppointed,
    ManagerCovered,
    ManagerLeft,
    PolicyAdopted,
    PriceListed,
    ProductDescribed,
)

_A_PRODUCT, _A_PRICE, _LISTED = 50, 500, 3
"""For so many entries of a portfolio the house describes a product, and lists one, but no more than these."""


def house(first: date, last: date, clients: int, entries: int, dice: Dice) -> list[TimedDraft]:
    """The house's entries, in order, for so many clients, who with the house have about so many entries."""
    homes = list(dict.fromkeys(HOMES[:clients]))
    events = [(first, event) for event in _described(entries)]
    events += chain(
        _posts(first, last),
        _prices(clients, first, last, entries // _A_PRICE),
        rates(first, last, homes, dice),
        plans(first, last, clients, homes, dice),
    )
    return [_draft(day, first, event) for day, event in sorted(events, key=itemgetter(0))]


def _draft(day: date, first: date, event: AnyEvent) -> TimedDraft:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return (day - first).days * DAY, -1, Draft(event, moment, DESKS[event.kind])


def _described(entries: int) -> Iterator[AnyEvent]:
    """What stands from the first day on: the house, its policy, competitors, and as many products as fit."""
    policy = Path(__file__).with_name("policy.toml").read_text(encoding="utf-8")
    yield PolicyAdopted(version="demonstration", document=policy)
    yield HouseDescribed(name="Goodwill Foods", country="RO", locale="en", time_zone="Europe/Bucharest")
    for rival in PHRASES["rivals"]:
        yield CompetitorDescribed(competitor=rival, text=PHRASES["competes"])
    for product in BY_FAME[: entries // _A_PRODUCT]:
        yield ProductDescribed(product=product.code, name=product.name, group=product.group, unit="box")


def _posts(first: date, last: date) -> Iterator[tuple[date, AnyEvent]]:
    """Who reports to whom, who leaves, and who stands in for a manager, every year."""
    appointed = partial(ManagerAppointed, from_=first, reports_to=HEAD)
    yield first, ManagerAppointed(name=HEAD, role="head of sales", from_=first)
    yield first, appointed(name=CREDIT_CONTROL, role="credit control")
    yield first, appointed(name=ORDER_DESK, role="order desk")
    for manager in MANAGERS:
        yield first, appointed(name=manager, role="key account manager")
    yield first, appointed(name=TRAINEE, role="trainee", reports_to=MANAGERS[0])
    left = first + (last - first) / 3
    yield left, ManagerLeft(name=TRAINEE, from_=left, reason="the trial period ended")
    for days in range(holiday_of(COVERED), (last - first).days, YEAR):
        from_, until = (first + timedelta(days=days + more) for more in (0, 13))
        deputy = deputy_of(COVERED)
        yield (
            from_,
            ManagerCovered(manager=COVERED, deputy=deputy, from_=from_, until=until, reason="holiday"),
        )


def _prices(clients: int, first: date, last: date, products: int) -> Iterator[tuple[date, AnyEvent]]:
    """The prices of so many products, for each year, in the columns that clients of the portfolio have."""
    columns = dict.fromkeys((HOMES[index % len(HOMES)], column_letter(index)) for index in range(clients))
    for year in range((last - first).days // YEAR + 1):
        day = first + timedelta(days=YEAR * year)
        for country, letter in columns:
            column = column_of(country, letter)
            prices = {line.product: line.unit_price for line in price_list(country, column, year)}
            for product in BY_FAME[: min(products, _LISTED)]:
                yield (
                    day,
                    PriceListed(
                        list_=country.code,
                        column=column,
                        product=product.code,
                        price=prices[product.code],
                        currency=country.currency,
                        from_=day,
                    ),
                )
