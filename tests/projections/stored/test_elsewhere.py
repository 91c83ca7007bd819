"""Stored views in another database than the ledger's: the same law, whatever the two databases are."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter, sleep

import pytest

import goodwill
from ledger import Draft, Ledger, store
from ledger.errors import Unreadable
from ledger.judging import make_event
from projections import answer, stored
from projections.framework.answer import LedgerClosed
from projections.framework.registry import names_with_rows
from projections.stored.executors import Pool
from projections.stored.keeping.filling import FromLedger
from projections.stored.keeping.place import OtherViews, found, made
from tests.helpers.commanding import INVOICE, REGISTERED, ran, run
from tests.helpers.killing import KILLS, started
from tests.helpers.stored import DAY, answer_of_spans, append, contents, opened, trading

NOW = datetime(2031, 1, 1, tzinfo=UTC)
_KILLS = KILLS // 2  # of each of four ways


def test_in_steps_and_made_again_they_are_the_same_and_nothing_is_kept_in_the_ledger(
    ledger_url: str, other_ledger_url: str
) -> None:
    store.create(ledger_url)
    entries = trading(4, 6).entries
    with opened(ledger_url) as recorder:
        book = recorder.database
        assert found(other_ledger_url, book) is None
        append(recorder, entries[:30])
        stored.rebuild(ledger_url, DAY, views=other_ledger_url)
        append(recorder, entries[30:])
        with closing(made(other_ledger_url, book)) as views:
            stored.catch_up(book, DAY, views=views, page=4)
            for name in names_with_rows():
                quick = answer_of_spans(book, name, as_of=DAY, known_at=NOW, views=views)
                slow = answer(name, entries, as_of=DAY, known_at=NOW, position=len(entries))
                assert quick is not None
                assert quick.as_json(items=True) == slow.as_json(items=True)
            known = stored.known_clients(book)
            assert list(stored.differences(book, views, known, known)) == []
            stepped = contents(views)
            stored.rebuild(ledger_url, DAY, views=other_ledger_url, filling=FromLedger(Pool(2)))
            assert contents(views) == stepped
        assert stored.usable(book) is None
        assert recorder.max_tracking_id("views 1") is None


def projecting(url: str, views_url: str, upto: int) -> None:
    with opened(url) as recorder, closing(made(views_url, recorder.database)) as views:
        while recorder.last()[0] < upto or stored.behind(recorder.database, views):
            stored.catch_up(recorder.database, DAY, views=views, page=3)
            sleep(0.001)  # or the projectors keep the recorder from the processor


def recording(url: str, count: int) -> None:
    with Ledger(url, clock=lambda: NOW) as book:
        said = {"code": "ACME", "name": "Acme", "currency": "EUR"}
        book.record(Draft(make_event("client.registered", said), NOW, "tests", "ACME"))
        for number in range(1, count):
            fields = {"number": f"{number}", "amount": "1.10", "currency": "EUR"}
            book.record(Draft(make_event("invoice.issued", fields), NOW, "tests", "ACME"))


def test_two_projectors_count_each_entry_once(ledger_url: str, other_ledger_url: str) -> None:
    store.create(ledger_url)
    stored.rebuild(ledger_url, DAY, views=other_ledger_url)
    processes = [
        started(recording, ledger_url, 30),
        *(started(projecting, ledger_url, other_ledger_url, 30) for _ in "12"),
    ]
    for process in processes:
        process.join()
        assert process.exitcode == 0
    with opened(ledger_url) as recorder, closing(made(other_ledger_url, recorder.database)) as views:
        stepped = contents(views)
        assert stepped["checkpoint"] == recorder.last()[0] == 30
        stored.rebuild(ledger_url, DAY, views=other_ledger_url)
        assert contents(views) == stepped


def catching_up(url: str, views_url: str) -> None:
    with opened(url) as recorder, closing(made(views_url, recorder.database)) as views:
        stored.catch_up(recorder.database, DAY, views=views, page=4)


def rebuilding(url: str, views_url: str) -> None:
    stored.rebuild(url, DAY, views=views_url)


def killed(work: Callable[[str, str], None], url: str, views_url: str, after: float) -> None:
    process = started(work, url, views_url)
    sleep(after)
    process.kill()
    process.join()


def duration(work: Callable[[str, str], None], url: str, views_url: str) -> float:
    began = perf_counter()
    process = started(work, url, views_url)
    process.join()
    assert process.exitcode == 0
    return perf_counter() - began


@pytest.fixture(params=["postgresql beside sqlite", "sqlite beside postgresql"])
def two_kinds(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """A ledger in one kind of database, and the place of its views in the other kind."""
    urls = str(request.getfixturevalue("postgres_url")), str(tmp_path / "one.db")
    return urls if request.param == "sqlite beside postgresql" else (urls[1], urls[0])


@pytest.mark.long
def test_killed_they_are_what_the_entries_up_to_their_checkpoint_say(two_kinds: tuple[str, str]) -> None:
    url, views_url = two_kinds
    store.create(url)
    entries, dice = trading().entries, Random(3)  # noqa: S311 - where to kill
    with opened(url) as recorder:
        append(recorder, entries[:40])
        stored.rebuild(url, DAY, views=views_url)
        longest = duration(catching_up, *two_kinds) * 3
        with closing(made(views_url, recorder.database)) as views:
            for kill in range(_KILLS):
                start, stop = (40 + number * 104 // _KILLS for number in (kill, kill + 1))
                append(recorder, entries[start:stop])
                killed(catching_up, *two_kinds, dice.uniform(0, longest))
                quick = answer_of_spans(
                    recorder.database, "receivables", as_of=DAY, known_at=NOW, views=views
                )
                assert quick is not None
                slow = answer("receivables", entries, as_of=DAY, known_at=NOW, position=quick.position)
                assert quick.rows == slow.rows
            catching_up(*two_kinds)
            stepped = contents(views)
            stored.rebuild(url, DAY, views=views_url)
            assert contents(views) == stepped


@pytest.mark.long
def test_a_killed_rebuild_leaves_the_old_ones_or_the_new_ones_whole(two_kinds: tuple[str, str]) -> None:
    url, views_url = two_kinds
    store.create(url)
    dice = Random(4)  # noqa: S311 - where to kill
    with opened(url) as recorder:
        append(recorder, trading().entries)
        longest = duration(rebuilding, *two_kinds)
        with closing(made(views_url, recorder.database)) as views:
            whole = contents(views)
            for _ in range(_KILLS):
                killed(rebuilding, *two_kinds, dice.uniform(0, longest))
                assert contents(views) == whole
            rebuilding(*two_kinds)
            assert contents(views) == whole


def test_a_place_with_a_ledger_or_with_views_of_another_one_is_refused(
    sqlite_url: str, other_ledger_url: str, tmp_path: Path
) -> None:
    third = str(tmp_path / "third.db")
    for url in (sqlite_url, third):
        store.create(url)
    stored.rebuild(sqlite_url, DAY, views=other_ledger_url)
    with pytest.raises(
        OtherViews, match="the stored views of another ledger; name another place with --views"
    ):
        stored.rebuild(third, DAY, views=other_ledger_url)
    with pytest.raises(OtherViews, match="holds a ledger"):
        stored.rebuild(third, DAY, views=sqlite_url)


def test_a_file_that_is_no_database_is_said_to_be_none(sqlite_url: str, tmp_path: Path) -> None:
    store.create(sqlite_url)
    (tmp_path / "bad.db").write_text("not a database, but long enough to be looked at as if it were one" * 20)
    with pytest.raises(Unreadable, match=r"bad\.db cannot be read: file is not a database"):
        stored.rebuild(sqlite_url, DAY, views=str(tmp_path / "bad.db"))
    with pytest.raises(Unreadable, match="no views can be made at"):
        stored.rebuild(sqlite_url, DAY, views=str(tmp_path / "nowhere" / "views.db"))


def test_commands_keep_and_read_the_views_of_the_named_place_and_leave_the_ledger_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, views = tmp_path / "goodwill.db", tmp_path / "views.db"
    ran(*REGISTERED, ledger=ledger)
    ran(*INVOICE, ledger=ledger)
    before = ledger.read_bytes()
    monkeypatch.setenv("GOODWILL_VIEWS", str(views))
    assert not views.exists()
    slow = ran("receivables", "--format", "jsonl", ledger=ledger).stdout
    assert not views.exists()
    ran("project", ledger=ledger)
    assert ran("receivables", "--format", "jsonl", ledger=ledger).stdout == slow
    assert ran("check", ledger=ledger).output == ""
    ran("replay", ledger=ledger)
    assert ledger.read_bytes() == before
    assert views.stat().st_mode & 0o077 == 0
    with closing(store.database_at(str(views))) as database, database.writing() as cursor:
        cursor.execute("UPDATE views_2_receivables_items SET open = '7.00'")
    assert "says open 7.00, where the entries give 100.00" in run("check", ledger=ledger).stdout


def test_items_that_are_read_when_asked_for_come_while_the_ledger_is_open(tmp_path: Path) -> None:
    ledger, views = tmp_path / "goodwill.db", str(tmp_path / "views.db")
    lines = '{"product": "X", "quantity": "1", "unit_price": "60"}'
    ran(*REGISTERED, ledger=ledger)
    ran("record", "order.placed", "ACME", "17", "--line", lines, "-d", "2026-02-01", ledger=ledger)
    asked = "key-accounts", "--as-of", "2026-06-30", "--items", "--format", "jsonl"
    wanted = ran(*asked, ledger=ledger).stdout
    assert '"document":"17"' in wanted.replace(" ", "")
    ran("--views", views, "project", ledger=ledger)
    assert ran("--views", views, *asked, ledger=ledger).stdout == wanted
    ran("project", ledger=ledger)
    for place in (views, None):
        with goodwill.Ledger(str(ledger), clock=lambda: NOW) as opened_ledger:
            found, late = (
                goodwill.stored_answer(opened_ledger, "key-accounts", views=place) for _ in range(2)
            )
            summed = goodwill.activity(opened_ledger, by="manager")
            assert found
            assert late
            items = goodwill.answer(opened_ledger, "key-accounts").items
            assert found.items == items
        assert found.items == items  # they were read
        for one in (late, summed):
            with pytest.raises(LedgerClosed, match="is closed; ask for its items while the ledger is open"):
                _ = one.items


def test_where_the_views_cannot_be_reached_the_answer_comes_from_the_entries(tmp_path: Path) -> None:
    ledger, views = tmp_path / "goodwill.db", tmp_path / "views.db"
    ran(*REGISTERED, ledger=ledger)
    ran(*INVOICE, ledger=ledger)
    views.write_text("no database at all " * 100)
    result = run("--views", str(views), "receivables", "--format", "json", ledger=ledger)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rows"][0]["balance"] == "100.00"
    assert result.stderr.endswith(
        "file is not a database; name another place with --views, or remove a damaged file, which "
        "`goodwill replay` rebuilds; answered from the entries\n"
    )
    assert run("--views", str(views), "project", ledger=ledger).exit_code == 4
