"""Runs command lines in forks of one process that has imported the program: imports cost most of a command.

Each command line is a process of its own that ends as the program does, with bounds on memory and time.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.helpers.places import ROOT

SECONDS = 20
"""How long a command may take."""
EVERYTHING = """
from importlib import import_module
from pkgutil import walk_packages

for package in map(import_module, ("ledger", "projections", "reporting", "goodwill", "commands")):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
"""
"""Code that imports every module of the program."""


class Spent(NamedTuple):
    """What a command took.

    Attributes:
        seconds: of a processor.
        megabytes: of memory, at most.
    """

    seconds: float
    megabytes: int


class Warm:
    """A process that forks for every command line.

    Args:
        place: a folder for what commands print.
        first: code that it runs before the first command, with all that commands are to find imported.
        env: more of its environment.

    Attributes:
        spent: what the last command took.
    """

    spent: Spent

    def __init__(self, place: Path, first: str = "", env: Mapping[str, str] | None = None) -> None:
        self._place = place
        self._server = subprocess.Popen(
            [sys.executable, "-c", f"{first}\nfrom tests.helpers.warm import serve\nexec(serve())"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "GOODWILL_ACTOR": "leyla", **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, code: str, *words: str, where: Path | None = None, memory: int = resource.RLIM_INFINITY
    ) -> subprocess.CompletedProcess[str]:
        """What code printed, run with words of a command line in a folder and so many bytes of memory."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        out, err = self._place / "warm.out", self._place / "warm.err"
        asked = {"code": code, "words": words, "where": str(where or self._place), "memory": memory}
        self._server.stdin.write(json.dumps({**asked, "out": str(out), "err": str(err)}) + "\n")
        self._server.stdin.flush()
        status, *spent = json.loads(self._server.stdout.readline())
        self.spent = Spent(*spent)
        texts = (path.read_text(encoding="utf-8") for path in (out, err))
        return subprocess.CompletedProcess(words, status, *texts)

    def close(self) -> None:
        """End the process."""
        self._server.communicate()


def serve() -> str:
    """The code that a fork is to run; the process that forks for every line that it reads ends here."""
    gc.freeze()  # or each fork looks through all that was imported, and copies the memory where it stands
    for line in sys.stdin:
        if not (child := os.fork()):
            return _prepared(json.loads(line))
        _, status, took = os.wait4(child, 0)
        spent = took.ru_utime + took.ru_stime, took.ru_maxrss >> 10
        print(json.dumps([os.waitstatus_to_exitcode(status), *spent]), flush=True)  # noqa: T201 - the answer
    return ""


def _prepared(asked: dict[str, Any]) -> str:
    """The code that was asked for, once the process stands where it is to run."""
    os.chdir(asked["where"])
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, name in enumerate(("out", "err"), 1):
        with Path(asked[name]).open("w") as file:
            os.dup2(file.fileno(), number)
    sys.argv = ["goodwill", *asked["words"]]
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    return str(asked["code"])
