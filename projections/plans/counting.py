"""The figures of plans, part by part: what each entry of a period counts, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Protocol

from ledger.entry import Entry
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.filters import ANY, Filter, tests_of
from projections.framework.naming import Naming
from projections.framework.periods import Period
from projections.plans.targets import MONEY, Target
from projections.plans.view import DoingRow
from projections.selling.pipeline_rows import PipelineRow

_ONE = Decimal(1)


class OfDay(Protocol):
    """A row about a client on a day, with what the client had then."""

    @property
    def client(self) -> str:
        """The client's code."""

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
        client: as it was on the day of the entry; an open offer has it as it is.
        amount: None where it is unknown.
    """

    metric: str
    currency: str | None
    amount: Decimal | None
    client: Client
    what: str
    number: str | None
    entry: int


@dataclass(frozen=True, kw_only=True)
class Known:
    """What plans are compared with.

    Attributes:
        rows: what counts, of all clients and days.
        offers: those that are open.
        targets: those of a later entry after those of an earlier.
        clients: as they are, by code.
        customers: the code of the client, or of its group where that counts as one, by the client's code.
        house: the entries of the house, which appoint its managers.
        language: the house's.
        where: whose parts are wanted.
    """

    rows: Sequence[DoingRow]
    offers: Sequence[PipelineRow]
    targets: Sequence[Target]
    clients: Mapping[str, Client]
    customers: Mapping[str, str]
    house: Sequence[Entry] = ()
    language: str = ""
    where: Filter = ANY

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
        members = [(one, holder) for holder in found.holders for one, _ in holder.members]
        return cls(
            rows=found.rows,
            offers=offers.rows,
            targets=targets,
            clients={one.code: one for one, _ in members},
            customers={one.code: holder.code for one, holder in members},
            house=house,
            language=found.language,
            where=where,
        )

    def on_the_day(self, row: OfDay) -> Client:
        """The client of a row as it was on its day."""
        client = self.clients[row.client]
        return replace(client, manager=row.manager, segment=row.segment, territory=row.territory)

    @cached_property
    def subjects(self) -> list[Client]:
        """Whose parts there may be: clients as they are and as they were, and managers with a target."""
        seen = {(row.client, row.manager, row.segment, row.territory): row for row in self.rows}
        bare = (Client("", manager=one.manager) for one in self.targets)
        return [*self.clients.values(), *map(self.on_the_day, seen.values()), *bare]

    @cached_property
    def naming(self) -> Naming:
        """The names of managers."""
        return Naming(((one.manager, one.language or self.language) for one in self.subjects), self.house)

    @cached_property
    def _tests(self) -> Sequence[Callable[[Client], bool]]:
        return tests_of({str(number): one for number, one in enumerate(self.subjects)}, self.where)

    def wants(self, client: Client) -> bool:
        """Whether the parts of a client, as it was on their day, are wanted."""
        return all(test(client) for test in self._tests)

    def targets_in(self, period: Period) -> Mapping[tuple[str, str, str | None], Target]:
        """The targets of a period that are wanted, by the manager's key, metric and the currency stated.

        A target is for all clients of a manager, so none is wanted where only some of the clients are.
        """
        return {
            (self.naming.key(one.manager), one.metric, one.stated): one
            for one in self.targets
            if one.period == period and self.wants(Client("", manager=one.manager))
        }

    def counted(self, period: Period) -> list[Part]:
        """The parts of all figures of a period that are wanted."""
        return [part for part in (*self._done(period), *self._bought(period)) if self.wants(part.client)]

    def weighted(self, period: Period) -> list[Part]:
        """What open offers may bring that should close by the end of a period, as far as wanted.

        Of revenue it is their weighted amount, of deals their probability.
        """
        found = [
            Part(metric, currency, amount, self.clients[offer.client], offer.what, offer.number, offer.entry)
            for offer in self.offers
            if offer.closes is not None and offer.closes <= period.end
            for metric, currency, amount in (
                ("revenue", offer.currency, offer.weighted),
                ("deals", None, offer.probability),
            )
            if amount
        ]
        return [part for part in found if self.wants(part.client)]

    def _done(self, period: Period) -> Iterator[Part]:
        """Money and deals of a period."""
        for row in self.rows:
            if period.holds(row.on):
                client = self.on_the_day(row)
                for metric in MONEY:
                    amount = getattr(row, metric)
                    if amount is None or amount:
                        yield Part(metric, row.currency, amount, client, row.what, row.number, row.entry)
                if row.deals:
                    yield Part("deals", None, _ONE, client, row.what, row.number, row.entry)

    def _bought(self, period: Period) -> Iterator[Part]:
        """Clients that bought in a period: each counts once, for the manager of its first day of buying."""
        for customer, row in self._firsts(row for row in self.rows if period.holds(row.on)).items():
            client = self.on_the_day(row)
            yield Part("active_clients", None, _ONE, client, row.what, row.number, row.entry)
            if self._ever[customer] is row:
                yield Part("new_clients", None, _ONE, client, row.what, row.number, row.entry)

    @cached_property
    def _ever(self) -> Mapping[str, DoingRow]:
        """The first of all orders that stand of each client, or of each group."""
        return self._firsts(self.rows)

    def _firsts(self, rows: Iterable[DoingRow]) -> Mapping[str, DoingRow]:
        """The first order that stands of each client, or of each group."""
        found: dict[str, DoingRow] = {}
        for row in sorted((row for row in rows if row.orders), key=lambda row: (row.on, row.entry)):
            found.setdefault(self.customers[row.client], row)
        return found
