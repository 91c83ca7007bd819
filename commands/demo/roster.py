"""Which clients a portfolio has. Neighbours differ in country, habit and size; some belong to others."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from commands.demo.client import Client
from commands.demo.countries import COUNTRIES, Country
from commands.demo.dice import Dice
from commands.demo.goods import PRODUCTS, column_of, round_sum
from commands.demo.habits import HABITS
from commands.demo.staff import MANAGERS
from commands.demo.tables import PHRASES
from ledger.events import ClientRegistered, ClientTermsAgreed

_SHARES = [country for country in COUNTRIES for _ in range(country.share)]
HOMES = [_SHARES[place * 7 % len(_SHARES)] for place in range(len(_SHARES))]
"""The countries of clients, which they take in turn."""

_SIZES = (10, 1, 2, 3, 1, 5, 2, 1, 3, 2)
_BLOCK, _OWNERS = 40, {8: 0, 16: 0, 13: 5, 21: 5}  # who belongs to whom, in every block of clients


def manager_of(country: Country) -> str:
    """The manager who answers for a country's clients."""
    return MANAGERS[COUNTRIES.index(country) % len(MANAGERS)]


def code_of(index: int) -> str:
    """The code of a client, such as AZ-0001."""
    return f"{HOMES[index % len(HOMES)].code}-{index + 1:04d}"


def name_of(index: int, later: int = 0) -> str:
    """What a client is called, by its number in the portfolio (from 0), or what it is called later."""
    round_, place = divmod(index, len(HOMES))
    country = HOMES[place]
    return country.company_name(round_ * country.share + HOMES[:place].count(country), later)


def column_letter(index: int) -> str:
    """The column of the price list that a client has, by its number in the portfolio (from 0)."""
    return "BACAB"[index % 5]


def client_of(index: int, seed: int, first: date, days: int) -> Client:
    """A client without entries yet, by its number in the portfolio (from 0)."""
    country, habit, size = HOMES[index % len(HOMES)], HABITS[index % len(HABITS)], _SIZES[index % len(_SIZES)]
    dice, owner = Dice((seed << 40) + index + 1), _OWNERS.get(index % _BLOCK)
    zone = timezone(timedelta(hours=country.zone))
    card = ClientRegistered(
        code=code_of(index),
        name=name_of(index),
        tax_id=f"DEMO{index + 1:08d}",
        country=country.code,
        currency=country.currency,
        locale=country.locale,
        segment=dice.pick(PHRASES["segments"]),
        territory=f"{country.region}/{dice.pick(country.cities)}",
        manager=manager_of(country),
        parent=None if owner is None else code_of(index - index % _BLOCK + owner),
        note="generated for a demonstration",
    )
    terms = ClientTermsAgreed(
        payment_days=(30, 14, 45)[index % 3],
        billing=habit.billing,
        credit_limit=round_sum(country, 9_000 * size),
        price_column=column_of(country, column_letter(index)),
        discount_limit=Decimal(5),
        prepaid=habit.prepaid,
    )
    return Client(
        index=index,
        card=card,
        terms=terms,
        country=country,
        currency=country.currency,
        habit=habit,
        dice=dice,
        midnight=datetime(first.year, first.month, first.day, tzinfo=zone),
        days=days,
        manager=manager_of(country),
        size=size,
        signs=habit.billing == "invoice" and dice.chance(0.4),
        products=dice.some(range(len(PRODUCTS)), dice.between(9, 16)),
    )
