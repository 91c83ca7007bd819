"""The page of a client: who it is, how it stands, what it owes, what is open, what happened."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from commands.web.asking import Asking
from commands.web.listings import NOT_SHOWN, answered
from commands.web.tables import listing, plain
from reporting.web import BadAddress, Cell, Column, Facts, Link, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from projections import Answer
    from projections.framework.clients import Client

_MOST: Final = 10
"""The rows of each table."""
_LAST: Final = 40
"""The entries of the timeline."""
_COMPONENTS: Final = ("commerce", "engagement", "friction", "payment", "voice")
_TONES: Final = {"healthy": "good", "watch": "warn", "at risk": "bad"}
_OPEN: Final = {
    "pipeline": "Offers that are open",
    "contracts": "Contracts",
    "objections": "Objections that are open",
    "discounts": "Discounts",
    "people": "People",
}
"""The views of which a client's rows are shown whole, with what each shows."""


def page(asking: Asking) -> Page:
    """The page of the client that the address names.

    Raises:
        BadAddress: it names none.
        UnknownChoice: there is no such client.
    """
    from goodwill.entries import known_client

    if asking.address.client is None:
        raise BadAddress("a client is named by its code; give it, such as client=ACME")
    code = known_client(asking.ledger, asking.address.client, asking.horizon.known_at)
    asking.address = asking.address.but(client=code)
    health, client = asking.view("health"), _who(asking, code)
    return Page(
        title=f"{code} {client.name}" if client.name else code,
        about=asking.about(health),
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", asking.address.to("", client=None).url), Link(code)],
        sections=[
            Section("", [Facts([*_facts(asking, client, health)])]),
            _health(asking, health),
            _receivables(asking),
            _section(asking, "agenda", "To do", "What is to be done with this client this week"),
            _section(
                asking, "sales", "Sales by product", "What it bought in twelve months, beside the year before"
            ),
            *(_section(asking, name, None, caption) for name, caption in _OPEN.items()),
            _timeline(asking, code),
        ],
    )


def _who(asking: Asking, code: str) -> Client:
    """The client in the directory, as it was known."""
    from projections.framework import clients
    from projections.framework.fold import fold_client

    folded = fold_client((clients.evolve,), asking.ledger.history(code), asking.horizon)
    return clients.client_of(folded.states[0], code)


def _facts(asking: Asking, client: Client, health: Answer) -> Iterator[tuple[str, Cell]]:
    """What the directory knows of the client, and how it stands."""
    why = asking.explained("health", client.code)
    for row in health.rows:
        if row.score is not None:
            yield (
                "Health",
                Cell(f"{row.score:.1f} {row.band or ''}".strip(), why, _TONES.get(row.band or "", "")),
            )
    if client.state:
        yield "State", Cell(client.state)
    choices = {"Manager": "manager", "Territory": "territory", "Segment": "segment"}
    for title, name in choices.items():
        if value := getattr(client, name):
            yield title, Cell(value, asking.address.to("", client=None, **{name: value}).url)
    if client.parent:
        yield "Owned by", Cell(client.parent, asking.client(client.parent))
    for title, value in (("Currency", client.currency), ("Country", client.country)):
        if value:
            yield title, Cell(value)


def _health(asking: Asking, found: Answer) -> Section:
    """The score with its trends, its causes and its components."""
    from projections.health.commerce import called

    parts: list[Part] = [Text("No order of the client stands, so there is no score.")]
    rows = [row for row in found.rows if row.score is not None]
    if rows:
        (row,) = rows
        why = asking.explained("health", row.client)
        named = [("Evidence", Cell(called(row.confidence), why))]
        for days, trend, cause in ((30, row.trend_30, row.cause_30), (90, row.trend_90, row.cause_90)):
            if trend is not None:
                by = f", most by {cause}" if cause and trend else ""
                named.append((f"In {days} days", Cell(f"{trend:+.1f}{by}", why)))
        named += [
            (name.capitalize(), Cell(f"{value:.1f}", why))
            for name in _COMPONENTS
            if (value := row.components[name]) is not None
        ]
        parts = [Facts(named)]
        if row.override_reason:
            parts.append(Text(f"A person overrides it: {row.override_reason}"))
    return Section("Health", parts, asking.explained("health", found.rows[0].client) if found.rows else "")


def _receivables(asking: Asking) -> Section:
    """What the client owes by age, and each open document."""
    found = asking.view("receivables")
    parts = [listing(asking, found, "What the client owes, by age", most=_MOST)]
    if found.items:
        parts.append(listing(asking, found, "Open documents and credits", items=True, most=_MOST))
    if len(found.items) > _MOST:
        parts.append(Text(f"{len(found.items) - _MOST:,} more documents are open."))
    return Section(
        "Receivables", parts, asking.address.to("receivables", client=asking.address.client, items=True).url
    )


def _section(asking: Asking, name: str, title: str | None, caption: str) -> Section:
    """The client's first rows of a view."""
    href = asking.address.to(name, client=asking.address.client).url
    if name == "people" and not asking.personal:
        return Section("People", [Text(NOT_SHOWN)], href)
    found = answered(asking, name, "product" if name == "sales" else None)
    parts = [listing(asking, found, caption, most=_MOST)]
    if len(found.rows) > _MOST:
        parts.append(Text(f"{len(found.rows) - _MOST:,} more."))
    return Section(title or name.capitalize(), parts, href)


def _timeline(asking: Asking, code: str) -> Section:
    """The last entries, the newest first, each with what corrects it."""
    from commands.read.history_table import COLUMNS, row_of
    from goodwill.chronicle import Chronicle

    chronicle = Chronicle(asking.ledger, code, (), by_time=True, **asking.seen)
    shown = [at for at, column in enumerate(COLUMNS) if column.title != "CLIENT"]
    rows = []
    for entry, mark in reversed(deque(chronicle, maxlen=_LAST)):
        cells = [plain(cell) for cell in row_of(chronicle, entry, mark, asking.when)]
        cells[0] = cells[0]._replace(href=asking.entry(entry.position))
        if asking.hides(entry.event):
            cells[-1] = Cell("not shown", faint=True)
        rows.append([cells[at] for at in shown])
    columns = [
        Column(COLUMNS[at].title.capitalize(), COLUMNS[at].align == "right", bool(COLUMNS[at].least))
        for at in shown
    ]
    return Section(
        "What happened", [Table(caption=f"The last {len(rows)} entries", columns=columns, rows=rows)]
    )
