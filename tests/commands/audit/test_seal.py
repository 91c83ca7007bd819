"""What somebody changes behind a ledger's back is found; receipts and checkpoints hold without the ledger."""
# ruff: noqa: S608 - the statements are the tests' own

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from operator import methodcaller
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from goodwill import verify
from ledger.codec import Row
from ledger.errors import Fault, LedgerError
from ledger.recording.readable_rows import open_to_check
from ledger.seal.keyring import Keyring
from ledger.seal.leaves import leaf_of
from tests.conftest import Figures
from tests.helpers.commanding import INVOICE, REGISTERED, ran, run
from tests.helpers.depth import LONG_ONLY, far
from tests.helpers.older import as_format_1
from tests.helpers.tampering import each

ENTRIES = 300
NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger that has a cached state, and its keys."""
    folder = tmp_path_factory.mktemp("house")
    place = folder / "goodwill.db"
    ran("--keys", folder / "keys", "init", ledger=place)
    ran(*REGISTERED, ledger=place)
    lines = [
        f'{{"kind":"invoice.issued","client":"ACME","occurred_at":"2026-01-02","key":"k{number}","source":"s",'
        f'"event":{{"number":"{number}","amount":"{number}.00","currency":"EUR","due":"2026-01-31"}}}}'
        for number in range(1, ENTRIES - 1)
    ]
    (folder / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ran("record", "--data", folder / "lines.jsonl", ledger=place)
    ran("--keys", folder / "keys", "checkpoint", "--output", folder / "checkpoint.txt", ledger=place)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def place(house: Path, tmp_path: Path) -> Path:
    """A copy of the ledger, with its keys."""
    shutil.copytree(house, tmp_path / "house")
    return tmp_path / "house" / "goodwill.db"


def copied(house: Path, folder: Path) -> Path:
    """A copy of the ledger in a new folder, with its keys."""
    folder.mkdir()
    shutil.copytree(house / "keys", folder / "keys")
    return Path(shutil.copy(house / "goodwill.db", folder / "goodwill.db"))


def found(place: Path) -> list[Fault]:
    """What verifying a ledger finds, even if it is damaged."""
    ledger, damage = open_to_check(str(place), lambda: NOW)
    with ledger:
        keyring = Keyring(place.parent / "keys", ledger.database.ledger_id)
        return damage + verify(ledger, keyring).faults


def changed(place: Path, change: Callable[[sqlite3.Connection], object]) -> list[Fault]:
    """What is found after a change that somebody made with the triggers off, who then put them back."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        change(connection)
        for _, sql in guards:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found(place)


def test_a_whole_ledger_verifies_in_silence(place: Path, house: Path) -> None:
    assert found(place) == []
    keys = ("--keys", house / "keys")
    result = ran(*keys, "verify", "--checkpoint", house / "checkpoint.txt", ledger=place)
    assert result.output == ""


_CHANGED = "7: this is not the entry that was sealed"
_UNLIKE = f"the first {ENTRIES - 1} entries are not those of the newest checkpoint"


@pytest.mark.parametrize(
    ("part", "also"),
    [
        ("TRIGGER entries_never_go", _CHANGED),
        ("TRIGGER seal_never_goes", _CHANGED),
        ("INDEX entries_key", _CHANGED),
        ("TABLE snapshots", _CHANGED),
        ("TABLE tracking", _CHANGED),
        ("TABLE person_keys", _CHANGED),
        ("TABLE seal", _UNLIKE),
        ("TABLE entries", "no such table: entries"),
        ("TABLE ledger", "does not say which ledger it is, or in which format"),
        ("TABLE ledger", "the ledger's own id or format is not what was sealed"),
    ],
)
def test_a_missing_part_is_listed_and_hides_no_other_finding(place: Path, part: str, also: str) -> None:
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        guard = "SELECT sql FROM sqlite_master WHERE name = 'entries_never_change'"
        (made,) = connection.execute(guard).fetchone()
        connection.execute("DROP TRIGGER entries_never_change")
        connection.execute("UPDATE entries SET actor = 'x' WHERE position = 7")
        connection.execute(made)
        connection.execute(f"DROP {part}")
    done, checked = (run("--keys", place.parent / "keys", one, ledger=place) for one in ("verify", "check"))
    assert (done.exit_code, done.stderr) == (checked.exit_code, checked.stderr) == (3, "")
    assert f"the table, index or trigger {part.split()[1]} is missing" in done.stdout
    assert f"the table, index or trigger {part.split()[1]} is missing" in checked.stdout
    assert also in done.stdout


def test_without_the_table_of_the_ledger_a_checkpoint_is_compared_all_the_same(place: Path) -> None:
    def lose(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM ledger WHERE name = 'id'")
        connection.execute("UPDATE entries SET actor = 'x' WHERE position = 7")

    changed(place, lose)
    (key,) = (place.parent / "keys").rglob("verification.keys")
    words = ("verify", "--checkpoint", place.parent / "checkpoint.txt", "--key", key, "--format", "json")
    found = [(one["position"], one["code"]) for one in json.loads(run(*words, ledger=place).stdout)]
    assert found == [(0, "damaged-file"), (0, "changed"), (7, "changed")]
    changed(
        place, lambda db: db.execute("UPDATE seal SET hash = zeroblob(32) WHERE leaf = 270 AND level = 0")
    )
    assert '"other-history"' in run(*words, ledger=place).stdout
    refused = run(*INVOICE, ledger=place)
    assert (refused.exit_code, "does not say which ledger it is" in refused.stderr) == (4, True)


def test_a_file_with_few_tables_of_a_ledger_is_none(place: Path) -> None:
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        for table in ("ledger", "entries", "seal", "person_keys", "snapshots"):
            connection.execute(f"DROP TABLE {table}")
    for command in ("verify", "check"):
        assert run(command, ledger=place).exit_code == 4


def test_a_gap_in_a_ledger_without_its_seal_is_named_for_each_checkpoint_beyond_it(place: Path) -> None:
    def lose(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE seal")
        connection.execute("DELETE FROM entries WHERE position = 7")

    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entries_never_go")
        lose(connection)
    named = {(fault.position, fault.code) for fault in found(place)}
    assert {(7, "not-compared"), (8, "position-gap")} <= named
    assert "older-copy" not in {code for _, code in named}
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute(f"DELETE FROM entries WHERE position > {ENTRIES - 5}")
    assert (0, "older-copy") in {(fault.position, fault.code) for fault in found(place)}


def test_check_lists_a_fault_in_the_data_though_triggers_are_missing(place: Path) -> None:
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entries_never_go")
        connection.execute("DROP TRIGGER entries_never_change")
        connection.execute("DELETE FROM entries WHERE position = 7")
    done = run("--keys", place.parent / "keys", "check", ledger=place)
    assert (done.exit_code, done.stderr) == (3, "")
    assert "lacks the triggers that refuse changes (entries_never_change, entries_never_go)" in done.stdout
    assert "\n8" in done.stdout


EDITS = {
    "actor": "'x'", "on_behalf_of": "'x'", "source": "'other'", "causation": "'x'", "key": "'other'", "client": "'B'",
    "kind": "'visit.held'", "shape": "2", "occurred_at": "'2026-01-03T00:00:00+00:00'", "state": "state || ' '",
    "recorded_at": "'2026-11-29T00:00:00.000001+00:00'", "version": "900", "stream": "x'00112233445566778899aabbccddeeff'",
    "position": "900",
}  # fmt: skip


@pytest.mark.faults
@pytest.mark.parametrize("at", [7, *(pytest.param(at, marks=LONG_ONLY) for at in (1, ENTRIES - 1))])
def test_an_edit_of_any_column_is_found_at_its_position(
    house: Path, tmp_path: Path, at: int, figures: Figures
) -> None:
    assert EDITS.keys() == set(Row._fields)
    missed = []
    for column, value in EDITS.items():
        place = copied(house, tmp_path / column)
        edit = f"UPDATE entries SET {column} = {value} WHERE position = {at}"
        faults = changed(place, methodcaller("execute", edit))
        if at not in {fault.position for fault in faults if fault.code in {"changed", "missing"}}:
            missed.append(column)
    assert not missed
    figures(f"{len(EDITS)} edits of the entry at position {at}: each found there")


MORE = (
    "stream, 900, kind, shape, client, occurred_at, '2029-01-01T00:00:00.000000+00:00', actor, NULL, NULL, NULL, NULL,"
    " state"
)


@pytest.mark.faults
@pytest.mark.parametrize(
    ("statement", "position", "code"),
    [
        ("DELETE FROM entries WHERE position = 9", 9, "missing"),
        (f"DELETE FROM entries WHERE position > {ENTRIES - 5}", ENTRIES - 4, "missing"),
        (f"INSERT INTO entries SELECT {ENTRIES + 1}, {MORE} FROM entries WHERE position = 9", ENTRIES + 1, "unsealed"),
        ("UPDATE ledger SET value = 'ab' WHERE name = 'id'", 0, "changed"),
        ("INSERT INTO ledger VALUES ('more', 'x')", 0, "changed"),
        ("UPDATE seal SET hash = zeroblob(32) WHERE leaf = 8 AND level = 0", 8, "changed"),
        ("UPDATE seal SET hash = zeroblob(32) WHERE level = 8", 255, "seal-damaged"),
        ("DELETE FROM seal WHERE leaf = 8", 8, "seal-damaged"),
        ("DELETE FROM seal WHERE level = 8", 255, "seal-damaged"),
        ("INSERT INTO seal VALUES (30, 8, zeroblob(32))", 30, "seal-damaged"),
        ("INSERT INTO seal VALUES (255, 16, zeroblob(32))", 255, "seal-damaged"),
        ("DROP TABLE snapshots", 0, "schema-differs"),
        ("DROP INDEX entries_key", 0, "schema-differs"),
        ("CREATE TRIGGER more AFTER INSERT ON entries BEGIN SELECT 1; END", 0, "schema-differs"),
    ],
)  # fmt: skip
def test_other_changes_are_found(place: Path, statement: str, position: int, code: str) -> None:
    faults = changed(place, methodcaller("execute", statement))
    assert (position, code) in {(fault.position, fault.code) for fault in faults}


def test_two_entries_in_each_others_place_are_found(place: Path) -> None:
    def swap(connection: sqlite3.Connection) -> None:
        for old, new in ((5, -1), (6, 5), (-1, 6)):
            connection.execute("UPDATE entries SET position = ? WHERE position = ?", (new, old))

    faults = changed(place, swap)
    assert {position for position, code in each(faults) if code == "changed"} == {5, 6}


def test_a_cached_state_that_was_edited_is_found(place: Path, house: Path) -> None:
    lines = (house / "lines.jsonl").read_text(encoding="utf-8")
    more = lines.replace('"key":"k', '"key":"m').replace('"number":"', '"number":"M')
    (place.parent / "more.jsonl").write_text(
        more + "\n" + more.replace(':"M', ':"N').replace('"m', '"n'), encoding="utf-8"
    )
    ran("record", "--data", place.parent / "more.jsonl", ledger=place)
    ran(*INVOICE[:4], "X-18", *INVOICE[5:], ledger=place)
    assert found(place) == []
    statement = "UPDATE snapshots SET state = replace(state, '100', '900')"
    assert {fault.code for fault in changed(place, methodcaller("execute", statement))} == {"cache-differs"}


def test_a_history_that_was_sealed_anew_does_not_fit_its_checkpoints(place: Path) -> None:
    def rewrite(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE entries SET actor = 'nobody' WHERE position = 270")
        connection.commit()
        row = connection.execute("SELECT * FROM entries WHERE position = 270").fetchone()
        leaf = leaf_of(Row._make((row[0], UUID(bytes=row[1]), *row[2:])))
        connection.execute("UPDATE seal SET hash = ? WHERE leaf = 270 AND level = 0", (leaf,))

    faults = changed(place, rewrite)
    assert {(fault.position, fault.code) for fault in faults} == {
        (0, "other-history"),
        (ENTRIES, "other-history"),
    }


@pytest.mark.faults
def test_an_older_copy_is_found_when_it_is_opened_and_by_verifying(place: Path, house: Path) -> None:
    older = place.parent / "older.db"
    shutil.copy(house / "goodwill.db", older)
    keys = ("--keys", place.parent / "keys")
    ran(*INVOICE[:4], "X-18", *INVOICE[5:], ledger=place)
    ran(*keys, "checkpoint", ledger=place)
    place.unlink()
    older.rename(place)
    result = run(*keys, "history", "ACME", ledger=place)
    assert result.exit_code == 0
    assert "this is an older copy of the ledger: it has 300 entries" in result.stderr
    typed = run(*keys, "history", "ACME", "--known-at", "2140-01-01", ledger=place)
    assert typed.stderr.count("this is an older copy of the ledger") == 1
    assert run(*keys, *INVOICE, ledger=place).exit_code == 1
    assert "older-copy" in {fault.code for fault in found(place)}
    assert run(*keys, "verify", ledger=place).exit_code == 3


def body_of(row: Row) -> bytes:
    """The values of an entry as SQLite writes them one after another; the number 1 takes no byte."""
    version = b"" if row.version == 1 else row.version.to_bytes(2 if row.version > 127 else 1, "big")
    assert row.shape == 1
    return b"".join(
        [row.stream.bytes, version, *(value.encode() for value in row[3:] if isinstance(value, str))]
    )


@pytest.mark.faults
def test_a_flip_of_any_byte_of_any_entry_is_found_first_at_its_position(
    house: Path, tmp_path: Path, figures: Figures
) -> None:
    random, missed, flips = Random(13), [], far(40, 200)  # noqa: S311 - flips that can be tried again
    whole = (house / "goodwill.db").read_bytes()
    with closing(sqlite3.connect(house / "goodwill.db")) as connection:
        rows = connection.execute(f"SELECT * FROM entries WHERE position < {ENTRIES}").fetchall()
    bodies = [body_of(Row._make((row[0], UUID(bytes=row[1]), *row[2:]))) for row in rows]
    for number in range(flips):
        place, at = copied(house, tmp_path / str(number)), random.randrange(len(bodies))
        assert whole.count(bodies[at]) == 1
        byte, bit = random.randrange(len(bodies[at])), random.randrange(8)
        flipped = bytearray(whole)
        flipped[whole.index(bodies[at]) + byte] ^= 1 << bit
        place.write_bytes(flipped)
        positions = [fault.position for fault in found(place) if fault.position]
        if positions[:1] != [at + 1]:
            missed.append((at + 1, byte, bit, positions[:3]))
    assert not missed
    figures(f"{flips} bytes of entries flipped: each found first at its position")


def test_a_receipt_holds_without_the_ledger(place: Path, tmp_path: Path) -> None:
    keys = ("--keys", place.parent / "keys")
    receipt = tmp_path / "receipt.txt"
    ran(*keys, "prove", "7", "--output", receipt, ledger=place)
    (key,) = (place.parent / "keys").rglob("verification.keys")
    nowhere = ("--keys", tmp_path / "none")
    shown = ran(*nowhere, "verify-receipt", receipt, "--key", key, ledger=tmp_path / "none.db")
    assert '"position":7' in shown.stdout
    assert "signed with Ed25519 and ML-DSA-44" in shown.stderr
    ed25519 = key.read_text(encoding="utf-8").split()[0]
    assert "signed with Ed25519" in ran(*nowhere, "verify-receipt", receipt, "--key", ed25519).stderr
    unknown = run(*nowhere, "verify-receipt", receipt)
    assert unknown.exit_code == 3
    assert "no known key of its ledger signed the checkpoint" in unknown.stderr


@pytest.mark.faults
def test_a_receipt_that_somebody_changed_does_not_hold(place: Path, tmp_path: Path) -> None:
    keys = ("--keys", place.parent / "keys")
    whole = ran(*keys, "prove", "7", ledger=place).stdout
    lines = whole.split("\n")
    receipt = tmp_path / "receipt.txt"
    for change in (
        whole.replace("index 7", "index 8"),
        whole.replace(lines[3], lines[4]),
        whole.replace(lines[1], f"extra {lines[3]}"),
        whole.replace(f"\n{ENTRIES}\n", f"\n{ENTRIES - 1}\n"),
    ):
        assert change != whole
        receipt.write_text(change, encoding="utf-8")
        assert run(*keys, "verify-receipt", receipt).exit_code == 3
    for broken in (
        "",
        "x\n",
        whole[:80],
        whole[:-1],
        whole.replace("index", "indec"),
        whole.replace("— ", "- "),
    ):
        receipt.write_text(broken, encoding="utf-8")
        result = run(*keys, "verify-receipt", receipt)
        assert result.exit_code != 0
        assert ("does not begin" in result.stderr) == (not broken.startswith("c2sp.org/"))
        assert isinstance(result.exception, SystemExit | LedgerError)


def test_an_entry_after_the_newest_checkpoint_is_not_proven(place: Path) -> None:
    keys = ("--keys", place.parent / "keys")
    result = run(*keys, "prove", str(ENTRIES), ledger=place)
    assert "no checkpoint covers the entry at position 300; run `goodwill checkpoint` first" in result.stderr


def test_a_damaged_anchor_hides_nothing_else(place: Path) -> None:
    (anchor,) = (place.parent / "keys").rglob("checkpoint")
    anchor.write_text("x", encoding="utf-8")
    faults = changed(place, lambda db: db.execute("UPDATE entries SET actor = 'x' WHERE position = 7"))
    assert {(fault.position, fault.code) for fault in faults} == {(0, "anchor-damaged"), (7, "changed")}
    (fault,) = (one for one in faults if one.code == "anchor-damaged")
    assert fault.what.endswith("signed checkpoint: it does not have three lines above an empty one")
    assert fault.advice == "put back a copy of it, or move it away"


def test_half_of_the_keys_is_not_made_anew(place: Path) -> None:
    ledger = place.parent / "other.db"
    keys = ("--keys", place.parent / "keys")
    ran(*keys, "init", ledger=ledger)
    secret = max((place.parent / "keys").rglob("signing.keys"), key=lambda path: path.stat().st_mtime_ns)
    secret.rename(secret.with_name("away"))
    result = run(*keys, "checkpoint", ledger=ledger)
    assert result.exit_code != 0
    assert "put its other half back" in result.stderr
    assert not secret.exists()


def test_keys_that_are_gone_are_not_replaced_by_others(place: Path) -> None:
    keys = ("--keys", place.parent / "keys")
    shutil.rmtree(place.parent / "keys")
    result = run(*keys, "checkpoint", ledger=place)
    assert "the keys that signed this ledger's checkpoints are not in" in result.stderr


def test_a_ledger_of_an_earlier_version_is_sealed_by_its_first_checkpoint(place: Path) -> None:
    (place.parent / "keys").rename(place.parent / "old")
    as_format_1(str(place))
    keys = ("--keys", place.parent / "other")
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entries_never_go")
        connection.execute("DELETE FROM entries WHERE position = ?", (ENTRIES,))
        connection.execute(
            "CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN\n"
            "        SELECT RAISE(ABORT, 'entries are never deleted; record a correction');\n    END"
        )
    assert [fault.code for fault in found(place)] == ["not-sealed"]
    ran(*keys, "checkpoint", ledger=place)
    assert ran(*keys, "verify", ledger=place).output == ""


def test_a_witness_adds_its_signature_and_a_mail_carries_the_checkpoint(place: Path, tmp_path: Path) -> None:
    keys = ("--keys", place.parent / "keys")
    witness = tmp_path / "witness.sh"
    witness.write_text("#!/bin/sh\ncat > /dev/null\necho '— witness.example AAAAAAE='\n", encoding="utf-8")
    witness.chmod(0o700)
    signed = ran(*keys, "checkpoint", "--witness", str(witness), ledger=place).stdout
    assert signed.endswith("— witness.example AAAAAAE=\n")
    mail = ran(*keys, "checkpoint", "--mail", "auditor@example.com", ledger=place).stdout
    assert mail.startswith("To: auditor@example.com\n")
    assert 'filename="checkpoint.txt"' in mail
    (anchor,) = (place.parent / "keys").rglob("checkpoint")
    for program, why in (
        ("false", "exit code 1"),
        ("no-such-program", "its program cannot be run (No such file"),
    ):
        failing = run(*keys, "checkpoint", "--witness", program, ledger=place)
        assert f"the witness did not sign: {why}" in failing.stderr
        assert f"the checkpoint is in {anchor}, without its signature" in failing.stderr
    before = anchor.read_bytes()
    for address in ("nobody", "a@b.example\nBcc: c@d.example"):
        refused = run(*keys, "checkpoint", "--mail", address, ledger=place)
        assert (refused.exit_code, "is no address; write it like" in refused.stderr) == (2, True)
    assert anchor.read_bytes() == before, "nothing was signed"


def test_a_checkpoint_of_another_ledger_is_named_as_such(place: Path, tmp_path: Path) -> None:
    other, keys = tmp_path / "other.db", ("--keys", tmp_path / "other-keys")
    ran(*keys, "init", ledger=other)
    ran(*keys, "checkpoint", "--output", tmp_path / "other.txt", ledger=other)
    result = run(
        "--keys", place.parent / "keys", "verify", "--checkpoint", tmp_path / "other.txt", ledger=place
    )
    assert result.exit_code == 3
    assert "other.txt is of another ledger, goodwill/" in result.stdout
    assert "no known key" not in result.stdout


def test_a_second_user_with_keys_of_his_own_spoils_no_verification(place: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        (ledger_id,) = connection.execute("SELECT value FROM ledger WHERE name = 'id'").fetchone()
    shutil.copytree(place.parent / "keys", tmp_path / "others")
    other = Keyring(tmp_path / "others", ledger_id)
    other.secret.unlink()
    other.public.unlink()
    other.make()
    ran("--keys", tmp_path / "others", "checkpoint", ledger=place)
    done = run("--keys", place.parent / "keys", "verify", ledger=place)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "are signed by a key you do not have: 301;" in done.stderr
    contradicted = [fault.position for fault in changed(place, _change_seal) if fault.code == "other-history"]
    assert contradicted[-2:] == [300, 301]


def test_whoever_has_no_keys_is_told_which_signatures_were_not_checked(place: Path, tmp_path: Path) -> None:
    done = run("--keys", tmp_path / "none", "verify", ledger=place)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "checkpoints recorded at these positions are signed by a key you do not have: " in done.stderr
    assert run("--keys", place.parent / "keys", "verify", ledger=place).stderr == ""


def _change_seal(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE seal SET hash = zeroblob(32) WHERE level = 0 AND leaf = 299")
