"""Ledgers imported by the mappings that ship, from their public files; skipped where those are absent."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.importing import Report, load_mapping, run_import
from ledger.recording.application import Ledger
from tests.helpers.imports import NOW
from tests.helpers.places import DATA, ROOT


class Imported(NamedTuple):
    ledger: Ledger
    report: Report
    files: list[Path]
    megabytes: int


def imported(place: Path, mapping: str, *names: str) -> Iterator[Imported]:
    files = [DATA / name for name in names]
    if missing := [str(path) for path in files if not path.exists()]:
        pytest.skip(f"the public data is not here: {', '.join(missing)}; GOODWILL_TEST_DATA says where it is")
    with Ledger.create(str(place / "ledger.db"), clock=lambda: NOW) as ledger:
        before = _peak()
        report = run_import(ledger, files, load_mapping(ROOT / "examples" / mapping), actor="test")
        yield Imported(ledger, report, files, _peak() - before)


def _peak() -> int:
    """The most memory this process ever had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)


ONE_IMPORT = pytest.mark.xdist_group("wholesaler")
"""Tests that share the largest import run in one process, so that it is done once."""
