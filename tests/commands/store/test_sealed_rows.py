"""Stored views hold what the entries say to somebody with the keys, whoever makes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran

PROMISE = "send Ana the price list"
AGENDA = ("agenda", "--as-of", "2026-03-24", "--format", "json")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("made", ["project", "replay", "catching up"])
def test_a_text_about_a_person_is_in_the_agenda_before_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str, jobs: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    ran(*REGISTERED)
    ran(
        *[
            "record",
            "contact.added",
            "ACME",
            "--person",
            "P-1",
            "--name",
            "Ana",
            "--role",
            "buyer",
            "--at",
            "2026-01-05",
        ]
    )
    if made == "catching up":
        ran("project")
    told = ("--number", "C-1", "--by", "us", "--what", PROMISE, "--due", "2026-03-25", "--people", "P-1")
    ran("record", "commitment.made", "ACME", *told, "--at", "2026-03-01")
    before = ran(*AGENDA).stdout
    assert [row["what"] for row in json.loads(before)["rows"]] == [PROMISE]
    ran(*(("replay", "--jobs", jobs) if made == "replay" else ("project",)))
    assert json.loads(ran(*AGENDA).stdout)["rows"] == json.loads(before)["rows"]
    assert "sealed" not in ran("check").stdout
