"""How what the views say of a client becomes rows of the tables: each value at the place of its column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from projections import ALL, health, loyalty, receivables
from projections.choice import Party
from projections.clients import Client
from projections.policies import UnreadablePolicy
from projections.policy import Policy
from projections.stored.tables import TABLES

__all__ = ["Cells", "Showing", "fault_rows"]

Cells: TypeAlias = tuple[object, ...]
"""A row of a table: its values in the order of the columns."""


class Showing:
    """A client's rows for one day after the other; what they rest on is made again only where a fact changed it."""

    def __init__(self) -> None:
        self._who: Cells = ()
        self._policy: Policy | None = None
        self._standing: dict[str, Any] = {}

    def rows(
        self,
        client: Client,
        pages: Mapping[str, Any],
        as_of: date,
        policy: Policy | UnreadablePolicy,
        changed: Collection[str] = (),
    ) -> Iterator[tuple[str, Cells]]:
        """The rows in every table for a day, with the name of the table.

        Args:
            client: as the directory has it.
            pages: by view; None where nothing concerned it.
            as_of: the day; the pages hold what had happened by its end.
            policy: the one of that day; one that cannot be used gives no figures, and says why in their place.
            changed: the views whose pages are not as they were when rows were last asked for; "clients" for the
                directory.
        """
        if not self._who or "clients" in changed:
            self._who = _directory(client)
            self._standing.clear()
        yield "clients", (client.code, as_of, *self._who)
        if isinstance(policy, UnreadablePolicy):
            yield from _without_figures(client.code, str(policy), as_of)
            return
        if policy is not self._policy:
            self._standing.clear()
            self._policy = policy
        head = client.code, as_of, policy.version
        for name, view in ALL.items():
            if name not in self._standing or name in changed:
                party = Party(client.code, client.name, client.currency, [(client, pages[name])])
                self._standing[name] = view.standing(party, policy)
            for table, values in _TOLD[name](*view.rows(self._standing[name], as_of)):
                yield table, (*head, *values, None)


def fault_rows(client: str, fault: str, as_of: date) -> Iterator[tuple[str, Cells]]:
    """What stands in the tables for a client whose entries cannot be folded: who it is, and why."""
    yield "clients", _empty("clients", client, fault, as_of)
    yield from _without_figures(client, fault, as_of)


def _without_figures(client: str, fault: str, as_of: date) -> Iterator[tuple[str, Cells]]:
    for name in ALL:
        yield name, _empty(name, client, fault, as_of)


def _empty(table: str, client: str, fault: str, as_of: date) -> Cells:
    return client, as_of, *[None] * (len(TABLES[table].columns) - 3), fault


def _directory(client: Client) -> Cells:
    return client.name, client.currency, client.manager, client.territory, client.segment, client.parent, None


def _health(rows: list[health.Row], _items: object) -> Iterator[tuple[str, Cells]]:
    for row in rows:
        yield (
            "health",
            (
                row.name, row.score, row.band, row.confidence, *row.components.values(), row.trend_30, row.trend_90,
                row.drag,
            ),
        )  # fmt: skip


def _loyalty(rows: list[loyalty.Row], _items: object) -> Iterator[tuple[str, Cells]]:
    for row in rows:
        yield (
            "loyalty",
            (
                row.name, row.recency_days, row.frequency, row.monetary, row.currency, row.points, row.qualifying,
                row.tier,
            ),
        )  # fmt: skip


def _receivables(rows: list[receivables.Row], items: list[receivables.Item]) -> Iterator[tuple[str, Cells]]:
    """Buckets have rows of their own, since each policy has others."""
    for row in rows:
        yield (
            "receivables",
            (
                row.name, row.currency, row.balance, row.not_due, sum(row.overdue.values()), row.unapplied,
                row.open_items, row.disputed, row.promised,
            ),
        )  # fmt: skip
        for number, (bucket, amount) in enumerate(row.overdue.items(), 1):
            if amount:
                yield "receivables_buckets", (row.currency, bucket, number, amount)
    for item in items:
        yield (
            "receivables_items",
            (
                item.currency, item.document, item.what, item.instalment, item.on, item.due, item.amount, item.open,
                item.age, item.days_late, item.bucket, " ".join(map(str, item.entries)), item.disputed, item.promised,
            ),
        )  # fmt: skip


_TOLD: Mapping[str, Callable[[list[Any], list[Any]], Iterator[tuple[str, Cells]]]] = {
    "health": _health,
    "loyalty": _loyalty,
    "receivables": _receivables,
}
"""For each view, its rows and items as rows of tables, less what all rows have: client, day, policy and fault."""
