"""The pages of the documentation as sessions: each command of a page runs in order in a new directory.

``Session.page`` gives a page back with everything that was printed put where the page shows it. It knows

* ``console`` blocks: lines that begin with ``$ `` are typed, a line goes on after a backslash or up to the
  end of a ``<<EOF``; what follows is what a person sees, standard error included;
* ``csv``, ``toml`` and ``json`` blocks after the words "save it as `NAME`": they become that file;
* ``python`` blocks, run one after the other in one namespace, and the ``text`` block that shows what one
  printed.

``sh`` blocks are shown and not run. Nothing is masked: the time is set instead. A page begins on 15 April
2026 at 10:00 UTC, and every command that is typed takes a minute.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import commands.ui.clock
from cli import goodwill

__all__ = ["BEGINS", "FENCE", "Session", "steady"]

BEGINS = datetime(2026, 4, 15, 10, tzinfo=UTC)
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_SAVED = re.compile(r"[Ss]ave (?:it|this|them) as\s+`([^`]+)`[^`]*\Z")
_HEREDOC = re.compile(r"<<'?(\w+)'?")
_NOTED = re.compile(r"(\w+)=\$\(date -u \+(\S+)\)")
_EXPORTED = re.compile(r"export (\w+)=(\S+)")
_RANDOM = re.compile(r"\b[0-9a-f]{32}\b(?P<key>\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+)?")
_ID, _PUBLIC = "4f7c1d9a02e84b6f8d35c0a17be96d28", "+9b1e6f04+AU0l5yqhZV3Xb7oWn2rJtK8sGcDfPmE1uAiQ6wYk9xHe"
_KEYS = re.compile(r"(?<= in )\S+/keys\d*(?=/)")
_MADE = {"make demo": "goodwill --ledger .demo/goodwill.db demo"}  # what the Makefile runs; a test compares


def steady(printed: str) -> str:
    """What was printed, with the same ids, keys and folder of keys each time."""
    return _KEYS.sub("~/.config/goodwill/keys", _RANDOM.sub(_same, printed))


class Session:
    """A person at a terminal, in a directory of their own.

    Args:
        patch: sets the environment and the clock, and puts both back.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._now = BEGINS
        self._code = 0
        self._names: dict[str, Any] = {"__name__": "__page__"}
        self._printed: str | None = None
        patch.setattr(commands.ui.clock, "datetime", SimpleNamespace(now=lambda _zone: self._now))

    def page(self, text: str) -> str:
        """The page with what is printed now."""
        return FENCE.sub(self._block, text)

    def _block(self, found: re.Match[str]) -> str:
        language, body = found["language"], found["body"]
        printed, self._printed = self._printed, None
        match language:
            case "console":
                body = "".join(f"$ {command}\n{self.type(command)}" for command in typed(body))
            case "python":
                with redirect_stdout(StringIO()) as out:
                    exec(compile(body, "page", "exec"), self._names)  # noqa: S102 - the page is ours
                self._printed = out.getvalue() or None
            case "text" if printed is not None:
                body = printed
            case "csv" | "toml" | "json":
                if name := _SAVED.search(found.string, 0, found.start()):
                    Path(name[1]).write_text(body, encoding="utf-8")
        return f"```{language}\n{body}```"

    def type(self, command: str) -> str:
        """What a person sees who types a command."""
        self._now += timedelta(minutes=1)
        if noted := _NOTED.fullmatch(command):
            self._patch.setenv(noted[1], self._now.strftime(noted[2]))
            return ""
        if exported := _EXPORTED.fullmatch(command):
            self._patch.setenv(exported[1], exported[2])
            return ""
        if command == "echo $?":
            return f"{self._code}\n"
        seen, given = "", ""
        parts = _MADE.get(command, command).split(" | ")
        for number, part in enumerate(parts, 1):
            out, both, errors = self._run(part, given)
            seen, given = seen + (both if number == len(parts) else errors), out
        return steady(seen)

    def _run(self, command: str, given: str) -> tuple[str, str, str]:
        """Standard output, both as they come, and standard error."""
        if not command.startswith("goodwill "):
            run = subprocess.run(
                ["/bin/sh", "-c", command],
                input=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                encoding="utf-8",
            )
            self._code = run.returncode
            return run.stdout, run.stdout, ""
        words = shlex.split(os.path.expandvars(command.replace("\\\n", " ")))[1:]
        done = CliRunner().invoke(goodwill, words, prog_name="goodwill", input=given or None)
        self._code = done.exit_code
        return done.stdout, done.output, done.stderr


def _same(found: re.Match[str]) -> str:
    """One id or key in place of every other, which are random."""
    return _ID + (_PUBLIC if found["key"] else "")


def typed(block: str) -> Iterator[str]:
    """The commands of a console block, each with the lines that belong to it."""
    lines = iter(block.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            continue
        command = line.removeprefix("$ ")
        while command.endswith("\\"):
            command += "\n" + next(lines)
        if heredoc := _HEREDOC.search(command):
            while command.splitlines()[-1] != heredoc[1]:
                command += "\n" + next(lines)
        yield command
