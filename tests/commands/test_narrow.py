"""On a terminal of 80 columns, every listing shows its money, and names each column that it hides."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import commands
from cli import COMMANDS
from commands.ui import tables
from tests.helpers.commanding import ran

CLIENT = "AL-0003"
HALF = ("--period", "2026-01-01..2026-06-30")
DAY = ("--as-of", "2026-06-30")
MAY_HIDE = {
    ("history",): {"RECORDED", "BY"},
    ("show", "5"): set[str](),
    ("brief", CLIENT, *DAY): set[str](),
    ("health", *DAY): {"INDEX"},
    ("health", "--components", *DAY): set[str](),
    ("loyalty", *DAY): set[str](),
    ("receivables", *DAY): set[str](),
    ("receivables", *DAY, "--items"): set[str](),
    ("receivables", *DAY, "--by", "manager"): set[str](),
    ("receivables", *DAY, "--exposure"): {"HELD", "EXCESS", "CHECK"},
    ("receivables", *DAY, "--provision"): set[str](),
    ("receivables", *DAY, "--disputes"): set[str](),
    ("receivables", "--metrics", *HALF): {"AT RISK %"},
    ("receivables", "--roll-forward", *HALF): set[str](),
    ("pipeline", *DAY): {"AGAINST", "VALID", "REV", "WHAT", "MADE", "AGENT", "PROB"},
    ("pipeline", *DAY, "--by", "manager"): set[str](),
    ("contracts", *DAY): {
        "STARTS",
        "NOTICE BY",
        "TERMS",
        "RENEWALS",
        "RESPONSIBLE",
        "TIME %",
        "FULFILLED %",
    },
    ("discounts", *DAY): {"REFUSED", "DAYS"},
    ("discounts", *DAY, "--open"): {"WHAT", "ON", "ASKER"},
    ("market", *DAY): {"PRICED"},
    ("objections", *DAY): {"PERSON", "ANSWERS", "COMPETITOR", "RAISED"},
    ("objections", *DAY, "--answers"): set[str](),
    ("pipeline", "--closed", *HALF): {"BY VALUE %", "DAYS", "REASONS"},
    ("pipeline", "--calibration", *HALF): set[str](),
    ("activity", *HALF): {"UNPREPARED"},
    ("orders", *DAY): set[str](),
    ("cover", *DAY): set[str](),
    ("advise", CLIENT, *DAY): set[str](),
    ("people", "--spend", *DAY): set[str](),
    ("plan", *DAY): {"FROM", "TO"},
    ("plan", *DAY, "--by", "house", "--currency", "EUR"): {"FROM", "TO"},
    ("pay", *DAY, "--currency", "EUR"): set[str](),
    ("pay", *DAY, "--items"): set[str](),
    ("report", "Gëzim Çela", "--month", "2026-06"): set[str](),
    ("returns", *DAY): set[str](),
    ("returns", *DAY, "--items"): set[str](),
    ("agenda", *DAY): {"NAME", "NUMBER", "DUE", "AGE", "WORTH %"},
    ("agenda", *DAY, "--why"): {"NAME", "NUMBER", "DUE", "AGE", "WORTH %", "ENTRY"},
    ("sales", *DAY): {"PIECES", "NOTE"},
    ("sales", CLIENT, *DAY): {"PIECES", "NOTE"},
    ("sales", CLIENT, "--gaps", *DAY): set[str](),
    ("key-accounts",): {"COMPUTED", "SOURCE", "ESTIMATED"},
    ("prospects", *DAY): set[str](),
    ("people", *DAY): {"SINCE", "TOUCHES", "OBJ", "LINKS"},
    ("lifetime", *DAY): set[str](),
    ("points", *DAY): {"TIER", "QUALIFYING"},
    ("statement", CLIENT, "--from", "2026-01-01", "--to", "2026-06-30"): {"Referenca"},
    ("explain", "receivables", CLIENT, *DAY): set[str](),
    ("explain", "health", CLIENT, *DAY): set[str](),
    ("explain", "plan", "Gëzim Çela", *DAY): set[str](),
    ("explain", "pay", "Gëzim Çela", *DAY): set[str](),
    ("changes", "receivables", "--from", "2026-05-01", "--to", "2026-06-30"): {"NAME", "WHAT"},
    ("collect", *DAY): {"CONTACT", "SILENCE"},
    ("reminders", *DAY): set[str](),
    ("settle", CLIENT): set[str](),
}
"""The columns with values that each listing of a small portfolio may hide, none of them with an amount."""
LEFT_OUT = {"12 MONTHS"}
"""Columns that a listing works out only where a line has room; it names them among the hidden ones."""
NO_LISTING = {"export", "follow", "page", "serve"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "goodwill.db"
    ran("demo", "--clients", "12", "--years", "3", "--events", "900", ledger=path)
    return path


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The columns that tables hide on a terminal of 80 columns, and whether each has a value."""
    for module in pkgutil.walk_packages(commands.__path__, "commands."):
        if hasattr(importlib.import_module(module.name), "terminal_width"):
            monkeypatch.setattr(f"{module.name}.terminal_width", lambda: 80)
    found: list[tuple[str, bool]] = []
    fitted = tables._fitted  # noqa: SLF001 - where columns are left out

    def seen(columns: Sequence[tables.Column], sizes: Any, room: int) -> Any:
        layout = fitted(columns, sizes, room)
        found.extend(
            (column.title, sizes.filled[at]) for at, column in enumerate(columns) if at not in layout.shown
        )
        return layout

    monkeypatch.setattr(tables, "_fitted", seen)
    return found


@pytest.mark.parametrize("asked", MAY_HIDE, ids=" ".join)
def test_no_listing_hides_a_figure(
    asked: tuple[str, ...], demo: Path, hidden: list[tuple[str, bool]]
) -> None:
    shown = ran(*asked, ledger=demo).output
    named = re.findall(r"columns? hidden \((.*)\);", shown)
    assert {title for title, filled in hidden if filled} <= MAY_HIDE[asked]
    told = ", ".join(named).split(", ") if named else []
    assert sorted(title for title, _ in hidden) == sorted(title for title in told if title not in LEFT_OUT)


def test_every_command_that_lists_is_tried() -> None:
    assert {*COMMANDS["Read"], *COMMANDS["Collect"]} == {asked[0] for asked in MAY_HIDE} | NO_LISTING
