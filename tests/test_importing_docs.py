"""What the documentation of importing says is true: its mappings load, its commands print what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.importing import load_mapping
from ledger.importing.mapping import Condition, Event, Files, Group, LeaveOut, LookUp, Mapping, Value

DOCS = Path(__file__).parent.parent / "docs"
REFERENCE = (DOCS / "reference" / "mapping.md").read_text(encoding="utf-8")
TUTORIAL = (DOCS / "tutorial" / "import-your-own-spreadsheet.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("document", blocks(REFERENCE, "toml"))
def test_every_mapping_of_the_reference_makes_sense(tmp_path: Path, document: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(document, encoding="utf-8")

    assert load_mapping(path).event


@pytest.mark.parametrize("table", [Mapping, Files, Group, LeaveOut, Event, Value, LookUp, Condition])
def test_every_key_of_a_mapping_is_in_the_reference(table: type[Mapping | Files | Value]) -> None:
    keys = {info.alias or name for name, info in table.model_fields.items()}

    missing = {key for key in keys if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", REFERENCE)}
    assert missing == set()


def test_the_commands_of_the_tutorial_print_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "debtors.csv").write_text(blocks(TUTORIAL, "csv")[0], encoding="utf-8-sig")
    (tmp_path / "debtors.toml").write_text(blocks(TUTORIAL, "toml")[0], encoding="utf-8")
    for session in blocks(TUTORIAL, "console"):
        for step in session.removeprefix("$ ").split("\n$ "):
            command, _, shown = step.partition("\n")
            assert _lines(_run(command, tmp_path)) == _lines(shown), command


def _run(command: str, place: Path) -> str:
    program, *arguments = shlex.split(command)
    if program == "sed":
        path = place / arguments[2]
        _, old, new, _ = arguments[1].split("/")
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return ""
    root = str(Path(__file__).parent.parent)
    run = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": root, "NO_COLOR": "1", "PYTHONUTF8": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    return run.stdout


def _lines(text: str) -> list[str]:
    """What was printed, without the moment at which it was; faults and counts come by two ways, in either order."""
    return sorted(
        re.sub(r"known at [-0-9]+ [:0-9]+ UTC", "", line).rstrip() for line in text.splitlines() if line
    )
