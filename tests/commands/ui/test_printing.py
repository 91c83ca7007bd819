from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.ui.printing import clean, visible
from tests.helpers.commanding import invoice, line, registered, run
from tests.helpers.seen import saw, sees

HOSTILE = "A\u202eB\x9bC\x1b]0;owned\x07\u2066D\u200bE\ufeffF\xadG"
SEEN_BY_A_TERMINAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]"
)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client whose name, numbers and notes move the cursor or turn the direction, where rules let them."""
    monkeypatch.chdir(tmp_path)
    said = line("visit.held", "ACME", channel="call", started_at="2026-03-01T10:00Z", summary=f"x {HOSTILE}")
    charge = line(
        "charge.added", "ACME", number="C-1", amount="5", currency="EUR", what="fee", due="2026-03-31"
    )
    for text in (registered("ACME", f"Acme {HOSTILE}"), registered(), invoice("1"), said, charge):
        run("record", "--data", "-", input=text)


COMMANDS = [
    ("history",),
    ("history", HOSTILE),
    ("receivables", "--as-of", "2026-04-15"),
    ("receivables", "--as-of", "2026-04-15", "--items"),
    ("receivables", HOSTILE),
    ("receivables", "--manager", HOSTILE),
    ("receivables", "--sort", HOSTILE),
    ("health", "--as-of", "2026-04-15"),
    ("loyalty", "--as-of", "2026-04-15"),
    ("explain", "receivables", "ACME", "--as-of", "2026-04-15"),
    ("explain", "receivables", "ACME", HOSTILE),
    ("explain", HOSTILE, "ACME"),
    ("statement", "ACME", "--to", "2026-04-15"),
    ("statement", HOSTILE),
    ("collect", "--as-of", "2026-04-15"),
    ("reminders", "--as-of", "2026-04-15"),
    ("settle", "ACME"),
    ("record", HOSTILE, "ACME"),
    ("record", "client.registered", HOSTILE, "--name", "X", "--currency", HOSTILE),
    ("record", "order.released", "ACME", "--number", HOSTILE, "--reason", "x"),
    ("record", "order.released", "ACME", "--number", "1", "--reason", "x", f"--{HOSTILE}"),
    ("kinds", HOSTILE),
    ("check",),
    ("policy", "check", HOSTILE),
    ("import", HOSTILE, "--map", HOSTILE),
    (HOSTILE,),
    ("export", HOSTILE),
    ("receivables", "--output", f"nowhere/{HOSTILE}"),
]


@pytest.mark.usefixtures("ledger")
@sees(20)
def test_no_command_prints_what_a_terminal_obeys() -> None:
    for words in COMMANDS:
        done = run(*words)
        if done.output:
            saw()
            assert not SEEN_BY_A_TERMINAL.search(done.output), (words, done.output)


def test_characters_with_which_words_are_spelt_and_pictures_are_made_are_printed() -> None:
    for text in ("می\u200cروم", "क्\u200dष", "☕\ufe0f"):
        assert clean(text) == visible(text) == text


@given(st.text())
def test_a_cell_is_one_line_without_anything_that_a_terminal_obeys(text: str) -> None:
    assert not SEEN_BY_A_TERMINAL.search(clean(text))
    assert "\n" not in clean(text)


@given(st.text())
def test_a_line_keeps_its_breaks_and_colours_and_loses_what_else_a_terminal_obeys(text: str) -> None:
    shown = visible(f"\x1b[31m{text}\x1b[0m\n")
    assert shown.startswith("\x1b[31m")
    assert shown.endswith("\x1b[0m\n")
    assert not SEEN_BY_A_TERMINAL.search(re.sub(r"\x1b\[[\d;]*m", "", shown))
