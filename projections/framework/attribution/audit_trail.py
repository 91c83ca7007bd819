"""What was known of a client, or of the companies of a group, and the entries behind what they contribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.corrections import in_force, marks
from ledger.entry import Entry
from projections.framework import clients
from projections.framework.attribution.contributions import Contribution
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder, Filter, account_holders
from projections.framework.fold import as_it_happened, fold_client
from projections.framework.history import Horizon
from projections.framework.ordering import Place, place
from projections.framework.registry import AnyView
from projections.policy import HOUSE


@dataclass(frozen=True, slots=True)
class Line:
    """A contribution with the entry that it comes from.

    Attributes:
        entry: as it was in force at the moment asked about.
        corrected_by: the position of the correction by which it was in force so.
        total: the contributions to the same figure (of the same document) so far.
    """

    contribution: Contribution
    entry: Entry
    corrected_by: int | None
    total: Decimal


@dataclass(slots=True)
class AuditTrail:
    """The entries that were known, company by company.

    Attributes:
        companies: the entries of each, in order of position.
        house: those that say which policy is in force.
    """

    companies: dict[str, list[Entry]] = field(default_factory=dict)
    house: list[Entry] = field(default_factory=list)
    _counted: dict[int, Entry] = field(default_factory=dict)
    _corrections: dict[int, int] = field(default_factory=dict)

    @classmethod
    def known(cls, entries: Iterable[Entry], horizon: Horizon) -> AuditTrail:
        """What of some entries was known: those of one client, or of the companies of one group."""
        found = cls()
        for entry in filter(horizon.knows, entries):
            if entry.stream == HOUSE:
                found.house.append(entry)
            elif entry.client is not None:
                found.companies.setdefault(entry.client, []).append(entry)
        for own in (*found.companies.values(), found.house):
            found._count(own)
        return found

    def _count(self, entries: Sequence[Entry]) -> None:
        self._counted |= {entry.position: entry for entry in in_force(entries)}
        found = marks(entries)
        self._corrections |= {
            entry.position: mark.corrected_by.position
            for entry in entries
            if (mark := found.get(entry.version)) is not None and mark.corrected_by is not None
        }

    def holder(self, view: AnyView, horizon: Horizon) -> AccountHolder[Any]:
        """Who the figures are about, with the states of those of whom anything had happened by the day."""
        directory: dict[str, Client] = {}
        members = []
        for code, entries in self.companies.items():
            folded = fold_client((clients.evolve, view.evolve), entries, horizon)
            directory[code] = folded.states[0] or Client(code)
            members += [(directory[code], folded.states[1])] if folded.since <= horizon.as_of else []
        heads = account_holders(directory, directory.items(), Filter(group=True))
        top = directory[heads[0].code] if heads else Client("")
        return AccountHolder(top.code, top.name, top.currency, members, named=True)

    def codes(self, head: str) -> list[str]:
        """The companies, the top one first."""
        return [head, *(code for code in self.companies if code != head)]

    def happened(self, horizon: Horizon) -> dict[str, list[Entry]]:
        """The facts of each company, in the order in which they are folded."""
        return {code: as_it_happened(entries, horizon) for code, entries in self.companies.items()}

    def lines(
        self, group: Sequence[Contribution], start: Decimal = Decimal(0), *, issued: bool = False
    ) -> Iterator[Line]:
        """The lines of one figure, or of one document, as it happened.

        Args:
            group: what contributes to it.
            start: what it was before.
            issued: the first is what was issued, and stays so, whatever its day.
        """
        first, total = int(issued), start
        for one in (*group[:first], *sorted(group[first:], key=self._place)):
            total += one.amount
            yield Line(one, self._counted[one.position], self._corrections.get(one.position), total)

    def _place(self, one: Contribution) -> Place:
        return place(self._counted[one.position])
