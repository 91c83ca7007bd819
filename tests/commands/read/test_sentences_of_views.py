"""Sentences about rhythms, late debts and periods say what is so, in one way everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.commanding import invoice, ordered, ran, registered, run

DAY = ("--as-of", "2026-06-30")
DAYS = ("2026-01-10", "2026-01-20", "2026-01-31", "2026-02-09")


def test_the_agenda_says_the_usual_days_as_the_brief_does(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = [registered(), *(ordered("ACME", f"SO-{day}", day, ("TEA", "1", "10.00")) for day in DAYS)]
    ran("record", "--data", "-", input="\n".join(facts), ledger=path)
    # Four gaps in 31 days, and two of 60 by the policy: 151 / 6 = 25.2.
    ran(
        "record",
        "--data",
        "-",
        input=ordered("ACME", "SO-5", "2026-02-10", ("TEA", "1", "10.00")),
        ledger=path,
    )
    assert "usual every 25.2 days" in ran("brief", "ACME", *DAY, ledger=path).stdout
    assert "usual gap 25.2 days" in ran("agenda", "--why", *DAY, ledger=path).stdout


def test_a_debt_that_is_a_day_late_is_one_day_late(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran("record", "--data", "-", input="\n".join([registered(), invoice("17")]), ledger=path)
    assert "oldest 1 day late" in ran("collect", "--as-of", "2026-04-01", ledger=path).stdout


def test_a_period_names_the_day_that_no_month_has(tmp_path: Path) -> None:
    words = ("sales", "--period", "2026-11-01..2026-11-31")
    refused = run(*words, ledger=tmp_path / "goodwill.db")
    assert "'2026-11-01..2026-11-31' is not a period; there is no day 2026-11-31" in refused.stderr
