"""A view's rows of many clients from its own tables, where those hold; the others' are made of their pages.

A row holds on the day for which it was made. It holds on a later day too while no fact enters (which makes it again),
the policy is the same and what the days change is seen to here: days since an order are counted on, an open document
may have come into another bucket, and a promise may have run out. A score is another one every day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.money import quantum
from ledger.store.database import Database
from projections import health, loyalty, receivables
from projections.clients import Client
from projections.policy import Policy, Weights
from projections.receivables.buckets import bucket_of, labels
from projections.stored.layout import Generation

__all__ = ["Listed", "Listing"]

_CLIENTS = """
SELECT pages.client, since, shown, as_of, name, currency, manager, territory, segment, parent
FROM {pages} AS pages LEFT JOIN {clients} AS clients ON clients.client = pages.client
"""
_COLUMNS = {
    "health": (
        "name", "score", "band", "confidence", "trend_30", "trend_90", "drag",
        *(f"component_{name}" for name in Weights._fields),
    ),
    "loyalty": ("name", "recency_days", "frequency", "monetary", "currency", "points", "qualifying", "tier"),
    "receivables": (
        "name", "currency", "balance", "not_due", "unapplied", "open_items", "disputed", "promised",
    ),
}  # fmt: skip
"""What a row is restored from, after its client's code and its day."""


class Listed(NamedTuple):
    """A client of the directory, but for the terms.

    Attributes:
        begun: the first day of which anything is known; None where there is none.
        good: the day for which its rows are; None where they wait to be made under another policy.
    """

    client: Client
    begun: date | None
    good: date | None


class Listing(NamedTuple):
    """The tables of a generation, within a transaction that sees one moment.

    Attributes:
        policy: the one in force on the day of the generation.
        since: the first day from which it has been in force without a break.
    """

    database: Database
    cursor: DBAPICursor
    generation: Generation
    policy: Policy
    since: date

    def clients(self) -> dict[str, Listed]:
        """All clients by their codes."""
        found = {}
        tables = {name: self.generation.table(name) for name in ("pages", "clients")}
        for code, begun, shown, as_of, *told in self._select(_CLIENTS.format(**tables)):
            made = _day(as_of) if as_of else None
            good = made if made == date.fromisoformat(shown) else None
            found[code] = Listed(Client(code, *told), date.fromisoformat(begun) if begun else None, good)
        return found

    def holding(self, name: str, clients: Collection[Listed]) -> set[str]:
        """The codes of those clients whose rows in a view's table hold on the generation's day."""
        today = self.generation.as_of
        fresh = {one.client.code for one in clients if one.good == today}
        if name == "health":
            return fresh
        earlier = {
            one.client.code for one in clients if one.good is not None and self.since <= one.good < today
        }
        if name == "receivables" and earlier:
            earlier -= self._moved()
        return fresh | earlier

    def _moved(self) -> set[str]:
        """The clients with rows of an earlier day that are others today."""
        day = "on_day" if self.policy.receivables.bucket_basis == "document" else "due"
        found = self._select(
            f"SELECT client, as_of, {day}, promised FROM {self.generation.table('receivables_items')} "  # noqa: S608 - our own names
            "WHERE due IS NOT NULL AND as_of < ?",
            (self.generation.as_of.isoformat(),),
        )
        names, today = labels(self.policy), self.generation.as_of

        @cache
        def moved(made: str | date, basis: str | date) -> bool:
            then, now = ((day - _day(basis)).days for day in (_day(made), today))
            return bucket_of(then, names, self.policy) != bucket_of(now, names, self.policy)

        return {code for code, made, basis, promised in found if moved(made, basis) or Decimal(promised)}

    def rows(self, name: str, holding: Container[str]) -> Iterator[Any]:
        """The rows of clients in a view's table, without what compares them with others."""
        columns = ", ".join(("client", "as_of", *_COLUMNS[name]))
        found = self._select(f"SELECT {columns} FROM {self.generation.table(name)}")  # noqa: S608 - our own names
        return _RESTORED[name](self, [row for row in found if row[0] in holding])

    def _health(self, found: Sequence[Sequence[Any]]) -> Iterator[Any]:
        for code, _, name, score, band, confidence, trend_30, trend_90, drag, *parts in found:
            components = dict(zip(Weights._fields, parts, strict=True))
            yield health.Row(code, name, score, band, confidence, components, trend_30, trend_90, drag)

    def _loyalty(self, found: Sequence[Sequence[Any]]) -> Iterator[Any]:
        @cache
        def passed(made: str | date) -> int:
            return (self.generation.as_of - _day(made)).days

        for code, made, name, recency, frequency, monetary, currency, points, qualifying, tier in found:
            yield loyalty.Row(
                client=code,
                name=name,
                recency_days=None if recency is None else recency + passed(made),
                frequency=frequency,
                monetary=Decimal(monetary),
                currency=currency,
                r=None,
                f=None,
                m=None,
                segment=loyalty.NO_SEGMENT,
                points=Decimal(points),
                qualifying=Decimal(qualifying),
                tier=tier,
            )

    def _receivables(self, found: Sequence[Sequence[Any]]) -> Iterator[Any]:
        late: dict[tuple[str, str], list[tuple[str, str | Decimal]]] = {}
        table = self.generation.table("receivables_buckets")
        for code, currency, bucket, amount in self._select(
            f"SELECT client, currency, bucket, amount FROM {table}"  # noqa: S608 - our own names
        ):
            late.setdefault((code, currency), []).append((bucket, amount))
        names = labels(self.policy)
        for code, _, name, currency, balance, not_due, unapplied, items, disputed, promised in found:
            overdue = dict.fromkeys(names, _zero(currency))
            for bucket, amount in late.get((code, currency), ()):
                overdue[bucket] = Decimal(amount)
            yield receivables.Row(
                code,
                name,
                currency,
                Decimal(balance),
                Decimal(not_due),
                overdue,
                Decimal(unapplied),
                items,
                Decimal(disputed),
                Decimal(promised),
            )

    def _select(self, statement: str, values: tuple[str, ...] = ()) -> Sequence[Sequence[Any]]:
        return self.database.execute(self.cursor, statement, values).fetchall()


_RESTORED: dict[str, Callable[[Listing, Sequence[Sequence[Any]]], Iterator[Any]]] = {
    "health": Listing._health,  # noqa: SLF001 - its own
    "loyalty": Listing._loyalty,  # noqa: SLF001
    "receivables": Listing._receivables,  # noqa: SLF001
}


@cache
def _zero(currency: str) -> Decimal:
    return 0 * quantum(currency)


def _day(stored: str | date) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)
