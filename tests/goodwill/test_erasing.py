"""Erasing in either database, with stored views in their own place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import goodwill
from goodwill import Draft, Keyring, Ledger, make_event
from ledger.store.reading import Reader
from projections.stored import outdated

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def draft(kind: str, client: str = "ACME", **fields: object) -> Draft:
    return Draft(make_event(kind, fields), NOW, "leyla", client)


@pytest.mark.parametrize("beside", [False, True])
def test_a_person_is_erased_in_either_database(ledger_url: str, tmp_path: Path, *, beside: bool) -> None:
    keys, views = tmp_path / "keys", str(tmp_path / "views.db") if beside else None
    with Ledger.create(ledger_url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name="Ayşə Məmmədova", role="buyer", decides=True),
                draft("order.placed", number="1", note="for Ayşə", people=["p-1"], currency="EUR", lines=[
                    {"product": "X", "quantity": "1", "unit_price": "5"}]),
            ]
        )  # fmt: skip
        goodwill.project(ledger, views=views)
        before = goodwill.answer(ledger, "health").as_json()["rows"]
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla", views=views)
        assert found == ("ACME", [2, 3], [], [], [], [], [], False, None)
        names = [getattr(entry.event, "name", None) for entry in ledger.history("ACME")]
        assert names == ["Acme", "[erased]", None, None]
        assert goodwill.answer(ledger, "health").as_json()["rows"] == before
        assert goodwill.verify(ledger, keyring).faults == []
        assert goodwill.rotate_key(ledger, keyring) == 0
        stored = "".join(row.state for row in Reader(ledger.database, as_stored=True).rows())
        assert "Məmmədova" not in stored


def test_who_was_never_added_or_whose_contact_was_voided_is_erased(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        visit = {"channel": "visit", "started_at": NOW.isoformat()}
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name="Maria Rossi", role="buyer"),
                draft("visit.held", **visit, summary="spoke to Anna", people=["p-2"]),
            ]
        )
        void = draft("entry.voided", entry="2", reason="wrong", note="as Maria said", people=["p-1"])
        ledger.record(void)
        for person, positions in (("p-1", [2, 4]), ("p-2", [3])):
            found = goodwill.erase(ledger, keyring, person, reason="asked", actor="leyla")
            assert found is not None
            assert found.entries == positions
        assert not [text for text in ("Maria", "Anna") if text in repr([*ledger.history("ACME")])]
        assert goodwill.verify(ledger, keyring).faults == []
        faults = goodwill.check(ledger)
        assert {fault.position for fault in faults} == {3}


@pytest.mark.parametrize("stored", [False, True])
def test_a_program_that_runs_forgets_whom_another_erased(tmp_path: Path, *, stored: bool) -> None:
    keys, url = tmp_path / "keys", str(tmp_path / "goodwill.db")
    promise = {"number": "C-1", "by": "us", "what": "flowers for Maria", "due": "2026-03-01"}
    with Ledger.create(url, clock=lambda: NOW, keys=keys) as ledger:
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("commitment.made", **promise, people=["p-1"]),
            ]
        )
        if stored:
            goodwill.project(ledger)
        for shown in ("flowers for Maria", "[erased]"):
            assert [row.what for row in goodwill.answer(ledger, "agenda").rows] == [shown]
            assert shown in repr([*ledger.history("ACME")])
            with Ledger(url, clock=lambda: NOW, keys=keys) as other:
                keyring = Keyring(keys, other.database.ledger_id)
                goodwill.erase(other, keyring, "p-1", reason="asked", actor="ana")


def test_views_of_an_earlier_version_are_made_again_wherever_they_lie(tmp_path: Path) -> None:
    keys, views = tmp_path / "keys", str(tmp_path / "views.db")
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW, keys=keys) as ledger:
        database = ledger.database
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name="Maria Rossi", role="buyer"),
            ]
        )
        for place in (None, views):
            goodwill.project(ledger, views=place)
        with database.writing() as cursor:
            cursor.execute("UPDATE views_generations SET versions = 'earlier'")
        assert outdated(database)
        keyring = Keyring(keys, database.ledger_id)
        goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla", views=views)
        assert not outdated(database)


def test_what_a_table_of_the_database_still_holds_is_found(ledger_url: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with Ledger.create(ledger_url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft(
                    "contact.added", person="p-1", name='Ayşə "Aygün" Məmmədova', role="buyer", phone="+994"
                ),
            ]
        )
        with ledger.database.writing() as cursor:
            cursor.execute("CREATE TABLE notes (text TEXT)")
            cursor.execute("INSERT INTO notes VALUES ('ask Ayşə \"Aygün\" Məmmədova')")
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla")
        assert found is not None
        assert found.places == (["the table notes"] if "://" in ledger_url else [ledger_url])
        assert found.too_short == [2]


def test_what_stands_in_clear_elsewhere_keeps_no_other_text_from_being_searched_for(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    url = str(tmp_path / "goodwill.db")
    with Ledger.create(url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        visit = {"channel": "visit", "started_at": NOW.isoformat()}
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name="Ayşə Məmmədova", role="buyer"),
                draft("visit.held", **visit, summary="price talks", people=["p-1"]),
                draft("visit.held", **visit, summary="price talks"),
                draft("visit.held", **visit, summary="no price talkshow"),
            ]
        )
        with ledger.database.writing() as cursor:
            cursor.execute("CREATE TABLE notes (text TEXT)")
            cursor.execute("INSERT INTO notes VALUES ('ask Ayşə Məmmədova')")
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla")
        assert found == ("ACME", [2, 3], [4], [], [], [url], [], False, None)


def test_a_text_about_others_that_names_the_person_is_told(ledger_url: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with Ledger.create(ledger_url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        visit = {"channel": "visit", "started_at": NOW.isoformat()}
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("client.registered", "BETA", code="BETA", name="Beta", currency="EUR"),
                draft("contact.added", person="p-1", name="Maria Rossi", role="buyer"),
                draft("contact.added", person="p-2", name="Anna Bianchi", role="buyer"),
                draft("expense.spent", amount="9", currency="EUR", purpose="dinner", person="p-1"),
                draft("expense.spent", amount="9", currency="EUR", purpose="dinner", person="p-2"),
                draft("visit.held", **visit, summary="Maria Rossi is ill", people=["p-2"]),
                draft("visit.held", **visit, summary="Maria Rossi was there", people=["p-1", "p-2"]),
                draft("contact.added", "BETA", person="b-1", name="Maria Rossi", role="buyer"),
            ]
        )
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla")
        assert found == ("ACME", [3, 5, 8], [], [7, 9], [], [], [], False, None)


@pytest.mark.parametrize(
    ("name", "summary", "in_clear"),
    [
        (
            "Maria Rossi",
            "spoke to Anna.\nMaria Rossi was away",
            [3],
        ),  # in JSON the line break ends with a letter
        ("Martin", "spoke to Martina and to SanMartin", []),
        ("Martin", 'spoke to "Martin"', [3]),
        ("山田太郎たろう", "山田太郎たろうさん", [3]),
    ],
)
def test_a_text_is_looked_for_as_words_of_its_own_in_entries_and_in_files(
    ledger_url: str, tmp_path: Path, name: str, summary: str, in_clear: list[int]
) -> None:
    keys = tmp_path / "keys"
    with Ledger.create(ledger_url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        visit = {"channel": "visit", "started_at": NOW.isoformat()}
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name=name, role="buyer"),
                draft("visit.held", **visit, summary=summary),
            ]
        )
        goodwill.project(ledger)
        with ledger.database.writing() as cursor:
            cursor.execute("CREATE TABLE notes (text TEXT, more TEXT)")
            cursor.execute("INSERT INTO notes VALUES ('Martina', 'SanMartin')")
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked by Martina", actor="leyla")
        assert found == ("ACME", [2], in_clear, [], [], [], [], False, None)


def test_a_name_beside_another_column_is_found_in_the_file(tmp_path: Path) -> None:
    """Nothing stands between two columns in a file of SQLite."""
    keys, url = tmp_path / "keys", str(tmp_path / "goodwill.db")
    with Ledger.create(url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        contact = draft("contact.added", person="p-1", name="Martin", role="buyer")
        ledger.record_many([draft("client.registered", code="ACME", name="Acme", currency="EUR"), contact])
        with ledger.database.writing() as cursor:
            cursor.execute("CREATE TABLE notes (text TEXT, more TEXT)")
            cursor.execute("INSERT INTO notes VALUES ('Martina', 'b'), ('Martin', 'a')")
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla")
        assert found is not None
        assert found.places == [url]


def test_a_text_about_two_people_is_not_searched_for_once_one_of_them_is_erased(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                *(draft("contact.added", person=one, name=f"Person {one}", role="buyer") for one in ("p-1", "p-2")),
                draft("visit.held", channel="visit", started_at=NOW.isoformat(), summary="They quarrel",
                      people=["p-1", "p-2"]),
            ]
        )  # fmt: skip
        goodwill.project(ledger)
        for person, entries in (("p-1", [2, 4]), ("p-2", [3, 4])):
            found = goodwill.erase(ledger, keyring, person, reason="asked", actor="leyla")
            assert found == ("ACME", entries, [], [], [], [], [], False, None)


def test_nothing_is_erased_unless_it_is_agreed_to(tmp_path: Path) -> None:
    keys, asked = tmp_path / "keys", list[object]()
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        contact = draft("contact.added", person="p-1", name="Aynur Q", role="buyer")
        ledger.record_many([draft("client.registered", code="ACME", name="Acme", currency="EUR"), contact])

        def agreed(found: object) -> bool:
            asked.append(found)
            return False

        assert goodwill.erase(ledger, keyring, "p-1", reason="r", actor="leyla", agreed=agreed) is None
        assert asked == [("ACME", [2], [], [], [], [], [], False, None)]
        assert ledger.position == 2
        with pytest.raises(goodwill.erasing.NobodyToErase, match="would keep"):
            goodwill.erase(ledger, keyring, "p-1", reason="Aynur Q asked", actor="leyla", agreed=agreed)
        assert len(asked) == 1


def test_stored_views_forget_what_an_erased_person_was_promised(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.database.ledger_id)
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name="Ayşə Məmmədova", role="buyer"),
            ]
        )
        goodwill.project(ledger)
        what = "flowers for Ayşə Məmmədova"
        ledger.record(
            draft("commitment.made", number="C-1", by="us", what=what, due="2026-03-01", people=["p-1"])
        )
        goodwill.project(ledger)
        assert [row.what for row in goodwill.agenda(ledger, as_of=NOW.date()).rows] == [what]
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla")
        assert found is not None
        assert found.places == []
        assert [row.what for row in goodwill.agenda(ledger, as_of=NOW.date()).rows] == ["[erased]"]
