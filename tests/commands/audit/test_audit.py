"""``goodwill audit``: the lists as a person and a program read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projections.auditing.lists import LISTS
from tests.helpers.commanding import line, ran, registered, run
from tests.helpers.fixed import recorded


def test_a_list_has_the_moment_the_options_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    visit = {
        "channel": "visit",
        "started_at": "2026-03-01T10:00Z",
        "summary": "We went through the new price list",
    }
    lines = [registered(), line("visit.held", **visit), line("visit.held", **visit)]
    ran("record", "--data", "-", input="\n".join(lines))
    shown = json.loads(ran("audit", "copies", "--as-of", "2026-12-31", "--format", "json").stdout)
    assert shown["view"] == "audit copies"
    assert (shown["as_of"], shown["position"], shown["near"]) == ("2026-12-31", 3, 0.8)
    assert shown["advice"].startswith("Read both reports with `goodwill show`")
    (row,) = shown["rows"]
    assert (row["position"], row["twin"], row["same"], row["similarity"]) == (3, 2, ["text", "time"], 1.0)
    table = ran("audit", "copies", "--as-of", "2026-12-31").stdout
    assert "Audit copies as of 2026-12-31" in table
    assert table.endswith("and ask the client whether the visit took place.\n")
    assert ran("audit", "gifts").stdout.endswith("Nothing to list.\n")


def test_every_list_is_a_command_in_every_format(tmp_path: Path) -> None:
    with recorded(tmp_path / "goodwill.db"):
        pass
    for name in LISTS:
        rows = json.loads(ran("audit", name, "--format", "json", ledger=tmp_path / "goodwill.db").stdout)[
            "rows"
        ]
        written = ran("audit", name, "--format", "csv", ledger=tmp_path / "goodwill.db").stdout
        assert len(written.splitlines()) >= len(rows) + 1
        assert [
            *map(
                json.loads,
                ran("audit", name, "--format", "jsonl", ledger=tmp_path / "goodwill.db").stdout.splitlines(),
            )
        ] == rows


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("gifts --limit 100", "'100' names no currency; write it like EUR=100"),
        ("gifts --limit EUR=ten", "'ten' is not an amount"),
        ("late --recorded never", "'never' is not a period"),
        ("copies --near 0", "'0' is not a part of a whole"),
    ],
)
def test_what_cannot_be_asked_is_said(words: str, said: str, tmp_path: Path) -> None:
    result = run("audit", *words.split(), ledger=tmp_path / "none.db")
    assert result.exit_code == 2
    assert said in result.stderr
