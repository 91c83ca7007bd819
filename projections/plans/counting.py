"""The figures of plans, part by part: what each entry of a period counts, and for whom."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from ledger.entry import Entry
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.filters import ANY, Filter, tests_of
from projections.framework.naming import Naming
from projections.framework.needed import added_after
from projections.framework.periods import Period
from projections.one_currency import OneCurrency
from projections.plans.targets import METRICS, MONEY, Target
from projections.plans.view import DoingRow
from projections.selling.pipeline_rows import PipelineRow

_AsThen: TypeAlias = tuple[str | None, str | None, str | None]
_as_then: Callable[[Any], _AsThen] = attrgetter("manager", "segment", "territory")
"""What the client of a row had on its day."""
_as_now: Callable[[Client], tuple[str | None, ...]] = attrgetter(
    "manager", "segment", "territory", "locale", "country"
)
"""What tells clients apart by name: what they have, and their language."""
_place: Callable[[Any], tuple[date, int]] = attrgetter("on", "entry")


class OfDay(Protocol):
    """A row about a client on a day, with what the client had then."""

    @property
    def manager(self) -> str | None:
        """Who answered for it."""

    @property
    def segment(self) -> str | None:
        """Its segment."""

    @property
    def territory(self) -> str | None:
        """Its territory."""


class Part(NamedTuple):
    """What an entry adds to a figure.

    Attributes:
        manager: of the client on the day of the entry; of an open offer, as it is.
        amount: None where it is unknown.
        on: the day at whose rates it is shown in another currency.
    """

    metric: str
    currency: str | None
    amount: Decimal | None
    manager: str | None
    what: str
    number: str | None
    entry: int
    on: date


M = TypeVar("M", Part, Target)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What plans are compared with.

    Attributes:
        rows: what counts, of all clients and days; or sums of such rows, as ``needing`` asks for them.
        offers: those that are open.
        targets: those of a later entry after those of an earlier.
        clients: as they are, by code.
        house: the entries of the house, which appoint its managers.
        language: the house's.
        where: whose parts are wanted.
        as_of: the day at whose rates open offers are shown in another currency.
        exchange: shows all money in one currency; None: each amount in its own.
    """

    rows: Sequence[DoingRow]
    offers: Sequence[PipelineRow]
    targets: Sequence[Target]
    clients: Mapping[str, Client]
    house: Sequence[Entry] = ()
    language: str = ""
    where: Filter = ANY
    as_of: date
    exchange: OneCurrency | None = None

    @classmethod
    def of(
        cls,
        answers: tuple[Answer, Answer],
        targets: Sequence[Target],
        house: Sequence[Entry] = (),
        where: Filter = ANY,
    ) -> Known:
        """What answers of the views ``plan`` and ``pipeline`` about all clients know."""
        found, offers = answers
        return cls(
            rows=_of_groups(found),
            offers=offers.rows,
            targets=targets,
            clients=found.clients,
            house=house,
            language=found.language,
            where=where,
            as_of=found.as_of,
        )

    @cached_property
    def subjects(self) -> list[Client]:
        """Whose parts there may be: clients as they are and as they were, and managers with a target.

        Of clients that differ in no name and no language it has one. What clients had on the days of rows is
        compared by the language of the house, since a sum is of clients of any language.
        """
        now = dict[tuple[str | None, ...], Client]()
        for one in self.clients.values():
            now.setdefault(_as_now(one), one)
        past = sorted({*map(_as_then, self.rows)}, key=lambda had: [name or "" for name in had])
        bare = (Client("", manager=one.manager) for one in self.targets)
        return [*now.values(), *map(_bare, past), *bare]

    @cached_property
    def naming(self) -> Naming:
        """The names of managers."""
        return Naming(((one.manager, one.language or self.language) for one in self.subjects), self.house)

    @cached_property
    def _tests(self) -> Sequence[Callable[[Client], bool]]:
        return tests_of({str(number): one for number, one in enumerate(self.subjects)}, self.where)

    def check_names(self) -> None:
        """Refuse names that nobody has, also where nothing is there to be compared with them.

        Raises:
            UnknownChoice: nobody has a manager, a segment or a territory that is wanted.
        """
        _ = self._tests

    def wants(self, client: Client) -> bool:
        """Whether the parts of a client, as it was on their day, are wanted."""
        return all(test(client) for test in self._tests)

    def targets_in(self, period: Period) -> Mapping[tuple[str, str, str | None], Target]:
        """The targets of a period that are wanted, by the manager's key, metric and the currency stated.

        A target is for all clients of a manager, so none is wanted where only some of the clients are.
        """
        found = {
            (self.naming.key(one.manager), one.metric, one.stated): one
            for one in self.targets
            if one.period == period and self.wants(Client("", manager=one.manager))
        }
        return {key: self._exchanged(one, one.period.start) for key, one in found.items()}

    def counted(self, period: Period, metrics: Collection[str] = METRICS) -> list[Part]:
        """The parts of the figures of a period that are wanted."""
        parts = chain(self._done(period, metrics), self._bought(period, metrics))
        return [self._exchanged(part, part.on) for part in parts] if self.exchange else [*parts]

    def wants_of(self, row: OfDay) -> bool:
        """Whether the parts of a row are wanted, by what its client had on its day."""
        key = _as_then(row)
        if (found := self._chosen.get(key)) is None:
            found = self._chosen[key] = self.wants(_bare(key))
        return found

    @cached_property
    def _chosen(self) -> dict[_AsThen, bool]:
        """Whether parts are wanted, by what clients had on the days of rows; there are many rows of each."""
        return {}

    def weighted(self, period: Period, metrics: Collection[str] = METRICS) -> list[Part]:
        """What open offers may bring in a period, as far as wanted.

        Of revenue it is their weighted amount, of deals their probability. An offer counts in the period in
        which it should close. One that is overdue counts in the period that holds the day of the answer, and
        one that is valid no more in none.
        """
        found = [
            Part(
                metric,
                currency,
                amount,
                client.manager,
                offer.what,
                offer.number,
                offer.entry,
                self.as_of,
            )
            for offer in self.offers
            if offer.closes is not None and period.holds(max(offer.closes, self.as_of))
            if offer.valid is None or offer.valid >= self.as_of
            for client in [self.clients[offer.client]]
            if self.wants(client)
            for metric, currency, amount in (
                ("revenue", offer.currency, offer.weighted),
                ("deals", None, offer.probability),
            )
            if amount and metric in metrics
        ]
        return [self._exchanged(part, part.on) for part in found]

    def _exchanged(self, one: M, on: date) -> M:
        """A part or a target with its money as it is to be shown, at the rates of a day."""
        currency, amount = one.currency, one.amount
        if self.exchange is None or currency is None:
            return one
        wanted = self.exchange.currency
        return self.exchange.shown(
            one,
            currency,
            on,
            lambda convert: one._replace(currency=wanted, amount=amount and added_after(convert, amount)),
        )

    def _done(self, period: Period, metrics: Collection[str]) -> Iterator[Part]:
        """Money and deals of a period."""
        money = [one for one in MONEY if one in metrics]
        for row in self._within(period):
            same = row.manager, row.what, row.number, row.entry, row.on
            for metric in money:
                amount = getattr(row, metric)
                if amount is None or amount:
                    yield Part(metric, row.currency, amount, *same)
            if row.deals and "deals" in metrics:
                yield Part("deals", None, Decimal(row.deals), *same)

    def _bought(self, period: Period, metrics: Collection[str]) -> Iterator[Part]:
        """Clients that bought in a period: each counts once, for the manager of its first day of buying."""
        for row in self._within(period):
            if row.orders and (row.previous is None or row.previous < period.start):
                same = row.manager, row.what, row.number, row.entry, row.on
                if "active_clients" in metrics:
                    yield Part("active_clients", None, Decimal(row.orders), *same)
                if "new_clients" in metrics and row.previous is None:
                    yield Part("new_clients", None, Decimal(row.orders), *same)

    def _within(self, period: Period) -> list[DoingRow]:
        """The wanted rows of a period, in their order; rows of other periods are not looked at."""
        days, numbers = self._by_day
        first, end = bisect_left(days, period.start), bisect_right(days, period.end)
        return [row for number in sorted(numbers[first:end]) if self.wants_of(row := self.rows[number])]

    @cached_property
    def _by_day(self) -> tuple[list[date], list[int]]:
        """The days of all rows in their order, and the numbers of these rows."""
        days = [row.on for row in self.rows]
        numbers = sorted(range(len(days)), key=days.__getitem__)
        return [days[number] for number in numbers], numbers


def _bare(had: _AsThen) -> Client:
    """A client of whom nothing is known but what it had on the day of a row."""
    manager, segment, territory = had
    return Client("", manager=manager, segment=segment, territory=territory)


def _of_groups(found: Answer) -> Sequence[DoingRow]:
    """The rows of an answer; before an order of a company in a group may come one of another company."""
    groups = {
        one.code: holder.code
        for holder in found.holders
        if len(holder.members) > 1
        for one, _ in holder.members
    }
    orders = sorted((row for row in found.rows if row.orders and row.client in groups), key=_place)
    last, previous = dict[str, date](), dict[int, date]()
    for row in orders:
        group = groups[row.client]
        if days := [day for day in (row.previous, last.get(group)) if day]:
            previous[row.entry] = max(days)
        last[group] = row.on
    if not previous:
        return found.rows
    return [replace(row, previous=previous.get(row.entry, row.previous)) for row in found.rows]
