"""Histories whose figures are attributed to entries, and the sums that the parts come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from msgspec import to_builtins

from projections import (
    DEFAULT,
    Filter,
    Policy,
    answer,
)
from projections.selling.discounts import OPEN
from projections.touches.activity_rows import Counted
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import CLIENTS, facts, ledger


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Random facts, points among them, some of them voided or corrected afterwards."""
    said: list[Fact] = draw(facts())
    book = ledger(said)
    for number, points in enumerate(draw(st.lists(st.integers(1, 500), max_size=3))):
        kind = "points.granted" if points % 2 else "points.redeemed"
        book.add(kind, CLIENTS[0], "2026-01-10", number=str(number), points=str(points))
    last = len(book.entries)
    for position in draw(st.lists(st.integers(min(7, last), last), max_size=3, unique=True)):
        entry = book.entries[position - 1]
        if draw(st.booleans()):
            book.void(position)
        else:
            event = to_builtins(entry.event)
            book.correct(position, {**event, "note": "as it should have been"})
    return book


def rows(name: str, book: Book, client: str, day: date, policy: Policy = DEFAULT) -> list[Any]:
    where = Filter(clients=(client,))
    said = answer(name, book.entries, as_of=day, known_at=None, position=10**9, policy=policy, where=where)
    return said.rows


FIGURES = {
    "activity": tuple(one.name for one in fields_of(Counted)),
    "contracts": ("value", "bought"),
    "discounts": ("percent", "given_away", "lines_beyond_limit", "not_approved"),
    "health": ("score",),
    "loyalty": ("recency_days", "frequency", "monetary", "points"),
    "market": ("seen", "lost"),
    "objections": ("severity", "answers"),
    "orders": ("delivered", "left", "value"),
    "pipeline": ("amount", "weighted", "revisions", "open_against_it"),
    "plan": ("revenue", "margin", "collected", "orders", "deals"),
    "receivables": ("balance",),
    "sales": ("value", "quantity", "margin"),
}
"""The figures of each view that are sums of their contributions."""


IN_CURRENCY = {
    "amount", "balance", "bought", "collected", "frequency", "given_away", "margin", "monetary", "recency_days", "revenue", "value",
    "weighted",
}  # fmt: skip


@st.composite
def groups(draw: st.DrawFn) -> Book:
    """Random facts of three companies, of which the first owns the second, and that one the third."""
    book = Book()
    for code, parent in zip(CLIENTS, (None, *CLIENTS), strict=False):
        book.client(code, parent=parent)
    for kind, client, day, fields in draw(facts()):
        book.add(kind, client, day, **fields)
    return book


def summed(name: str, rows: Iterable[Any]) -> dict[tuple[str, str | None], Decimal]:
    """The sums of the rows of a view, as an explanation names them; without those that are nought."""
    sums: defaultdict[tuple[str, str | None], Decimal] = defaultdict(Decimal)
    for row in rows:
        for figure in FIGURES[name]:
            value = Decimal(str(getattr(row, figure) or 0))
            key = figure, row.currency if figure in IN_CURRENCY else None
            if figure == "points":  # rows of several currencies repeat them
                sums[key] = value
            elif figure != "percent" or row.outcome == OPEN:
                sums[key] += value
    return {key: value for key, value in sums.items() if value}
