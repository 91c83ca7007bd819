"""The views of selling on the demonstration, as a person sees them."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Golden
from tests.helpers.commanding import ran

DAY = ("--as-of", "2026-06-30")
YEAR = ("--period", "2025-07-01..2026-06-30")
ASKED = (
    ("pipeline", *DAY),
    ("pipeline", *DAY, "--by", "manager"),
    ("pipeline", "--closed", *YEAR),
    ("pipeline", "--calibration", *YEAR),
    ("objections", *DAY),
    ("objections", "--answers", *DAY),
    ("contracts", "--within", "90", *DAY),
    ("discounts", *DAY),
    ("discounts", "--open", *DAY),
    ("market", *DAY),
)


def test_the_views_of_selling_on_the_demonstration(tmp_path: Path, golden: Golden) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("demo", "--clients", "12", "--years", "1", "--events", "600", ledger=ledger)
    told = (f"$ goodwill {' '.join(words)}\n{ran(*words, ledger=ledger).stdout}" for words in ASKED)
    golden("selling.txt", "\n".join(told))
