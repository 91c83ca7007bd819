"""Tests of which clients a person may mean by what was typed."""

from __future__ import annotations

import pytest

from ledger.finding import client_hint

_CLIENTS = (
    ("RO-01", "Țara Bună SRL"),
    ("AZ-01", "Xəzər Market MMC"),
    ("PL-01", "Łąka Sp. z o.o."),
    ("P-9", None),
)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("tara buna srl", "did you mean RO-01 (Țara Bună SRL)?"),
        ("Țara Bună", "did you mean RO-01 (Țara Bună SRL)?"),
        ("BUNA", "did you mean RO-01 (Țara Bună SRL)?"),
        ("xezer market", "did you mean AZ-01 (Xəzər Market MMC)?"),
        ("laka sp. z oo", "did you mean PL-01 (Łąka Sp. z o.o.)?"),
        ("RO01", "did you mean 'RO-01'?"),
        ("Qwrt", "known: AZ-01, P-9, PL-01, RO-01"),
    ],
)
def test_a_name_without_its_marks_leads_to_the_code(typed: str, hint: str) -> None:
    assert client_hint(typed, _CLIENTS) == hint


def test_a_name_of_two_clients_names_both() -> None:
    twins = [("A-1", "Kür MMC"), ("B-2", "Kür MMC")]
    assert client_hint("kur mmc", twins) == "did you mean A-1 (Kür MMC) or B-2 (Kür MMC)?"
