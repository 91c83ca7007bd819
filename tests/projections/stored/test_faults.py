"""Stored views where processes die, meet each other, or find an entry that cannot be read."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any

import pytest
from eventsourcing.persistence import OperationalError, ProgrammingError

from cli import goodwill
from ledger import Draft, Ledger, store
from ledger.codec import encode
from ledger.judging import make_event
from ledger.store.database import Database
from ledger.store.streams import Missing
from projections import answer, stored
from projections.stored.executors import Deserted, Here, Pool, exit_with_parent
from projections.stored.keeping.filling import FromLedger, Superseded
from projections.stored.keeping.place import rebuild_lock
from projections.stored.tables.schema import create
from tests.conftest import Figures
from tests.helpers.depth import POSTGRESQL_LATER, cases_on_both, far
from tests.helpers.killing import FORK, KILLS, started
from tests.helpers.stored import DAY, answer_of_spans, append, contents, opened, trading

NOW = datetime(2026, 3, 10, tzinfo=UTC)
EACH = far(60, 400)
"""How many entries each of two writers records."""


def catch_up(url: str) -> None:
    with opened(url) as recorder:
        stored.catch_up(recorder.database, DAY, page=4)


def rebuild(url: str) -> None:
    stored.rebuild(url, DAY)


def rebuild_together(url: str) -> None:
    stored.rebuild(url, DAY, filling=FromLedger(Pool(2)))


def killed_somewhere(work: Callable[[str], None], url: str, longest: float, dice: Random) -> None:
    process = started(work, url)
    sleep(dice.uniform(0, longest))
    process.kill()
    process.join()


def duration(work: Callable[[str], None], url: str) -> float:
    began = perf_counter()
    process = started(work, url)
    process.join()
    assert process.exitcode == 0
    return perf_counter() - began


@pytest.mark.faults
@pytest.mark.long
def test_a_killed_catch_up_leaves_what_the_entries_up_to_its_checkpoint_say(
    ledger_url: str, figures: Figures
) -> None:
    store.create(ledger_url)
    entries, dice = trading().entries, Random(1)  # noqa: S311 - where to kill
    with opened(ledger_url) as recorder:
        append(recorder, entries[:40])
        stored.rebuild(ledger_url, DAY)
        longest = duration(catch_up, ledger_url) * 3
        for kill in range(KILLS):
            start = 40 + kill * 104 // KILLS
            append(recorder, entries[start : 40 + (kill + 1) * 104 // KILLS])
            killed_somewhere(catch_up, ledger_url, longest, dice)
            quick = answer_of_spans(recorder.database, "receivables", as_of=DAY, known_at=NOW)
            assert quick is not None
            slow = answer("receivables", entries, as_of=DAY, known_at=None, position=quick.position)
            assert quick.rows == slow.rows
        stored.catch_up(recorder.database, DAY)
        stepped = contents(recorder.database)
        stored.rebuild(ledger_url, DAY)
        assert contents(recorder.database) == stepped
    figures(f"{KILLS} kills: the views were those of their checkpoint after each")


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.parametrize(
    ("ledger_url", "work", "kills"),
    cases_on_both([(rebuild, KILLS), (rebuild_together, max(KILLS // 2, 1))]),
    indirect=["ledger_url"],
)
def test_a_killed_rebuild_leaves_the_old_views_or_the_new_ones_whole(
    ledger_url: str,
    work: Callable[[str], None],
    kills: int,
    monkeypatch: pytest.MonkeyPatch,
    figures: Figures,
) -> None:
    monkeypatch.setattr("projections.stored.keeping.filling._CLIENTS", 1)  # so that each process has some
    store.create(ledger_url)
    entries, dice = trading().entries, Random(2)  # noqa: S311 - where to kill
    with opened(ledger_url) as recorder:
        append(recorder, entries)
        stored.rebuild(ledger_url, DAY)
        longest = duration(work, ledger_url)
        new = contents(recorder.database)
        for _ in range(kills):
            old = contents(recorder.database)
            killed_somewhere(work, ledger_url, longest, dice)
            assert contents(recorder.database) in (old, new)
        stored.rebuild(ledger_url, DAY)
        assert contents(recorder.database) == new
    figures(f"{kills} kills: the views were the old ones or the new ones after each")


def recording(url: str, code: str, count: int) -> None:
    with Ledger(url, clock=lambda: NOW) as book:
        said = {"code": code, "name": code, "currency": "EUR"}
        book.record(Draft(make_event("client.registered", said), NOW, "tests", code))
        for number in range(1, count):
            fields = {"number": f"{number}", "amount": "1.10", "currency": "EUR"}
            book.record(Draft(make_event("invoice.issued", fields), NOW, "tests", code))


def projecting(url: str, upto: int) -> None:
    with opened(url) as recorder:
        while recorder.last()[0] < upto or stored.behind(recorder.database):
            stored.catch_up(recorder.database, DAY, page=5)
            sleep(0.001)  # or the projectors keep the writers from the processor


@pytest.mark.faults
@pytest.mark.long
def test_two_projectors_count_what_two_writers_record_once(ledger_url: str) -> None:
    store.create(ledger_url)
    stored.rebuild(ledger_url, DAY)
    processes = [
        *(started(recording, ledger_url, code, EACH) for code in ("ACME", "BETA")),
        *(started(projecting, ledger_url, 2 * EACH) for _ in range(2)),
    ]
    for process in processes:
        process.join()
        assert process.exitcode == 0
    with opened(ledger_url) as recorder:
        stored.catch_up(recorder.database, DAY)
        stepped = contents(recorder.database)
        stored.rebuild(ledger_url, DAY)
        assert contents(recorder.database) == stepped
        assert stepped["checkpoint"] == recorder.last()[0] == 2 * EACH


def test_a_client_with_an_entry_that_cannot_be_read_carries_the_fault_and_others_go_on(
    ledger_url: str,
) -> None:
    store.create(ledger_url)
    rows = [encode(entry) for entry in trading(3, 2).entries]
    rows[-1] = rows[-1]._replace(state='{"number": 1')
    with opened(ledger_url) as recorder:
        recorder.append(rows[:-1])
        stored.rebuild(ledger_url, DAY)
        recorder.append(rows[-1:])
        stored.catch_up(recorder.database, DAY)
        with recorder.database.reading() as cursor:
            cursor.execute("SELECT client, balance, fault FROM receivables ORDER BY client")
            first, second, third = cursor.fetchall()
        assert first[1] is not None
        assert first[2] is None
        assert second[2] is None
        assert third[:2] == ("C2", None)
        assert "payment.received" in third[2]
        assert answer_of_spans(recorder.database, "health", as_of=DAY, known_at=NOW) is None
        stepped = contents(recorder.database)
        stored.rebuild(ledger_url, DAY)
        assert contents(recorder.database) == stepped


@pytest.mark.parametrize("position", [3, 9, 16])
def test_an_entry_that_is_taken_away_is_missed_when_the_views_catch_up(
    sqlite_url: str, position: int
) -> None:
    store.create(sqlite_url)
    entries = trading(2, 4).entries
    with opened(sqlite_url) as recorder:
        append(recorder, entries[:5])
        stored.rebuild(sqlite_url, DAY)
        append(recorder, entries[5:16])
        if position == 16:
            stored.catch_up(recorder.database, DAY)
        with recorder.database.writing() as cursor:
            cursor.execute("DROP TRIGGER entries_never_go")
            cursor.execute("DELETE FROM entries WHERE position = ?", (position,))
        with pytest.raises(Missing, match="is missing"):
            stored.catch_up(recorder.database, DAY)


@POSTGRESQL_LATER
def test_a_rebuild_that_another_one_overtakes_without_a_lock_stops_and_says_so(ledger_url: str) -> None:
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, trading(2, 2).entries)

        def meanwhile(_done: int, _total: int, _entries: int) -> None:
            with recorder.database.writing() as cursor:
                create(recorder.database, cursor, DAY, months=True)

        with pytest.raises(Superseded, match="another rebuild"):
            stored.rebuild(ledger_url, DAY, progress=meanwhile)


@POSTGRESQL_LATER
@pytest.mark.parametrize("jobs", far([3], [2, 3]))
def test_several_processes_make_what_one_makes_and_the_one_that_starts_them_is_one_of_them(
    ledger_url: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, progress = [], []

    def run(_: Here, work: Any, tasks: Any) -> Any:
        for task in tasks:
            here.extend(task.chunk)
            yield task, work(task)

    monkeypatch.setattr("projections.stored.keeping.filling._CLIENTS", 1)
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, trading(12, 3).entries)
        stored.rebuild(ledger_url, DAY)
        alone = contents(recorder.database)
        monkeypatch.setattr(Here, "run", run)
        stored.rebuild(
            ledger_url, DAY, filling=FromLedger(Pool(jobs)), progress=lambda *far: progress.append(far)
        )
        assert contents(recorder.database) == alone
    assert 0 < len(here) < 12
    assert progress[-1] == (12, 12, alone["checkpoint"])


def kill_children() -> int:
    """Kills the workers of this process; gives their number."""
    children = multiprocessing.active_children()
    for process in children:
        process.kill()
    return len(children)


def test_what_a_worker_had_when_it_was_killed_runs_again(
    ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []

    def once(*_far: int) -> None:
        if not killed:
            killed.append(kill_children())

    monkeypatch.setattr("projections.stored.keeping.filling._CLIENTS", 1)
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, trading(12, 3).entries)
        stored.rebuild(ledger_url, DAY)
        before = contents(recorder.database)
        stored.rebuild(ledger_url, DAY, filling=FromLedger(Pool(2)), progress=once)
        assert killed == [1]
        assert contents(recorder.database) == before


@POSTGRESQL_LATER
def test_workers_that_are_killed_again_and_again_leave_the_old_views_and_that_is_said(
    ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_the_others(*_far: int) -> None:
        if kill_children():
            sleep(0.1)  # until the pool has noticed, before this process has done every task itself

    monkeypatch.setattr("projections.stored.keeping.filling._CLIENTS", 1)
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, trading(12, 3).entries)
        stored.rebuild(ledger_url, DAY)
        before = contents(recorder.database)
        with pytest.raises(Deserted, match="with fewer --jobs"):
            stored.rebuild(ledger_url, DAY, filling=FromLedger(Pool(2)), progress=end_the_others)
        assert contents(recorder.database) == before
        stored.rebuild(ledger_url, DAY, filling=FromLedger(Pool(2)))
        assert contents(recorder.database) == before


def wait_for_work(says: Connection) -> None:
    exit_with_parent()
    says.send(os.getpid())
    sleep(60)


def start_a_worker(says: Connection) -> None:
    multiprocessing.get_context("spawn").Process(target=wait_for_work, args=(says,)).start()
    sleep(60)


def test_a_process_that_folds_for_another_ends_when_that_one_is_killed() -> None:
    hears, says = multiprocessing.Pipe(duplex=False)
    killed = FORK.Process(target=start_a_worker, args=(says,))
    killed.start()
    worker = hears.recv()
    killed.kill()
    killed.join()
    with pytest.raises(ProcessLookupError):  # noqa: PT012 - it takes a moment
        for _ in range(100):
            os.kill(worker, 0)
            sleep(0.1)


def slowly(monkeypatch: pytest.MonkeyPatch, clients: int) -> None:
    """Making views takes a while, so that somebody can come in between."""

    def run(_: Here, work: Any, tasks: Any) -> Any:
        for task in tasks:
            sleep(0.1)
            yield task, work(task)

    monkeypatch.setattr("projections.stored.keeping.filling._CLIENTS", clients)
    monkeypatch.setattr(Here, "run", run)


def following(url: str, says: Connection) -> None:
    pytest.MonkeyPatch().setattr("commands.store.replay.complain", says.send)
    goodwill.main(["--ledger", url, "project", "--follow"], standalone_mode=False)


def follower(url: str, says: Connection) -> Any:
    process = FORK.Process(target=following, args=(url, says), daemon=True)
    process.start()
    return process


def until(holds: Callable[[], object]) -> None:
    for _ in range(300):
        if holds():
            return
        sleep(0.05)
    raise AssertionError("that never came")


def begun(database: Database) -> int:
    """How often somebody began to make the views."""
    try:
        with database.reading() as cursor:
            cursor.execute("SELECT max(generation) FROM views_generations")
            return int(cursor.fetchall()[0][0] or 0)
    except (ProgrammingError, OperationalError):
        return 0


@pytest.mark.parametrize(("ledger_url", "dies"), cases_on_both([(True,), (False,)]), indirect=["ledger_url"])
def test_of_two_followers_one_makes_the_views_and_the_other_waits_and_goes_on(
    ledger_url: str, monkeypatch: pytest.MonkeyPatch, *, dies: bool
) -> None:
    slowly(monkeypatch, 1)
    store.create(ledger_url)
    entries = trading(8, 1).entries
    hears, says = multiprocessing.Pipe(duplex=False)
    with opened(ledger_url) as recorder:
        append(recorder, entries[:-1])
        first = follower(ledger_url, says)
        until(lambda: begun(recorder.database))
        second = follower(ledger_url, says)
        until(hears.poll)
        assert hears.recv() == "another process is rebuilding the stored views; waiting for it"
        if dies:
            first.kill()
            first.join()
        until(lambda: stored.behind(recorder.database) == 0)
        assert begun(recorder.database) == 1 + dies
        assert second.is_alive()
        first.kill()
        append(recorder, entries[-1:])
        until(lambda: stored.behind(recorder.database) == 0)
        second.kill()
        for process in (first, second):
            process.join()


def test_whoever_makes_the_views_again_waits_for_another_and_leaves_no_lock(ledger_url: str) -> None:
    store.create(ledger_url)
    with opened(ledger_url) as recorder, rebuild_lock(recorder.database):
        second = started(rebuild, ledger_url)
        sleep(0.5)
        assert begun(recorder.database) == 0
        assert second.is_alive()
    second.join()
    assert second.exitcode == 0
    assert not Path(f"{ledger_url}-building").exists()
