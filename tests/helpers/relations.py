"""What the components of a relationship are after a few facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from projections.framework.clients import Client
from projections.framework.fold import fold_days
from projections.health.components import components, relations_of
from projections.health.paying import payments_of
from projections.health.relationship import Relationship, signs
from projections.health.relationship_fold import evolve
from projections.policy import DEFAULT, Touches
from projections.receivables.payment_record import PaymentFact
from tests.helpers.entries import Book

T = date(2026, 6, 30)


def ago(days: int) -> str:
    return (T - timedelta(days=days)).isoformat()


def acme() -> Book:
    return Book().client("ACME")


def relationship(book: Book) -> Relationship:
    """What the fold gathers by ``T``."""
    ((_, folded, _),) = fold_days((evolve,), book.entries, [T])
    state = folded.states[0] or Relationship()
    assert isinstance(state, Relationship)
    return state


def found(book: Book, *payments: PaymentFact, touches: Touches = DEFAULT.touches) -> dict[str, float | None]:
    """Each component on ``T``, as a row shows it."""
    policy = replace(DEFAULT, touches=touches)
    own, health = [*signs(Client("ACME"), relationship(book), T, policy)], policy.health
    known = components(relations_of(own, health), payments_of(payments, health), T, health)
    return {name: value if value is None else round(value, 1) for name, value in known.items()}


def visit(
    book: Book, days: int, *, late: int | None = None, number: str = "", channel: str = "visit"
) -> None:
    """Visit ACME so many days ago, and so many minutes after the planned moment where it was planned."""
    fields = {"channel": channel, "summary": "x", "started_at": f"{ago(days)}T10:{late or 0:02}:00+00:00"}
    if late is not None:
        planned = {"visit": number, "at": f"{ago(days)}T10:00:00+00:00", "channel": "visit", "purpose": "x"}
        book.add("visit.planned", "ACME", ago(days + 1), **planned)
        fields["visit"] = number
    book.add("visit.held", "ACME", ago(days), **fields)
