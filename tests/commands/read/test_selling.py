"""The views of selling, trading, people, plans and the working day on the demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import COMMANDS
from tests.conftest import Golden
from tests.helpers.commanding import ran
from tests.helpers.demonstration import copied, small

DAY = ("--as-of", "2026-06-30")
QUARTER = ("--period", "2026-Q2", "--against", "2026-Q1")
YEAR = ("--period", "2025-07-01..2026-06-30")
SELLING = (
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
TRADING = (
    ("sales", *QUARTER),
    ("sales", "AL-0003", *QUARTER),
    ("sales", "--by", "month", *QUARTER),
    ("sales", "AL-0003", "--gaps", *YEAR),
    ("advise", "AL-0003", *DAY),
    ("orders", *DAY),
    ("orders", "--late", "--by", "manager", "--as-of", "2026-06-20"),
    ("returns", *YEAR),
    ("returns", "--items", *YEAR),
)
PLANS = (
    ("plan", *DAY),
    ("plan", *DAY, "--by", "team", "--currency", "EUR"),
    ("plan", "--as-of", "2026-05-31", "--by", "house", "--currency", "EUR"),
    ("explain", "plan", "Gëzim Çela", *DAY),
    ("pay", "--currency", "EUR", *DAY),
    ("pay", "--items", *DAY),
    ("explain", "pay", "Gëzim Çela", *DAY),
    ("report", "Gëzim Çela", "--month", "2026-06"),
)
PEOPLE = (
    ("people", "--deciders", *DAY),
    ("people", "--stuck", "--top", "5", *DAY),
    ("people", "--map", *DAY),
    ("people", "--spend", *DAY),
    ("prospects", *DAY),
    ("cover", *DAY),
)

WORKING = (
    ("agenda", "--week", "2026-W28", *DAY),
    ("activity", "--period", "2026-Q2"),
    ("activity", "--by", "channel", "--period", "2026-Q2"),
    ("key-accounts", *DAY),
    ("history", "AL-0003", "--from", "2026-06-01", "--to", "2026-06-30", "--known-at", "2026-06-30"),
)

ELSEWHERE = {
    "brief", "health", "loyalty", "receivables",  # beside the demonstration itself
    "points", "lifetime", "changes", "statement", "show",  # of clients, not of the working day
    "export", "follow",  # they list nothing
}  # fmt: skip
"""Commands that read, and that are shown elsewhere or are no view of the working day."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(small(tmp_path_factory), tmp_path_factory.mktemp("demo") / "goodwill.db")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("selling.txt", SELLING),
        ("trading.txt", TRADING),
        ("people.txt", PEOPLE),
        ("plans.txt", PLANS),
        ("working.txt", WORKING),
    ],
)
def test_the_views_on_the_demonstration(
    demo: Path, golden: Golden, name: str, asked: tuple[tuple[str, ...], ...]
) -> None:
    told = (f"$ goodwill {' '.join(words)}\n{ran(*words, ledger=demo).stdout}" for words in asked)
    golden(name, "\n".join(told))


def test_each_view_is_shown_on_the_demonstration_and_tried_on_a_small_ledger() -> None:
    """The small ledger is told as text in the test of the command, with figures worked out by hand."""
    shown = {words[0] for some in (SELLING, TRADING, PEOPLE, PLANS, WORKING) for words in some}
    missing = {*COMMANDS["Read"]} - shown - ELSEWHERE
    assert not missing, (
        f"add {', '.join(missing)} to one of the listings above and write it with `pytest --update-golden`; ELSEWHERE is "
        "for commands that are shown elsewhere"
    )
    tried = {path.stem for path in Path(__file__).parent.glob("test_*.py")}
    untried = {f"test_{name.replace('-', '_')}" for name in shown} - tried
    assert not untried, f"try on a small ledger what is shown: write {', '.join(untried)} beside this file"
