"""What was erased is nowhere in the files of a ledger, and everything else stays as it was."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger import store
from tests.conftest import Figures
from tests.helpers.commanding import REGISTERED, process, ran, run
from tests.helpers.older import as_format_1

NAME, MAIL = "Ayşə Məmmədova", "ayse@example.com"


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with two people, in a folder with its keys."""
    monkeypatch.setenv("GOODWILL_KEYS", str(tmp_path / "keys"))
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "goodwill.db"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that each test has a copy of."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOODWILL_KEYS", str(folder / "keys"))
        fill(folder / "goodwill.db")
    return folder


def fill(place: Path) -> None:
    ran(*REGISTERED, ledger=place)
    for person, name, mail in (("p-1", NAME, MAIL), ("p-2", "Rauf Əliyev", "rauf@example.com")):
        ran("record", "contact.added", "ACME", "--person", person, "--name", name, "--role", "buyer", "--email", mail,
            "--key", person, "--on", "2026-01-02", ledger=place)  # fmt: skip
    held = ("record", "visit.held", "ACME", "--channel", "visit", "--started-at", "2026-01-05T10:00")
    ran(*held, "--summary", "wants a discount of ten", "--people", "p-1", ledger=place)
    ran(*held, "--summary", "nobody in particular", ledger=place)
    ran("project", ledger=place)


def shown(place: Path) -> list[dict[str, Any]]:
    lines = ran("history", "--format", "jsonl", ledger=place).stdout.splitlines()
    return [json.loads(line)["event"] for line in lines]


def holds(folder: Path, *texts: str) -> list[str]:
    """The files below a folder that hold any of some texts."""
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(text.encode() in path.read_bytes() for text in texts)
    ]


TEXTS = NAME, MAIL, "discount of ten"
ELSEWHERE = (
    "goodwill: exports and backups made before may hold it, and the policy has none recorded (audit.log_reads); find these "
    "files and remove them\n"
)


@pytest.mark.faults
def test_what_was_erased_is_nowhere(place: Path, figures: Figures) -> None:
    views = {
        view: ran(view, "--as-of", "2026-02-01", "--format", "csv", ledger=place).stdout
        for view in ("health", "receivables")
    }
    ran("checkpoint", ledger=place)
    receipt = place.parent / "receipt"
    ran("prove", "2", "--output", receipt, ledger=place)
    assert holds(place.parent, *TEXTS) == []
    result = ran("erase", "p-1", "--reason", "she asked for it", "--yes", ledger=place)
    assert result.stdout == "2 entries of ACME hold data of p-1: 2, 4\nerased p-1 of ACME\n"
    assert result.stderr == ELSEWHERE
    assert holds(place.parent, *TEXTS) == []
    events = shown(place)
    assert (events[1]["name"], events[1]["email"], events[1]["role"]) == ("[erased]", "[erased]", "buyer")
    assert (events[2]["name"], events[3]["summary"], events[4]["summary"]) == (
        "Rauf Əliyev", "[erased]", "nobody in particular",
    )  # fmt: skip
    for view, before in views.items():
        assert ran(view, "--as-of", "2026-02-01", "--format", "csv", ledger=place).stdout == before
    assert ran("verify", ledger=place).output == ""
    assert ran("check", ledger=place).output == ""
    assert ran("verify-receipt", receipt).exit_code == 0
    ran("backup", place.parent / "later.db", ledger=place)
    ran("export", "tables", place.parent / "later", ledger=place)
    ran("people", "ACME", "--output", place.parent / "later.csv", ledger=place)
    assert holds(place.parent, *TEXTS) == []
    searched = [path.stat().st_size for path in place.parent.rglob("*") if path.is_file()]
    figures(f"{len(searched)} files with {sum(searched):,} bytes searched for {len(TEXTS)} texts: none found")


def test_who_was_erased_before_is_named_with_the_one_who_did_it_and_nothing_is_asked(place: Path) -> None:
    ran("--actor", "rauf", "erase", "p-1", "--reason", "r", "--yes", ledger=place)
    again = ran("erase", "p-1", "--reason", "r", ledger=place)
    assert re.fullmatch(
        r"p-1 of ACME was erased already, by rauf on \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d \(entry 6\); nothing "
        r"about them was recorded since\n",
        again.stdout,
    )
    assert len(shown(place)) == 6
    ran("record", "contact.changed", "ACME", "--person", "p-1", "--name", NAME, ledger=place)
    assert (
        "p-1: 7\nerased p-1 of ACME\n" in ran("erase", "p-1", "--reason", "r", "--yes", ledger=place).stdout
    )
    assert shown(place)[6]["name"] == "[erased]"
    last = ran("erase", "p-1", "--reason", "r", ledger=place).stdout
    assert "by rauf" not in last
    assert "(entry 8); nothing about them was recorded since\n" in last


def test_an_erasure_is_done_again_where_it_was_cut_short(place: Path) -> None:
    """The erasure was recorded, and the program was killed before the key was destroyed."""
    with closing(sqlite3.connect(place)) as connection:
        keys = connection.execute("SELECT * FROM person_keys WHERE person = 'p-1'").fetchall()
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.executemany("INSERT INTO person_keys VALUES (?, ?, ?, ?)", keys)
    again = ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert "was erased already" in again.stdout
    assert shown(place)[1]["name"] == "[erased]"
    with closing(sqlite3.connect(place)) as connection:
        left = connection.execute("SELECT person FROM person_keys").fetchall()
    assert left == [("p-2",)]


def test_a_key_that_somebody_destroyed_is_found(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("DELETE FROM person_keys WHERE person = 'p-2'")
    done = run("verify", ledger=place)
    assert done.exit_code == 3
    assert "3: the key of its person is gone, though no entry after it erases the person" in done.stdout


def test_an_erasure_excuses_the_lost_key_of_nobody_else(place: Path) -> None:
    """Its note among the keys is gone, so that the entries alone tell who was erased."""
    both = ("record", "visit.held", "ACME", "--channel", "visit", "--started-at", "2026-01-06T10:00")
    ran(*both, "--summary", "both of them", "--people", "p-1", "--people", "p-2", ledger=place)
    for person in ("M-1", "M-2"):
        ran("record", "manager.appointed", "--name", person, "--role", "head", "--from", "2026-01-01",
            "--note", "Leyla", "--people", person, ledger=place)  # fmt: skip
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    ran("erase", "M-1", "--reason", "r", "--yes", ledger=place)
    next((place.parent / "keys").rglob("erased")).unlink()
    assert ran("verify", ledger=place).output == ""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("DELETE FROM person_keys WHERE person IN ('p-2', 'M-2')")
    found = run("verify", ledger=place).stdout.splitlines()
    assert [line.partition(":")[0] for line in found if "the key of its person is gone" in line] == ["3", "8"]


def test_an_erasure_does_not_excuse_the_key_that_the_person_got_afterwards(place: Path) -> None:
    """Its note among the keys is gone, so that the entries alone tell which key was destroyed."""
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    ran("record", "contact.changed", "ACME", "--person", "p-1", "--name", NAME, ledger=place)
    next((place.parent / "keys").rglob("erased")).unlink()
    assert ran("verify", ledger=place).output == ""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("DELETE FROM person_keys WHERE person = 'p-1'")
    assert run("verify", ledger=place).stdout == (
        "7: the key of its person is gone, though no entry after it erases the person; restore a copy of the ledger "
        "that verifies\n"
    )


def test_a_damaged_master_key_hides_no_other_finding(place: Path) -> None:
    next((place.parent / "keys").rglob("personal.key")).write_text("x", encoding="utf-8")
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("DROP INDEX entries_key")
    done = run("verify", ledger=place)
    assert done.exit_code == 3
    assert "the keys of people cannot be read" in done.stdout
    assert "the table, index or trigger entries_key is missing" in done.stdout


def test_older_backups_are_read_after_the_master_key_was_replaced(place: Path) -> None:
    ran("backup", place.parent / "backup.db", ledger=place)
    ran("rotate-key", ledger=place)
    restored = place.parent / "restored.db"
    ran("restore", place.parent / "backup.db", ledger=restored)
    assert shown(restored)[1]["name"] == NAME


def test_a_repeat_of_what_was_erased_is_recorded_already(place: Path) -> None:
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    again = ("record", "contact.added", "ACME", "--person", "p-1", "--name", "Another", "--role", "buyer",
             "--email", "x@y.z", "--key", "p-1", "--on", "2026-01-02")  # fmt: skip
    assert "recorded already at position 2" in ran(*again, ledger=place).output


@pytest.mark.faults
def test_a_backup_and_a_copy_are_erased_again(place: Path) -> None:
    ran("backup", place.parent / "backup.db", ledger=place)
    shutil.copy(place, place.parent / "copy.db")
    ran("export", "entries", place.parent / "entries", ledger=place)
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    restored, loaded = place.parent / "restored.db", place.parent / "loaded.db"
    said = "this copy had the data of a person who was erased; it is erased again"
    assert said in ran("restore", place.parent / "backup.db", ledger=restored).stderr
    assert said in ran("load", place.parent / "entries", ledger=loaded).stderr
    assert (
        said in ran("record", "client.registered", "B", "--name", "B", ledger=place.parent / "copy.db").stderr
    )
    for copy in (restored, loaded, place.parent / "copy.db"):
        assert shown(copy)[1]["name"] == "[erased]"
        assert shown(copy)[2]["name"] == "Rauf Əliyev"
        assert ran("verify", ledger=copy).output == ""
    ran("backup", place.parent / "later.db", ledger=restored)
    assert ran("restore", place.parent / "later.db", ledger=place.parent / "again.db").stderr == ""


def test_without_the_key_everything_else_works(place: Path) -> None:
    (place.parent / "keys").rename(place.parent / "away")
    assert shown(place)[1]["name"] == "[sealed]"
    assert ran("verify", ledger=place).output == ""
    ran(
        "record",
        "order.placed",
        "ACME",
        "--number",
        "S-1",
        "--line",
        "product=X,quantity=1,unit_price=5",
        ledger=place,
    )
    refused = run("record", "contact.changed", "ACME", "--person", "p-1", "--name", "B", ledger=place)
    assert refused.exit_code == 1
    assert "its master key is not in" in refused.stderr
    assert (
        "put it back from your backup" in run("erase", "p-1", "--reason", "r", "--yes", ledger=place).stderr
    )


def test_an_erasure_is_asked_for_and_explained(place: Path) -> None:
    words = ("erase", "p-1", "--reason", "r")
    assert "this cannot be undone; add --yes" in run(*words, ledger=place).stderr
    assert ran(*words, "--dry-run", ledger=place).stdout == "2 entries of ACME hold data of p-1: 2, 4\n"
    assert shown(place)[1]["name"] == NAME
    nobody = run("erase", "p-9", "--reason", "r", "--yes", ledger=place)
    assert nobody.exit_code == 1
    assert "nothing is encrypted for a person 'p-9'" in nobody.stderr
    ran("record", "client.registered", "B", "--name", "B", ledger=place)
    ran("record", "contact.added", "B", "--person", "p-1", "--name", "Ana", "--role", "r", ledger=place)
    assert "ACME, B each have a person 'p-1'" in run(*words, "--yes", ledger=place).stderr
    assert ran(*words, "--client", "B", "--yes", ledger=place).stdout.endswith("erased p-1 of B\n")
    assert shown(place)[1]["name"] == NAME


def test_what_stands_in_clear_elsewhere_is_named(place: Path) -> None:
    ran("record", "visit.held", "ACME", "--channel", "call", "--started-at", "2026-01-06T10:00",
        "--summary", f"spoke to {NAME}", ledger=place)  # fmt: skip
    result = run("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert "the entry 6 holds some of it in clear" in result.stderr


def test_a_text_about_others_that_names_the_person_is_told(place: Path) -> None:
    ran("record", "visit.held", "ACME", "--channel", "call", "--started-at", "2026-01-06T10:00",
        "--summary", f"spoke of {NAME}", "--people", "p-7", ledger=place)  # fmt: skip
    result = ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert result.stderr == (
        "goodwill: the entry 6 names the person in a text about other people alone, which commands still show; erase these "
        "people too if you must\n" + ELSEWHERE
    )


def test_what_a_link_says_is_erased_with_either_person(place: Path) -> None:
    ran("record", "contact.linked", "ACME", "--person", "p-2", "--to", "p-1", "--relation", "influences",
        "--note", "they quarrel", ledger=place)  # fmt: skip
    ran(
        "record",
        "entry.corrected",
        "--entry",
        "6",
        "--reason",
        "r",
        "--set",
        "relation=reports to",
        ledger=place,
    )
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert "quarrel" not in ran("history", ledger=place).stdout
    assert ran("verify", ledger=place).output == ""


def test_goals_measures_and_suggestions_about_a_person_are_erased_with_them(place: Path) -> None:
    ran("record", "goal.set", "ACME", "she trusts us", "she calls us first", "2026-07-02", "--person", "p-1",
        "--at", "2026-01-06", ledger=place)  # fmt: skip
    ran("record", "complaint.raised", "ACME", "C-1", "late again", "2", "--at", "2026-01-06", ledger=place)
    ran("record", "measure.taken", "ACME", "M-1", "C-1", "her own driver", "--due", "2026-07-01", "--people", "p-1",
        "--at", "2026-01-07", ledger=place)  # fmt: skip
    ran("record", "suggestion.made", "ACME", "S-1", "service", "she wants mornings", "--person", "p-1",
        "--at", "2026-01-07", ledger=place)  # fmt: skip
    ran(
        "record",
        "entry.corrected",
        "--entry",
        "6",
        "--reason",
        "r",
        "--set",
        "until=2026-07-03",
        ledger=place,
    )
    texts = ("she trusts us", "she calls us first", "her own driver", "she wants mornings")
    ran("project", ledger=place)
    assert not [text for text in texts if text.encode() in place.read_bytes()]
    week = ("agenda", "--as-of", "2026-06-30", "--format", "csv")
    assert [text in ran(*week, ledger=place).stdout for text in texts] == [True, False, True, False]
    assert all(text in ran("history", ledger=place).stdout for text in texts[2:])
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    for shown in (week, ("history",)):
        assert not [text for text in texts if text in ran(*shown, ledger=place).stdout]
    assert ran("check", ledger=place).output == ""


def test_only_exports_and_backups_on_record_may_hold_what_was_erased(place: Path) -> None:
    policy = place.parent / "policy.toml"
    policy.write_text('version = "p"\n[audit]\nlog_reads = true\n', encoding="utf-8")
    ran("policy", "adopt", policy, "--at", "2026-01-01", ledger=place)
    ran("history", ledger=place)
    ran("backup", place.parent / "backup.db", ledger=place)
    ran("history", "--output", place.parent / "history.csv", ledger=place)
    ran("history", "--output", "-", ledger=place)
    result = ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert result.stderr == (
        "goodwill: the entries 8, 9 record exports or backups that may hold it; find these files and remove them\n"
    )


def test_texts_that_are_too_short_to_be_searched_for_are_named(place: Path) -> None:
    ran("record", "contact.changed", "ACME", "--person", "p-1", "--phone", "+1 2", ledger=place)
    result = ran("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert result.stderr == (
        "goodwill: texts of fewer than 6 characters stand everywhere by chance and were not searched for: the entry 6 had "
        "some; search your files for them yourself\n" + ELSEWHERE
    )


def test_another_master_key_reads_everything(place: Path) -> None:
    old = next((place.parent / "keys").rglob("personal.key")).read_bytes()
    assert "the keys of 2 people" in ran("rotate-key", ledger=place).stdout
    assert next((place.parent / "keys").rglob("personal.key")).read_bytes() != old
    assert shown(place)[1]["name"] == NAME
    done = process("--ledger", str(place), "history", "--format", "jsonl")
    assert NAME in done.stdout


def test_a_ledger_made_before_is_copied_and_then_erased(place: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    lines = tmp_path / "lines.jsonl"
    lines.write_text(ran("history", "--format", "jsonl", ledger=place).stdout, encoding="utf-8")
    store.create(str(older))
    ran("record", "--data", lines, ledger=older)
    ran("checkpoint", ledger=older)
    as_format_1(str(older))
    assert (
        "made it; copy it with `goodwill upgrade NEW`"
        in run("erase", "p-1", "--reason", "r", "--yes", ledger=older).stderr
    )
    new = tmp_path / "new.db"
    assert "copied 6 entries into" in ran("upgrade", new, ledger=older).stdout
    assert shown(new) == shown(older)
    with closing(sqlite3.connect(new)) as one, closing(sqlite3.connect(older)) as other:
        columns = "SELECT position, stream, version, kind, occurred_at, recorded_at, actor, key FROM entries"
        assert one.execute(columns).fetchall() == other.execute(columns).fetchall()
    ran("checkpoint", ledger=new)
    assert ran("verify", ledger=new).output == ""
    ran("erase", "p-1", "--reason", "r", "--yes", ledger=new)
    assert NAME.encode() not in new.read_bytes()
    assert "encrypted already" in run("upgrade", tmp_path / "more.db", ledger=new).stderr


def test_keys_are_told_of_and_stay_only_beside_a_ledger_that_was_made(place: Path, tmp_path: Path) -> None:
    older, keys = tmp_path / "older.db", tmp_path / "other-keys"
    store.create(str(older))
    ran(*REGISTERED, ledger=older)
    as_format_1(str(older))
    made = ran("--keys", keys, "upgrade", tmp_path / "new.db", ledger=older)
    (folder,) = keys.iterdir()
    assert f"made keys in {folder}" in made.stderr
    for words, at in ((("upgrade", place), older), (("init",), place), (("init",), tmp_path / "no" / "x.db")):
        refused = run("--keys", keys, *words, ledger=at)
        assert refused.exit_code in {1, 4}
        assert "upgrade" not in words or "name another place, or move it away" in refused.stderr
    assert [*keys.iterdir()] == [folder]


def test_one_of_our_own_people_is_erased_too(place: Path) -> None:
    named = ("--note", "Leyla Quliyeva", "--people", "M-17")
    appointed = ("--name", "M-17", "--role", "head", "--from", "2026-01-01")
    planned = (
        "--manager",
        "M-17",
        "--period",
        "2026-01-01..2026-03-31",
        "--metric",
        "deals",
        "--target",
        "9",
    )
    ran("record", "manager.appointed", *appointed, *named, ledger=place)
    ran("record", "plan.set", *planned, *named, ledger=place)
    assert "Leyla Quliyeva" in ran("history", ledger=place).stdout
    assert holds(place.parent, "Quliyeva") == []
    done = ran("erase", "M-17", "--reason", "left us", "--yes", ledger=place)
    assert "2 entries of the house hold data of M-17" in done.stdout
    after = ran("history", "--format", "jsonl", ledger=place).stdout
    assert "Quliyeva" not in after
    assert after.count('"M-17"') > 2
    assert ran("verify", ledger=place).output == ""
    shutil.rmtree(place.parent / "keys")
    assert ran("verify", ledger=place).stdout == ""


def test_a_person_of_the_house_and_one_of_a_client_are_told_apart(place: Path) -> None:
    appointed = ("--name", "p-1", "--role", "head", "--from", "2026-01-01")
    ran(
        "record", "manager.appointed", *appointed, "--note", "Leyla Quliyeva", "--people", "p-1", ledger=place
    )
    refused = run("erase", "p-1", "--reason", "r", "--yes", ledger=place)
    assert "the house, ACME each have a person 'p-1'" in refused.stderr
    ran("erase", "p-1", "--reason", "r", "--client", "", "--yes", ledger=place)
    after = ran("history", "--format", "jsonl", ledger=place).stdout
    assert "Quliyeva" not in after
    assert NAME in after
