"""What changed between two ends: two days, two moments of knowledge, or both; and the entries that did it.

The figures of both ends are ordinary answers of views. The entries between are read only of clients with a
figure that differs, and of those only where an entry lies between.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from ledger.entry import Entry
from projections.framework.answer import plain_values
from projections.framework.attribution.causes import Cause, Companies, End, Ends, House
from projections.framework.comparing import Difference, differing, figures_of
from projections.framework.registry import ALL, AnyView
from projections.history import History


class Change(NamedTuple):
    """A figure that differs.

    Attributes:
        figure: what it is, with its value at the first end (now) and at the last (then).
        rest: the part of the change that no entry between is the cause of: time passed, older entries count
            otherwise, or other clients did. None if the view does not explain the figure.
        causes: the entries between that are, in order of position; of a figure that the view does not
            explain, all that the view reads.
    """

    figure: Difference
    rest: Decimal | None
    causes: tuple[Cause, ...]

    def flat(self) -> dict[str, Any]:
        """The change as a row, with the positions of the entries."""
        one = self.figure
        return {
            "client": one.client,
            "name": one.name,
            "view": one.view,
            "currency": one.currency,
            "document": one.document,
            "figure": one.figure,
            "from": one.now,
            "to": one.then,
            "change": one.change,
            "rest": self.rest,
            "entries": [cause.entry.position for cause in self.causes],
        }

    def as_json(self) -> dict[str, Any]:
        """The change as JSON: amounts are text."""
        return plain_values(self.flat()) | {"entries": [cause.as_json() for cause in self.causes]}


class ManagerChange(Change):
    """A figure of a manager that differs: a manager in place of a client, a period in that of a document."""

    subject = "manager"

    def flat(self) -> dict[str, Any]:
        """The change as a row, with the positions of the entries."""
        renamed = {"client": self.subject, "document": "period"}
        return {renamed.get(name, name): value for name, value in super().flat().items() if name != "name"}


COLUMNS = {
    "client": ("client", "name", "view", "currency", "document", "figure", "from", "to", "change", "rest", "entries"),
    ManagerChange.subject: ("manager", "view", "currency", "period", "figure", "from", "to", "change", "rest", "entries"),
}  # fmt: skip
"""The columns of a change as a row, by whose figures they are."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, with everything that it depends on.

    Attributes:
        views: those that were asked.
        clients: how many clients, groups or managers were in view.
        changes: by client, then in the order of views and of their columns.
        subject: whose figures they are: of a client or of a manager.
    """

    views: tuple[str, ...]
    first: End
    last: End
    clients: int
    changes: Sequence[Change]
    subject: str = "client"

    @property
    def changed(self) -> int:
        """How many clients, groups or managers have a figure that differs."""
        return len({one.figure.client for one in self.changes})

    def as_json(self) -> dict[str, Any]:
        """The changes as JSON."""
        return {
            "views": list(self.views),
            "from": self.first.as_json(),
            "to": self.last.as_json(),
            f"{self.subject}s": self.clients,
            "changed": self.changed,
            "changes": [one.as_json() for one in self.changes],
        }


def changes(
    views: Sequence[str],
    ends: Ends,
    history: History,
    house: Iterable[Entry],
    touched: Container[str],
    asked: Mapping[str, AnyView] = ALL,
) -> Changes:
    """What changed between two ends.

    Args:
        views: names of views.
        ends: the ends, with the answers of these views.
        history: the entries of the ledger.
        house: those of the house.
        touched: the clients that may have an entry between; of others none is read.
        asked: the views by their names, of the period that they were asked about.
    """
    found: list[Difference] = []
    for name in views:
        tables = ([figures_of(name, row) for row in _rows(end, name)] for end in ends)
        found += differing(*tables, lone_texts=True)
    found.sort(key=lambda one: one.client)
    first, last = map(_members, ends)
    known, policies = House(house, ends), {end.policy for end in ends}
    told = []
    for client, same_client in groupby(found, key=lambda one: one.client):
        own = [*same_client]
        codes = first.get(client, ()), last.get(client, ())
        same = len(policies) == 1 and codes[0] == codes[1] and not any(code in touched for code in codes[0])
        read = {one.view: asked[one.view] for one in own}.values()
        companies = None if same else Companies(ends, codes, history, known, read)
        told += [_change(one, companies, asked[one.view]) for one in own]
    return Changes(tuple(views), *ends, len(first | last), told)


def _rows(end: End, view: str) -> list[dict[str, Any]]:
    return end.answers[view].table() if view in end.answers else []


def _members(end: End) -> dict[str, Sequence[str]]:
    """The companies of each account holder in view."""
    shown = (one for answer in end.answers.values() for one in answer.holders if one.shown)
    return {holder.code: [client.code for client, _ in holder.members] for holder in shown}


def _change(one: Difference, companies: Companies | None, view: AnyView) -> Change:
    """A difference with its causes; without an entry between, the whole change is the rest."""
    whole = None if one.change is None else Decimal(str(one.change))
    if companies is not None:
        rest, causes = companies.of(view, (one.figure, one.currency), whole)
        if causes:
            return Change(one, None if rest is None or whole is None else rest + 0 * whole, tuple(causes))
    return Change(one, whole, ())
