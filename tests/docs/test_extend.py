"""What the page on extending Goodwill changes applies to the source, and does what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.helpers.places import ROOT
from tests.helpers.sessions import steady

PAGE = ROOT / "docs" / "how-to" / "extend.md"
_BLOCK = re.compile(r"^```(?P<language>diff|sh|shell-session)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FOLDERS = ["commands", "docs", "goodwill", "ledger", "projections", "reporting", "tests"]


class House:
    """A copy of the source, and a place for a ledger beside it."""

    def __init__(self, place: Path) -> None:
        self.source, self.desk = place / "source", place / "desk"
        for folder in _FOLDERS:
            copytree(ROOT / folder, self.source / folder)
        for name in ("cli.py", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile"):
            (self.source / name).write_bytes((ROOT / name).read_bytes())
        self.desk.mkdir()
        binaries = place / "bin"
        binaries.mkdir()
        for name, code in {
            "goodwill": '-c "from cli import main; main()"',
            "python": "",
            "pytest": "-m pytest",
        }.items():
            (binaries / name).write_text(
                f'#!/bin/sh\nexec "{sys.executable}" {code} "$@"\n', encoding="utf-8"
            )
            (binaries / name).chmod(0o755)
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("GOODWILL", "PYTEST"))
        }
        path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
        self.environment = ours | {
            "PATH": path,
            "PYTHONPATH": str(self.source),
            "GOODWILL_ACTOR": "leyla",
            "GOODWILL_KEYS": str(place / "keys"),
        }

    def apply(self, patch: str) -> None:
        """Change the source by a patch."""
        words = ["git", "apply", "-"]
        done = subprocess.run(
            words, cwd=self.source, input=patch, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr

    def run(self, line: str, where: Path) -> tuple[int, str]:
        """The exit code of a line of shell, and all that it wrote."""
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=where,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def session(self, text: str) -> str:
        """A block of a terminal as this program writes it."""
        lines = [line for line in text.splitlines() if line.startswith("$ ")]
        shown = (f"{line}\n{self.run(line.removeprefix('$ '), self.desk)[1]}" for line in lines)
        return steady("".join(shown))


def test_the_page_applies_and_does_what_it_shows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text, house = PAGE.read_text(encoding="utf-8"), House(tmp_path)
    written = "".join(_followed(house, text))
    if request.config.getoption("--update-golden"):
        PAGE.write_text(written, encoding="utf-8")
    assert written == text, "`pytest --update-golden tests/docs/test_extend.py` writes the page again"


def _followed(house: House, text: str) -> Iterator[str]:
    """The page, with what the commands write now."""
    place = 0
    for block in _BLOCK.finditer(text):
        yield text[place : block.start()]
        place, inside = block.end(), block["text"]
        match block["language"]:
            case "diff":
                house.apply(inside)
            case "sh":
                for line in inside.splitlines():
                    code, wrote = house.run(line, house.source)
                    assert code == 0, f"{line}\n{wrote}"
            case _:
                inside = house.session(inside)
        yield f"```{block['language']}\n{inside}```"
    yield text[place:]
