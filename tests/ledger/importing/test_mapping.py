from __future__ import annotations

from pathlib import Path

import pytest

from ledger.importing import MappingError, load_mapping
from tests.helpers.imports import INVOICES, Desk
from tests.helpers.places import ROOT

EXAMPLES = ROOT / "examples"
HEADER = "Client,Number,Date,Amount\n"


@pytest.mark.parametrize("name", ["ibm_receivables", "uci_online_retail", "maven_crm"])
def test_the_mappings_that_ship_make_sense(name: str) -> None:
    assert load_mapping(EXAMPLES / f"{name}.toml").title


def event(**changed: str) -> str:
    parts = {
        "kind": '"invoice.issued"',
        "client": '"{Client}"',
        "when": '"{Date}"',
        "fields": '{ number = "{Number}", amount = "{Amount}", currency = "EUR" }',
    } | changed
    return "[[event]]\n" + "".join(f"{key} = {value}\n" for key, value in parts.items() if value)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("[[event]\n", "is not TOML: Expected ']]' at the end of an array declaration (at line 1, column 8)"),
        ("title = 'x'\n", "mapping, event: there is none; add an [[event]]"),
        ("odrer = 'when'\n" + event(), "odrer: there is no such key; did you mean 'order'?"),
        ("order = 'newest'\n" + event(), "order: write 'file' or 'when'"),
        ("language = 'Azeri!'\n" + event(), "language: write the tag of a language, such as az or az-AZ"),
        ("[file.a]\nheadr = 2\n" + event(), "file.a.headr: there is no such key; did you mean 'header'?"),
        ("[file.a]\nheader = 'two'\n" + event(), "file.a.header: write a whole number"),
        ("[file.a]\nzone = 'Baku'\n" + event(), "file.a: no time zone is called 'Baku'"),
        (
            "[file.a]\ndecimal = ','\nthousands = ',.'\n" + event(),
            "file.a: ',' cannot both begin the decimals",
        ),
        (event() + event(knid="'x'"), "event 2, knid: there is no such key; did you mean 'kind'?"),
        (
            event(kind="'invoice.isued'"),
            "event 1, kind: no kind of event is called 'invoice.isued'; did you mean",
        ),
        (event(kind="'entry.voided'"), "event 1, kind: corrections name entries; record them one by one"),
        (event(client=""), "event 1, client: name the client whose event it is"),
        (event(file="'b'"), "event 1, file: there is no file.b"),
        (
            event(fields="{ number = '1', curency = 'EUR' }"),
            "event 1, fields.curency: invoice.issued has no such field; did you mean 'currency'?",
        ),
        (
            event(fields="{ number = '1', amount = '2' }"),
            "event 1, fields: invoice.issued needs the field 'currency'",
        ),
        (
            event(fields="{ number = '1', currency = 'EUR', lines = [{ product = 'x' }] }"),
            "event 1, fields.lines 1: it needs the field 'quantity'",
        ),
        (
            event(fields="{ number = '1', currency = 'EUR', due = 'soon' }"),
            "event 1, fields.due: 'soon' is not a date in the form 2026-03-31",
        ),
        (
            event(fields="{ number = '1', currency = 'EUR', amount = { frm = '{A}' } }"),
            "event 1, fields.amount.frm: there is no such key; did you mean 'from'?",
        ),
        (
            event(fields="{ number = '1', currency = 'EUR', amount = { negate = true } }"),
            "event 1, fields.amount: give the source of the value: one of from, first and calculate",
        ),
        (
            event(fields="{ number = { from = '{A}', negate = true }, currency = 'EUR' }"),
            "event 1, fields.number.negate: this step does not apply to this field",
        ),
        (
            "[file.a.set]\nx = { from = '{A}', total = true }\n" + event(),
            "file.a.set.x.total: this step does not apply",
        ),
        (
            event(fields="{ number = '1', currency = 'EUR', settles = [] }"),
            "event 1, fields.settles: invoice.issued has no such field",
        ),
        (
            event(
                fields="{ number = '1', currency = 'EUR', "
                "instalments = [{ due = '{D}', amount = { from = '{A}', total = true } }] }"
            ),
            "event 1, fields.instalments 1, amount: each and total are allowed only in the event's own fields",
        ),
        (
            event(fields="{ number = '{Num', currency = 'EUR' }"),
            "event 1, fields.number: '{Num' has a brace without",
        ),
        (
            event(**{"if": "{ column = 'A', begins = 'x' }"}),
            "event 1, if.begins: there is no such key; did you mean",
        ),
        (event(**{"if": "{ column = 'A' }"}), "event 1, if: it tests nothing"),
        (event(**{"if": "{ equals = 'A' }"}), "event 1, if: name the column that it tests"),
        (
            event(**{"if": "{ not = { column = 'A', matches = '(' } }"}),
            "event 1, if.not: '(' is not a regular expr",
        ),
        (
            "[[leave_out]]\nif = { column = 'A', empty = true }\n" + event(),
            "leave_out 1, reason is missing",
        ),
        (
            "[file.a]\nmatch='a*'\n[file.b]\nmatch='b*'\n" + event(),
            "event 1, file: name the file of which it is made: a, b",
        ),
        ("[file.a]\n[file.b]\nmatch='b*'\n" + event(file="'b'"), "file.a.match: name the files of this kind"),
        (
            "[file.a]\nmatch='a*'\n[file.b]\nmatch='b*'\n" + event(file="'b'"),
            "file.a: no event is made of its rows",
        ),
        (
            event(
                fields="{ number = { from = '{A}', look_up = { in = 'b', by = '{A}', take = '{B}' } }, currency = 'EUR' }"
            ),
            "event 1, fields.number.look_up.in: there is no file.b",
        ),
        (
            "[file.a]\nset.x = { from = '{A}', look_up = { in = 'a', by = '{A}' } }\n" + event(),
            "file.a.set.x.look_up.take is missing",
        ),
        (
            event(kind="'feedback.given'", fields="{ scale = 'nps', score = '{Score}' }"),
            "event 1, key: a feedback.given has no number of its own; state a key of what makes it unique",
        ),
        (event(kind="'rate.set'"), "event 1, fields.number: rate.set has no such field"),
        (
            event(kind="'rate.set'", fields="{ base = 'EUR', quote = 'USD', rate = '{R}' }"),
            "event 1, client: a rate.set belongs to the house, not to a client",
        ),
    ],
)
def test_a_mapping_that_makes_no_sense_is_told_in_one_sentence(
    tmp_path: Path, document: str, sentence: str
) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(document, encoding="utf-8")

    with pytest.raises(MappingError) as told:
        load_mapping(path)

    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_mapping_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read: No such file"):
        load_mapping(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("title = 'é'".encode("latin-1"))
    with pytest.raises(MappingError, match="is not UTF-8"):
        load_mapping(tmp_path / "latin.toml")


def lacking(desk: Desk, header: str) -> str:
    """The sentence with which an import refuses a file with these columns."""
    with pytest.raises(MappingError) as told:
        desk.run(desk.file("file.csv", f"{header}\nA,1,2026-01-01,5\n"))
    assert desk.entries() == []
    return str(told.value)


def test_a_column_that_the_file_lacks_is_told_with_those_it_has(tmp_path: Path) -> None:
    assert lacking(Desk(tmp_path), "Client,No,Date,Amount") == (
        "mapping, event 2, fields.number: the file has no column 'Number', only Client, No, Date, Amount; "
        "does it have another delimiter or another header row?"
    )


def test_all_columns_that_the_file_lacks_are_told_at_once_with_where_they_are_read(tmp_path: Path) -> None:
    assert lacking(Desk(tmp_path), "Client,Numbr,Day,Amnt") == (
        "mapping: the file has no columns 'Number' (event 2, fields.number; did you mean 'Numbr'?), "
        "'Amount' (event 2, fields.amount; did you mean 'Amnt'?), 'Date' (event 2, fields.due; did you mean 'Day'?), "
        "only Client, Numbr, Day, Amnt"
    )


def test_a_file_that_no_table_matches_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.file("orders.csv", HEADER)

    with pytest.raises(MappingError, match=r"no kind of file matches orders\.csv"):
        desk.run(path, '[file.invoices]\nmatch = "inv*"\n' + INVOICES)


def test_a_look_up_without_its_file_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    mapping = """
        [file.visits]
        match = "visits*"
        [file.people]
        match = "people*"
        [[event]]
        file = "visits"
        kind = "client.reassigned"
        client = "{Client}"
        when = 2026-01-01
        key = "{Client}"
        fields.manager = { from = "{Agent}", look_up = { in = "people", by = "{Agent}", take = "{Manager}" } }
    """

    with pytest.raises(
        MappingError, match=r"it looks values up in file\.people; give that file too \(people\*\)"
    ):
        desk.run(desk.file("visits.csv", "Client,Agent\nA,B\n"), mapping)
