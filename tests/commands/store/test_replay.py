"""``goodwill replay --policy FILE --diff``: what would change, and nothing is changed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run

TRIED = ("replay", "--policy", "policy.toml", "--diff")
COMPARED = (
    "Compared: health, loyalty, receivables, activity, key-accounts, lifetime, pay, points, collect, reminders, exposure, provision, metrics. "
    "Not compared: what would become of orders to come, by credit.on_excess."
)
MAY = ("--as-of", "2026-05-10")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is forty days late on 10 May, another with nothing, and a policy in a file."""
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    ran("record", "client.registered", "BETA", "--name", "Beta", "--currency", "EUR", "--at", "2026-01-01")
    Path("policy.toml").write_text('version = "2026-1"\n[receivables]\nbucket_edges = [30, 90]\n')


def test_each_figure_that_would_differ_is_a_line_and_nothing_is_changed() -> None:
    before = Path("goodwill.db").read_bytes()
    heading, _, titles, *lines = ran(*TRIED, *MAY).stdout.splitlines()
    assert heading.startswith("Policy 2026-1 instead of default-2, as of 2026-05-10, known at ")
    assert titles.split() == ["CLIENT", "NAME", "VIEW", "CUR", "FIGURE", "NOW", "THEN", "CHANGE"]
    assert [" ".join(line.split()) for line in lines] == [
        "ACME Acme Ltd receivables EUR overdue 31-60 100.00 - -100.00",
        "ACME Acme Ltd receivables EUR overdue 31-90 - 100.00 +100.00",
        "",
        "2 figures would change, of 1 out of 2 clients. Nothing has been changed.",
        COMPARED,
    ]
    assert Path("goodwill.db").read_bytes() == before


def test_who_would_gain_or_lose_points_and_a_tier_is_listed_with_what_we_would_owe() -> None:
    ran("record", "points.granted", "ACME", "--number", "G", "--points", "500", "--on", "2026-03-01")
    Path("policy.toml").write_text(
        'version = "2026-1"\n[loyalty]\ntiers = [{ name = "silver", reached_at = 400 }]\n'
        "[programme]\npoint_value = 0.1\n[programme.expiry]\nafter = 90\n"
        '[programme.earn]\nevents = [{ event = "training.held", points = 30 }]\n'
    )
    ran("record", "training.held", "ACME", "--topic", "screws", "--on", "2026-04-01")

    def listed(day: str) -> list[str]:
        lines = ran(*TRIED, "ACME", "--as-of", day).stdout.splitlines()
        return [" ".join(line.split()) for line in lines if " loyalty " in line or " points " in line]

    assert listed("2026-05-10") == [
        "ACME Acme Ltd loyalty EUR points 500 530 +30",
        "ACME Acme Ltd loyalty EUR expiring 0 500 +500",
        "ACME Acme Ltd loyalty EUR qualifying 500 530 +30",
        "ACME Acme Ltd loyalty EUR tier bronze silver",
        "ACME Acme Ltd points EUR value 0.00 53.00 +53.00",
        "ACME Acme Ltd points EUR liability 0.00 53.00 +53.00",
    ]
    assert "ACME Acme Ltd loyalty EUR points 500 30 -470" in listed("2026-06-10")


def test_programs_get_the_same_in_their_form() -> None:
    said = json.loads(ran(*TRIED, *MAY, "--format", "json").stdout)
    assert (said["policy"], said["other"], said["as_of"]) == ("default-2", "2026-1", "2026-05-10")
    first, second = said["differences"]
    assert first == {
        "client": "ACME", "name": "Acme Ltd", "view": "receivables", "currency": "EUR", "document": None, "figure": "overdue 31-60",
        "now": "100.00", "then": None, "change": "-100.00",
    }  # fmt: skip
    lines = ran(*TRIED, *MAY, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [first, second]
    ran(*TRIED, *MAY, "--format", "csv", "--output", "diff.csv")
    with Path("diff.csv").open(encoding="utf-8", newline="") as file:
        flat = list(csv.DictReader(file))
    assert flat == [{name: value or "" for name, value in one.items()} for one in (first, second)]


def test_it_is_said_when_nothing_would_change() -> None:
    said = ran(*TRIED, "BETA", *MAY).stdout
    assert said.endswith(f"\n\nNothing would change: 1 client would have the same figures.\n{COMPARED}\n")
    assert "\nNothing would change: 2 clients" in ran(*TRIED, "--as-of", "2026-04-10").stdout


def test_a_reminder_that_only_one_policy_has_is_a_line_with_its_document() -> None:
    Path("policy.toml").write_text(
        'version = "2026-1"\n[reminders]\nsteps = [{ after = "due", days = 90 }]\n'
    )
    _, _, titles, line, *_ = ran(*TRIED, *MAY).stdout.splitlines()
    assert titles.split() == ["CLIENT", "NAME", "VIEW", "CUR", "DOCUMENT", "FIGURE", "NOW", "THEN", "CHANGE"]
    assert line.split() == ["ACME", "Acme", "Ltd", "reminders", "EUR", "17", "level", "1", "-", "-1"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--policy", "policy.toml"), "--policy goes with --diff, which shows what would change; "),
        (("--diff",), "--diff compares with a policy; name its file with --policy"),
        (
            (*TRIED[1:], "--jobs", "2", "--no-months"),
            "a comparison rebuilds no views; leave out --jobs, --months",
        ),
        (
            ("ACME", "--format", "csv"),
            "a rebuild is of all clients, for today; CLIENT, --format goes",
        ),
    ],
)
def test_what_does_not_go_together_is_said(words: tuple[str, ...], sentence: str) -> None:
    result = run("replay", *words)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_policy_that_cannot_be_used_is_refused_with_its_line() -> None:
    Path("policy.toml").write_text('version = "2026-1"\n[receivables]\nbucket_edges = [90, 30]\n')
    result = run(*TRIED)
    assert (result.exit_code, result.stdout) == (1, "")
    fault, conclusion = result.stderr.splitlines()
    assert fault.startswith("policy.toml:3: receivables.bucket_edges: ")
    assert conclusion == "goodwill: 1 fault in policy.toml; see docs/reference/policy.md"


def test_a_version_that_stands_for_another_policy_is_refused_and_an_unknown_client_is_said() -> None:
    ran("policy", "adopt", "policy.toml")
    ran(*TRIED)
    Path("policy.toml").write_text('version = "2026-1"\n')
    assert "with other content; give this one another version" in run(*TRIED).stderr
    Path("policy.toml").write_text('version = "2026-2"\n')
    assert "did you mean 'ACME'?" in run(*TRIED, "ACMA").stderr
