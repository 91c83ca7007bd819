"""The countries of a portfolio, from ``countries.toml``: names and reports are made up from their words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commands.demo.dice import Dice
from commands.demo.tables import table

_COPIED, _CHANGED = 0.04, 0.5


@dataclass(frozen=True, eq=False)
class Country:
    """What is needed to make up clients of one country.

    Attributes:
        level: of prices, in percent of the usual.
        zone: hours ahead of UTC.
        company: how a company is called, from a stem and a trade.
        rate: units of the currency for one euro, at the beginning.
        share: how many of every twenty clients are there.
        name: how a person is called, from a given name and a surname.
    """

    code: str
    locale: str
    level: int
    zone: int
    region: str
    cities: list[str]
    company: str
    stems: list[str]
    trades: list[str]
    men: list[str]
    women: list[str]
    surnames: list[str]
    purposes: list[str]
    seen: list[str]
    agreed: list[str]
    needs: list[str]
    currency: str = "EUR"
    rate: Decimal = Decimal(1)
    share: int = 1
    name: str = "{given} {surname}"

    def company_name(self, number: int, later: int = 0) -> str:
        """The name of a company, by its number in the country (from 0), or one that it takes later.

        No two companies have the same name at first.
        """
        round_, place = divmod(number, len(self.stems) * len(self.trades))
        # Neighbours differ in both words; each stem still meets each trade once before a number is added.
        stem = place % len(self.stems)
        trade = (place // len(self.stems) + stem + later) % len(self.trades)
        name = self.company.format(stem=self.stems[stem], trade=self.trades[trade])
        return f"{name} {round_ + 1}" if round_ else name

    def person_name(self, dice: Dice) -> str:
        """The name of a person."""
        woman = dice.chance(0.5)
        given = dice.pick(self.women if woman else self.men)
        man_or_both, _, of_woman = dice.pick(self.surnames).partition("/")
        return self.name.format(given=given, surname=of_woman if woman and of_woman else man_or_both)

    def report(self, dice: Dice) -> str:
        """A visit report of three sentences. Some managers copy one that they wrote before, or most of it."""
        if dice.chance(_COPIED):
            seen = [phrase.replace("{n}", "20") for phrase in self.seen[:2]]
            return " ".join([*seen, dice.pick(self.agreed) if dice.chance(_CHANGED) else self.agreed[0]])
        seen = [phrase.replace("{n}", str(dice.between(3, 60))) for phrase in dice.some(self.seen, 2)]
        return " ".join([*seen, dice.pick(self.agreed)])


COUNTRIES = tuple(Country(code, **words) for code, words in table("countries", Decimal).items())
"""All countries; their shares add up to twenty."""
