"""A client's history as it is stored says what its whole entries say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.codec import encode
from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.errors import LedgerError, Unreadable
from ledger.store.streams import Missing
from projections import DEFAULT, Filter, answer, stored
from projections.framework.company_groups import group_of
from projections.framework.comparing import compare
from projections.framework.periods import Period
from projections.framework.registry import names_with_rows
from projections.history import History, Horizon, remembered
from projections.measures.measuring import accounts_before
from projections.policy import Receivables
from projections.stored.history_source import ClientHistory, LedgerHistorySource, Source
from projections.stored.making.client_rows import READ
from reporting.beancount import journal
from tests.helpers.depth import tries
from tests.helpers.entries import LEARNT, Book
from tests.helpers.histories import FIRST, TOLD
from tests.helpers.stored import append, histories


def by_client(entries: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.client is not None:
            found.setdefault(entry.client, []).append(entry)
    return found


def test_the_laws_are_tried_on_every_kind_that_a_view_reads() -> None:
    others = {kind for kind in READ if kind.startswith(("client.", "entry."))}
    assert READ - others <= TOLD


@tries(12, 100)
@given(histories())
def test_its_facts_are_the_entries_in_force_that_a_view_reads_and_it_begins_with_the_first_of_all(
    entries: list[Entry],
) -> None:
    for client, own in by_client(entries).items():
        facts, since = ClientHistory.of_rows(client, [encode(entry) for entry in own]).facts(READ)
        known = in_force(own)
        assert [(fact.position, fact.event, fact.occurred_at, fact.on) for fact in facts] == [
            (entry.position, entry.event, entry.occurred_at, entry.on)
            for entry in known
            if entry.kind in READ
        ]
        assert since == min((entry.on for entry in known), default=date.max)


def test_it_is_read_up_to_a_position_and_no_further(ledger_url: str) -> None:
    book = Book().client("ACME").client("BETA")
    book.add("payment.received", "ACME", "2026-03-01", amount="1", number="P")
    own = [encode(entry) for entry in book.entries if entry.client == "ACME"]
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        append(recorder, book.entries)
        with recorder.database.reading() as cursor:
            for upto, count in ((3, 2), (2, 1), (0, 0)):
                history = Source(recorder.database, cursor).history("ACME", upto, own[0].stream)
                assert history == ClientHistory.of_rows("ACME", own).upto(count)


def test_a_version_that_is_missing_is_named(tmp_path: Path) -> None:
    first, second = (encode(entry) for entry in Book().client("ACME").client("BETA").entries)
    store.create(url := str(tmp_path / "goodwill.db"))
    with closing(store.open_recorder(url)) as recorder:
        recorder.append([first._replace(version=2), second])
        said = "^ACME: version 1 of its stream is missing, .*`goodwill verify` lists what is missing"
        with recorder.database.reading() as cursor, pytest.raises(Missing, match=said):
            Source(recorder.database, cursor).history("ACME", 2, first.stream)


def said(name: str, history: History, horizon: Horizon, where: Filter) -> object:
    """What a view says, or why it says nothing."""
    try:
        found = answer(
            name,
            history,
            as_of=horizon.as_of,
            known_at=horizon.known_at,
            position=horizon.position,
            where=where,
        )
    except LedgerError as wrong:
        return type(wrong), str(wrong)
    return found.as_json(items=True)


@tries(8, 100)
@given(
    histories(),
    st.integers(0, 70).map(lambda count: (FIRST + timedelta(days=count)).date()),
    st.none() | st.integers(0, 40).map(lambda minutes: LEARNT + timedelta(minutes=minutes)),
    st.integers(0, 40),
)
def test_a_view_says_the_same_of_pasts_read_client_by_client_as_of_the_whole_history(
    entries: list[Entry], day: date, known_at: datetime | None, position: int
) -> None:
    whole, horizon = remembered(entries), Horizon(day, known_at, position)
    with TemporaryDirectory() as place:
        store.create(url := f"{place}/goodwill.db")
        with closing(store.open_recorder(url)) as recorder:
            for entry in entries:  # those that are recorded together are known at one moment
                append(recorder, [entry])
            source = LedgerHistorySource(recorder.database, whole)
            for name in names_with_rows():
                for where in (
                    Filter(),
                    Filter(clients=("BETA ", "ACME")),
                    Filter(clients=("ACME", "NOBODY")),
                    Filter(clients=("CETA",), group=True),
                    Filter(manager="anna"),
                ):
                    assert said(name, source, horizon, where) == said(name, whole, horizon, where)


def told_otherwise(history: History, horizon: Horizon) -> Iterator[object]:
    """What else is made of a ledger's facts: a journal, groups, measures, the effect of another policy."""
    other = replace(DEFAULT, version="own", receivables=Receivables(allocation="explicit"))
    for ask in (
        lambda: list(journal(history, horizon)),
        lambda: group_of("ACME", history, horizon),
        lambda: accounts_before(
            history,
            answer("receivables", history, as_of=horizon.as_of, known_at=None, position=horizon.position),
            Period(date(2026, 1, 15), horizon.as_of),
        ),
        lambda: compare(history, horizon, other).as_json(),
    ):
        try:
            yield ask()
        except LedgerError as wrong:
            yield str(wrong)


@tries(10, 100)
@given(histories(), st.integers(20, 70).map(lambda count: (FIRST + timedelta(days=count)).date()))
def test_whatever_else_is_made_of_facts_is_the_same_of_both(entries: list[Entry], day: date) -> None:
    whole, horizon = remembered(entries), Horizon(day, None, len(entries))
    with TemporaryDirectory() as place:
        store.create(url := f"{place}/goodwill.db")
        with closing(store.open_recorder(url)) as recorder:
            append(recorder, entries)
            source = LedgerHistorySource(recorder.database, whole)
            for one, two in zip(told_otherwise(source, horizon), told_otherwise(whole, horizon), strict=True):
                assert one == two


def test_of_one_client_nothing_of_another_is_read(tmp_path: Path) -> None:
    book = Book().client("ACME").client("BETA")
    rows = [encode(entry) for entry in book.entries]
    store.create(url := str(tmp_path / "goodwill.db"))
    with closing(store.open_recorder(url)) as recorder:
        recorder.append([rows[0], rows[1]._replace(state="{")])
        source = LedgerHistorySource(recorder.database, remembered(book.entries))
        horizon = Horizon(date(2026, 3, 1), None, 2)
        for name in ("health", "receivables"):
            assert "rows" in str(said(name, source, horizon, Filter(clients=("ACME",))))
            outcome = said(name, source, horizon, Filter())
            assert isinstance(outcome, tuple)
            assert outcome[0] is Unreadable


def test_whoever_becomes_known_later_is_not_known_yet(ledger_url: str) -> None:
    book = (
        Book()
        .client("ACME")
        .add("rate.set", None, "2026-01-01", base="EUR", quote="USD", rate="1")
        .client("BETA")
    )
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        for entry in book.entries:
            append(recorder, [entry])
        source = LedgerHistorySource(recorder.database, remembered(book.entries))
        day, moments = date(2026, 3, 1), [entry.recorded_at for entry in book.entries]
        assert source.clients(Horizon(day, None, 3)) == ["ACME", "BETA"]
        assert source.clients(Horizon(day, None, 2)) == ["ACME"]
        assert source.clients(Horizon(day, moments[1], 3)) == ["ACME"]
        assert source.clients(Horizon(day, moments[0] - timedelta(minutes=1), 3)) == []
        assert [entry.position for entry in source.house(Horizon(day, None, 3))] == [2]
        assert source.house(Horizon(day, moments[0], 3)) == []


def altered(path: Path, statement: str, *values: object) -> None:
    """What somebody does who takes the triggers away, and puts them back."""
    with closing(connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


@pytest.mark.parametrize(
    ("gone", "missing_of"),
    [
        (1, {"ACME": "version 1 of", "all": "entry 1 is missing"}),
        (2, {"BETA": "version 1 of", "all": "entry 2 is missing"}),
        (3, {"all": "entry 3 is missing"}),
    ],
)
def test_an_entry_that_is_gone_is_missed_by_its_client_and_by_everybody(
    tmp_path: Path, gone: int, missing_of: dict[str, str]
) -> None:
    book = Book().client("ACME").client("BETA")
    for client in ("ACME", "BETA"):
        book.add("payment.received", client, "2026-03-01", amount="1", number="P")
    store.create(url := str(tmp_path / "goodwill.db"))
    with closing(store.open_recorder(url)) as recorder:
        append(recorder, book.entries)
        source = LedgerHistorySource(recorder.database, remembered(book.entries))
        altered(tmp_path / "goodwill.db", "DELETE FROM entries WHERE position = ?", gone)
        for client in ("ACME", "BETA", "all"):
            where = Filter() if client == "all" else Filter(clients=(client,))
            found = str(said("receivables", source, Horizon(date(2026, 3, 1), None, 4), where))
            assert missing_of.get(client, "'rows': [{") in found


def test_of_a_named_client_no_other_is_looked_for_unless_the_ledger_knows_none_of_that_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book().client("ACME").client("BETA")
    store.create(url := str(tmp_path / "goodwill.db"))
    with closing(store.open_recorder(url)) as recorder:
        append(recorder, book.entries)
        source = LedgerHistorySource(recorder.database, remembered(book.entries))
        horizon = Horizon(date(2026, 3, 1), None, 2)
        assert source.clients(horizon, ["BETA", "NOBODY"]) == ["BETA"]
        assert source.clients(horizon._replace(position=1), ["BETA"]) == []
        assert "BETA" in str(said("receivables", source, horizon, Filter(clients=("BETTA",))))
        for name in ("check_complete", "streams"):
            monkeypatch.setattr(Source, name, pytest.fail)
        assert "rows" in str(said("receivables", source, horizon, Filter(clients=("BETA",))))


def test_an_entry_of_a_kind_that_nobody_knows_is_not_passed_over() -> None:
    rows = [encode(entry) for entry in Book().client("ACME").entries]
    with pytest.raises(Unreadable, match=r"'invoice\.imagined', which this version"):
        ClientHistory.of_rows("ACME", [*rows, rows[0]._replace(version=2, kind="invoice.imagined")]).facts(
            READ
        )


def test_a_client_whose_first_entry_says_another_name_is_told_of_under_that_name(tmp_path: Path) -> None:
    book = Book().client("ACME").client("BETA")
    book.add("payment.received", "BETA", "2026-03-01", amount="7", number="P")
    store.create(url := str(tmp_path / "goodwill.db"))
    with closing(store.open_recorder(url)) as recorder:
        append(recorder, book.entries)
        altered(tmp_path / "goodwill.db", "UPDATE entries SET client = 'GAMMA' WHERE position = 2")
        source = LedgerHistorySource(recorder.database, remembered(book.entries))
        found = said("receivables", source, Horizon(date(2026, 3, 1), None, 3), Filter())
        assert "'client': 'GAMMA'" in str(found)
        stored.rebuild(url, date(2026, 3, 10))
        append(
            recorder, book.add("payment.received", "BETA", "2026-03-02", amount="7", number="Q").entries[3:]
        )
        stored.catch_up(recorder.database, date(2026, 3, 10))
        assert stored.behind(recorder.database) == 0


def test_an_entry_that_cannot_be_read_is_named_by_its_position() -> None:
    rows = [encode(entry) for entry in Book().client("ACME").entries]
    broken = ClientHistory.of_rows("ACME", [rows[0]._replace(state="{")])
    with pytest.raises(Unreadable, match=r"^position 1: a stored client\.registered is not what was written"):
        broken.facts(READ)
    nonsense = ClientHistory.of_rows("ACME", [rows[0]._replace(occurred_at="2026-13-01")])
    with pytest.raises(Unreadable, match=r"^position 1: "):
        nonsense.facts(READ)
