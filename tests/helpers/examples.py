"""Ledgers imported by the mappings that ship, from their public files; skipped where those are absent."""

from __future__ import annotations

import pickle
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.importing import Report, load_mapping, run_import
from ledger.recording.application import Ledger
from tests.helpers.imports import NOW
from tests.helpers.once import made_once
from tests.helpers.places import DATA, ROOT


class Imported(NamedTuple):
    ledger: Ledger
    report: Report
    files: list[Path]
    megabytes: int


def shared(
    factory: pytest.TempPathFactory, mapping: str, *names: str, part: Callable[[Path], Path] | None = None
) -> Iterator[Imported]:
    """A copy, for this process, of a ledger that the processes of a run import once for all.

    ``part`` makes the file that is imported in place of a file of this name.
    """

    def make(place: Path) -> None:
        with contextmanager(imported)(place, mapping, *names, part=part) as first:
            rest = first[1:]
        (place / "rest.pickle").write_bytes(pickle.dumps(rest))

    made, own = made_once(factory, mapping, make), factory.mktemp("copied") / "ledger.db"
    rest = pickle.loads((made / "rest.pickle").read_bytes())  # noqa: S301 - another process of this run wrote it
    shutil.copyfile(made / "ledger.db", own)
    with Ledger(str(own), clock=lambda: NOW) as opened:
        yield Imported(opened, *rest)


def imported(
    place: Path, mapping: str, *names: str, part: Callable[[Path], Path] | None = None
) -> Iterator[Imported]:
    files = [DATA / name for name in names]
    if missing := [str(path) for path in files if not path.exists()]:
        pytest.skip(f"the public data is not here: {', '.join(missing)}; GOODWILL_TEST_DATA says where it is")
    files = [part(place)] if part else files
    with Ledger.create(str(place / "ledger.db"), clock=lambda: NOW) as ledger:
        before = _peak()
        report = run_import(ledger, files, load_mapping(ROOT / "examples" / mapping), actor="test")
        yield Imported(ledger, report, files, _peak() - before)


def _peak() -> int:
    """The most memory this process ever had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)
