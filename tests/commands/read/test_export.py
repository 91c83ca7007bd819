from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.helpers.bookkeeper import balances, faults, loaded
from tests.helpers.commanding import invoice, line, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client owes an invoice that was paid in part."""
    monkeypatch.chdir(tmp_path)
    payment = line("payment.received", "ACME", "2026-03-20", number="5", amount="40", currency="EUR")
    ran("record", "--data", "-", input="\n".join([registered(), invoice("17"), payment]))


def test_a_journal_is_written_to_a_file_that_beancount_loads() -> None:
    assert ran("export", "beancount", "--as-of", "2026-03-31", "--output", "books.beancount").stdout == ""
    directives = loaded(Path("books.beancount").read_text(encoding="utf-8").splitlines())
    assert balances(directives, date(2026, 3, 31)) == {("ACME", "EUR"): 60}


def test_it_holds_what_had_happened_by_the_day_and_was_known_by_the_moment() -> None:
    early = ran("export", "beancount", "--as-of", "2026-03-19").stdout.splitlines()
    assert balances(loaded(early), date(2026, 3, 31)) == {("ACME", "EUR"): 100}
    unknown = ran("export", "beancount", "--known-at", "2026-01-01").stdout.splitlines()
    assert faults(unknown) == []
    assert not [said for said in unknown if "ACME" in said]


def test_another_format_is_wrong_usage_and_says_what_there_is() -> None:
    result = run("export", "ledger")
    assert result.exit_code == 2
    assert "beancount" in result.output


def test_where_there_is_no_ledger_nothing_is_written() -> None:
    result = run("export", "beancount", "--output", "books.beancount", ledger="none.db")
    assert result.exit_code == 4
    assert not Path("books.beancount").exists()
