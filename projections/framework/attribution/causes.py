"""The causes of a change: the entries between two ends, and the part that each has in a figure's change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.events import Event, PolicyAdopted, ProductDescribed
from ledger.money import Amounts
from projections.framework import clients
from projections.framework.answer import Answer, plain_values
from projections.framework.attribution.audit_trail import AuditTrail
from projections.framework.attribution.between import between
from projections.framework.attribution.moving import by_policy
from projections.framework.contributions import Span
from projections.framework.filters import AccountHolder
from projections.framework.fold_parts import moving, parts_of, reads
from projections.framework.registry import AnyView
from projections.history import History, Horizon
from projections.policy import Policy, adopted

_NO_ENTRY = 0


class End(NamedTuple):
    """One of two ends.

    Attributes:
        horizon: how far it looks.
        policy: the one in force.
        answers: of each view; none, where no client was known that the filter asks for.
    """

    horizon: Horizon
    policy: Policy
    answers: Mapping[str, Answer]

    def as_json(self) -> dict[str, Any]:
        """The end as JSON."""
        return plain_values({**self.horizon._asdict(), "policy": self.policy.version})


Ends: TypeAlias = tuple[End, End]
"""The first end and the last, which knows no less and sees no less."""


class Cause(NamedTuple):
    """An entry between the ends.

    Attributes:
        entry: as it is in force at the last end, or a correction.
        corrects: the fact that a correction is about.
        share: its part of the change; None if the view does not explain the figure, or if the entry only
            changed which clients are in view.
    """

    entry: Entry
    corrects: Entry | None
    share: Decimal | None

    def as_json(self) -> dict[str, Any]:
        """The cause as JSON."""
        entry = self.entry
        found = {"entry": entry.position, "kind": entry.kind, "on": entry.on, "client": entry.client}
        return plain_values({**found, "share": self.share})


def _moving(view: AnyView) -> frozenset[type[Event]]:
    """The kinds that a view makes its rows of."""
    return frozenset(chain.from_iterable(moving(part) for part in parts_of(view.fold)))


class House:
    """The entries of the house, and what of them each end knows.

    Attributes:
        entries: all of them.
        trails: as the first end knows them, and as the last one does.
    """

    def __init__(self, entries: Iterable[Entry], ends: Ends) -> None:
        self.entries = [*entries]
        self.trails = [AuditTrail.known(self.entries, end.horizon) for end in ends]


class Companies:
    """The companies of an account holder at both ends, and what the entries between did to its figures.

    Args:
        ends: the ends.
        codes: the companies at each end; none, if the holder is not in view there.
        history: the entries of a company.
        house: the house.
        views: those of which figures may be asked.
    """

    def __init__(
        self,
        ends: Ends,
        codes: tuple[Sequence[str], Sequence[str]],
        history: History,
        house: House,
        views: Collection[AnyView],
    ) -> None:
        own = {code: [*history(code)] for code in dict.fromkeys(chain(*codes))}
        first, last = (end.horizon for end in ends)
        self._ends, self._views = ends, {view.name: view for view in views}
        self._trails = [
            trail.with_companies(chain(*map(own.__getitem__, some)), end.horizon)
            for some, end, trail in zip(codes, ends, house.trails, strict=True)
        ]
        self._between = [between(entries, first, last) for entries in own.values()]
        older = any(first.knows(entry) for entries in own.values() for entry in entries[:1])
        self._choosing = {kind for kind in reads(clients.evolve) if older and {*codes[0]} != {*codes[1]}}
        self._governing: set[type[Event]] = set()
        if ends[0].policy != ends[1].policy:
            self._between.append(between(house.entries, first, last))
            self._governing |= {PolicyAdopted, ProductDescribed}
        self._parts: dict[str, dict[tuple[str, str | None], Amounts[int]]] = {}

    def of(
        self, view: AnyView, figure: tuple[str, str | None], change: Decimal | None
    ) -> tuple[Decimal | None, list[Cause]]:
        """What changed a figure: the part of the change that no entry between made, and those entries.

        If the view does not explain the change, no part is known. Then a cause is every entry that it makes
        rows of; but one that the view explains in full only if it has a part in another figure, or corrects.

        Args:
            view: the view.
            figure: the figure and its currency.
            change: by how much it rose; None if it is no number.
        """
        if view.name not in self._parts:
            self._parts[view.name] = self._explained(view)
        explained = self._parts[view.name]
        parts = explained.get(figure, explained.get((figure[0], None)))
        if parts is not None and sum(parts.values()) != change:
            # A client's points stand on its row of each currency: a row that is new shows more than came.
            parts = None
        read = {*_moving(view), *self._choosing, *self._governing} if parts is None else self._choosing
        shared = {position for known in explained.values() for position, share in known.items() if share}
        silent = view.explaining.in_full
        found = [
            Cause(entry, one.corrected.get(position), parts.get(position) if parts else None)
            for one in self._between
            for position, entry in one.entries.items()
            for kind in [type(one.corrected.get(position, entry).event)]
            if (parts and parts.get(position))
            or (
                kind in read
                # A correction may move what is due, and no balance.
                and (
                    kind not in silent
                    or position in shared
                    or position in one.corrected
                    or kind in self._choosing
                )
            )
        ]
        return None if parts is None else parts[_NO_ENTRY], sorted(found, key=lambda one: one.entry.position)

    def _explained(self, view: AnyView) -> dict[tuple[str, str | None], Amounts[int]]:
        """The parts of each figure's change, by the positions of the entries between."""
        (first, old, _), (last, new, _) = self._ends
        before, after = (holders[view.name] for holders in self._holders)
        earlier, later = self._happened
        span = Span(before, after, first.as_of, last.as_of, later, earlier)
        found = view.change(span, new)
        if old != new:
            was, same = (view.explain(before, first.as_of, policy) for policy in (old, new))
            found += by_policy(was, same, adopted(self._trails[1].house, last))
        parts: dict[tuple[str, str | None], Amounts[int]] = {}
        for one in found:
            parts.setdefault((one.figure, one.currency), Amounts())[self._cause(one.position)] += one.amount
        return parts

    @cached_property
    def _holders(self) -> list[dict[str, AccountHolder[Any]]]:
        """The holder at each end, by view."""
        views = [*self._views.values()]
        return [
            dict(zip(self._views, trail.holders(views, end.horizon), strict=True))
            for trail, end in zip(self._trails, self._ends, strict=True)
        ]

    @cached_property
    def _happened(self) -> list[dict[str, list[Entry]]]:
        """The facts of each company at each end."""
        return [trail.happened(end.horizon) for trail, end in zip(self._trails, self._ends, strict=True)]

    def _cause(self, position: int) -> int:
        """The entry between that is the cause of what an entry contributes more or less."""
        for one in self._between:
            if position in one.instead:
                return one.instead[position]
            if position in one.entries:
                return position
        return _NO_ENTRY
