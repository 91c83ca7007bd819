from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.entry import Draft
from ledger.judging import make_event
from ledger.recording.application import Ledger
from ledger.times import parse_moment
from tests.helpers.imports import INVOICES, NOW, Desk
from tests.helpers.places import ROOT

HEADER = "Client,Number,Date,Amount\n"
TUTORIAL = (ROOT / "docs" / "tutorial" / "import-your-own-spreadsheet.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def recording(draft: Draft) -> Callable[[Ledger], None]:
    def record(ledger: Ledger) -> None:
        ledger.record(draft)

    return record


def of_the_tutorial(language: str) -> str:
    return str(re.findall(rf"^```{language}\n(.*?)^```", TUTORIAL, re.DOTALL | re.MULTILINE)[0])


def test_the_files_of_two_months_are_imported_with_the_mapping_of_the_tutorial(desk: Desk) -> None:
    march = of_the_tutorial("csv").replace("31.02.2026", "28.02.2026")
    head = march[: march.index("M-01")]
    april = head + "M-02;Şəki Qida ASC;00131;01.04.2026;30.04.2026;10,00 ₼;;\n"
    april += "M-04;Yeni MMC;00132;02.04.2026;30.04.2026;20,00 ₼;;\n"
    mapping = of_the_tutorial("toml")
    desk.run(desk.file("debtors-march.csv", march), mapping)

    report = desk.run(desk.file("debtors-april.csv", april), mapping)

    assert (report.faults, report.written) == ([], True)
    assert report.appended == {"client.registered": 1, "invoice.issued": 2}
    assert report.repeated == {"client.registered": 1}


def test_a_real_conflict_prints_both_values(desk: Desk) -> None:
    mapping = INVOICES.replace('name = "{Client}"', 'name = "{Name}"').replace("2026-01-01", '"{Date}"')
    desk.run(desk.file("march.csv", "Client,Name,Number,Date,Amount\nA,Alma,1,2026-01-05,9\n"), mapping)

    report = desk.run(
        desk.file("april.csv", "Client,Name,Number,Date,Amount\nA,Armud,2,2026-01-09,9\n"), mapping
    )

    (fault,) = report.faults
    assert fault.what.startswith(
        "client.registered: 'A' is recorded already (position 1), where name is 'Alma' there"
    )
    assert "and 'Armud' here; correct the file, or that entry with entry.corrected" in fault.what


def test_a_client_that_was_recorded_by_hand_is_no_news(desk: Desk) -> None:
    fields = {"code": "A", "name": "A", "currency": "EUR", "manager": "leyla"}
    draft = Draft(make_event("client.registered", fields), NOW, "leyla", "A")
    path = desk.file("file.csv", HEADER + "A,1,2026-01-05,9\n")

    report = desk.run(path, use=recording(draft))

    assert report.faults == []
    assert report.repeated == {"client.registered": 1}
    assert desk.amounts() == ["9"]


def test_a_client_whose_name_was_corrected_is_compared_with_the_correction(desk: Desk) -> None:
    desk.run(desk.file("march.csv", HEADER + "A,1,2026-01-05,9\n"))
    correction = make_event(
        "entry.corrected",
        {"entry": "1", "reason": "misspelt", "replacement": {"code": "A", "name": "B", "currency": "EUR"}},
    )
    april = desk.file("april.csv", HEADER + "A,2,2026-01-05,9\n")
    moved = INVOICES.replace("2026-01-01", "2026-02-01")
    desk.run(april, moved, dry_run=True, use=recording(Draft(correction, NOW, "leyla")))

    same = desk.run(april, moved.replace('name = "{Client}"', 'name = "B"'), dry_run=True)
    other = desk.run(april, moved, dry_run=True)

    assert same.faults == []
    assert "name is 'B' there and 'A' here" in other.faults[0].what


def test_a_document_with_another_amount_prints_both(desk: Desk) -> None:
    desk.run(desk.file("march.csv", HEADER + "A,1,2026-01-05,9\n"))

    report = desk.run(desk.file("april.csv", HEADER + "A,1,2026-01-06,10\n"))

    assert (
        "(position 2): occurred_at is '2026-01-05T00:00:00+00:00' there and '2026-01-06"
        in report.faults[0].what
    )
    assert "amount is '9' there and '10' here" in report.faults[0].what


CARDS = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = "{Date}"
fields = { code = "{Client}", name = "{Name}", tax_id = "{Tax}", address = "{Address}" }
"""
CARD = "Client,Name,Tax,Address,Date\n"
FIRST = CARD + "A,Alma,T1,Street 1,2026-01-05\n"


def changed(
    kind: str, on: str = "2026-03-01", client: str = "A", **fields: object
) -> Callable[[Ledger], None]:
    """Record what changed of the client."""
    return recording(Draft(make_event(kind, fields), parse_moment(on), "leyla", client))


@pytest.mark.parametrize(
    ("change", "now", "kind", "former"),
    [
        (changed("client.renamed", name="Armud"), "A,Armud,T1,Street 1", "client.renamed", "'Alma' here"),
        (changed("client.details_changed", tax_id="T2"), "A,Alma,T2,", "client.details_changed", "'T1' here"),
        (
            changed("client.details_changed", address="Street 2"),
            "A,Alma,T1,Street 2",
            "client.details_changed",
            "",
        ),
    ],
    ids=["name", "tax number", "address"],
)
def test_a_file_is_compared_with_what_changed_since_the_registration(
    desk: Desk, change: Callable[[Ledger], None], now: str, kind: str, former: str
) -> None:
    desk.run(desk.file("march.csv", FIRST), CARDS)

    current = desk.run(desk.file("april.csv", f"{CARD}{now},2026-04-05\n"), CARDS, use=change)
    old = desk.run(desk.file("old.csv", f"{CARD}A,Alma,T1,Street 1,2026-04-05\n"), CARDS)
    new = desk.run(desk.file("new.csv", f"{CARD}A,Other,T3,Street 3,2026-04-05\n"), CARDS)

    assert (current.faults, current.repeated) == ([], {"client.registered": 1})
    said = old.faults[0].what
    assert f"{former}, as it was before {kind} of 2026-03-01 (position 2); correct the file" in said
    assert "entry.corrected" not in said
    assert f"there since {kind} of 2026-03-01 (position 2)" in new.faults[0].what
    assert "; if it changed, record client.details_changed and client.renamed" in new.faults[0].what


def test_of_several_changes_the_last_by_its_day_is_in_force(desk: Desk) -> None:
    desk.run(desk.file("march.csv", FIRST), CARDS)
    changed_twice = [("client.renamed", "2026-03-01", "Armud"), ("client.renamed", "2026-02-01", "Heyva")]
    for kind, on, name in changed_twice:
        desk.run(desk.file("none.csv", CARD), CARDS, use=changed(kind, on, name=name))

    def what(name: str) -> list[str]:
        row = f"{CARD}A,{name},T1,Street 1,2026-04-05\n"
        return [one.what for one in desk.run(desk.file(f"{name}.csv", row), CARDS).faults]

    assert what("Armud") == []
    assert (
        "name is 'Armud' there and 'Heyva' here, as it was before client.renamed of 2026-03-01"
        in what("Heyva")[0]
    )


def test_a_person_whose_role_changed_is_no_news(desk: Desk) -> None:
    people = """
    [[event]]
    kind = "contact.added"
    client = "A"
    once = "{Person}"
    when = "{Date}"
    fields = { person = "{Person}", name = "Lalə", role = "{Role}" }
    """
    desk.run(desk.file("march.csv", FIRST), CARDS)
    desk.run(desk.file("people.csv", "Person,Role,Date\np1,buyer,2026-01-05\np2,cook,2026-01-05\n"), people)
    change = changed("contact.changed", person="p1", role="director")

    april = "Person,Role,Date\np1,director,2026-04-05\np2,buyer,2026-04-05\n"
    report = desk.run(desk.file("april.csv", april), people, use=change)

    (fault,) = report.faults
    assert "role is 'cook' there and 'buyer' here; correct the file" in fault.what
    assert fault.what.endswith("; if it changed, record contact.changed")


def test_a_field_that_the_file_adds_to_a_known_client_is_named_to_be_taken_out_of_the_mapping(
    desk: Desk,
) -> None:
    draft = Draft(
        make_event("client.registered", {"code": "A", "name": "A", "currency": "EUR"}), NOW, "leyla", "A"
    )
    path = desk.file("file.csv", HEADER + "A,1,2026-01-05,9\n")

    mapping = INVOICES.replace('name = "{Client}"', 'name = "{Client}", locale = "az-AZ"')
    report = desk.run(path, mapping, use=recording(draft))

    (fault,) = report.faults
    assert "locale is empty there and 'az-AZ' here" in fault.what
    assert ", or take locale out of the mapping; " in fault.what
