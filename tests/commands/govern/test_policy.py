"""``goodwill policy``: show, edit, check, adopt, show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run

POLICY = 'version = "2026-1"\n\n[receivables]\nbucket_edges = [10]\n'


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with an invoice due on 31 March, and a policy in a file."""
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    Path("policy.toml").write_text(POLICY, encoding="utf-8")


def body(text: str) -> str:
    """A shown policy without its first line, which says since when it is in force."""
    return text.partition("\n")[2]


def test_what_is_shown_can_be_checked_and_adopted_and_is_shown_again() -> None:
    shown = ran("policy", "show").stdout
    assert shown.startswith("# Policy default-2, shipped with Goodwill; the house has adopted no other.\n")
    Path("edited.toml").write_text(
        shown.replace('"default-2"', '"own"').replace("half_life = 120", "half_life = 90")
    )
    assert ran("policy", "check", "edited.toml").output == ""
    assert ran("policy", "adopt", "edited.toml").stdout.startswith("recorded policy.adopted: own on 2")
    again = ran("policy", "show").stdout
    assert "(position 3)" in again.splitlines()[0]
    assert body(again) == body(Path("edited.toml").read_text(encoding="utf-8"))


def test_a_policy_that_is_still_to_come_is_named() -> None:
    ran("policy", "adopt", "policy.toml", "--at", "2026-04-10")

    def heading(day: str) -> str:
        return ran("policy", "show", "--as-of", day).stdout.splitlines()[0]

    assert heading("2026-04-09") == "# Policy default-2, shipped with Goodwill; 2026-1 follows on 2026-04-10."
    assert heading("2026-04-10") == "# Policy 2026-1, in force from 2026-04-10 (position 3)."


def test_views_change_from_its_day_on() -> None:
    ran("policy", "adopt", "policy.toml", "--at", "2026-04-10", "--note", "agreed")
    policies = {}
    for day in ("2026-04-09", "2026-04-10"):
        said = json.loads(ran("receivables", "--as-of", day, "--format", "json").stdout)
        policies[said["policy"]] = list(said["rows"][0]["overdue"])
    assert policies == {
        "default-2": ["1-30", "31-60", "61-90", "91-120", "over 120"],
        "2026-1": ["1-10", "over 10"],
    }
    shown = json.loads(ran("policy", "show", "--as-of", "2026-04-10", "--format", "json").stdout)
    assert (shown["policy"], shown["adopted"]["on"], shown["adopted"]["note"]) == (
        "2026-1",
        "2026-04-10",
        "agreed",
    )
    assert shown["document"]["receivables"]["bucket_edges"] == [10]
    before = json.loads(ran("policy", "show", "--known-at", "2020-01-01", "--format", "json").stdout)
    assert (before["policy"], before["adopted"]) == ("default-2", None)


def test_the_columns_of_an_empty_view_are_those_of_its_policy() -> None:
    ran("policy", "adopt", "policy.toml", "--at", "2020-01-01")
    header = ran("receivables", "--as-of", "2021-01-01", "--format", "csv").stdout.splitlines()[0]
    assert "overdue 1-10,overdue over 10," in header


def test_every_fault_is_said_with_its_line_and_nothing_is_adopted() -> None:
    text = POLICY.replace("[10]", "[20, 10]") + "edge = 1\n"
    for command in ("check", "adopt"):
        done = run("policy", command, "-", input=text)
        assert done.exit_code == 1
        assert done.stdout == ""
        one, two, conclusion = done.stderr.splitlines()
        assert one.startswith("standard input:4: receivables.bucket_edges: write whole numbers")
        assert two.startswith("standard input:5: receivables.edge: there is no such key")
        assert conclusion == "goodwill: 2 faults in standard input; see docs/reference/policy.md"
    assert "policy.adopted" not in ran("history").stdout


def test_a_file_that_is_not_utf_8_is_refused() -> None:
    Path("policy.toml").write_bytes(b'version = "\xff"')
    done = run("policy", "check", "policy.toml")
    assert (done.exit_code, done.stderr) == (1, "goodwill: policy.toml is not UTF-8; save it as UTF-8\n")


def test_the_same_policy_adopted_again_adds_nothing() -> None:
    assert ran("policy", "adopt", "policy.toml", "--dry-run").stdout.startswith(
        "would record policy.adopted: 2026-1 on "
    )
    ran("policy", "adopt", "policy.toml", "--at", "2026-04-10")
    again = ran("policy", "adopt", "policy.toml").stdout
    assert again == "adopted already at position 3, in force from 2026-04-10; nothing added\n"
    other_day = run("policy", "adopt", "policy.toml", "--at", "2026-04-11")
    assert other_day.exit_code == 1
    assert "give this one another version, or correct that one with entry.corrected" in other_day.stderr


def test_a_version_with_other_content_is_refused() -> None:
    ran("policy", "adopt", "policy.toml")
    Path("policy.toml").write_text(POLICY.replace("10", "20"), encoding="utf-8")
    done = run("policy", "adopt", "policy.toml")
    assert done.exit_code == 1
    assert (
        "'2026-1' is adopted at position 3, with other content; give this one another version" in done.stderr
    )
    Path("policy.toml").write_text(POLICY.replace("2026-1", "default-2"), encoding="utf-8")
    assert "is shipped with Goodwill" in run("policy", "check", "policy.toml").stderr


def test_a_document_that_no_view_can_use_is_one_sentence() -> None:
    ran("record", "policy.adopted", "--version", "bad", "--document", "half_life = 3")
    done = run("receivables")
    assert done.exit_code == 1
    assert done.stderr.startswith("goodwill: policy 'bad', adopted at position 3, cannot be used: ")
    assert len(done.stderr.splitlines()) == 1


def test_toml_that_python_cannot_read_is_refused_when_it_is_recorded() -> None:
    deep = f"x = {'[' * 9_000}{']' * 9_000}"
    done = run("record", "policy.adopted", "--version", "deep", "--document", deep)
    assert done.exit_code == 1
    assert "policy 'deep' is not valid TOML" in done.stderr
