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
from commands.ui.wrapping import width
from tests.helpers.commanding import ran
from tests.helpers.narrow import MAY_HIDE

LEFT_OUT = {"12 MONTHS"}
"""Columns that a listing works out only where a line has room; it names them among the hidden ones."""
NO_LISTING = {"export", "follow"}


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
    named = re.findall(r"columns? hidden \((.*?)\);", " ".join(shown.split()))
    assert {title for title, filled in hidden if filled} <= MAY_HIDE[asked]
    told = ", ".join(named).split(", ") if named else []
    assert sorted(title for title, _ in hidden) == sorted(title for title in told if title not in LEFT_OUT)


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("asked", MAY_HIDE, ids=" ".join)
def test_no_line_is_longer_than_the_terminal(asked: tuple[str, ...], demo: Path) -> None:
    shown = ran(*asked, ledger=demo).stdout
    assert [line for line in shown.splitlines() if width(line) > 80] == []


@pytest.mark.usefixtures("hidden")
def test_health_has_a_line_for_each_client_beside_what_is_left_of_long_names(demo: Path) -> None:
    shown = ran("health", "--as-of", "2026-06-30", ledger=demo).stdout
    table = shown.split("\n\n")[1].splitlines()
    below = [line.strip() for line in table if line.startswith(" ")]
    assert table[0].split()[-3:] == ["TREND", "30", "DRAG"]
    assert not re.search(r"\d", "".join(below))


def test_every_command_that_lists_is_tried() -> None:
    untried = {*COMMANDS["Read"], *COMMANDS["Collect"]} - {asked[0] for asked in MAY_HIDE} - NO_LISTING
    assert not untried, (
        f"add {', '.join(untried)} to MAY_HIDE in tests/helpers/narrow.py with the columns that a narrow terminal may "
        "leave out of it, or to NO_LISTING above"
    )
