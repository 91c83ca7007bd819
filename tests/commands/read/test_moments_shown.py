"""The moment that a text names is the moment that it is about, to the last digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran


@pytest.mark.parametrize(
    "words",
    [
        ("brief", "ACME", "--as-of", "2026-04-15"),
        ("report", "leyla", "--month", "2026-03"),
        ("receivables", "--as-of", "2026-04-15"),
        ("health", "--as-of", "2026-04-15"),
        ("orders", "--as-of", "2026-04-15"),
    ],
    ids=lambda words: words[0],
)
def test_a_text_asked_again_at_the_moment_that_it_names_is_the_same(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    ran(*REGISTERED, "--manager", "leyla", ledger=ledger)
    ran(*INVOICE, ledger=ledger)
    first = ran(*words, ledger=ledger).stdout
    known = re.search(r"known at (\S+Z)", first)
    assert known is not None
    ran(
        "record",
        "payment.received",
        "ACME",
        "--number",
        "1",
        "--amount",
        "10",
        "--at",
        "2026-03-02",
        ledger=ledger,
    )
    assert ran(*words, "--known-at", known[1], ledger=ledger).stdout == first
