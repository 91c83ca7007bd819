"""Every command that shows a personal text has it recorded where the policy wants it, in every format.

The ledger is that of the demonstration, in which each personal text begins with a mark.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from cli import COMMANDS
from cli import goodwill as group
from goodwill.read_log import personal_kinds
from ledger.events import KINDS
from ledger.recording.entry_log import EntryLog
from tests.helpers.browsing import Site
from tests.helpers.commanding import ran, run
from tests.helpers.depth import LONG, far
from tests.helpers.narrow import CLIENT, DAY, MAY_HIDE
from tests.helpers.places import ROOT

MARK = "Zq"
NO_READING = {
    *COMMANDS["Begin"], *COMMANDS["Record"], *COMMANDS["Govern"], *COMMANDS["Shell"], "verify", "checkpoint",
    "verify-receipt", "project", "replay", "upgrade", "restore", "load",
}  # fmt: skip
"""Commands that record, or work on a whole ledger and show no entry."""
OTHERS = {"export", "follow", "backup", "prove", "backtest", "page", "serve"}
"""Commands that write entries whole, recorded as a reading or sealed, figures of all clients, and pages."""
MORE: tuple[tuple[str, ...], ...] = (
    *(("audit", name) for name in ("late", "backdated", "corrections", "deputies", "approvals", "copies", "gifts", "clock")),
    ("explain", "loyalty", CLIENT, *DAY),
    ("explain", "health", CLIENT, "--from", "2026-01-01", "--to", "2026-06-30"),
    ("agenda", CLIENT, *DAY), ("agenda", *DAY, "--ics", "-"),
    ("people", "--map"), ("points", CLIENT), ("health", CLIENT, "--components"), ("check",),
    ("history", "--kind", "invoice.*"),
)  # fmt: skip


def _marked(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Entries as lines to record, with marks in all personal texts, and with notes about people."""
    people: dict[str | None, str] = {}
    for entry in entries:
        kind, event, client = entry["kind"], entry["event"], entry["client"]
        if kind == "contact.added":
            people.setdefault(client, event["person"])
        if kind == "policy.adopted":
            continue
        for name in KINDS[kind].personal:
            if isinstance(event.get(name), dict):
                event[name]["what"] = f"{MARK}{name}"
            elif name in event:
                event[name] = f"{MARK}{name}"
        if client in people and not kind.startswith("entry."):
            event |= {"people": [people[client]], "note": f"{MARK}note of {kind}"}
        yield {name: entry[name] for name in ("kind", "client", "occurred_at", "actor")} | {"event": event}
    left = {"person": people[CLIENT], "reason": f"{MARK}reason"}
    made = {"number": "K-99", "by": "us", "what": f"{MARK}what", "due": "2026-07-02"}
    changed = {"person": people[CLIENT], "email": f"{MARK}@example.com"}
    for kind, event in (("commitment.made", made), ("contact.changed", changed), ("contact.left", left)):
        yield {"kind": kind, "client": CLIENT, "occurred_at": "2026-06-28", "event": event}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, marked, under a policy that has readings recorded."""
    folder = tmp_path_factory.mktemp("reads")
    place, plain = folder / "goodwill.db", folder / "plain.db"
    ran("demo", "--clients", "6", "--years", "2", "--events", "400", ledger=plain)
    entries = [
        json.loads(one) for one in ran("history", "--format", "jsonl", ledger=plain).stdout.splitlines()
    ]
    marked = [*_marked(entries)]
    ran("record", "--data", "-", ledger=place, input="\n".join(map(json.dumps, marked)))
    first = next(number for number, one in enumerate(marked, 1) if one["kind"] == "contact.added")
    words = ("--entry", str(first), "--set", f"phone={MARK}phone", "--reason", "typed wrongly")
    ran("record", "entry.corrected", *words, ledger=place)
    policy = (ROOT / "commands" / "demo" / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(f"{policy}\n[audit]\nlog_reads = true\n", encoding="utf-8")
    ran("policy", "adopt", folder / "policy.toml", "--at", "2023-01-01", ledger=place)
    return place


def readings(place: Path) -> int:
    with closing(sqlite3.connect(place)) as database:
        (number,) = database.execute("SELECT count(*) FROM entries WHERE kind = 'data.read'").fetchone()
    return int(number)


def formats(words: tuple[str, ...]) -> list[str]:
    """The formats of a command."""
    command = group.load(words[0])
    for word in words[1:]:
        if isinstance(command, click.Group):
            command = command.commands[word]
    (form,) = (one for one in command.params if one.name == "form")
    return list(form.type.choices) if isinstance(form.type, click.Choice) else []


TRIED = [*MAY_HIDE, *MORE]
SHORT = [*{" ".join(words[: 1 + (words[0] == "audit")]): words for words in reversed(TRIED)}.values()]
"""What the short form tries: each command once, in the format for people."""


@pytest.mark.long
@pytest.mark.parametrize("words", TRIED if LONG else SHORT, ids=" ".join)
def test_what_shows_a_personal_text_is_recorded(words: tuple[str, ...], ledger: Path) -> None:
    unrecorded = []
    for name in formats(words)[: None if LONG else 1]:
        before = readings(ledger)
        done = run(*words, "--format", name, ledger=ledger)
        assert done.exit_code in {0, 3}, done.output
        if MARK in done.stdout and readings(ledger) != before + 1:
            unrecorded.append(name)
    assert not unrecorded


@pytest.mark.long
def test_no_page_shows_a_personal_text(ledger: Path) -> None:
    before, seen = readings(ledger), set[str]()
    with EntryLog(str(ledger), clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as entries:
        for url, answer in Site(entries).walk("/?as_of=2026-06-30", far(1, 10)):
            assert answer.status_code == 200, url
            assert MARK not in answer.text, url
            seen.add(url.partition("?")[0])
    assert {"/client", "/explain", "/entry", "/people", "/agenda"} <= seen
    assert readings(ledger) == before


def test_every_command_that_reads_is_tried() -> None:
    assert {name for section in COMMANDS.values() for name in section} == (
        {words[0] for words in TRIED} | NO_READING | OTHERS
    )


def test_the_marks_stand_in_every_kind_with_personal_texts(ledger: Path) -> None:
    shown = ran("history", "--format", "jsonl", ledger=ledger).stdout.splitlines()
    kinds = {one["kind"] for one in map(json.loads, shown) if MARK in json.dumps(one["event"])}
    assert personal_kinds() <= kinds
