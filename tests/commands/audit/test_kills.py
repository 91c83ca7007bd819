"""Killed at any moment, the commands about keys and copies leave a whole ledger that can be read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.helpers.commanding import REGISTERED, ran
from tests.helpers.depth import far
from tests.helpers.places import ROOT

NAME = "Ayşə Məmmədova"
COMMANDS: dict[str, tuple[str, ...]] = {
    "checkpoint": ("checkpoint", "--output", "checkpoint.txt", "--force"),
    "rotate-key": ("rotate-key",),
    "erase": ("erase", "p-2", "--reason", "r", "--yes"),
    "backup": ("backup", "backup.db"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger of two people, its keys and its stored views."""
    folder = tmp_path_factory.mktemp("house")
    place, keys = folder / "goodwill.db", ("--keys", folder / "keys")
    ran(*keys, *REGISTERED, ledger=place)
    for person in ("p-1", "p-2"):
        ran(*keys, "record", "contact.added", "ACME", "--person", person, "--name", NAME, "--role", "buyer", "--on",
            "2026-01-02", ledger=place)  # fmt: skip
    ran(*keys, "project", ledger=place)
    ran(*keys, "checkpoint", ledger=place)
    return folder


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_command_leaves_a_whole_ledger(
    command: str, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    random = Random(command)  # noqa: S311 - moments that can be tried again
    for number in range(far(1, 40)):
        folder = tmp_path / str(number)
        shutil.copytree(house, folder)
        words = COMMANDS[command]
        started = subprocess.Popen(
            [sys.executable, "-c", "from cli import main; main()", *words],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "GOODWILL_ACTOR": "leyla",
                "GOODWILL_KEYS": str(folder / "keys"),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(random.uniform(0.15, 0.6))
        started.send_signal(signal.SIGKILL)
        started.wait()
        keys, place = ("--keys", folder / "keys"), folder / "goodwill.db"
        assert ran(*keys, "verify", ledger=place).output == ""
        assert ran(*keys, "check", ledger=place).stdout == ""
        assert NAME in ran(*keys, "history", "--format", "jsonl", ledger=place).stdout
        ran(
            *keys,
            "record",
            "contact.changed",
            "ACME",
            "--person",
            "p-1",
            "--role",
            "head",
            "--note",
            "n",
            ledger=place,
        )
        if command != "backup":  # whose file may be there by now
            ran(*keys, *words, ledger=place)
