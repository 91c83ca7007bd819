"""Amounts typed by hand whose point may stand between thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import line, ran, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "client.registered", "ACME", "Acme Ltd", "--currency", "EUR")


@pytest.mark.parametrize(
    ("words", "option", "ways"),
    [
        (("payment.received", "ACME", "P-1", "1.250"), "--amount", ("1250", "1.25")),
        (("payment.received", "ACME", "--number", "P-1", "--amount", "1.000"), "--amount", ("1000", "1.00")),
        (("order.placed", "ACME", "S-1", "JAM,10,1.250"), "--line 1 unit_price", ("1250", "1.25")),
        (("order.placed", "ACME", "S-1", "A,1,2", "B,3,12.340"), "--line 2 unit_price", ("12340", "12.34")),
        (("payment.received", "ACME", "P-1", "1.250", "--currency", "JPY"), "--amount", ("1250", "1.25")),
    ],
)
def test_a_zero_behind_two_decimal_places_is_asked_about(
    words: tuple[str, ...], option: str, ways: tuple[str, str]
) -> None:
    done = run("record", *words)
    assert done.exit_code == 2
    told = f"for thousands write {ways[0]}; for a decimal point write {ways[1]}"
    assert f"goodwill: {option}: " in done.stderr
    assert told in done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.234", "for thousands write 1234; for a decimal point write at most 2 places, such as 1.23"),
        ("1,234", "for thousands write 1234; for a decimal comma write 1.234"),
        ("1,230", "for thousands write 1230; for a decimal comma write 1.23"),
    ],
)
def test_digits_behind_a_point_or_a_comma_that_may_be_a_group_are_asked_about(typed: str, said: str) -> None:
    done = run("record", "payment.received", "ACME", "P-1", typed)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"goodwill: --amount: '{typed}' can be read in 2 ways: {said}\n")


def test_a_comma_behind_a_zero_is_a_decimal_comma() -> None:
    done = run("record", "payment.received", "ACME", "P-1", "0,250")
    assert "'0,250' is not a number; write 0.250\n" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("payment.received", "ACME", "P-1", "1.250", "--currency", "KWD"),
        ("payment.received", "ACME", "P-1", "1250.00"),
        ("payment.received", "ACME", "P-1", "1250.000"),
        ("payment.received", "ACME", "P-1", "0.250"),
        ("order.placed", "ACME", "S-1", "JAM,1.250,1.255"),
    ],
)
def test_an_amount_that_means_one_thing_is_recorded(words: tuple[str, ...]) -> None:
    assert ran("record", *words).stdout.startswith(f"recorded {words[0]}")


def test_a_corrected_amount_is_asked_about_too_and_what_is_recorded_is_not() -> None:
    facts = line("payment.received", "ACME", "2026-01-01", number="P", amount="1.250", currency="EUR")
    ran("record", "--data", "-", input=facts)
    done = run("record", "entry.corrected", "--entry", "2", "--set", "amount=2.500", "--reason", "slip")
    assert "--set amount: '2.500' can be read in 2 ways" in done.stderr
    ran("record", "entry.corrected", "--entry", "2", "--set", "ref=17", "--reason", "paper")
