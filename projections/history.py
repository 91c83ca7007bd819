"""The entries that a fold reads, and how far an answer looks into them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeAlias, TypeVar

from ledger.corrections import in_force
from ledger.entry import HOUSE, Entry, Fact
from ledger.events import AnyEvent, Event
from projections.ordering import place, seen_from

E = TypeVar("E", bound=Event)

History: TypeAlias = Callable[[str | None], Iterable[Entry]]
"""The entries in order of position: all of them for None, those of one client for its code.

A ``HistorySource`` is faster.
"""


class Horizon(NamedTuple):
    """How far an answer looks: facts up to a day, known by a moment, up to a position."""

    as_of: date
    known_at: datetime | None
    position: int

    def knows(self, entry: Entry) -> bool:
        """Whether the entry was recorded by then."""
        return entry.position <= self.position and (
            self.known_at is None or entry.recorded_at <= self.known_at
        )

    def sees(self, entry: Fact) -> bool:
        """Whether the entry had happened by the end of that day."""
        return seen_from(entry) <= self.as_of


def house_facts(
    entries: Iterable[Entry], kind: type[E], horizon: Horizon | None = None
) -> list[tuple[Entry, E]]:
    """The facts of the house of one kind in the order of their days, corrections applied.

    Args:
        entries: in order of position; entries of other streams are ignored.
        kind: the class of event.
        horizon: how far to look; None: everything.
    """
    house = [entry for entry in entries if entry.stream == HOUSE and (not horizon or horizon.knows(entry))]
    found = [
        (entry, entry.event)
        for entry in in_force(house)
        if isinstance(entry.event, kind) and (not horizon or horizon.sees(entry))
    ]
    return sorted(found, key=lambda one: place(one[0]))


class HistorySource(ABC):
    """A history that can also be read client by client and kind by kind: faster, with the same result."""

    @abstractmethod
    def __call__(self, client: str | None) -> Iterable[Entry]:
        """As ``History``."""

    @abstractmethod
    def clients(self, horizon: Horizon, wanted: Collection[str] | None = None) -> Sequence[str]:
        """The codes of the clients that the ledger knew, in order of their first entry.

        Args:
            horizon: how far it looks.
            wanted: the only codes to look for, in an order of their own; None: all.
        """

    @abstractmethod
    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[Sequence[Fact], date]:
        """A client's known facts of these kinds in force, and the first day of any of its facts."""

    def some(
        self, clients: Mapping[str, int], kinds: Collection[str], horizon: Horizon
    ) -> Mapping[str, Sequence[Fact]]:
        """The known facts of few kinds in force of several clients, by code.

        Args:
            clients: the position from which the entries of each are needed; it may give earlier ones too.
            kinds: the kinds.
            horizon: how far it looks.
        """
        return {code: self.facts(code, kinds, horizon)[0] for code in clients}

    def events(self, positions: Collection[int]) -> Mapping[int, AnyEvent]:
        """The events of the entries of clients at some positions, as they were recorded."""
        return {entry.position: entry.event for entry in self(None) if entry.position in positions}

    @abstractmethod
    def house(self, horizon: Horizon) -> Iterable[Entry]:
        """The entries of the house that the ledger knew."""


class Remembered(HistorySource):
    """A history of entries in memory, in any order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.position)
        self._clients: dict[str | None, list[Entry]] = {}
        for entry in self._entries:
            self._clients.setdefault(entry.client, []).append(entry)

    def __call__(self, client: str | None) -> Sequence[Entry]:
        """As ``History``."""
        return self._entries if client is None else self._clients.get(client, [])

    def clients(self, horizon: Horizon, wanted: Collection[str] | None = None) -> list[str]:
        """As ``HistorySource``."""
        return [
            code
            for code, own in self._clients.items()
            if code is not None and (wanted is None or code in wanted) and any(map(horizon.knows, own))
        ]

    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[list[Fact], date]:
        """As ``HistorySource``."""
        facts = in_force(filter(horizon.knows, self(client)))
        first = min((entry.on for entry in facts), default=date.max)
        return [entry for entry in facts if entry.kind in kinds], first

    def house(self, horizon: Horizon) -> list[Entry]:
        """As ``HistorySource``."""
        return [*filter(horizon.knows, self._clients.get(None, ()))]


def remembered(entries: Iterable[Entry]) -> HistorySource:
    """A history of entries in memory, in any order."""
    return Remembered(entries)


def source_of(history: Iterable[Entry] | History) -> HistorySource:
    """A history that can be read client by client; entries that cannot are read into memory."""
    if isinstance(history, HistorySource):
        return history
    return Remembered(history(None) if callable(history) else history)
