"""Command lines that are killed at a moment of their own CPU time, so that a busy machine changes nothing."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random
from subprocess import CompletedProcess
from typing import Any

from tests.helpers.depth import far
from tests.helpers.warm import Warm

_TIMED = "import time\nfrom cli import main\ntry: main()\nfinally: open('cpu', 'w').write(str(time.process_time()))"
_KILLED = "import signal\nsignal.setitimer(signal.ITIMER_PROF, {after})\nfrom cli import main\nmain()"


class Killer:
    """Runs command lines in a folder, and kills some.

    Args:
        warm: runs them.
        folder: where.
        seed: of the moments, which can so be tried again.

    Attributes:
        tried: how many were to be killed.
        killed: how many were. The others ended before their moment came.
    """

    def __init__(self, warm: Warm, folder: Path, seed: str) -> None:
        self._warm, self._folder = warm, folder
        self._random = Random(seed)  # noqa: S311 - repeatable, not secret
        self.tried = self.killed = 0

    def whole(self, *words: str) -> CompletedProcess[str]:
        """A command line that nothing kills."""
        return self._warm.run(_TIMED, *words, where=self._folder)

    def takes(self) -> float:
        """The seconds of CPU time that the last whole one took."""
        return float((self._folder / "cpu").read_text(encoding="utf-8"))

    def kill(self, takes: float, *words: str) -> CompletedProcess[str]:
        """A command line that is killed at some moment, if it takes so long."""
        after = self._random.uniform(0.001, takes)
        done = self._warm.run(_KILLED.format(after=after), *words, where=self._folder)
        self.tried += 1
        self.killed += done.returncode == -signal.SIGPROF
        return done

    def __str__(self) -> str:
        return f"{self.killed} killed of {self.tried}"


KILLS = far(3, 40)
"""How many processes a test kills."""
FORK = multiprocessing.get_context("fork")


def started(work: Callable[..., None], *args: Any) -> Any:
    """A process that does some work, begun."""
    process = FORK.Process(target=work, args=args)
    process.start()
    return process
