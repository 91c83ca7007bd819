"""How a person asks who moved between the segments of loyalty."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run

ASKED = ("loyalty", "--segments")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [{"product": "X", "quantity": "1", "unit_price": "60"}]
    order = line("order.placed", "ACME", "2026-05-01", number="1", currency="EUR", lines=lines)
    ran("record", "--data", "-", input=f"{registered()}\n{order}")


def said(*words: str) -> Any:
    return json.loads(ran(*ASKED, *words, "--format", "json").stdout)


def test_segments_are_rows_in_every_form() -> None:
    found = said("--as-of", "2026-06-30")
    assert (found["view"], found["listing"]) == ("loyalty", "segments")
    row = {"segment": "champions", "currency": "EUR", "clients": 1, "orders": 1, "value": "60.00"}
    assert found["rows"] == [row]
    flat = ran(*ASKED, "--as-of", "2026-06-30", "--format", "csv").stdout
    assert flat == "segment,currency,clients,orders,value\nchampions,EUR,1,1,60.00\n"


def test_moves_are_shown_between_two_days() -> None:
    days = ("--from", "2026-04-30", "--to", "2026-06-30")
    found = said(*days, "--items")
    assert (found["since"], found["as_of"]) == ("2026-04-30", "2026-06-30")
    (row,), (item,) = found["rows"], found["items"]
    assert (row["segment_before"], row["segment_after"], row["value_after"]) == ("none", "champions", "60.00")
    assert (item["client"], item["segment_after"]) == ("ACME", "champions")
    assert "1 of 1 client moved in EUR." in ran(*ASKED, *days).stdout
    later = ("--from", "2026-05-31", "--to", "2026-06-30", "--items")
    assert "Nobody moved." in ran(*ASKED, *later).stdout


def test_a_client_without_a_currency_shows_none_in_tables_and_the_code_for_programs() -> None:
    ran(
        "record",
        "client.registered",
        "P-1",
        "Prospect",
        "-d",
        "2026-01-01",
        "+",
        "points.granted",
        "G-1",
        "50",
    )
    days = ("--from", "2025-12-31", "--to", "2026-06-30")
    tables = [ran("loyalty"), ran(*ASKED), ran(*ASKED, *days), ran("changes", "loyalty", *days)]
    assert not any("XXX" in table.stdout for table in tables)
    assert "0 of 1 client moved without a currency." in tables[2].stdout
    assert [row["currency"] for row in said(*days)["rows"]] == ["EUR", "XXX"]
    assert [row["currency"] for row in said()["rows"]] == ["EUR"]  # a prospect is in no segment yet


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("loyalty", "--from", "2026-01-01"), "--from goes with --segments"),
        ((*ASKED, "--to", "2026-01-01"), "--to and --items go with --from; for one day use --as-of"),
        ((*ASKED, "--items"), "--to and --items go with --from"),
        ((*ASKED, "--from", "2026-02-01", "--to", "2026-01-01"), "2026-02-01 comes after the last day"),
        (
            (*ASKED, "--from", "2026-01-01", "--to", "2026-02-01", "--as-of", "2026-02-01"),
            "--to and --as-of are the same day; leave out one",
        ),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(words: tuple[str, ...], why: str) -> None:
    found = run(*words)
    assert (found.exit_code, why in found.stderr) == (2, True), found.stderr
