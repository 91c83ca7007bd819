"""Stored views where the entries of one client could not be folded: what they answer, and how they heal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import goodwill
from goodwill import Ledger
from ledger.entry import BriefEntry
from projections import stored
from projections.framework.fold import fold_days
from tests.helpers.commanding import ran

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def unlucky(wrong: Exception, client: str = "A") -> Any:
    """A fold that fails for one client."""

    def folded(folds: Any, facts: Sequence[BriefEntry], days: Any, **more: Any) -> Iterator[object]:
        if any(getattr(one.event, "code", None) == client for one in facts):
            raise wrong
        return fold_days(folds, facts, days, **more)

    return folded


def recorded(ledger: Ledger, code: str, number: str) -> None:
    said = {"code": code, "name": f"{code} SRL", "currency": "EUR"}
    fields = {"number": number, "amount": "10.00", "currency": "EUR"}
    for kind, data in (("client.registered", said), ("invoice.issued", fields)):
        event = goodwill.make_event(kind, data)
        ledger.record(goodwill.Draft(event, NOW, "ana", code, key=f"{code}:{kind}:{number}"))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW) as made:
        recorded(made, "B", "1")
        goodwill.project(made)
        yield made


FOLD = "projections.stored.making.client_rows.fold_days"


@pytest.mark.parametrize("wrong", [ValueError, KeyError])
def test_a_client_that_cannot_be_folded_leaves_the_others_their_stored_answers(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, wrong: type[Exception]
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(FOLD, unlucky(wrong("an unlucky day")))
        recorded(ledger, "A", "2")
        goodwill.project(ledger)
    quick = goodwill.stored_answer(ledger, "receivables", client="B")
    assert quick is not None
    assert quick.rows == goodwill.answer(ledger, "receivables", client="B").rows
    for asked in ({"client": "A"}, {}, {"client": "B", "group": True}, {"client": "B SRL"}):
        assert goodwill.stored_answer(ledger, "receivables", **asked) is None, asked
    assert goodwill.stored_answer(ledger, "loyalty", client="B") is None  # it compares B with all others
    (fault,) = goodwill.check(ledger)
    assert fault.client == "A"
    assert f"could not be folded: {wrong('an unlucky day')}" in fault.what
    assert "`goodwill project`" in fault.advice


def test_project_folds_clients_again_that_could_not_be_folded(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(FOLD, unlucky(ValueError("an unlucky day")))
        recorded(ledger, "A", "2")
        goodwill.project(ledger)
        goodwill.project(ledger)
        assert stored.left_out(ledger.database) == ["A"]
    goodwill.project(ledger)
    assert stored.left_out(ledger.database) == []
    assert goodwill.check(ledger) == []
    everybody = goodwill.stored_answer(ledger, "receivables")
    assert everybody is not None
    assert everybody.rows == goodwill.answer(ledger, "receivables").rows


@pytest.mark.parametrize("wrong", [MemoryError(), AttributeError("a bug")])
def test_a_failure_that_is_not_of_the_entries_is_laid_to_no_client(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(FOLD, unlucky(wrong))
        recorded(ledger, "A", "2")
        with pytest.raises(type(wrong)):
            goodwill.project(ledger)
        assert stored.left_out(ledger.database) == []
    assert goodwill.stored_answer(ledger, "receivables", client="A")


def test_a_command_names_whom_the_stored_views_leave_out(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as failing:
        failing.setattr(FOLD, unlucky(ValueError("an unlucky day")))
        recorded(ledger, "A", "2")
        goodwill.project(ledger)
    said = ran("receivables", "--as-of", "2026-03-10")
    assert "10.00" in said.stdout
    assert said.stderr.count("the stored views have no figures of A") == 1
    assert "`goodwill check`" in said.stderr
    assert ran("receivables", "B", "--as-of", "2026-03-10").stderr == ""
    ran("project")
    assert ran("receivables", "--as-of", "2026-03-10").stderr == ""
