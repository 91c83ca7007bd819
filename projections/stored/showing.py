"""How what the views say of a client becomes rows of the tables: each value at the place of its column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, TypeAlias

from projections import ALL, health, loyalty, receivables
from projections.choice import Party
from projections.clients import Client
from projections.policy import Policy, UnreadablePolicy
from projections.stored.tables import TABLES

__all__ = ["Cells", "Rows", "Showing", "fault_rows"]

Cells: TypeAlias = tuple[object, ...]
"""A row of a table: its values in the order of the columns."""

Rows: TypeAlias = dict[str, list[Cells]]
"""Rows by table."""


class Showing:
    """Gathers a client's rows, of one day after the other; what they rest on is made again only where a fact changed it."""

    def __init__(self) -> None:
        self._who: Cells = ()
        self._policy: Policy | None = None
        self._standing: dict[str, Any] = {}

    def show(
        self,
        client: Client,
        pages: Mapping[str, Any],
        as_of: date,
        policy: Policy | UnreadablePolicy,
        rows: Rows,
        changed: Collection[str] = (),
    ) -> None:
        """Add the rows for a day.

        Args:
            client: as the directory has it.
            pages: by view; None where nothing concerned it.
            as_of: the day; the pages hold what had happened by its end.
            policy: the one of that day; one that cannot be used gives no figures, and says why in their place.
            rows: what they are added to; it has every table.
            changed: the views whose pages are not as they were when rows were last asked for; "clients" for the
                directory.
        """
        if not self._who or "clients" in changed:
            self._who = _directory(client)
            self._standing.clear()
        rows["clients"].append((client.code, as_of, *self._who))
        if isinstance(policy, UnreadablePolicy):
            _without_figures(client.code, str(policy), as_of, rows)
            return
        if policy is not self._policy:
            self._standing.clear()
            self._policy = policy
        head = client.code, as_of, policy.version
        for name, view in ALL.items():
            if name not in self._standing or name in changed:
                party = Party(client.code, client.name, client.currency, [(client, pages[name])])
                self._standing[name] = view.standing(party, policy)
            _TOLD[name](rows, head, *view.rows(self._standing[name], as_of))


def fault_rows(client: str, fault: str, as_of: date, rows: Rows) -> None:
    """Add what stands in the tables for a client whose entries cannot be folded: who it is, and why."""
    rows["clients"].append(_empty("clients", client, fault, as_of))
    _without_figures(client, fault, as_of, rows)


def _without_figures(client: str, fault: str, as_of: date, rows: Rows) -> None:
    for name in ALL:
        rows[name].append(_empty(name, client, fault, as_of))


def _empty(table: str, client: str, fault: str, as_of: date) -> Cells:
    return client, as_of, *[None] * (len(TABLES[table].columns) - 3), fault


def _directory(client: Client) -> Cells:
    return client.name, client.currency, client.manager, client.territory, client.segment, client.parent, None


def _health(rows: Rows, head: Cells, told: list[health.Row], _items: object) -> None:
    rows["health"] += [
        (
            *head, row.name, row.score, row.band, row.confidence, *row.components.values(), row.trend_30,
            row.trend_90, row.drag, None,
        )
        for row in told
    ]  # fmt: skip


def _loyalty(rows: Rows, head: Cells, told: list[loyalty.Row], _items: object) -> None:
    rows["loyalty"] += [
        (
            *head, row.name, row.recency_days, row.frequency, row.monetary, row.currency, row.points,
            row.qualifying, row.tier, None,
        )
        for row in told
    ]  # fmt: skip


def _receivables(rows: Rows, head: Cells, told: list[receivables.Row], items: list[receivables.Item]) -> None:
    """Buckets have rows of their own, since each policy has others."""
    for row in told:
        rows["receivables"].append((
            *head, row.name, row.currency, row.balance, row.not_due, sum(row.overdue.values()), row.unapplied,
            row.open_items, row.disputed, row.promised, None,
        ))  # fmt: skip
        for number, (bucket, amount) in enumerate(row.overdue.items(), 1):
            if amount:
                rows["receivables_buckets"].append((*head, row.currency, bucket, number, amount, None))
    rows["receivables_items"] += [
        (
            *head, item.currency, item.document, item.what, item.instalment, item.on, item.due, item.amount,
            item.open, item.age, item.days_late, item.bucket, " ".join(map(str, item.entries)), item.disputed,
            item.promised, None,
        )
        for item in items
    ]  # fmt: skip


_TOLD: Mapping[str, Callable[[Rows, Cells, list[Any], list[Any]], None]] = {
    "health": _health,
    "loyalty": _loyalty,
    "receivables": _receivables,
}
"""For each view, what adds its rows and items to the tables, each after what all have: client, day and policy."""
