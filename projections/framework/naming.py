"""The names that a list is made by: each name once, in the house's spelling, in an order of no language."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import HouseDescribed, ManagerAppointed
from ledger.spellings import Spellings
from ledger.text import language_of, place


def house_language(house: Iterable[Entry]) -> str:
    """The language of the house, as it last described itself; empty if it names none."""
    told = [one.event for one in in_force(house) if isinstance(one.event, HouseDescribed)]
    return language_of(told[-1].locale, told[-1].country) if told else ""


class Naming:
    """The names of a grouping, by their keys.

    Args:
        borne: each spelling with the language of the client that bears it; the first of a name is shown.
        house: the entries of the house, for managers; a manager is named as the newest appointment does.
    """

    def __init__(self, borne: Iterable[tuple[str | None, str]], house: Iterable[Entry] = ()) -> None:
        posts = [one.event for one in in_force(house) if isinstance(one.event, ManagerAppointed)]
        borne = dict.fromkeys(borne)
        self._spellings = Spellings(borne)
        self._names = {self.key(post.name): post.name for post in posts}
        for name, _ in borne:
            if name:
                self._names.setdefault(self.key(name), name)

    def key(self, name: str | None) -> str:
        """What is equal for two spellings of one name; empty for no name."""
        return self._spellings.key(name)

    def name(self, key: str) -> str | None:
        """The one spelling under which a name is shown; None for no name."""
        return self._names.get(key)

    def order(self, key: str) -> tuple[bool, tuple[str, str, str]]:
        """Where a name stands in a list; those who have none come at the end."""
        return not key, place(self.name(key) or "")
