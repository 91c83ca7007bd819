"""What the processes of a run make once for all, and copy."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest

__all__ = ["common", "made_once"]


def common(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first process that wants it fills; the others wait, and change nothing in it."""
    made = common(factory) / f"{name}.once"
    with made.with_suffix(".lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            rmtree(made, ignore_errors=True)  # another process may have failed while it made this
            made.mkdir()
            make(made)
            lock.write("made")
    return made
