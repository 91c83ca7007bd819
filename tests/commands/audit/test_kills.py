"""Killed at any moment, the commands about keys, copies and stored views leave a whole ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.store import exists
from tests.conftest import Figures
from tests.helpers.commanding import line, ran, registered
from tests.helpers.depth import LONG_ONLY, far, on_both
from tests.helpers.killing import Killer
from tests.helpers.warm import Warm

KILLS = far(1, 25)
PEOPLE = KILLS + 2
STAYS = "Ayşə Məmmədova"
GOES = "Leyla Quliyeva"
WORDS = {
    "checkpoint": "checkpoint --output {number}.txt",
    "rotate-key": "rotate-key",
    "erase": "erase p-{number} --reason r --yes",
    "backup": "backup {number}.db",
    "project": "project",
    "replay": "replay",
}
SHORT = {("rotate-key", "postgresql"), ("erase", "sqlite")}
TRIED = on_both(WORDS, SHORT)


def person(code: str, name: str) -> str:
    return line("contact.added", occurred_at="2026-01-02", person=code, name=name, role="buyer")


@pytest.fixture
def house(new_url: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger of many people in a folder of its own, with its keys and its stored views."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    place = new_url()
    people = [person(f"p-{number}", f"{GOES} {number}") for number in range(PEOPLE)]
    people.append(person("p-s", STAYS))
    Path("lines.jsonl").write_text("\n".join([registered(), *people]), encoding="utf-8")
    ran("record", "--data", "lines.jsonl", ledger=place)
    ran("project", ledger=place)
    ran("checkpoint", ledger=place)
    return place


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.parametrize(("command", "new_url"), TRIED, indirect=["new_url"])
def test_a_killed_command_leaves_a_whole_ledger(
    command: str, house: str, warm: Warm, tmp_path: Path, figures: Figures
) -> None:
    killer = Killer(warm, tmp_path, command)

    def words(number: int) -> list[str]:
        return ["--ledger", house, "--keys", "keys", *WORDS[command].format(number=number).split()]

    assert killer.whole(*words(0)).returncode == 0
    takes = killer.takes()
    for number in range(1, KILLS + 1):
        done = killer.kill(takes, *words(number))
        people = assert_whole(house)
        assert people[f"p-{number}"] in {f"{GOES} {number}", "[erased]"}
        if done.returncode == 0:
            assert_done(command, number, people, house)
        again = killer.whole(*words(number))
        assert again.returncode == 0 or "already" in again.stderr, again.stderr
        assert_done(command, number, assert_whole(house), house)
    assert killer.killed > 0 or far(1, 0)
    figures(f"{command}: {killer}; verify and check silent after each, and the second try ended it")


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.parametrize(
    "new_url", ["sqlite", pytest.param("postgresql", marks=LONG_ONLY)], indirect=["new_url"]
)
def test_a_killed_init_leaves_a_ledger_or_none(
    new_url: Callable[[], str], warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    Path("lines.jsonl").write_text(f"{registered()}\n{person('p-s', STAYS)}", encoding="utf-8")
    killer = Killer(warm, tmp_path, "init")

    def words(place: str) -> list[str]:
        return ["--ledger", place, "--keys", "keys", "init"]

    assert killer.whole(*words(new_url())).returncode == 0
    takes = killer.takes()
    for _ in range(KILLS):
        place = new_url()
        killer.kill(takes, *words(place))
        there = exists(place)
        again = killer.whole(*words(place))
        assert again.returncode == (1 if there else 0), again.stderr
        ran("record", "--data", "lines.jsonl", ledger=place)
        ran("checkpoint", ledger=place)
        assert_whole(place)
    assert killer.killed > 0 or far(1, 0)
    figures(f"init: {killer}; a whole ledger or none, and the second try made it")


def assert_whole(place: str) -> dict[str, str]:
    """Nothing is wrong with the ledger, and more can be recorded; gives the names of people by their ids."""
    assert ran("verify", ledger=place).output == ""
    assert ran("check", ledger=place).stdout == ""
    ran("record", "contact.changed", "ACME", "--person", "p-s", "--role", "head", "--note", "n", ledger=place)
    lines = map(json.loads, ran("history", "--format", "jsonl", ledger=place).stdout.splitlines())
    people = {one["event"]["person"]: one["event"]["name"] for one in lines if one["kind"] == "contact.added"}
    assert people["p-s"] == STAYS
    return people


def assert_done(command: str, number: int, people: dict[str, str], place: str) -> None:
    """What a command acknowledged is so."""
    if command == "erase":
        assert people[f"p-{number}"] == "[erased]"
    if command == "backup":
        assert ran("verify", ledger=f"{number}.db").output == ""
    if command in {"project", "replay"}:
        assert "are 1 entry behind" in ran("check", ledger=place).stderr  # that of ``assert_whole``
    if command == "checkpoint":
        assert Path(f"{number}.txt").read_text(encoding="utf-8").startswith("goodwill/")
