"""Messages on a terminal: broken between words, and whole for programs."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.ui import wrapping
from commands.ui.wrapping import told, width
from tests.helpers.places import ROOT

CELLS = 40


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrapping, "_cells_of_stderr", lambda: CELLS)


@pytest.mark.usefixtures("narrow")
def test_a_message_is_broken_between_words_and_a_command_in_it_stays_whole() -> None:
    message = "goodwill: no client has the code 'ACME'; see `goodwill kinds client` for all of them"
    assert told(message).splitlines() == [
        "goodwill: no client has the code 'ACME';",
        "see `goodwill kinds client` for all of",
        "them",
    ]
    assert told("usage\ntry `goodwill --help`") == "usage\ntry `goodwill --help`"


@pytest.mark.usefixtures("narrow")
def test_a_command_that_fits_on_no_line_is_broken_between_its_words() -> None:
    assert told("write `goodwill record payment.received ACME --amount 5`").splitlines() == [
        "write `goodwill record payment.received",
        "ACME --amount 5`",
    ]


@given(words=st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_a_broken_message_has_all_its_words_on_lines_that_fit(words: list[str]) -> None:
    message = " ".join(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "_cells_of_stderr", lambda: CELLS)
        lines = told(message).split("\n")
    assert all(width(line) <= CELLS for line in lines)
    assert "".join(lines).replace(" ", "") == message.replace(" ", "")


def test_standard_error_is_broken_where_it_is_a_terminal_and_only_there(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, CELLS, 0, 0))
    words = [sys.executable, "-c", "from cli import main; main()", "health"]
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"PYTHONPATH": str(ROOT)}
    piped = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    subprocess.run(words, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=follower, check=False)
    os.close(follower)
    shown = os.read(leader, 10_000).decode().splitlines()
    os.close(leader)
    (sentence,) = piped.stderr.splitlines()
    assert len(sentence) > CELLS >= max(map(len, shown))
    assert " ".join(shown) == sentence
