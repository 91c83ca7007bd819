"""Values typed in order whose commas may be decimal commas, and the echo that shows what was read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from commands.record.commas import doubt_about
from ledger.events.models.fields import FieldOf, fields_of
from ledger.events.models.values import Instalment, Line, Pieces, Settles
from tests.helpers.commanding import REGISTERED, ran, run

LINE, PIECES, INSTALMENT, SETTLES = (fields_of(model) for model in (Line, Pieces, Instalment, Settles))
MAYBE_DISCOUNT = (
    "'JAM,100,4,50' can be read in 3 ways: "
    "for product JAM, quantity 100, unit_price 4, discount 50 write JAM,100,4,discount=50; "
    "for product JAM, quantity 100, unit_price 4.50 write JAM,100,4.50; "
    "for product JAM, quantity 100.4, unit_price 50 write JAM,100.4,50"
)


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_comma_that_may_be_a_decimal_comma_is_refused_with_every_meaning() -> None:
    assert doubt_about("JAM,100,4,50", LINE) == MAYBE_DISCOUNT
    instalment = doubt_about("INV-1,100,50", SETTLES)
    assert instalment is not None
    assert "write INV-1,100,instalment=50; for document INV-1, amount 100.50 write" in instalment


def test_a_comma_that_may_stand_between_thousands_is_refused() -> None:
    doubt = str(doubt_about("JAM,1,000,4.50", LINE))
    assert "discount 4.50" in doubt
    assert doubt.endswith(
        "write JAM,1.000,4.50; for product JAM, quantity 1000, unit_price 4.50 write JAM,1000,4.50"
    )


@pytest.mark.parametrize(
    ("text", "parts", "point"),
    [("2026-12-01,50,00", INSTALMENT, "2026-12-01,50.00"), ("JAM,2,5", PIECES, "JAM,2.5")],
)
def test_a_value_too_many_is_answered_with_the_decimal_point(
    text: str, parts: Sequence[FieldOf], point: str
) -> None:
    assert str(doubt_about(text, parts)).endswith(f"; write {point}")


@pytest.mark.parametrize(
    "text",
    [
        *("JAM,100,4", "JAM,100,4.50", "JAM,100,4.50,5", "JAM,100,4,discount=50", "JAM,100,x,50"),
        *("product=JAM,quantity=100,unit_price=4,discount=50", '{"product": "JAM", "quantity": 100}', ""),
    ],
)
def test_a_text_with_one_meaning_is_left_to_the_reader(text: str) -> None:
    assert doubt_about(text, LINE) is None


def test_what_every_meaning_is_written_as_has_that_meaning_alone() -> None:
    for text in ("JAM,100,4,50", "JAM,1,000,4.50", "JAM,1,5,4,50"):
        ways = str(doubt_about(text, LINE)).split(" write ")[1:]
        assert len(ways) > 1
        assert [doubt_about(way.partition(";")[0], LINE) for way in ways] == [None] * len(ways)


def test_nothing_is_recorded_of_a_line_that_can_be_read_in_several_ways() -> None:
    ran(*REGISTERED)
    for words in (["JAM,100,4,50"], ["--line", "JAM,100,4,50"]):
        done = run("record", "order.placed", "ACME", "1", *words)
        assert (done.exit_code, MAYBE_DISCOUNT in done.stderr) == (2, True)
    assert "order.placed" not in ran("history").stdout


def test_the_echo_shows_quantity_price_discount_and_total_of_every_line() -> None:
    ran(*REGISTERED)
    told = ran("record", "order.placed", "ACME", "1", "JAM,100,4,discount=50", "TEA,1000,1.25").stdout
    assert "2 lines worth 1,450.00 EUR (JAM 100 x 4 - 50 % = 200.00; TEA 1,000 x 1.25 = 1,250.00)" in told
    told = ran("record", "order.delivered", "ACME", "1", "--line", "JAM,3").stdout
    assert "1 line (JAM 3)" in told


def test_the_echo_shows_every_instalment_and_what_a_payment_settles() -> None:
    ran(*REGISTERED)
    parts = ("--instalment", "2027-01-31,60", "--instalment", "2027-02-28,40")
    told = ran("record", "invoice.issued", "ACME", "7", "100", *parts).stdout
    assert "2 instalments (2027-01-31 60.00; 2027-02-28 40.00)" in told
    told = ran("record", "payment.received", "ACME", "B-1", "50", "--settles", "7,50").stdout
    assert "for 7 (50.00)" in told


def test_the_echo_of_many_lines_counts_those_that_it_leaves_out() -> None:
    ran(*REGISTERED)
    told = ran("record", "order.placed", "ACME", "1", *(f"P-{n},1,1.00" for n in range(12))).stdout
    assert "P-9 1 x 1.00 = 1.00; and 2 more)" in told


def test_a_correction_shows_the_lines_before_and_after() -> None:
    ran(*REGISTERED)
    ran("record", "order.placed", "ACME", "1", "JAM,100,4,discount=50")
    change = ("--set", "lines=JAM,100,4.50", "--reason", "a comma")
    told = ran("record", "entry.corrected", "--entry", "2", *change).stdout
    assert "lines JAM 100 x 4.50 = 450.00 instead of JAM 100 x 4 - 50 % = 200.00, a comma" in told


@pytest.mark.parametrize("gap", ["", "-", " "])
def test_a_part_of_a_line_that_is_empty_or_a_dash_is_left_out(gap: str) -> None:
    ran(*REGISTERED)
    told = ran("record", "order.placed", "ACME", "1", f"JAM,180,24.50,{gap},14").stdout
    assert "JAM 180 x 24.50 = 4,410.00" in told
    line = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[-1])["event"]["lines"][0]
    assert line == {"product": "JAM", "quantity": "180", "unit_price": "24.50", "unit_cost": "14"}
    done = run("record", "order.placed", "ACME", "2", f"JAM,{gap},24.50")
    assert "1.quantity is missing" in done.stderr


def test_a_part_that_is_left_out_keeps_the_doubt_about_a_comma_before_it() -> None:
    said = "write JAM,100,4,discount=50; "
    assert said in str(doubt_about("JAM,100,4,50,-", LINE))
    assert str(doubt_about("JAM,1.5,4,50,-,14", LINE)).endswith("write JAM,1.5,4.50,unit_cost=14")
