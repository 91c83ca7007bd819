"""What a run of the tests does once, so that it spends its time on tests."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

__all__ = [
    "compute_on_one_thread",
    "draw_the_same_examples",
    "forget_what_stays",
    "keep_bytecode",
    "keep_files_in_memory",
    "seconds_by_file",
]

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make private folders in it
"""Where Linux keeps files in memory."""
ROOM = 3 << 30
"""How many bytes must be free there: a run writes less than 1 GB."""

_SELDOM = 20_000, 50, 100
"""How many new objects start a search for garbage, and how many searches one among older objects."""


def keep_bytecode() -> None:
    """Let Python write bytecode, or each of some 200 interpreters that a run starts compiles the program."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def keep_files_in_memory() -> None:
    """Make temporary files in memory, so that no commit waits for a disk; ``TMPDIR`` names another place."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def seconds_by_file(reports: Iterable[pytest.TestReport]) -> list[tuple[str, float]]:
    """How long the tests of each file took in all, with their fixtures, the slowest file first."""
    seconds: dict[str, float] = {}
    for report in reports:
        file = report.nodeid.partition("::")[0]
        seconds[file] = seconds.get(file, 0) + report.duration
    return sorted(seconds.items(), key=itemgetter(1), reverse=True)


def compute_on_one_thread() -> None:
    """Let linear algebra use one thread: each core has a worker already, and threads wait busily."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def forget_what_stays() -> None:
    """Keep what was imported and collected out of each later search for garbage, and search seldom.

    A search through what tests keep takes 0.2 s, and a tenth of all processor time went into such searches.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)


def draw_the_same_examples() -> None:
    """Keep Hypothesis from drawing constants of our modules: what ran before decides which are imported.

    A law failed in some selections of tests and not in others. To read all modules also takes seconds.
    """
    providers._get_local_constants = Constants  # noqa: SLF001 - no setting does it
