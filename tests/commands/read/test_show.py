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
    for text in ("payment.received", "B-7", "settles.1.document", "2026-03-20T00:00:00+00:00", "leyla", "b7"):
        assert text in shown


def test_the_corrections_and_what_rests_on_an_entry_follow_it() -> None:
    lines = ran("show", "2").stdout.splitlines()
    corrections, dependents = lines.index("Corrections"), lines.index("Rests on it")
    assert lines[corrections + 1].startswith(
        "  5: entry.corrected for ACME: entry 2, invoice.issued 17: due 2026-04-05"
    )
    assert [line.split(":")[0].strip() for line in lines[dependents + 1 :]] == ["3", "6"]


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
