"""Personal fields are boxes in the database, and texts to whoever has the master key."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.events.base import ERASED, SEALED
from ledger.personal import encrypted_texts
from ledger.personal.fields import boxed, people_of
from ledger.personal.master import make_master, read_masters, replace_master
from ledger.store.personal import KeyMissing
from ledger.store.reading import Reader
from tests.conftest import RowMaker
from tests.helpers.seen import saw, sees

PLACE = b"stream:1"
ONE, TWO = ("aa", b"1" * 32), ("bb", b"2" * 32)
NAME = "Ayşə Məmmədova"


def added(row: Row, name: str = NAME, **fields: Any) -> Row:
    state = {"person": "p-1", "name": name, "role": "buyer", **fields}
    return row._replace(kind="contact.added", state=json.dumps(state, ensure_ascii=False))


@sees(40)
@given(st.text(min_size=1).filter(lambda text: "\0" not in text), st.booleans())
def test_a_box_opens_with_its_keys_alone(text: str, both: bool) -> None:  # noqa: FBT001 - drawn
    keys = [ONE, TWO] if both else [ONE]
    state = json.dumps({"name": encrypted_texts.close(text, keys, PLACE), "role": "x"})
    known = dict(keys)
    assert json.loads(encrypted_texts.opened(state, known.get, PLACE)) == {"name": text, "role": "x"}
    assert json.loads(encrypted_texts.opened(state, lambda _: None, PLACE))["name"] == SEALED
    assert json.loads(encrypted_texts.opened(state, lambda _: b"", PLACE))["name"] == ERASED
    assert json.loads(encrypted_texts.opened(state, {**known, "aa": b""}.get, PLACE))["name"] == ERASED
    wrongs: tuple[Callable[[], str], ...] = (
        lambda: encrypted_texts.opened(state, lambda _: b"3" * 32, PLACE),
        lambda: encrypted_texts.opened(state, known.get, b"x"),
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match="not what was written"):
            wrong()
    saw()


@pytest.mark.parametrize("damaged", ["", "[]", "5", "{", '{"people": 5}', '{"replacement": 5}'])
def test_a_damaged_entry_does_not_say_whom_it_is_about(make_rows: RowMaker, damaged: str) -> None:
    (row,) = make_rows()
    with pytest.raises(ValueError, match=r"has other fields|JSON|truncated|malformed"):
        people_of(row._replace(kind="entry.corrected", state=damaged))


def test_only_what_is_about_people_is_boxed(make_rows: RowMaker) -> None:
    (row,) = make_rows()

    kinds = {"1": "contact.added", "2": "objection.raised"}

    def box(people: list[str], text: str) -> str:
        return f"{'+'.join(people)}:{text}"

    def state(kind: str, **fields: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            boxed(row._replace(kind=kind, state=json.dumps(fields)), box, kinds.get).state
        )
        return found

    assert state("contact.added", person="p", name="A", role="r", email="e", note="n") == {
        "person": "p", "name": "p:A", "role": "r", "email": "p:e", "note": "p:n",
    }  # fmt: skip
    assert state("visit.held", summary="s", asked="a", people=["p", "q"]) == {
        "summary": "p+q:s", "asked": "p+q:a", "people": ["p", "q"],
    }  # fmt: skip
    assert state("visit.held", summary="s", asked="a") == {"summary": "s", "asked": "a"}
    assert state("order.placed", number="1", note="n", people=["p"])["note"] == "p:n"
    assert state("order.placed", number="1", note="n")["note"] == "n"
    held = state("visit.held", next_step="call", people=["p"], summary="s")
    assert held["next_step"] == "p:call"
    assert state("visit.held", next_step={"what": "w", "due": "d"}, people=["p"])["next_step"] == {
        "what": "p:w",
        "due": "d",
    }
    assert state("contact.added", person="p", people=["q"], name="A", role="r")["name"] == "p+q:A"
    corrected = state("entry.corrected", entry="1", replacement={"person": "p", "name": "A"}, reason="r")
    assert corrected == {"entry": "1", "replacement": {"person": "p", "name": "p:A"}, "reason": "r"}
    objection = {"people": ["p"], "topic": "price", "note": "n"}
    corrected = state("entry.corrected", entry="2", replacement=objection, reason="r")
    assert corrected["replacement"] == objection | {"note": "p:n"}
    corrected = state("entry.corrected", entry="of no entry here", replacement=objection, reason="r")
    assert corrected["replacement"] == objection | {"note": "p:n", "topic": "p:price"}
    corrected = state("entry.corrected", entry="2", replacement={"note": "n"}, note="m", people=["q"])
    assert corrected == {"entry": "2", "replacement": {"note": "n"}, "note": "q:m", "people": ["q"]}
    corrected = state("entry.corrected", entry="2", replacement=objection, note="m", people=["q"])
    assert (corrected["note"], corrected["replacement"]["note"]) == ("q+p:m", "p:n")
    assert state("entry.corrected", entry="2", replacement=objection, note="m")["note"] == "p:m"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_a_ledger_with_keys_stores_boxes_and_reads_texts(
    ledger_url: str, make_rows: RowMaker, keys: Path
) -> None:
    store.create(ledger_url, keys)
    rows = [added(row, f"{NAME} {number}", email="a@b.c") for number, row in enumerate(make_rows(3))]
    with closing(store.open_recorder(ledger_url)) as recorder:
        with pytest.raises(KeyMissing, match="its master key is not in"):
            recorder.append(rows)
        recorder.database.use_keys(keys)
        recorder.append(rows)
        shown = list(recorder.rows())
        assert [json.loads(row.state)["name"] for row in shown] == [f"{NAME} {number}" for number in range(3)]
        assert list(recorder.rows(stream=rows[0].stream)) == shown
        assert recorder.row_at(2) == shown[1]
        stored = list(Reader(recorder.database, as_stored=True).rows())
        assert not any(NAME in row.state or "a@b.c" in row.state for row in stored)
        assert len({row.state for row in stored}) == 3
        assert recorder.database.select_one("SELECT count(*) FROM person_keys") == (1,)
    with closing(store.open_recorder(ledger_url)) as recorder:
        assert {json.loads(row.state)["name"] for row in recorder.rows()} == {SEALED}


def test_a_box_that_was_carried_to_another_entry_is_told(
    sqlite_url: str, make_rows: RowMaker, keys: Path
) -> None:
    store.create(sqlite_url, keys)
    with closing(store.open_recorder(sqlite_url)) as recorder:
        recorder.database.use_keys(keys)
        recorder.append([added(row, name) for row, name in zip(make_rows(2), ("A", "B"), strict=True)])
        with recorder.database.writing() as cursor:
            cursor.execute("DROP TRIGGER entries_never_change")
            cursor.execute(
                "UPDATE entries SET state = (SELECT state FROM entries WHERE position = 1) WHERE position = 2"
            )
        with pytest.raises(Unreadable, match="position 2: an encrypted field is not what was written"):
            list(recorder.rows())


def test_a_destroyed_key_erases_and_a_new_one_does_not_bring_back(
    ledger_url: str, make_rows: RowMaker, keys: Path
) -> None:
    store.create(ledger_url, keys)
    first, second = make_rows(2)
    with closing(store.open_recorder(ledger_url)) as recorder:
        recorder.database.use_keys(keys)
        people = recorder.database.people
        recorder.append([added(first)])
        ids = people.key_ids("ACME", "p-1")
        people.destroy(ids)
        assert json.loads(next(iter(recorder.rows())).state)["name"] == ERASED
        recorder.append([added(second, "again")])
        assert [json.loads(row.state)["name"] for row in recorder.rows()] == [ERASED, "again"]
        assert people.key_ids("ACME", "p-1") != ids


def test_another_master_key_wraps_all_keys_again(ledger_url: str, make_rows: RowMaker, keys: Path) -> None:
    store.create(ledger_url, keys)
    with closing(store.open_recorder(ledger_url)) as recorder:
        recorder.database.use_keys(keys)
        folder = keys / recorder.database.ledger_id
        recorder.append([added(row) for row in make_rows(1)])
        (before,) = read_masters(folder)
        with closing(store.open_recorder(ledger_url)) as other:  # it goes on recording by what it has read
            other.database.use_keys(keys)
            other.append([added(row) for row in make_rows(1, client="B")])
            assert recorder.database.people.wrap_again(partial(replace_master, folder)) == 2
            assert read_masters(folder)[1:] == [before]
            other.append([added(row) for row in make_rows(1, client="C")])
        (folder / "personal.key.retired").unlink()
        recorder.database.use_keys(keys)
        assert [NAME in row.state for row in recorder.rows()] == [True] * 3


def another_master(recorder: store.Recorder, keys: Path) -> Path:
    """Let a ledger use keys among which another master key lies in place of its own; returns their folder."""
    folder = keys / recorder.database.ledger_id
    (folder / "personal.key").unlink()
    make_master(folder)
    recorder.database.use_keys(keys)
    return folder


def test_another_ledgers_master_key_records_nothing(sqlite_url: str, make_rows: RowMaker, keys: Path) -> None:
    store.create(sqlite_url, keys)
    with closing(store.open_recorder(sqlite_url)) as recorder:
        recorder.database.use_keys(keys)
        recorder.append([added(row) for row in make_rows(1)])
        another_master(recorder, keys)
        with pytest.raises(Unreadable, match="another master key than the one in"):
            recorder.append([added(row) for row in make_rows(1, client="B")])


def test_a_damaged_key_is_told_with_names_as_they_are_and_no_step(
    sqlite_url: str, make_rows: RowMaker, tmp_path: Path
) -> None:
    keys = tmp_path / "keys; of ours"
    store.create(sqlite_url, keys)
    with closing(store.open_recorder(sqlite_url)) as recorder:
        recorder.database.use_keys(keys)
        recorder.append([added(row) for row in make_rows(1)])
        folder = another_master(recorder, keys)
        (told,) = recorder.database.people.damage()
        assert told.endswith(f"another master key than the one in {folder}")


def test_the_master_key_may_come_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = make_master(tmp_path / "a")
    text = (tmp_path / "a" / "personal.key").read_text(encoding="ascii")
    assert read_masters(tmp_path / "b") == []
    monkeypatch.setenv("GOODWILL_MASTER_KEY_COMMAND", f"cat {tmp_path / 'a' / 'personal.key'}")
    assert read_masters(tmp_path / "b") == [key]
    monkeypatch.setenv("GOODWILL_MASTER_KEY", text)
    assert make_master(tmp_path / "b") == key
    with pytest.raises(Unreadable, match="comes from GOODWILL_MASTER_KEY"):
        replace_master(tmp_path / "a")
    for wrong in ("x", "AAAA"):
        monkeypatch.setenv("GOODWILL_MASTER_KEY", wrong)
        with pytest.raises(Unreadable, match="is no master key"):
            read_masters(tmp_path)
    monkeypatch.delenv("GOODWILL_MASTER_KEY")
    monkeypatch.setenv("GOODWILL_MASTER_KEY_COMMAND", "false")
    with pytest.raises(Unreadable, match="gives no key"):
        read_masters(tmp_path)


def test_the_place_of_a_box_is_its_stream_and_version() -> None:
    stream = uuid4()
    assert encrypted_texts.place_of(UUID(str(stream)), 7) == f"{stream}:7".encode()
