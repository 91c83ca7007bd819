"""Reading files, pipes and standard input within bounds."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from commands.ui.inputs import reading_text
from ledger.importing.faults import OutOfBounds
from tests.helpers.commanding import line, ran, registered, run

ZERO = Path("/dev/zero")
EVENT = registered() + "\n"


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("commands.ui.inputs._PATIENCE", 0.1)


@pytest.fixture
def pipe() -> Path:
    os.mkfifo("pipe")
    return Path("pipe")


@pytest.mark.skipif(not ZERO.exists(), reason="no device that never ends")
@pytest.mark.parametrize(
    ("words", "bound"),
    [
        (("record", "--data", ZERO), "a line of more than 4,194,304 bytes"),
        (("policy", "check", ZERO), "more than 1,048,576 bytes"),
        (("policy", "adopt", ZERO), "more than 1,048,576 bytes"),
        (("replay", "--diff", "--policy", ZERO), "more than 1,048,576 bytes"),
    ],
)
def test_what_never_ends_is_refused_with_the_bound(words: tuple[str | Path, ...], bound: str) -> None:
    ran("record", "--data", "-", input=EVENT)
    done = run(*words)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert bound in done.stderr


def test_many_lines_are_refused_with_the_bound() -> None:
    Path("lines").write_text("12345678\n" * 3, encoding="utf-8")
    with reading_text("lines", 27) as text:
        assert len([*text]) == 3
    with reading_text("lines", 26) as text, pytest.raises(OutOfBounds, match="lines has more than 26 bytes"):
        text.read()


@pytest.mark.parametrize("words", [("policy", "adopt"), ("policy", "check"), ("record", "--data")])
def test_a_pipe_into_which_nobody_writes_is_not_waited_for(words: tuple[str, ...], pipe: Path) -> None:
    done = run(*words, pipe)
    assert done.exit_code == 1
    assert "no program wrote into the pipe pipe for 0.1 seconds; start the program first" in done.stderr


def test_a_pipe_and_standard_input_are_read_as_they_come(pipe: Path) -> None:
    writer = Thread(target=pipe.write_text, args=(EVENT,), kwargs={"encoding": "utf-8"})
    writer.start()
    assert "recorded 1 event" in ran("record", "--data", pipe).stdout
    writer.join()
    assert (
        "recorded 1 event" in ran("record", "--data", "-", input=line("client.lost", reason="price")).stdout
    )


@pytest.mark.parametrize("words", [("history",), ("receivables",), ("record", "client.lost", "ACME")])
def test_a_pipe_or_a_device_is_no_ledger(words: tuple[str, ...], pipe: Path) -> None:
    done = run(*words, ledger=pipe)
    assert done.exit_code == 4
    assert "pipe is a pipe or a device; name a file with --ledger" in done.stderr


@pytest.mark.parametrize("words", [("receivables",), ("statement",), ("explain", "health"), ("show",)])
def test_words_that_are_no_text_are_refused(words: tuple[str, ...]) -> None:
    ran("record", "--data", "-", input=EVENT)
    done = run(*words, "\udcff")
    assert done.exit_code == 2
    assert "'\\udcff' is not text in UTF-8; type it again" in done.stderr


def test_a_position_of_thousands_of_digits_names_no_entry() -> None:
    ran("record", "--data", "-", input=EVENT)
    assert "no entry" in run("show", "9" * 5_000).stderr


def test_what_is_known_from_a_moment_to_come_is_a_wrong_usage() -> None:
    ran("record", "--data", "-", input=EVENT)
    done = run("changes", "--known-at", "9999-12-31")
    assert done.exit_code == 2
    assert "the moment is yet to come; name an earlier one" in done.stderr
