"""Objections as a view: a row for each that is open, and for each that was resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from projections.framework.clients import Client
from projections.framework.columns import Column, Who
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.grouping import Grouped, Groups
from projections.framework.numbered import explained, spans_of
from projections.framework.spans import Sql
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Items, Showing
from projections.policy import Policy
from projections.remarks import Remark
from projections.selling.objections import Objection, Objections, evolve

# ruff: noqa: S608 - all names in statements are our own

_SEVERE = 3


@dataclass(frozen=True, kw_only=True)
class ObjectionRow(Who):
    """An objection."""

    number: Annotated[str, Column("The objection's number.", key=1)]
    topic: Annotated[str, Column("What the client objects to.")]
    severity: Annotated[
        int,
        Column(
            "From 1 (mentioned in passing) to 3 (no deal before it is resolved).", unit="of 3", title="SEV"
        ),
    ]
    about: Annotated[
        str | None,
        Column("The proposal, tender, order or product that it is about.", null="no entry says", quiet=True),
    ]
    about_type: Annotated[
        str | None,
        Column(
            "Which of these: the type that the entry states, or else the first of them that has the number and "
            "was made by that day.",
            null="nothing known has that number",
            quiet=True,
            spare=True,
        ),
    ]
    products: Annotated[tuple[str, ...], Column("The products of what it is about.", stored="", hidden=True)]
    person: Annotated[
        str | None,
        Column("The id of the person who raised it.", null="no entry says", quiet=True, spare=True),
    ]
    answers: Annotated[int, Column("How often we answered.", unit="answers", spare=True)]
    answer: Annotated[str | None, Column("What we answered last.", null="nothing yet", quiet=True, least=16)]
    competitor: Annotated[
        str | None,
        Column("Who got the business that it is about.", null="nobody known", quiet=True, spare=True),
    ]


@dataclass(frozen=True, kw_only=True)
class OpenObjectionRow(ObjectionRow):
    """An open objection."""

    raised: Annotated[date, Column("The day on which the client raised it.", spare=True)]
    age: Annotated[int, Column("Days since then.", unit="days")]


@dataclass(frozen=True, kw_only=True)
class ResolvedRow(ObjectionRow):
    """An objection that was resolved."""

    raised: Annotated[date, Column("The day on which the client raised it.")]
    resolved: Annotated[date, Column("The day on which it was resolved.")]
    days: Annotated[int, Column("Days between them.", unit="days")]
    outcome: Annotated[str, Column("accepted, compromise, dropped or lost.")]
    ordered: Annotated[
        date | None,
        Column("The day of the client's first order that stands, then or later.", null="none followed yet"),
    ]


@dataclass(frozen=True, kw_only=True)
class ObjectionGroup(Grouped):
    """The open objections of a group."""

    open: Annotated[int, Column("How many are open.", unit="objections")]
    severe: Annotated[int, Column("Of those, how many are of severity 3.", unit="objections")]
    unanswered: Annotated[int, Column("Of those, how many we have not answered.", unit="objections")]
    oldest: Annotated[int, Column("The age of the oldest.", unit="days")]


def _objections(holder: AccountHolder[Sequence[Objection]]) -> Iterator[tuple[Client, Objection]]:
    """The objections of each member, in order of their numbers."""
    return ((client, one) for client, found in holder.states for one in sorted(found))


def _common(client: Client, one: Objection) -> dict[str, Any]:
    return {
        "client": client.code,
        "name": client.name,
        "number": one.number,
        "topic": one.topic,
        "severity": one.severity,
        "about": one.about,
        "about_type": one.about_type,
        "products": tuple(one.products.split("\n")) if one.products else (),
        "person": one.person,
        "answers": one.answers,
        "answer": one.answer,
        "competitor": one.competitor,
        "raised": one.raised,
    }


def rows(holder: AccountHolder[Sequence[Objection]], as_of: date, policy: Policy) -> list[OpenObjectionRow]:
    """A row for each open objection."""
    del policy
    return [
        OpenObjectionRow(**_common(client, one), age=(as_of - one.raised).days)
        for client, one in _objections(holder)
        if one.resolved is None
    ]


def resolved(holder: AccountHolder[Sequence[Objection]], as_of: date, policy: Policy) -> list[ResolvedRow]:
    """A row for each objection that was resolved."""
    del as_of, policy
    return [
        ResolvedRow(
            **_common(client, one),
            resolved=one.resolved,
            days=(one.resolved - one.raised).days,
            outcome=one.outcome or "",
            ordered=one.ordered,
        )
        for client, one in _objections(holder)
        if one.resolved is not None
    ]


def _sums(found: Sequence[OpenObjectionRow], policy: Policy) -> dict[str, int]:
    del policy
    return {
        "open": len(found),
        "severe": sum(row.severity == _SEVERE for row in found),
        "unanswered": sum(not row.answers for row in found),
        "oldest": max(row.age for row in found),
    }


BY: dict[str, Any] = {
    "topic": lambda row: [(row.topic, row)],
    "product": lambda row: [(product, row) for product in row.products or (None,)],
    "competitor": lambda row: [(row.competitor, row)],
}
"""The groupings of objections."""


def explain(holder: AccountHolder[Objections], as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry said of the open objections."""
    del as_of, policy

    def figures(_client: Client, one: Objection) -> dict[tuple[str, str | None], Decimal]:
        if one.resolved is not None:
            return {}
        return {("severity", None): Decimal(one.severity), ("answers", None): Decimal(one.answers)}

    return explained(holder, figures, lambda one: Of(one.number, None, one.position))


def _select(sql: Sql, columns: str, where: str) -> str:
    return f"""
        SELECT begun.client, as_of, policy, name, number, topic, severity, about, about_type, person, answers, answer, competitor,
            raised, {columns}
        FROM {sql.begun} AS begun JOIN {sql.table("objections_made")} AS objections
            ON objections.client = begun.client AND valid_from <= as_of AND as_of < valid_to
        WHERE {where}
    """


def _select_open(sql: Sql) -> str:
    return _select(sql, "as_of - raised AS age", "resolved IS NULL")


def _select_resolved(sql: Sql) -> str:
    columns = "resolved, resolved - raised AS days, outcome, ordered"
    return _select(sql, columns, "resolved IS NOT NULL")


VIEW: View[Objections, Sequence[Objection], OpenObjectionRow, Any] = View(
    name="objections",
    rows=rows,
    explain=explain,
    spans=(
        spans_of(
            "objections_made",
            evolve,
            Objection,
            {"objections": _select_open, "objections_resolved": _select_resolved},
        ),
    ),
    groups=Groups(ObjectionGroup, _sums, BY),
    showing=Showing(
        order=lambda row: (row.topic, -row.severity, -row.age, row.client, row.number),
        empty="no objection is open on that day",
    ),
    explaining=Explaining(
        nothing="No objection of {client} is open on that day.",
        note=Remark(
            "An entry that resolves an objection takes it off",
            "--document NUMBER shows one that was resolved",
        ),
    ),
    table=Table("objections", "Open objections: a row for each.", OpenObjectionRow),
    items=Items(
        Table("objections_resolved", "Objections that were resolved: a row for each.", ResolvedRow), resolved
    ),
)
