from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

import goodwill
from ledger import Ledger
from ledger.entry import Draft
from ledger.recording.journal import Journal
from ledger.recording.unit_of_work import Outcome
from tests.conftest import Golden
from tests.helpers.commanding import REGISTERED, ran, run


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_demonstration_is_as_agreed(golden: Golden) -> None:
    golden("demo.txt", ran("demo", "--clients", "12", "--years", "1", "--events", "600").stdout)
    golden("brief.txt", ran("brief", "AL-0003", "--as-of", "2026-06-30").stdout)


def test_the_same_options_give_the_same_history() -> None:
    written = []
    for name in ("one.db", "two.db"):
        ran("demo", "--clients", "3", "--years", "1", "--events", "90", ledger=name)
        written.append(ran("history", "--format", "jsonl", ledger=name).stdout)
    assert written[0] == written[1]
    assert json.loads(written[0].splitlines()[-1])["position"] > 60


def test_a_ledger_with_entries_is_left_as_it_is() -> None:
    ran(*REGISTERED)
    before = Path("goodwill.db").read_bytes()
    done = run("demo")
    assert done.exit_code == 1
    assert "the ledger has entries up to position 1 already" in done.stderr
    assert Path("goodwill.db").read_bytes() == before


def test_an_interruption_says_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    record, calls = Journal.record_many, count(1)

    def interrupted(of: Journal, drafts: Iterable[Draft], *, dry_run: bool = False) -> list[Outcome]:
        if next(calls) > 5:
            raise KeyboardInterrupt
        return record(of, drafts, dry_run=dry_run)

    monkeypatch.setattr(Journal, "record_many", interrupted)
    done = run("demo", "--clients", "2", "--years", "1", "--events", "40")
    assert done.exit_code == 130
    assert done.stderr.endswith(
        "goodwill: interrupted; goodwill.db holds a part of the demonstration; delete it and begin again\n"
    )
    assert ran("history").stdout


def test_the_views_of_the_demonstration_are_stored() -> None:
    ran("demo", "--clients", "2", "--years", "1", "--events", "40")
    with Ledger("goodwill.db", clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as ledger:
        stored = goodwill.stored_answer(ledger, "health", as_of=date(2026, 6, 30))
        assert stored is not None
        assert stored.rows == goodwill.answer(ledger, "health", as_of=date(2026, 6, 30)).rows


def test_an_empty_ledger_is_filled() -> None:
    ran("init")
    said = ran("demo", "--clients", "2", "--years", "1", "--events", "40").stdout
    assert said.startswith("A generated portfolio: 2 clients, 1 year, ")
    assert "Clients and people are made up." in said


def test_the_most_telling_rows_are_shown() -> None:
    said = ran("demo", "--clients", "45", "--years", "1", "--events", "900").stdout
    assert "... and 33 more" in said
    assert len(said.splitlines()) < 150
    assert "Try next:" in said
