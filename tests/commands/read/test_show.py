from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run


@pytest.fixture(autouse=True)
def paid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger with an invoice that is paid, corrected and disputed, beside a payment of the same number."""
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    ran(
        "record",
        "payment.received",
        "ACME",
        "B-7",
        "90",
        "--settle",
        "17,90",
        "-d",
        "2026-03-20",
        "--key",
        "b7",
    )
    ran("record", "payment.received", "ACME", "17", "1", "-d", "2026-03-21")
    ran("record", "entry.corrected", "--entry", "2", "--set", "due=2026-04-05", "--reason", "draft")
    ran("record", "dispute.opened", "ACME", "D-1", "17", "5", "short", "-d", "2026-03-25")


def positions(reference: str, part: str) -> list[int]:
    """The positions of a part of what ``show`` prints as JSON."""
    return [one["position"] for one in json.loads(ran("show", reference, "--format", "json").stdout)[part]]


def test_an_entry_is_shown_whole() -> None:
    shown = ran("show", "3").stdout
    for text in ("payment.received", "B-7", "settles.1.document", "2026-03-20", "leyla", "b7"):
        assert text in shown


def test_the_corrections_and_what_rests_on_an_entry_follow_it() -> None:
    lines = ran("show", "2").stdout.splitlines()
    corrections, dependents = lines.index("Corrections"), lines.index("Rests on it")
    assert lines[corrections + 1].startswith(
        "  5: entry.corrected for ACME: entry 2, invoice.issued 17: due 2026-04-05"
    )
    assert [line.split(":")[0].strip() for line in lines[dependents + 1 :]] == ["3", "6"]


def test_what_is_in_force_after_corrections_is_shown_with_what_it_was() -> None:
    ran(
        "record",
        "entry.corrected",
        "--entry",
        "2",
        "--set",
        "note=late",
        "--occurred-at",
        "2026-03-02",
        "--reason",
        "r",
    )
    shown = " ".join(ran("show", "2").stdout.split())
    for text in ("due 2026-04-05 (was 2026-03-31)", " amount 100.00 ", "note late (was left out)"):
        assert text in shown
    assert "2026-03-02 (was 2026-03-01)" in shown
    found = json.loads(ran("show", "2", "--format", "json").stdout)
    assert (found["entry"]["event"]["due"], found["in_force"]["event"]["due"]) == ("2026-03-31", "2026-04-05")
    assert found["in_force"]["occurred_at"] == "2026-03-02T00:00:00+00:00"
    ran("record", "entry.voided", "--entry", "4", "--reason", "twice")
    assert json.loads(ran("show", "4", "--format", "json").stdout)["in_force"] is None


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Baku"])
def test_a_day_without_an_hour_is_the_same_day_in_every_zone(zone: str) -> None:
    ran("record", "house.described", "House", "--time-zone", zone, "-d", "2026-01-01")
    ran("record", "visit.held", "ACME", "visit", "2026-03-22T10:00", "stock", "-d", "2026-03-22T10:30")
    offset = {"America/New_York": "-04:00", "Asia/Baku": "+04:00"}[zone]
    for position, on in (("2", "2026-03-01"), ("8", f"2026-03-22T10:30:00{offset}")):
        shown = [line.split() for line in ran("show", position).stdout.splitlines()]
        assert ["occurred_at", on] in shown


def test_an_approval_by_its_asker_is_marked_in_the_entry_and_in_the_history() -> None:
    ran("record", "discount.requested", "ACME", "D-1", "5", "big", "+", "discount.approved", "D-1", "5")
    ran("record", "discount.requested", "ACME", "D-2", "5", "big")
    ran("--actor", "eva", "record", "discount.approved", "ACME", "D-2", "5")
    assert "asker-approves: discount request 'D-1' was asked for by leyla" in ran("show", "8").stdout
    assert json.loads(ran("show", "8", "--format", "json").stdout)["entry"]["approval"] == "asker-approves"
    told = [json.loads(text) for text in ran("history", "--format", "jsonl").stdout.splitlines()]
    assert [one["position"] for one in told if "approval" in one] == [8]
    assert "[asker-approves] D-1" in ran("history").stdout
    lines = ran("history", "--format", "jsonl").stdout
    assert "recorded 10 events" in ran("record", "--data", "-", ledger="other.db", input=lines).stdout
    ran("record", "entry.voided", "--entry", "8", "--reason", "wrong")
    assert "asker-approves" not in ran("history").stdout + ran("show", "8").stdout


def test_a_number_of_another_sort_is_not_taken_for_the_same_thing() -> None:
    assert positions("2", "dependents") == [3, 6]
    ran("record", "order.placed", "ACME", "17", "A,1,1", "-d", "2026-03-22")
    ran("record", "order.delivered", "ACME", "17", "-d", "2026-03-23")
    assert positions("2", "dependents") == [3, 6]
    assert positions("7", "dependents") == [8]


def test_an_entry_is_shown_by_its_id_too() -> None:
    found = json.loads(ran("show", "2", "--format", "json").stdout)
    assert json.loads(ran("show", found["entry"]["id"], "--format", "json").stdout) == found
    assert found["entry"]["corrected_by"] == 5
    assert found["corrections"][0]["kind"] == "entry.corrected"


@pytest.mark.parametrize("reference", ["99", "last"])
def test_an_entry_that_is_not_there_is_named(reference: str) -> None:
    done = run("show", reference)
    assert done.exit_code == 1
    assert f"no entry '{reference}'" in done.stderr


@pytest.mark.parametrize("reference", ["ACME", " ACME ", "ACME\N{ZERO WIDTH SPACE}"])
def test_a_client_in_place_of_an_entry_leads_to_its_history(reference: str) -> None:
    done = run("show", reference)
    assert done.exit_code == 1
    assert "is a client, not an entry; `goodwill history ACME` lists its entries" in done.stderr
