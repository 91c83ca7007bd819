"""Questions read the names that they are about, and no client of whom they need nothing."""

from __future__ import annotations

from datetime import date
from unittest.mock import Mock

import pytest

from ledger import store
from ledger.store import Recorder
from projections import ANY, Answer, Filter, stored
from projections.framework.choices import UnknownChoice
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.history import Horizon
from projections.plans.needing import any_names, counted_in, names_of
from projections.policy import DEFAULT
from projections.stored import reading
from projections.stored.answering import Shared
from projections.stored.listed import listed
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, NOW, append, opened


def asked(
    recorder: Recorder, name: str, day: date, needed: Needed | None = None, shared: Shared | None = None
) -> Answer:
    horizon = Horizon(day, NOW, recorder.max_notification_id() or 0)
    question = Question(horizon, policy=DEFAULT, needed=needed)
    found = stored.answer(recorder.database, name, question, shared=shared)
    assert found is not None
    return found


def test_a_question_about_one_name_reads_nothing_of_others(ledger_url: str) -> None:
    book = Book()
    for code, manager in (("C1", "Anna"), ("C2", "Ben"), ("C3", "Ben"), ("C4", None)):
        book.client(code, manager=manager)
        if code != "C3":
            book.add("payment.received", code, "2026-02-03", number=code, amount="5", currency="EUR")
    store.create(ledger_url)
    year = Period(date(2026, 1, 1), DAY)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        for whose, managers in (
            (Filter(manager="anna"), {"Anna"}),
            (Filter(manager="Ben"), {"Ben"}),
            (Filter(territory="Asia"), set[str]()),
            (ANY, {"Anna", "Ben", None}),
        ):
            among = any_names if whose == ANY else names_of(whose, (), (), DAY)
            needed = counted_in([year], ("manager", "territory"), among=among)
            if not managers:
                with pytest.raises(UnknownChoice):
                    asked(recorder, "plan", DAY, needed=needed)
                continue
            found = asked(recorder, "plan", DAY, needed=needed)
            assert {row.manager for row in found.rows if row.collected} == managers
            assert {row.manager for row in found.rows} == {"Anna", "Ben", None}
            assert [*found.clients] == ["C1", "C2", "C3", "C4"]
            assert "C3" not in {holder.code for holder in found.holders}


def test_questions_asked_together_list_the_clients_once(
    ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book().client("C1").client("C2")
    store.create(ledger_url)
    listing = Mock(wraps=listed)
    monkeypatch.setattr(reading, "listed", listing)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        shared = Shared()
        for name, day in (("plan", DAY), ("pipeline", DAY), ("prospects", DAY), ("plan", date(2026, 2, 1))):
            apart = asked(recorder, name, day)
            listing.reset_mock()
            assert asked(recorder, name, day, shared=shared).as_json() == apart.as_json()
            assert listing.call_count == (name == "plan")
