"""The page of a client: who it is, how it stands, what it owes, what is open, what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import goodwill
from commands.web import charts
from commands.web.listings import NOT_SHOWN, answered
from commands.web.page_questions import Asking
from commands.web.tables import BAND_TONES, listing
from commands.web.timeline import told
from ledger.times import shifted
from projections.framework.registry import REGISTER
from projections.receivables.lateness import overdue_of
from reporting.web import BadAddress, Cell, Column, Facts, Link, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from decimal import Decimal

    from projections import Answer
    from projections.framework.clients import Client
    from projections.receivables.statement import StatementLine

_MOST: Final = 10
"""The rows of each table."""
_LAST: Final = 15
"""The entries of the timeline."""
_LINES: Final = 8
"""The lines of the statement."""
_AMOUNTS: Final = ("Debit", "Credit", "Balance")
_STATEMENT: Final = ("On", "What", "Document", *_AMOUNTS)
_YEAR: Final = 365
_MOVED: Final = 90
"""The days of which the entries that moved the score are shown."""
_COMPONENTS: Final = ("commerce", "engagement", "friction", "payment", "voice")


def page(asking: Asking) -> Page:
    """The page of the client that the address names.

    Raises:
        BadAddress: it names none.
        UnknownChoice: there is no such client.
    """
    from goodwill.entries import known_client

    if asking.address.client is None:
        raise BadAddress("a client is named by its code", "give it, such as client=ACME")
    code = known_client(asking.ledger, asking.address.client, asking.horizon.known_at)
    asking.address = asking.address.but(client=code)
    question = asking.question()
    health = asking.view("health", question._replace(full=True))
    owed, client = asking.view("receivables", question), _who(asking, code)
    opened = {name: _opened(asking, name) for name, _ in asking.on_client()}
    return Page(
        title=client.name or code,
        lead=code if client.name else "",
        about=asking.about(health),
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", asking.address.to("", client=None).url), Link(code)],
        sections=[
            Section(
                "", [_glance(asking, code, health, owed, opened["agenda"]), Facts([*_facts(asking, client)])]
            ),
            _health(asking, health),
            _balance(asking, code),
            _receivables(asking, owed),
            *_open(asking, opened),
            _timeline(asking, code),
        ],
    )


def _who(asking: Asking, code: str) -> Client:
    """The client in the directory, as it was known."""
    from projections.framework import clients
    from projections.framework.fold import fold_client

    folded = fold_client((clients.evolve,), asking.ledger.history(code), asking.horizon)
    return clients.client_of(folded.states[0], code)


def _glance(asking: Asking, code: str, health: Answer, owed: Answer, agenda: Answer | None) -> Facts:
    """How healthy the client is, what it owes, how much of it is overdue, and how much is to be done."""
    named = [
        (
            "Health",
            Cell(
                f"{row.score:.1f} {row.band or ''}".strip(),
                asking.explained("health", code),
                BAND_TONES.get(row.band or "", ""),
            ),
        )
        for row in health.rows
        if row.score is not None
    ]
    why, overdue = asking.explained("receivables", code), overdue_of(owed)
    for row in owed.rows:
        late = overdue[row.client, row.currency]
        named.append(("Owes", Cell(_money(row.balance, row.currency), why)))
        named.append(
            ("Overdue", Cell(_money(late, row.currency), why if late else "", "bad" if late else ""))
        )
    if agenda is not None:
        count = len(agenda.rows)
        named.append(
            ("To do", Cell(f"{count:,}", asking.address.to("agenda", client=code).url if count else ""))
        )
    return Facts(named, large=True)


def _money(amount: Decimal, currency: str) -> str:
    """An amount with its currency; zero is ``nothing``."""
    return f"{amount:,f} {currency}" if amount else "nothing"


def _facts(asking: Asking, client: Client) -> Iterator[tuple[str, Cell]]:
    """What the directory knows of the client."""
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
    """The score with its course and what moved it, its trends, their causes, and its components."""
    rows = [row for row in found.rows if row.score is not None]
    if not rows:
        return Section("Health", [Text("No order of the client stands, so there is no score.")], half=True)
    (row,), day = rows, asking.horizon.as_of
    move = goodwill.explain_change(
        asking.ledger,
        "health",
        row.client,
        since=shifted(day, -_MOVED),
        until=day,
        known_at=asking.horizon.known_at,
        policy=asking.policy,
    )
    parts: list[Part] = [charts.health(row, day, move), Facts([*_figures(asking, row)])]
    if row.override_reason:
        parts.append(Text(f"A person overrides it: {row.override_reason}"))
    return Section("Health", parts, asking.explained("health", row.client), half=True)


def _figures(asking: Asking, row: Any) -> Iterator[tuple[str, Cell]]:
    """The figures beside a score, each with a link to the entries behind it."""
    from projections.health.commerce import called

    why = asking.explained("health", row.client)
    yield "Evidence", Cell(called(row.confidence), why)
    for days, trend, cause in ((30, row.trend_30, row.cause_30), (90, row.trend_90, row.cause_90)):
        if trend is not None:
            by = f", most by {cause}" if cause and trend else ""
            moved = asking.explained("health", row.client, since=shifted(asking.horizon.as_of, -days))
            yield f"In {days} days", Cell(f"{trend:+.1f}{by}", moved)
    for name in _COMPONENTS:
        if (value := row.components[name]) is not None:
            yield name.capitalize(), Cell(f"{value:.1f}", why)


def _balance(asking: Asking, code: str) -> Section:
    """The balance over a year, and the last lines of the statement of account."""
    day = asking.horizon.as_of
    account = goodwill.statement(
        asking.ledger, code, start=shifted(day, -_YEAR), end=day, known_at=asking.horizon.known_at, drawn=day
    )
    parts: list[Part] = []
    moved = [section for section in account.sections if section.lines]
    if moved:
        parts += charts.balance(account)
    for section in moved:
        rows = [_line(asking, one) for one in reversed(section.lines[-_LINES:])]
        columns = [Column(name, number=name in _AMOUNTS) for name in _STATEMENT]
        caption = f"The last lines of the statement in {section.currency}"
        parts.append(Table(caption=caption, columns=columns, rows=rows))
    return Section(
        "Balance and statement",
        parts or [Text(f"Nothing moved the balance in the {_YEAR} days up to {day}.")],
        half=True,
    )


def _line(asking: Asking, line: StatementLine) -> list[Cell]:
    """A line of a statement; its amounts lead to the entry that moved the balance."""
    moved, href = line.movement, asking.entry(line.movement.position)
    amounts = (line.debit, line.credit, line.balance)
    return [
        Cell(moved.on.isoformat()),
        Cell(moved.what),
        Cell(moved.document or ""),
        *(Cell("" if one is None else f"{one:,f}", href if one else "") for one in amounts),
    ]


def _receivables(asking: Asking, found: Answer) -> Section:
    """What the client owes by age, and each open document."""
    parts = [listing(asking, found, "What the client owes, by age", most=_MOST)]
    if found.rows and not any(row.balance or row.open_items for row in found.rows):
        parts = [Text("The client owes nothing.")]
    if found.items:
        parts.append(listing(asking, found, "Open documents and credits", items=True, most=_MOST))
    if len(found.items) > _MOST:
        parts.append(Text(f"{len(found.items) - _MOST:,} more documents are open."))
    return Section(
        "Receivables", parts, asking.address.to("receivables", client=asking.address.client, items=True).url
    )


def _opened(asking: Asking, name: str) -> Answer | None:
    """What the client's page shows of a view; None: it has personal data, which is not shown."""
    if name == "people" and not asking.personal:
        return None
    return answered(asking, name, REGISTER[name].usual_of_client or None)


def _open(asking: Asking, opened: Mapping[str, Answer | None]) -> Iterator[Section]:
    """The client's first rows of each view; the views without any are named together."""
    empty = []
    for name, (title, caption) in asking.on_client():
        href = asking.address.to(name, client=asking.address.client).url
        found = opened[name]
        if found is None:
            yield Section(title, [Text(NOT_SHOWN)], href)
            continue
        if not found.rows:
            empty.append((title, Cell("none", href)))
            continue
        parts = [listing(asking, found, caption, most=_MOST)]
        if len(found.rows) > _MOST:
            parts.append(Text(f"{len(found.rows) - _MOST:,} more."))
        yield Section(title, parts, href)
    if empty:
        yield Section("", [Facts(empty)])


def _timeline(asking: Asking, code: str) -> Section:
    """The last entries, the newest first, each with what corrects it."""
    found = told(asking, code)
    parts = [found.table(asking, 0, _LAST, paged=False)]
    if len(found.entries) > _LAST:
        parts.append(Text(f"{len(found.entries) - _LAST:,} more are in the timeline."))
    return Section("What happened", parts, asking.address.to("timeline", client=code).url)
