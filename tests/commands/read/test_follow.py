from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import pytest

from commands.read.following import Checkpoint, Reached
from tests.helpers.commanding import invoice, ran, registered, run
from tests.helpers.depth import far
from tests.helpers.places import ROOT

FILE = "follower.json"
KEPT = ("follow", "--checkpoint", FILE)
RUNNING: list[subprocess.Popen[bytes]] = []
"""The followers that a test started: none outlives it, whichever way it ends."""


@pytest.fixture(autouse=True)
def _ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A client with two invoices, the second of which is voided."""
    monkeypatch.chdir(tmp_path)
    record(registered(), invoice("1"), invoice("2"))
    ran("record", "entry.voided", "ACME", "--entry", "3", "--reason", "twice")
    yield
    while RUNNING:
        with RUNNING.pop() as follower:
            follower.kill()


def record(*lines: str) -> None:
    ran("record", "--data", "-", input="\n".join(lines))


def followed(*words: str) -> list[dict[str, Any]]:
    """The lines up to the newest entry."""
    return [json.loads(text) for text in ran(*words, "--once").stdout.splitlines()]


def started(checkpoint: str) -> subprocess.Popen[bytes]:
    """A follower in a process of its own."""
    follower = subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", "follow", "--checkpoint", checkpoint],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        bufsize=0,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    RUNNING.append(follower)
    return follower


def positions(lines: list[bytes]) -> list[int]:
    """The positions of the lines that are whole."""
    return [json.loads(line)["position"] for line in lines if line.endswith(b"\n")]


def read(follower: subprocess.Popen[bytes], count: int) -> list[int]:
    assert follower.stdout is not None
    return positions([follower.stdout.readline() for _ in range(count)])


def ended(follower: subprocess.Popen[bytes], how: signal.Signals) -> tuple[list[int], bytes, int]:
    """What a follower still wrote, its complaints and its exit code, when it got a signal."""
    follower.send_signal(how)
    out, err = follower.communicate(timeout=30)
    return positions(out.splitlines(keepends=True)), err, follower.returncode


def test_a_line_is_that_of_the_history_as_it_was_recorded() -> None:
    history = [json.loads(text) for text in ran("history", "--format", "jsonl").stdout.splitlines()]
    assert history[2].pop("voided_by") == 4
    assert followed("follow") == history
    assert followed("follow", "--after", "2") == history[2:]


def test_a_follower_goes_on_from_its_checkpoint() -> None:
    assert [line["position"] for line in followed(*KEPT, "--after", "1")] == [2, 3, 4]
    assert followed(*KEPT, "--after", "1") == []
    record(invoice("3"))
    assert [line["position"] for line in followed(*KEPT)] == [5]


def test_a_cloud_event_names_ledger_client_and_moment() -> None:
    (line,) = followed("follow", "--after", "3")
    (event,) = followed("follow", "--after", "3", "--format", "cloudevents")
    followed(*KEPT)
    assert event == {
        "specversion": "1.0",
        "id": line["id"],
        "source": json.loads(Path(FILE).read_text())["ledger"],
        "type": "entry.voided",
        "subject": "ACME",
        "time": line["recorded_at"],
        "datacontenttype": "application/json",
        "data": line,
    }


def test_an_event_of_the_house_has_no_subject() -> None:
    ran("record", "manager.appointed", "--name", "leyla", "--role", "manager", "--from", "2026-03-01")
    assert "subject" not in followed("follow", "--after", "4", "--format", "cloudevents")[0]


def test_in_a_backlog_the_checkpoint_moves_after_some_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.read.following._OFTEN", 3)
    moves: list[int] = []
    monkeypatch.setattr(
        "commands.read.following.put", lambda _file, lines: moves.append(json.loads(lines[0])["position"])
    )
    followed(*KEPT)
    assert moves == [0, 3, 4]


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ("what is this", "is no checkpoint of a follower"),
        ('{"ledger": "x", "position": "3", "entry": null}', "is no checkpoint of a follower"),
        ('{"ledger": "x", "position": 3, "entry": null}', "is of another ledger, x"),
    ],
)
def test_a_file_that_is_not_its_checkpoint_is_refused_and_left(kept: str, says: str) -> None:
    Path(FILE).write_text(kept)
    done = run(*KEPT, "--once")
    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr
    assert Path(FILE).read_text() == kept


@pytest.mark.parametrize("position", [3, 9, 2**70])
def test_an_older_copy_is_refused(position: int) -> None:
    followed(*KEPT)
    ledger = json.loads(Path(FILE).read_text())["ledger"]
    Path(FILE).write_text(json.dumps(Reached(ledger, position, "of another copy")._asdict()))
    done = run(*KEPT, "--once")
    assert done.exit_code == 1
    assert f"does not have at position {position}" in done.stderr


def test_a_position_to_come_is_wrong_usage() -> None:
    assert run("follow", "--after", str(2**70), "--once").exit_code == 2
    done = run("follow", "--after", "5", "--once")
    assert done.exit_code == 2
    assert "the newest entry has position 4" in done.stderr


def test_a_line_that_was_not_written_does_not_move_the_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: Checkpoint, _entry: object, *, more: bool) -> None:
        raise BrokenPipeError(more)

    monkeypatch.setattr(Checkpoint, "wrote", broken)
    run(*KEPT, "--once")
    assert json.loads(Path(FILE).read_text())["position"] == 0


@pytest.mark.long
def test_a_killed_follower_leaves_out_nothing_while_others_record_and_follow() -> None:
    random = Random(5)  # noqa: S311 - moments that can be tried again
    steady = started("steady.json")
    had, number = 0, 2
    for _ in range(far(3, 50)):
        killed = started(FILE)
        number += 1
        record(invoice(str(number)))
        lines = read(killed, 1)
        sleep(random.uniform(0, 0.005))
        lines += ended(killed, signal.SIGKILL)[0]
        for position in lines:
            assert position <= had + 1
            had = max(had, position)
    for line in followed(*KEPT):
        assert line["position"] <= had + 1
        had = max(had, line["position"])
    assert had == number + 2
    assert read(steady, had) == [*range(1, had + 1)]
    record(invoice("last"))
    assert read(steady, 1) == [had + 1]
    assert ended(steady, signal.SIGTERM) == ([], b"", 0)
    assert json.loads(Path("steady.json").read_text())["position"] == had + 1


def test_a_person_ends_it_with_130() -> None:
    follower = started(FILE)
    assert read(follower, 4) == [1, 2, 3, 4]
    assert ended(follower, signal.SIGINT) == ([], b"\ngoodwill: interrupted\n", 130)
    assert json.loads(Path(FILE).read_text())["position"] == 4


def test_a_reader_that_closes_the_pipe_ends_it() -> None:
    follower = started(FILE)
    assert read(follower, 4) == [1, 2, 3, 4]
    assert follower.stdout is not None
    follower.stdout.close()
    record(invoice("3"))
    assert follower.wait(timeout=30) == 0
    assert follower.stderr is not None
    assert follower.stderr.read() == b""
    assert json.loads(Path(FILE).read_text())["position"] == 4
