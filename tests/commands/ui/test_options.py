from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.ui.options import KnownAt
from ledger.times import end_text
from tests.helpers.commanding import REGISTERED, ran, run
from tests.helpers.places import ROOT


@pytest.fixture
def _registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-01", "2026-03-01T23:59:59.999999+00:00"),
        ("20260301", "2026-03-01T23:59:59.999999+00:00"),
        ("2026-W09-7", "2026-03-01T23:59:59.999999+00:00"),
        ("2026-03-01t10:05", "2026-03-01T10:05:59.999999+00:00"),
        ("2026-03-01T10:05", "2026-03-01T10:05:59.999999+00:00"),
        ("2026-03-01 10:05", "2026-03-01T10:05:59.999999+00:00"),
        ("2026-03-01T10:05:07Z", "2026-03-01T10:05:07.999999+00:00"),
        ("2026-03-01T10:05+04:00", "2026-03-01T10:05:59.999999+04:00"),
        ("20260301T100507Z", "2026-03-01T10:05:07.999999+00:00"),
        ("2026-03-01T10:05:07.000Z", "2026-03-01T10:05:07+00:00"),
        ("2026-03-01T10:05:07.123456-03:30", "2026-03-01T10:05:07.123456-03:30"),
    ],
)
def test_what_was_known_then_was_known_by_its_end_and_a_fraction_is_exact(said: str, meant: str) -> None:
    assert KnownAt().convert(said, None, None).isoformat() == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("0001-01-01T00:00+05:00", "lies outside of the calendar"),
        ("9999-12-31T23:59-05:00", "lies outside of the calendar"),
        ("9999-12-32", "is not a date or time"),
        ("now", "is not a date or time"),
    ],
)
def test_what_is_no_moment_of_the_calendar_is_wrong_usage(said: str, why: str) -> None:
    with pytest.raises(click.BadParameter, match=why):
        KnownAt().convert(said, None, None)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_the_text_of_a_moment_means_that_moment(moment: datetime) -> None:
    assert KnownAt().convert(end_text(moment), None, None) == moment


@pytest.mark.usefixtures("_registered")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("receivables", "--ledger", "x"), "--ledger goes before the command: goodwill --ledger PATH receivables\n"),
        (("policy", "show", "--actor=x"), "--actor goes before the command: goodwill --actor NAME policy show\n"),
    ],
)  # fmt: skip
def test_an_option_of_the_whole_program_says_where_it_goes(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"goodwill: {said}")


@pytest.mark.usefixtures("_registered")
@pytest.mark.parametrize("words", [["receivables"], ["history", "--format", "jsonl"], ["kinds"], ["--help"]])
def test_a_closed_standard_output_ends_quietly(words: list[str]) -> None:
    done = subprocess.run(
        [
            "/bin/sh",
            "-c",
            'exec "$@" >&-',
            "sh",
            sys.executable,
            "-c",
            "from cli import main; main()",
            *words,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "words",
    [
        ("receivables", ""),
        ("health", " "),
        ("loyalty", ""),
        ("history", ""),
        ("check", ""),
        ("statement", ""),
        ("explain", "receivables", ""),
        ("settle", "", "--yes"),
        ("replay", "", "--policy", "own.toml"),
    ],
)
@pytest.mark.usefixtures("_registered")
def test_an_empty_code_names_nobody_and_least_of_all_everybody(words: tuple[str, ...]) -> None:
    Path("own.toml").write_text("version = 'own'\n", encoding="utf-8")
    result = run(*words)
    assert result.exit_code == 2
    assert "a client's code is empty; name a client" in result.stderr
