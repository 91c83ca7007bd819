"""Catching up while another process makes the stored views again."""

from __future__ import annotations

import pytest

from ledger import store
from projections import stored
from projections.stored.generation import Generation, usable
from projections.stored.keeping import refreshing
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, append


def test_views_that_another_process_made_again_meanwhile_are_caught_up_instead(
    ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(ledger_url)
    recorder = store.open_recorder(ledger_url)
    try:
        append(recorder, Book().client("ACME", "2026-01-02").entries)
        stored.rebuild(ledger_url, DAY)
        gone = usable(recorder.database)
        stored.rebuild(ledger_url, DAY)  # it drops the tables of the generation before
        now = usable(recorder.database)
        seen: list[Generation | None] = [gone, now]
        monkeypatch.setattr(refreshing, "usable", lambda _database: seen.pop(0) if len(seen) > 1 else now)
        monkeypatch.setattr(refreshing, "reached", lambda *_: 1)
        assert gone != now
        assert stored.catch_up(recorder.database, DAY, every_row=True) == now
    finally:
        recorder.close()
