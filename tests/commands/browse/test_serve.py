"""``goodwill serve`` listens where it may, says where, and ends when it is asked to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run
from tests.helpers.places import ROOT


@pytest.fixture(autouse=True)
def _ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com"])  # noqa: S104 - it is refused
def test_others_need_a_token(host: str) -> None:
    result = run("serve", "--host", host)
    assert result.exit_code == 2
    assert f"others can reach {host}; give --token-file" in result.output


@pytest.mark.parametrize("token", [b"", b"short", b"\xff" * 40])
def test_a_token_that_could_be_guessed_is_refused(token: bytes) -> None:
    Path("token").write_bytes(token)
    result = run("serve", "--token-file", "token")
    assert result.exit_code == 2
    assert "token has no password of 16 characters or more; write one into it" in result.output


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert f"it cannot listen on 127.0.0.1, port {port}: address already in use" in result.output


def test_without_flask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "commands.web.app", raising=False)
    monkeypatch.setitem(sys.modules, "flask", None)
    result = run("serve")
    assert result.exit_code == 1
    assert (
        "pages need Flask and cheroot; install them with `pip install '.[web]'` in the folder of Goodwill's source"
        in result.output
    )


def test_without_a_ledger_nothing_is_served() -> None:
    result = run("serve", ledger="nowhere.db")
    assert result.exit_code == 4
    assert not Path("nowhere.db").exists()


def started(*words: str) -> subprocess.Popen[str]:
    """A server in a process of its own; a shell may have SIGINT ignored."""
    code = "import signal; from cli import main; signal.signal(signal.SIGINT, signal.default_int_handler); main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)


@pytest.mark.parametrize(
    ("end", "day"), [(signal.SIGINT, ""), (signal.SIGTERM, "2026-03-31")], ids=["SIGINT", "SIGTERM"]
)
def test_it_serves_until_it_is_asked_to_end(end: signal.Signals, day: str) -> None:
    with started(*(["--as-of", day] if day else [])) as server:
        try:
            assert server.stderr
            line = server.stderr.readline()
            where = re.fullmatch(
                r"serving ./?goodwill\.db at (http://127\.0\.0\.1:\d+/)(\?as_of=[-\d]+)? \(read only\); Ctrl\+C ends it\n",
                line,
            )
            assert where, line
            assert (where[2] or "") == (f"?as_of={day}" if day else "")
            with urlopen(f"{where[1]}receivables?as_of=2026-03-31") as answer:  # noqa: S310 - our own server
                assert answer.headers["Server"] == "goodwill"
                assert "100.00" in answer.read().decode()
            server.send_signal(end)
            assert server.wait(30) == 0
            assert server.stderr.read() == ""
        finally:
            server.kill()


def test_it_ends_as_well_before_anyone_asked() -> None:
    with started() as server:
        try:
            assert server.stderr
            assert server.stderr.readline().startswith("serving ")
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
            assert server.stderr.read() == ""
        finally:
            server.kill()
