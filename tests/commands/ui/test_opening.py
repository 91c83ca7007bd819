"""A command that took long to answer from all entries tells a person of the stored views, once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from commands.ui import opening
from tests.helpers.commanding import INVOICE, REGISTERED, ran

TOLD = "answer from 2 entries; `goodwill project` stores the views"


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The standard error of a person who always waits too long, beside a ledger of two entries."""
    monkeypatch.chdir(tmp_path_factory.mktemp("waiting"))
    ran(*REGISTERED)
    ran(*INVOICE)
    monkeypatch.setattr(opening, "PATIENCE", -1.0)
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(opening, "sys", SimpleNamespace(stderr=terminal))
    return terminal


@pytest.mark.usefixtures("stderr")
@pytest.mark.parametrize("command", ["receivables", "agenda", "collect", "people", "plan", "lifetime"])
def test_who_waited_is_told_of_stored_views_until_there_are_some(command: str) -> None:
    assert ran(command).stderr.count(TOLD) == 1
    ran("project")
    assert "goodwill project" not in ran(command).stderr


def test_a_program_and_a_person_who_did_not_wait_are_told_nothing(
    monkeypatch: pytest.MonkeyPatch, stderr: SimpleNamespace
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 3600.0)
    assert ran("receivables").stderr == ""
    monkeypatch.setattr(opening, "PATIENCE", -1.0)
    stderr.isatty = lambda: False
    assert ran("receivables").stderr == ""
