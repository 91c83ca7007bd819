"""Stored views in tests: ledgers whose entries no rule judged, and all that the views hold, to the byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from ledger import store
from ledger.codec import encode
from ledger.entry import Entry
from ledger.store import Recorder
from ledger.store.database import Database
from projections import Answer, stored
from projections.framework.question import Question
from projections.framework.registry import ALL as VIEWS
from projections.framework.registry import REGISTER
from projections.history import Horizon
from projections.stored.generation import Views, current, usable_views
from projections.stored.tables.layout import cell_of
from projections.stored.tables.schema import dropped, tables
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import ALL, CLIENTS, FIRST, SELLING, Happening, facts, ledger


def answer_of_spans(
    ledger: Database,
    name: str,
    *,
    as_of: date,
    known_at: datetime | None,
    position: int | None = None,
    views: Database | None = None,
    **asked: Any,
) -> Answer | None:
    """The answer of the stored views, up to a position or else the last that they know."""
    if position is None:
        with (views or ledger).snapshot() as cursor:
            found = usable_views(views or ledger, cursor)
            position = found.checkpoint() if found else 0
    return stored.answer(ledger, name, Question(Horizon(as_of, known_at, position), **asked), views=views)


KEPT = [*REGISTER]
"""The views, of all of which span rows are stored."""
DAY = date(2026, 3, 10)
"""Today, in these tests."""
NOW = datetime(2031, 1, 1, tzinfo=UTC)
"""A moment at which all entries are known."""
days = st.integers(0, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
"""Days of the histories."""


_minutes = st.integers(0, 90 * 24 * 60)
_moments = _minutes.map(lambda minute: (FIRST + timedelta(minutes=minute)).isoformat())
_EARN = "[programme.earn]\norders = [{ points = 3, per = 2 }]\n"
_ORDERED = "pending_days = 3\nevents = [{ event = 'referral.made', points = 5 }]\n"
_WINDOW = "[programme.qualifying]\nwindow = 'rolling'\ndays = 9\ngrace_days = 2\ndowngrade = 'one step'"
PROGRAMMES = (
    f"{_EARN}{_ORDERED}[programme.expiry]\nafter = 12\ngrace_days = 2\n{_WINDOW}",
    f"[programme]\npoint_value = 0.5\n{_EARN}when = 'paid'\n[programme.expiry]\nafter = 1\nunit = 'months'",
    "[programme.qualifying]\ncounts = 'paid'\nper = { EUR = 3 }\nwindow = 'rolling'\ndays = 20",
    "[programme.earn]\norders = [{ points = 3, per = 2, group = 'tools' }]",
)
"""Policies under which orders and referrals earn points that expire, or tiers count what is paid."""
_RATES = "rates = [{ size = 0, percent = 20 }, { size = 50, percent = 5 }]"
PAYING = (
    f"[pay]\nbase = 'deals'\n{_RATES}",
    f"[pay]\nbase = 'margin'\n{_RATES}\n[receivables]\nallocation = 'explicit'",
)
"""Policies under which deals earn pay."""
_documents = st.sampled_from(
    [
        "",
        "[receivables]\nbucket_edges = [10]",
        "[receivables]\nallocation = 'explicit'",
        "[health]\nno = 1",
        *PROGRAMMES,
        *PAYING,
    ]
)


@st.composite
def histories(draw: st.DrawFn, of: Sequence[Happening] | None = None) -> list[Entry]:
    """Entries in order of arrival, with visits that no view reads, voids, corrections and policies.

    ``of`` has what happens in them; None: anything, and of every four histories one is about selling.
    """
    kinds = of or draw(st.sampled_from((ALL, ALL, ALL, SELLING)))
    said: list[Fact] = draw(facts(kinds))
    book = ledger(said)
    book.add("client.reassigned", CLIENTS[0], "2000-01-02", manager="Anna")
    book.add("client.reassigned", CLIENTS[1], "9999-12-31", manager="Anna")
    for client, moment in draw(st.lists(st.tuples(st.sampled_from(CLIENTS), _moments), max_size=2)):
        terms = {"payment_days": 20, "billing": draw(st.sampled_from(["invoice", "order", "delivery"]))}
        book.add("client.terms_agreed", client, moment, **terms)
    for client, minute in draw(
        st.lists(st.tuples(st.sampled_from([*CLIENTS, "DELTA"]), st.integers(-9999, 99_999)), max_size=3)
    ):
        book.add("client.lost", client, (FIRST + timedelta(minutes=minute)).isoformat(), reason="x")
    for position in draw(st.lists(st.integers(1, len(book.entries)), max_size=3)):
        entry = book.entries[position - 1]
        if draw(st.booleans()) or entry.kind != "payment.received":
            book.void(position)
        else:
            fields = {"number": "1", "amount": "7", "currency": "EUR"}
            book.correct(position, fields, occurred_at=draw(st.none() | _moments))
    for number, (minute, text) in enumerate(draw(st.lists(st.tuples(_minutes, _documents), max_size=3))):
        moment = (FIRST + timedelta(minutes=minute)).isoformat()
        book.add(
            "policy.adopted", None, moment, version=f"p{number}", document=f"version = 'p{number}'\n{text}"
        )
        if draw(st.booleans()):
            book.void(len(book.entries))
    for minute, group in draw(
        st.lists(st.tuples(_minutes, st.sampled_from(["tools", "screws"])), max_size=2)
    ):
        moment = (FIRST + timedelta(minutes=minute)).isoformat()
        book.add("product.described", None, moment, product="X", name="Hammer", group=group)
    for kind, client, day, said_later in draw(facts(kinds))[:4]:
        book.add(kind, client, day, **said_later)
    return book.entries


def cell(value: object) -> object:
    """A value as the SQL views of SQLite show it."""
    return value.isoformat() if isinstance(value, date) else cell_of(value)


def append(recorder: Recorder, entries: Iterable[Entry]) -> None:
    """Record entries as they are, whatever the rules say to them."""
    recorder.append([encode(entry) for entry in entries])


def contents(database: Database) -> dict[str, object]:
    """All that the current generation holds, in order: its checkpoint, its day, every table and SQL view."""
    with database.reading() as cursor:
        generation = current(database, cursor)
        assert generation is not None
        views = Views(database, cursor, generation)
        found: dict[str, object] = {"checkpoint": views.checkpoint(), "as_of": generation.as_of}
        for name in dropped():
            found[f"views_{name}"] = sorted(views.select(["*"], name), key=repr)
        for name, table in tables().items():
            cursor.execute(f"SELECT {', '.join(table.names)} FROM {name}")  # noqa: S608
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found


@contextmanager
def opened(url: str) -> Iterator[Recorder]:
    """A ledger that is there, opened."""
    recorder = store.open_recorder(url)
    try:
        yield recorder
    finally:
        recorder.close()


@contextmanager
def somewhere() -> Iterator[tuple[str, Recorder]]:
    """An empty ledger in a folder of its own, and its URL."""
    with TemporaryDirectory() as place:
        url = str(Path(place) / "goodwill.db")
        store.create(url)
        with opened(url) as recorder:
            yield url, recorder


def as_tables(said: Answer) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What an answer says, table by table."""
    rows, policy = said.table(), {"policy": said.policy}
    overdue: list[dict[str, Any]] = []
    for row in rows:
        row.update(policy)
        buckets = [name for name in row if name.startswith("overdue ")]
        for number, name in enumerate(buckets, 1):
            bucket = {"bucket": name.removeprefix("overdue "), "number": number, "amount": row[name]}
            overdue += [row | bucket] if row[name] else []
        row["overdue"] = sum(row[name] for name in buckets)
    yield said.view, rows
    if said.view == "receivables":
        yield "receivables_buckets", overdue
    if behind := VIEWS[said.view].items:
        yield behind.table.name, [row | policy for row in said.table(items=True)]


def trading(clients: int = 6, rounds: int = 12) -> Book:
    """Clients that order, are billed and pay, not always in order."""
    book = Book()
    for number in range(clients):
        book.client(f"C{number}")
    for time in range(rounds):
        for number in range(clients):
            code, day = f"C{number}", f"2026-{1 + time * 5 % 3:02}-{1 + time:02}"
            book.add("invoice.issued", code, day, number=f"I{time}", amount="100.10")
            book.add("payment.received", code, day, number=f"P{time}", amount="40.05")
    return book
