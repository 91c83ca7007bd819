"""``goodwill backup``, ``restore``, ``export entries`` and ``load`` at the prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import invoice, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with an invoice."""
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input=f"{registered()}\n{invoice('17')}")


def test_a_backup_is_restored_where_nothing_is() -> None:
    assert ran("backup", "copy.db").output == "backed up 2 entries to copy.db\n"
    assert ran("restore", "copy.db", ledger="new.db").output == "restored 2 entries to new.db\n"
    shown = [ran("receivables", "--format", "json", ledger=name).stdout for name in ("goodwill.db", "new.db")]
    assert shown[0] == shown[1]
    assert run("restore", "copy.db", ledger="new.db").exit_code == 1
    assert run("backup", "copy.db").exit_code == 1


def test_a_damaged_backup_is_listed_and_exit_code_three() -> None:
    ran("record", "--data", "-", input=invoice("18").replace('"due": "2026-03-31"', '"due": "2026-02-01"'))
    ran("backup", "copy.db")
    content = bytearray(Path("copy.db").read_bytes())
    at = content.index(b"invoice.issued")
    content[at : at + 7] = b"INVOICE"
    Path("copy.db").write_bytes(content)
    result = run("restore", "copy.db", ledger="new.db")
    assert result.exit_code == 3
    assert "due" not in result.stderr, "of the faults, only damage is told"
    assert "copy.db is damaged, so no ledger was made of it; restore another backup" in result.stderr
    assert not Path("new.db").exists()


def test_a_torn_backup_is_told_in_few_lines_with_the_advice_first(monkeypatch: pytest.MonkeyPatch) -> None:
    ran("record", "--data", "-", input="\n".join(invoice(str(number)) for number in range(100, 300)))
    ran("backup", "copy.db")
    content = Path("copy.db").read_bytes()
    Path("copy.db").write_bytes(content[: len(content) // 2])
    torn = [f"On tree page 11 cell {at}: invalid page number {800 + at}" for at in range(66)]
    monkeypatch.setattr("ledger.store.sqlite.SQLite.damage", lambda _: [*torn, "Page 59 is never used"])
    first, *lines = run("restore", "copy.db", ledger="new.db").stderr.splitlines()
    assert first == "goodwill: copy.db is damaged, so no ledger was made of it; restore another backup"
    step = "; see docs/how-to/check-a-ledger.md, under 'A damaged file'"
    assert [one.partition("says: ")[2] for one in lines if "own check" in one] == [
        f"{torn[0]}, the first of 66 of this sort that it found{step}",
        f"Page 59 is never used{step}",
    ]
    assert not [one for one in lines if "`goodwill check` lists" in one]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("restore", "none.db"), 2, "'none.db' does not exist"),
        (("restore", "text.txt"), 4, "text.txt is not a ledger; name another file\n"),
    ],
)
def test_a_file_that_is_no_backup_is_named_as_the_one_that_was_given(
    words: tuple[str, ...], code: int, said: str
) -> None:
    Path("text.txt").write_text("text", encoding="utf-8")
    result = run(*words, ledger="new.db")
    assert (result.exit_code, said in result.stderr) == (code, True)


def test_faults_that_the_entries_tell_do_not_stop_a_backup() -> None:
    ran("record", "--data", "-", input=invoice("18").replace('"due": "2026-03-31"', '"due": "2026-02-01"'))
    ran("backup", "copy.db")
    result = ran("restore", "copy.db", ledger="new.db")
    assert result.stderr == "goodwill: `goodwill check` lists 1 fault of what the entries say\n"


def test_an_older_backup_is_restored_with_a_warning() -> None:
    keys = ("--keys", "keys")
    ran(*keys, "backup", "copy.db")
    ran("record", "--data", "-", input=invoice("18"))
    ran(*keys, "checkpoint", "--output", "checkpoint.txt")
    result = ran(*keys, "restore", "copy.db", ledger="new.db")
    assert "this is an older copy of the ledger" in result.stderr


def test_entries_go_through_a_folder() -> None:
    assert ran("export", "entries", "out").output == "out holds 2 entries\n"
    assert ran("load", "out", ledger="new.db").output == "loaded 2 entries into new.db\n"
    assert run("load", "out", ledger="new.db").exit_code == 1
    assert run("export", "entries", "out").exit_code == 1
    assert run("load", "none", ledger="other.db").exit_code == 2


@pytest.mark.parametrize("named", ["a; DROP TABLE seal", "../../elsewhere", "", "A" * 32])
def test_what_calls_itself_by_another_id_than_ledgers_have_is_not_loaded(named: str) -> None:
    ran("export", "entries", "out")
    ran("export", "entries", "parts", "--format", "parquet")
    for folder in ("out", "parts"):
        manifest = Path(folder, "manifest.json")
        said = json.loads(manifest.read_bytes())
        said["ledger"]["id"] = named
        manifest.write_text(json.dumps(said), encoding="utf-8")
        result = run("load", folder, ledger="new.db")
        assert (result.exit_code, "its manifest.json is of something else" in result.stderr) == (4, True)
        assert not Path("new.db").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("entries", "export entries DIR"),
        ("entries out --output x.json", "export entries DIR"),
        ("entries out --as-of 2026-03-01", "export entries has no --as-of; leave it out"),
        ("entries out --table visits", "export entries has no --table; leave it out"),
        ("entries out --format csv", "give --format jsonl or parquet"),
        ("beancount out", "beancount is lines of text; name a file with --output"),
        ("beancount --personal", "export beancount has no --personal; leave it out"),
    ],
)
def test_an_export_says_what_it_does_not_take(words: str, said: str) -> None:
    result = run("export", *words.split())
    assert result.exit_code == 2
    assert said in result.stderr
