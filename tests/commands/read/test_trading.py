"""The views of trading on the demonstration, as a person sees them."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Golden
from tests.helpers.commanding import ran

QUARTER = ("--period", "2026-Q2", "--against", "2026-Q1")
YEAR = ("--period", "2025-07-01..2026-06-30")
ASKED = (
    ("sales", *QUARTER),
    ("sales", "AL-0003", *QUARTER),
    ("sales", "--by", "month", *QUARTER),
    ("sales", "AL-0003", "--gaps", *YEAR),
    ("returns", *YEAR),
    ("returns", "--items", *YEAR),
)


def test_the_views_of_trading_on_the_demonstration(tmp_path: Path, golden: Golden) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("demo", "--clients", "12", "--years", "1", "--events", "600", ledger=ledger)
    told = (f"$ goodwill {' '.join(words)}\n{ran(*words, ledger=ledger).stdout}" for words in ASKED)
    golden("trading.txt", "\n".join(told))
