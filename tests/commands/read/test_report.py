"""``goodwill report``: a manager's month on one page, the same whenever it is asked for again."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.helpers.commanding import line, ordered, ran, registered, run
from tests.helpers.plans import FACTS

BEFORE = (
    registered("OLD", "Old Ltd", manager="Ben"),
    line("order.placed", "OLD", "2026-01-02", number="OLD-1", currency="EUR",
         lines=[{"product": "TEA", "quantity": "1", "unit_price": "9", "unit_cost": "4"}]),
    line("invoice.issued", "OLD", "2026-04-02", number="I-1", amount="30", currency="EUR", due="2026-05-10"),
    line("visit.planned", "OLD", "2026-05-01", visit="V-1", at="2026-05-06T10:00Z", channel="visit", purpose="p"),
    line("visit.held", "OLD", "2026-05-06", visit="V-1", channel="visit", started_at="2026-05-06T10:30Z", summary="s"),
    line("contact.added", "OLD", "2026-04-01", person="p1", name="Ana", role="owner", influence=5),
    line("contact.added", "OLD", "2026-04-01", person="p2", name="Bo", role="buyer", influence=2),
    line("contact.stage_reached", "OLD", "2026-05-05", person="p1", stage="trusted", evidence="asks us first"),
    line("inquiry.received", "OLD", "2026-04-20", what="a price", channel="call", person="p2"),
    line("competitor.seen", "OLD", "2026-04-20", competitor="Rival"),
    line("competitor.seen", "OLD", "2026-05-20", competitor="RIVAL", product="TEA", price="8"),
    line("competitor.seen", "OLD", "2026-05-21", competitor="Other"),
    line("proposal.made", "OLD", "2026-04-21", number="OLD-Q", amount="50", currency="EUR"),
    line("proposal.declined", "OLD", "2026-05-22", number="OLD-Q", competitor="Rival"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join((*FACTS, *BEFORE)))
    return path


def asked(ledger: Path, manager: str, month: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        ran("report", manager, "--month", month, *words, "--format", "json", ledger=ledger).stdout
    )
    return found


def test_a_month_stands_beside_the_one_before_and_the_year_before(ledger: Path) -> None:
    found = asked(ledger, "ben", "2026-05")
    assert (found["manager"], found["months"]) == ("Ben", ["2026-05", "2026-04", "2025-05"])
    figures = {
        (one["section"], one["figure"]): (one["month"], one["month_before"], one["year_before"])
        for one in found["figures"]
    }
    # In May ACME bought from Ben for 120.00 and gave 10.00 back; in April BETA cancelled what it had ordered.
    assert figures["Sales and clients", "revenue"] == ("110.00", "0.00", None)
    assert figures["Sales and clients", "margin"] == ("44.00", "0.00", None)
    assert figures["Sales and clients", "cancelled or returned"] == ("10.00", "10.00", None)
    assert figures["Sales and clients", "collected"] == ("-100.00", None, None)
    assert figures["Sales and clients", "active_clients"] == ("1", None, None)
    # One visit, half an hour late.
    assert figures["Touches", "held"] == ("1", "0", None)
    assert figures["Touches", "late"] == ("1", "0", None)
    # ACME came to Ben with two proposals: half of 200.00 and of 900.00.
    assert figures["Pipeline", "weighted"] == ("550.00", "0.00", None)
    assert figures["What waits", "open proposals and tenders"] == ("2", "1", "0")
    # OLD owes 30.00 from April on, overdue in May.
    assert figures["Receivables", "overdue"][:2] == ("30.00", "0.00")
    # Ana decides, and trusts us since May; Bo was met in April. In May we saw Rival and Other, and lost a
    # proposal to Rival.
    assert figures["People", "deciders"] == ("1", "1", "0")
    assert figures["People", "deciders at trusted or beyond"] == ("1", "0", "0")
    assert figures["People", "people met"] == ("0", "1", "0")
    assert figures["Market", "competitors seen"] == ("2", "1", "0")
    assert figures["Market", "lost to competitors"] == ("1", "0", "0")
    assert [row["metric"] for row in found["plans"]] == [
        "revenue",
        "margin",
        "collected",
        "new_clients",
        "deals",
    ]


@pytest.mark.parametrize("manager", ["Anna", "Ben", "Stefan"])
def test_the_plans_of_a_report_are_those_of_the_view(ledger: Path, tmp_path: Path, manager: str) -> None:
    """Stefan has no plan, and what he reached stands beside those of the others all the same."""
    new = [
        registered("NEW", "New Ltd", manager="Stefan"),
        ordered("NEW", "1", "2026-05-03", ("TEA", "1", "5.00")),
    ]
    copied = tmp_path / "goodwill.db"
    copy(ledger, copied)
    ran("record", "--data", "-", ledger=copied, input="\n".join(new))
    words = ("plan", "--manager", manager, "--as-of", "2026-05-31", "--format", "json")
    told = json.loads(ran(*words, ledger=copied).stdout)["rows"]
    assert told
    assert asked(copied, manager, "2026-05")["plans"] == told


def test_the_same_report_has_the_same_bytes_and_its_fingerprint_is_submitted(ledger: Path) -> None:
    words = ("report", "Anna", "--month", "2026-05", "--format", "json")
    first = ran(*words, ledger=ledger).stdout
    known = json.loads(first)["known_at"]
    submitted = run(*words, "--submit", "--to", "Hana", ledger=ledger).stderr
    fingerprint = sha256(first.encode()).hexdigest()
    assert f"report of Anna, 2026-05: submitted at position {json.loads(first)['position'] + 1}" in submitted
    assert submitted.strip().endswith(fingerprint)
    ran("record", "--data", "-", ledger=ledger, input=registered("NEW", "New Ltd", manager="Anna"))
    assert ran(*words, "--known-at", known, ledger=ledger).stdout == first
    again = run(*words, "--known-at", known, "--submit", "--to", "Hana", ledger=ledger).stderr
    assert "was submitted before" in again
    told = ran("history", "--kind", "report.submitted", "--format", "json", ledger=ledger).stdout
    assert told.count(fingerprint) == 1


def test_a_report_has_notes_only_where_a_reader_must_know_something(ledger: Path) -> None:
    words = ("report", "Anna", "--month", "2026-05", "--format", "json")
    assert "notes" not in json.loads(ran(*words, ledger=ledger).stdout)
    noted = json.loads(ran(*words, "--currency", "ISK", ledger=ledger).stdout)
    assert any("ISK" in note for note in noted["notes"])


def test_a_page_prints_and_a_month_to_come_is_refused(ledger: Path) -> None:
    page = ran("report", "Anna", "--month", "2026-05", "--format", "html", ledger=ledger).stdout
    assert "<h1><bdi>Report of Anna, 2026-05</bdi></h1>" in page
    assert "src=" not in page
    assert "href=" not in page
    lines = ran("report", "Anna", "--month", "2026-05", ledger=ledger).stdout
    assert "Sales and clients" in lines
    for words, sentence, code in (
        (("Anna", "--month", "2099-01"), "2099-01 has not begun; name a month up to", 2),
        (("Anna", "--month", "May"), "'May' is not a month; write it like 2026-06", 2),
        (("Anna", "--month", "2026-05", "--to", "Hana"), "--to goes with --submit", 2),
        (("Zoe", "--month", "2026-05"), "no client has the manager 'Zoe'", 1),
    ):
        refused = run("report", *words, ledger=ledger)
        assert refused.exit_code == code, refused.output
        assert sentence in refused.stderr


def test_all_money_is_in_one_currency_on_request(ledger: Path, tmp_path: Path) -> None:
    copied = tmp_path / "goodwill.db"
    copy(ledger, copied)
    rate = {"base": "EUR", "quote": "USD", "rate": "1.10"}
    ran("record", "--data", "-", ledger=copied, input=json.dumps(
        {"kind": "rate.set", "occurred_at": "2026-01-01", "event": rate}
    ))  # fmt: skip
    found = asked(copied, "ben", "2026-05", "--currency", "usd")
    figures = {(one["section"], one["figure"]): (one["currency"], one["month"]) for one in found["figures"]}
    assert found["currency"] == "USD"
    assert {currency for currency, _ in figures.values()} == {"USD", None}
    assert figures["Sales and clients", "revenue"] == ("USD", "121.00")  # 110.00 at 1.10
    assert figures["Pipeline", "weighted"] == ("USD", "605.00")  # 550.00
    assert figures["Receivables", "overdue"] == ("USD", "33.00")  # 30.00
    # Without a rate each amount stays as it is, and a note names the rate, on the page too.
    words = ("report", "ben", "--month", "2026-05", "--currency", "CHF")
    kept = run(*words, "--format", "html", ledger=copied)
    note = "no rate between EUR and CHF had been set by 2026-04-"
    assert kept.stderr.count("between EUR and CHF") == 1  # though each section lacks the rate
    assert note in kept.stderr
    assert note in kept.stdout
    stayed = {
        one["figure"]: (one["currency"], one["month"])
        for one in asked(copied, *words[1:2], words[3], "--currency", "CHF")["figures"]
    }
    assert (stayed["revenue"], stayed["overdue"]) == (("EUR", "110.00"), ("EUR", "30.00"))


def test_a_workbook_has_the_same_figures_and_the_same_bytes(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = asked(ledger, "ben", "2026-05")["known_at"]
    words = ("report", "ben", "--month", "2026-05", "--known-at", known, "--output")
    ran(*words, "one.xlsx", ledger=ledger)
    ran(*words, "two.xlsx", ledger=ledger)
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()
    book = CalamineWorkbook.from_path("one.xlsx")
    assert book.sheet_names == ["Report", "Plans", "Figures"]
    told = {tuple(row[:3]): row[3:] for row in book.get_sheet_by_name("Figures").to_python()}
    assert told["section", "figure", "currency"] == ["2026-05", "2026-04", "2025-05"]
    assert told["Sales and clients", "revenue", "EUR"] == [110, 0, ""]
    assert told["Receivables", "overdue", "EUR"][0] == 30
    ((_, currency, _, until, amount, *_),) = [
        row for row in book.get_sheet_by_name("Plans").to_python() if row[0] == "revenue"
    ]
    assert (currency, until, amount) == ("EUR", date(2026, 6, 30), 400)
    refused = run(*words[:-1], "--format", "xlsx", ledger=ledger)
    assert (refused.exit_code, "a workbook goes to a file; add --output" in refused.stderr) == (2, True)
