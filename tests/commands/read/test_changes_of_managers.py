"""``goodwill changes`` of plans and pay: which managers' figures moved, worked by hand; and of a period."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import invoice, line, ordered, ran, registered, run
from tests.helpers.pay import FACTS
from tests.helpers.plans import target

QUARTER = "2026-04-01..2026-06-30"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pay") / "goodwill.db"
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, *words: str) -> list[tuple[Any, ...]]:
    """Each change: whose, the period, the figure, from, to, and the entries by kind and share."""
    found = json.loads(ran("changes", *words, "--format", "json", ledger=ledger).stdout)
    assert all(one["rest"] in (None, "0", "0.00") for one in found["changes"])
    return [
        (
            *(one[name] for name in ("manager", "period", "figure", "from", "to")),
            [(entry["kind"], entry["share"]) for entry in one["entries"]],
        )
        for one in found["changes"]
    ]


def test_a_change_of_plans_says_whose_figures_moved_by_which_entries(ledger: Path) -> None:
    # In April Anna's client ordered for 1,800.00, and goods for 100.00 came back; it had not bought before.
    april = ("--from", "2026-04-01", "--to", "2026-04-30", "--period", "2026-Q2")
    assert asked(ledger, "plan", *april) == [
        ("Anna", QUARTER, "revenue", "0", "1700.00", [("return.received", "-100.00"), ("order.placed", "1800.00")]),
        ("Anna", QUARTER, "active_clients", "0", "1", [("order.placed", "1")]),
    ]  # fmt: skip
    # In May: 333.33 and 99.00 for Anna, 250.00 for Ben.
    may = ("--from", "2026-04-30", "--to", "2026-05-31")
    found = asked(ledger, "plan", *may)
    assert [one[:5] for one in found] == [
        ("Anna", QUARTER, "revenue", "1700.00", "2132.33"),
        ("Ben", QUARTER, "revenue", "0", "250.00"),
        ("Ben", QUARTER, "active_clients", "0", "1"),
    ]
    assert asked(ledger, "plan", *may, "--manager", "ben") == found[1:]
    late = run("changes", "plan", "--from", "2026-07-01", "--period", "2026-Q2", ledger=ledger)
    assert "comes after the last day, 2026-06-30" in late.stderr
    table = ran("changes", "plan", *may, ledger=ledger).stdout.splitlines()
    assert table[3].split() == ["MANAGER", "PERIOD", "CUR", "FIGURE", "FROM", "TO", "CHANGE"]
    assert table[4].split() == ["Anna", QUARTER, "EUR", "revenue", "1,700.00", "2,132.33", "+432.33"]
    assert table[-1] == "3 figures changed, of 2 out of 2 managers."


def test_a_change_of_pay_has_the_entries_that_earned_or_took_back(ledger: Path) -> None:
    # 12.50 + 90.00 + 27.78 = 130.28 are earned in the quarter, and 86.90 cut: see the test of pay.
    anna = asked(ledger, "pay", "--period", "2026-Q2", "--manager", "Anna")
    assert [one[:5] for one in anna] == [
        ("Anna", QUARTER, "fixed", "0", "2700.00"),
        ("Anna", QUARTER, "earned", "0", "130.28"),
        ("Anna", QUARTER, "cut", "0", "86.90"),
        ("Anna", QUARTER, "pay", "0", "2743.38"),
    ]
    # 12.5 % of 200.00 paid, less those of 100.00 that came back; 5 % of 1,800.00; 12.5 % of 333.33 - 111.11.
    assert anna[1][5] == [
        ("payment.received", "25.00"),
        ("return.received", "-12.50"),
        ("payment.received", "90.00"),
        ("payment.received", "41.67"),
        ("payment.reversed", "-13.89"),
    ]
    # In June 111.11 of A-3 bounced: 12.5 % of 333.33 are 41.67, so 13.89 less.
    june = asked(ledger, "pay", "--from", "2026-05-31", "--to", "2026-06-30", "--manager", "Anna")
    assert june[1] == ("Anna", QUARTER, "earned", "144.17", "130.28", [("payment.reversed", "-13.89")])
    told = run("changes", "pay", "--period", "2026-Q2", "--segment", "retail", ledger=ledger)
    assert "pay is for all clients of a manager" in told.stderr
    assert (
        "no client has the manager 'Zoe'"
        in run("changes", "plan", "--period", "2026-Q2", "--manager", "Zoe", ledger=ledger).stderr
    )


def test_what_the_ledger_learnt_later_changes_a_plan(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("record", "--data", "-", ledger=ledger, input="\n".join(FACTS))
    rows = map(json.loads, ran("history", "--format", "jsonl", ledger=ledger).stdout.splitlines())
    entries = {row["event"].get("number"): row for row in rows if row["kind"] == "order.placed"}
    last = max(row["recorded_at"] for row in entries.values())
    void = ("--entry", str(entries["A-2"]["position"]), "--reason", "twice")
    ran("record", "entry.voided", "ACME", *void, ledger=ledger)
    when = ("--known-at", last, "--as-of", "2026-06-30", "--period", "2026-Q2")
    # Without the 1,800.00 Anna has 332.33, and her client is active by its next order of the quarter.
    assert asked(ledger, "plan", *when)[0] == (
        "Anna", QUARTER, "revenue", "2132.33", "332.33", [("entry.voided", "-1800.00")]
    )  # fmt: skip


def test_a_figure_that_becomes_unknown_has_changed(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered(manager="Anna"),
        target("Anna", "margin", "90"),
        ordered("ACME", "1", "2026-04-10", ("TEA", "10", "5.00")),  # its cost is unknown
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    assert asked(ledger, "plan", "--from", "2026-04-09", "--to", "2026-04-30") == [
        ("Anna", QUARTER, "margin", "0", None, [])
    ]


def test_a_period_is_that_of_the_view_or_names_both_days(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    goods = ("TEA", "10", "5.00")
    facts = (
        registered(manager="Anna"),
        *(ordered("ACME", number, day, goods) for number, day in (("1", "2026-03-31"), ("2", "2026-04-10"))),
        invoice("17"),
        line("visit.held", "ACME", "2026-04-11", channel="call", started_at="2026-04-11", summary="prices"),
        line("payment.received", "ACME", "2026-04-12", number="P", amount="60.00", currency="EUR"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))

    def changed(*words: str) -> list[tuple[Any, ...]]:
        found = json.loads(ran("changes", *words, "--format", "json", ledger=ledger).stdout)["changes"]
        return [
            (one["figure"], one["from"], one["to"], [entry["kind"] for entry in one["entries"]])
            for one in found
        ]

    april = ("--period", "2026-04")
    # The order of March is not of the period.
    assert [one for one in changed("sales", *april) if one[0] == "value"] == [
        ("value", None, "50.00", ["order.placed"])
    ]
    assert changed("activity", *april)[0] == ("held", None, 1, ["visit.held"])
    assert changed("receivables", *april) == changed(
        "receivables", "--from", "2026-03-31", "--to", "2026-04-30"
    )
    assert changed("receivables", *april)[0] == ("balance", "100.00", "40.00", ["payment.received"])
    told = run("changes", "receivables", *april, "--from", "2026-01-01", ledger=ledger)
    assert (told.exit_code, "receivables is about no period" in told.stderr) == (2, True)
