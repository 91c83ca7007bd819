"""The audit trail of figures: the entries of a client or group, and lines from them to a figure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ledger.corrections import in_force, marks
from ledger.entry import HOUSE, Entry
from projections.framework import clients
from projections.framework.answer import plain_values
from projections.framework.clients import Client
from projections.framework.contributions import Contribution
from projections.framework.filters import AccountHolder, Everyone, Filter, account_holders
from projections.framework.fold import fold_on, happened_by
from projections.framework.registry import AnyView
from projections.history import Horizon
from projections.ordering import Place, place
from projections.remarks import Remark


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A contribution with the entry that it comes from.

    Attributes:
        entry: as it was in force at the moment asked about.
        corrected_by: the position of the correction that put it in force.
        total: the running total of the figure, or of what is open of the document.
    """

    contribution: Contribution
    entry: Entry
    corrected_by: int | None
    total: Decimal


_FLAT: dict[str, Callable[[AuditLine], Any]] = {
    "client": lambda line: line.entry.client,
    "figure": lambda line: line.contribution.figure,
    "currency": lambda line: line.contribution.currency,
    "of": lambda line: line.contribution.of and line.contribution.of.number,
    "instalment": lambda line: line.contribution.of and line.contribution.of.instalment,
    "what": lambda line: line.contribution.what,
    "document": lambda line: line.contribution.document,
    "how": lambda line: line.contribution.how,
    "said_by": lambda line: line.contribution.said_by,
    "amount": lambda line: line.contribution.amount,
    "total": lambda line: line.total,
    "entry": lambda line: line.contribution.position,
    "on": lambda line: line.entry.on.isoformat(),
    "kind": lambda line: line.entry.kind,
    "corrected_by": lambda line: line.corrected_by,
}
COLUMNS = (*_FLAT,)
"""The columns of ``Traced.table``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Lines behind a client's figures, with everything that they depend on.

    Attributes:
        client: its code; or the name of a manager, where the figures are a manager's.
        companies: whose lines they are: the client's, or those of its group, the top company first.
        document: the only document asked about; None: all of them.
        subject: what ``client`` names: client or manager.
        cautions: what a reader has to know before the lines, such as a figure that is unknown and has none.
        summed: whether the sum of the lines says anything; without it there are no figures and no totals.
    """

    view: str
    client: str
    companies: list[str]
    document: str | None
    known_at: datetime | None
    policy: str
    position: int
    lines: list[AuditLine]
    subject: str = "client"
    cautions: Sequence[Remark] = ()
    summed: bool = True

    def table(self) -> list[dict[str, Any]]:
        """The lines flat, for CSV and JSON lines; amounts are Decimal."""
        found = [{name: value(line) for name, value in _FLAT.items()} for line in self.lines]
        return found if self.summed else [line | {"total": None} for line in found]

    def _as_json(self, days: Mapping[str, object], figures: Sequence[object]) -> dict[str, Any]:
        """The lines as JSON: amounts are text, dates are ISO 8601, what does not apply is null."""
        values: dict[str, object] = {"view": self.view, self.subject: self.client}
        values |= {name: getattr(self, name) for name in ("companies", "document")}
        values |= {**days, "known_at": self.known_at, "policy": self.policy, "position": self.position}
        return plain_values({**values, "figures": figures, "contributions": self.table()})


@dataclass(slots=True)
class AuditTrail:
    """The entries that the ledger knew, company by company.

    Attributes:
        companies: the entries of each, in order of position.
        beside: likewise of companies that have a part in the figures of these.
        house: the entries of the house, which say which policy is in force.
        managers: the entries that set plans, by stream.
    """

    companies: dict[str, list[Entry]] = field(default_factory=dict)
    beside: dict[str, list[Entry]] = field(default_factory=dict)
    house: list[Entry] = field(default_factory=list)
    managers: dict[UUID, list[Entry]] = field(default_factory=dict)
    _in_force: dict[int, Entry] = field(default_factory=dict)
    _corrections: dict[int, int] = field(default_factory=dict)
    _facts: dict[tuple[str, datetime | None, int], list[Entry]] = field(default_factory=dict)

    @classmethod
    def known(cls, entries: Iterable[Entry], horizon: Horizon, beside: Container[str] = ()) -> AuditTrail:
        """The entries of one client, or of the companies of one group, that the ledger knew.

        Args:
            entries: with those of the house.
            horizon: how far it looks.
            beside: the companies among them that only have a part in the figures of the others.
        """
        return cls().with_companies(entries, horizon, beside)

    def with_companies(
        self, entries: Iterable[Entry], horizon: Horizon, beside: Container[str] = ()
    ) -> AuditTrail:
        """A new trail with the house of this one and the companies of some entries; this one stays."""
        found = AuditTrail(
            house=[*self.house], _in_force={**self._in_force}, _corrections={**self._corrections}
        )
        house = list[Entry]()
        for entry in filter(horizon.knows, entries):
            if entry.stream == HOUSE:
                house.append(entry)
            elif entry.client is not None:
                where = found.beside if entry.client in beside else found.companies
                where.setdefault(entry.client, []).append(entry)
            else:
                found.managers.setdefault(entry.stream, []).append(entry)
        found.house += house
        found.index(*found.companies.values(), *found.beside.values(), *found.managers.values(), house)
        return found

    def index(self, *streams: Sequence[Entry]) -> None:
        """Note which entries of some streams are in force, and which correction put them so."""
        for entries in streams:
            self._in_force |= {entry.position: entry for entry in in_force(entries)}
            found = marks(entries)
            self._corrections |= {
                entry.position: mark.corrected_by.position
                for entry in entries
                if (mark := found.get(entry.version)) is not None and mark.corrected_by is not None
            }

    def holder(self, view: AnyView, horizon: Horizon) -> AccountHolder[Any]:
        """The subject of the figures, with the states of the companies that had an entry by the day."""
        (found,) = self.holders([view], horizon)
        return found

    def holders(self, views: Sequence[AnyView], horizon: Horizon) -> list[AccountHolder[Any]]:
        """The same for each of several views, whose companies are folded once."""
        directory: dict[str, Client] = {}
        folds, states = (clients.evolve, *(view.fold for view in views)), dict[str, list[Any]]()
        for code, entries in self.companies.items():
            facts = self._known_facts(code, entries, horizon)
            folded = fold_on(folds, facts, horizon.as_of)
            directory[code] = clients.client_of(folded.states[0], code)
            if _since(facts) <= horizon.as_of:
                states[code] = folded.states[1:]
        heads = account_holders(directory, directory.items(), Filter(group=True))
        top = directory[heads[0].code] if heads else Client("")
        return [
            self._holder(view, horizon, top, [(directory[code], own[place]) for code, own in states.items()])
            for place, view in enumerate(views)
        ]

    def _holder(
        self, view: AnyView, horizon: Horizon, top: Client, members: list[tuple[Client, Any]]
    ) -> AccountHolder[Any]:
        found = AccountHolder(top.code, top.name, top.currency, members, named=True)
        found.everyone = Everyone(lambda: self._everyone(view, horizon, members))
        return found

    def _everyone(
        self, view: AnyView, horizon: Horizon, members: Iterable[tuple[Client, Any]]
    ) -> dict[str, Any]:
        """The states of all companies that have a part in the figures, by code."""
        found = {client.code: state for client, state in members}
        for code, entries in self.beside.items():
            facts = self._known_facts(code, entries, horizon)
            if _since(facts) <= horizon.as_of:
                found[code] = fold_on((view.fold,), facts, horizon.as_of).states[0]
        return found

    def _known_facts(self, code: str, entries: Iterable[Entry], horizon: Horizon) -> list[Entry]:
        """The facts of a company in force, as a horizon knows them; worked out once."""
        key = code, horizon.known_at, horizon.position
        if key not in self._facts:
            self._facts[key] = in_force(filter(horizon.knows, entries))
        return self._facts[key]

    def codes(self, head: str) -> list[str]:
        """The codes of the companies, the top one first."""
        return [head, *(code for code in self.companies if code != head)]

    def happened(self, horizon: Horizon) -> dict[str, list[Entry]]:
        """The facts of each company, in the order of folding."""
        return {
            code: happened_by(horizon.as_of, self._known_facts(code, entries, horizon))
            for code, entries in self.companies.items()
        }

    def lines(
        self, group: Sequence[Contribution], start: Decimal = Decimal(0), *, issued: bool = False
    ) -> Iterator[AuditLine]:
        """The lines of one figure, or of one document, in the order in which it happened.

        Args:
            group: the contributions.
            start: the total before the first line.
            issued: the first contribution is the document's issue, and stays first on any day.
        """
        first, total = int(issued), start
        for one in (*group[:first], *sorted(group[first:], key=self._place)):
            total += one.amount
            yield AuditLine(one, self._in_force[one.position], self._corrections.get(one.position), total)

    def _place(self, one: Contribution) -> Place:
        return place(self._in_force[one.position])


def _since(facts: Iterable[Entry]) -> date:
    """The day of the first of some facts."""
    return min([entry.on for entry in facts], default=date.max)
