"""A reader with the keys sees texts about people in an agenda, also where tasks without keys made it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran

PROMISE = "send Ana the price list"
AGENDA = ("agenda", "--as-of", "2026-03-24", "--format", "json")
PERSON = ("--person", "P-1", "--name", "Ana", "--role", "buyer")
MADE: dict[str, list[tuple[str, ...]]] = {
    "by entries": [("project",)],
    "by two processes": [("replay", "--jobs", "2")],
    "by partitions": [("export", "entries", "out", "--format", "parquet"), ("replay", "--from", "out")],
    "step by step": [("project",)],
}


def shown() -> list[str]:
    return [row["what"] for row in json.loads(ran(*AGENDA).stdout)["rows"]]


@pytest.mark.parametrize("made", MADE)
def test_a_text_about_a_person_is_read_from_its_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    ran(*REGISTERED)
    ran("record", "contact.added", "ACME", *PERSON, "--at", "2026-01-05")
    if made == "step by step":
        ran("project")
    told = ("--number", "C-1", "--by", "us", "--what", PROMISE, "--due", "2026-03-25", "--people", "P-1")
    ran("record", "commitment.made", "ACME", *told, "--at", "2026-03-01")
    for words in MADE[made]:
        ran(*words)
    assert shown() == [PROMISE]
    monkeypatch.setenv("GOODWILL_KEYS", "no-keys")
    assert shown() == ["[sealed]"]
    assert ran("check").output == ""
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    assert ran("check").output == ""
    ran("erase", "P-1", "--reason", "asked", "--yes")
    assert shown() == ["[erased]"]
    assert ran("check").output == ""
