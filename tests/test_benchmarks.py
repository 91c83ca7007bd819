"""The benchmarks run: each measures a small ledger and names all that it is to measure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.listings import LISTINGS
from projections import ALL
from tests.helpers.commanding import ran
from tests.helpers.depth import LONG_ONLY
from tests.helpers.places import ROOT

pytestmark = [LONG_ONLY, pytest.mark.long]


def run(*words: str) -> str:
    """What a module prints that runs to its end."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("benchmarks") / "small.db"
    ran("demo", "--clients", "20", "--events", "2000", ledger=place)
    ran("replay", ledger=place)
    return place


def test_what_each_view_costs_a_rebuild_is_measured() -> None:
    printed = run("benchmarks.views", "--entries", "300", "--clients", "5", "--rounds", "1")
    for name in ALL:
        assert f"\n{name} " in printed


def test_each_listing_is_timed(ledger: Path) -> None:
    printed = run("benchmarks.listings", str(ledger), "--facts")
    for name in LISTINGS:
        assert f"\n{name} " in printed


def test_answers_are_timed_from_rows_and_from_facts(ledger: Path) -> None:
    printed = run("benchmarks.answers", str(ledger), "--facts")
    for name in ALL:
        assert f"\n{name} of everybody, stored" in printed
    assert "bytes an entry" in printed


@pytest.mark.parametrize(
    "words",
    [
        ("pages",),
        ("partitions", "--entries", "500", "--partitions", "2"),
        ("replay", "--entries", "500", "--clients", "5"),
        ("postgresql", "--seconds", "0.1", "--writers", "1"),
    ],
    ids=lambda words: words[0],
)
def test_a_benchmark_runs_to_its_end(words: tuple[str, ...], ledger: Path) -> None:
    named = [str(ledger)] if words == ("pages",) else []
    assert run(f"benchmarks.{words[0]}", *words[1:], *named)
