from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
from click.testing import Result

from commands.record.faults import told
from ledger.importing import FileFault
from tests.helpers.commanding import ran, run
from tests.helpers.imports import INVOICES

ROWS = "Client,Number,Date,Amount\nACME,1,2026-03-01,100.00\nACME,2,2026-03-02,50.00\n"
FAULTY = ROWS + "ACME,3,2026-03-03,ten\n"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.toml").write_text(INVOICES)
    Path("good.csv").write_text(ROWS)
    Path("faulty.csv").write_text(FAULTY)


def test_what_was_imported_is_counted_by_kind() -> None:
    done = ran("import", "good.csv", "--map", "map.toml")
    assert done.stderr.startswith("created ledger goodwill.db\nmade keys in ")
    assert done.stdout.splitlines()[:4] == [
        "2 rows read",
        "3 events recorded",
        "  1 client.registered",
        "  2 invoice.issued",
    ]


def test_the_same_file_again_adds_nothing() -> None:
    ran("import", "good.csv", "--map", "map.toml")
    before = Path("goodwill.db").read_bytes()
    assert "recorded already" in ran("import", "good.csv", "--map", "map.toml").stdout
    assert Path("goodwill.db").read_bytes() == before


def test_a_fault_stops_the_import_before_anything_is_written() -> None:
    done = run("import", "faulty.csv", "--map", "map.toml")
    assert done.exit_code == 1
    assert done.stderr.startswith("faulty.csv:4: amount: ")
    assert done.stdout.splitlines() == [
        "3 rows read",
        "1 fault; nothing was recorded",
        "correct the rows, or record the others with --on-fault skip --rejects FILE",
    ]
    assert not Path("goodwill.db").exists()


def test_on_request_what_is_faulty_is_skipped_and_kept_apart() -> None:
    done = run("import", "faulty.csv", "--map", "map.toml", "--on-fault", "skip", "--rejects", "rejects.csv")
    assert done.exit_code == 1
    assert "3 events recorded" in done.stdout
    assert "1 fault; 1 row kept out" in done.stdout
    assert "ACME,3,2026-03-03,ten" in Path("rejects.csv").read_text()


def test_a_cell_that_several_fields_are_made_of_is_one_fault() -> None:
    Path("faulty.csv").write_text(
        "Client,Number,Date,Amount\n,1,2026-03-01,5\nACME,,2026-03-01,5\nACME,,2026-03-01,5\n"
    )
    done = run("import", "faulty.csv", "--map", "map.toml")
    assert "3 faults; nothing was recorded" in done.stdout
    assert "faulty.csv:2: client is missing: 'Client' gives no value; fill it in" in done.stderr
    assert "faulty.csv:3-4: 2 rows: number is missing" in done.stderr


@pytest.mark.parametrize(
    ("fields", "what", "line"),
    [
        (["", "number"], "it is missing", "f:2: number is missing"),
        (["once", "client"], "it is missing", "f:2: client is missing"),
        (["when", "due"], "it is missing", "f:2: when and due are missing"),
        (["when", "due"], "'x' is no date", "f:2: when, due: 'x' is no date"),
        (["once"], "'x' is no date", "f:2: once: 'x' is no date"),
        ([""], "it has 6 cells", "f:2: it has 6 cells"),
    ],
)
def test_fields_of_one_problem_are_told_together(fields: list[str], what: str, line: str) -> None:
    assert list(told(FileFault("f", 2, field, what) for field in fields)) == [line]


def test_a_file_without_rows_is_told_and_no_fault() -> None:
    Path("empty.csv").write_text("Client,Number,Date,Amount\n")
    done = ran("import", "empty.csv", "--map", "map.toml")
    assert done.stdout.splitlines() == [
        "0 rows read",
        "no file has a row below its header; nothing to import",
    ]


def test_rejects_say_where_the_cells_of_a_row_that_is_too_long_stand() -> None:
    Path("faulty.csv").write_text("Client,Number,Date,Amount\nACME,1,2026-03-01,1,250.00\n")
    rejecting()
    [_, row] = csv.reader(Path("rejects.csv").read_text().splitlines())
    assert (row[3], row[7:]) == ("1", ["250.00"])
    assert row[6].endswith("; its last cells stand on the right of this one")


def test_a_dry_run_says_what_would_be_done_and_makes_no_ledger() -> None:
    done = ran("import", "good.csv", "--map", "map.toml", "--dry-run")
    assert "3 events would be recorded" in done.stdout
    assert not Path("goodwill.db").exists()


def test_a_mapping_that_makes_no_sense_is_refused_by_name() -> None:
    Path("map.toml").write_text("[[event]]\nkind = 'invoice.isued'\n")
    done = run("import", "good.csv", "--map", "map.toml")
    assert done.exit_code == 1
    assert done.stderr.startswith("goodwill: mapping, ")


def test_a_mapping_is_asked_for() -> None:
    done = run("import", "good.csv")
    assert done.exit_code == 2
    assert "--map is missing; `goodwill import good.csv --suggest --output mapping.toml`" in done.stderr


def test_a_file_and_its_mapping_in_each_others_place_are_told_to_be_swapped() -> None:
    done = run("import", "map.toml", "--map", "good.csv")
    assert done.exit_code == 2
    assert "did you swap the two? Write `goodwill import good.csv --map map.toml`" in done.stderr


def test_invoices_without_a_due_date_are_counted_with_what_to_do() -> None:
    Path("map.toml").write_text(INVOICES.replace(', due = "{Date}" }', " }"))
    done = ran("import", "good.csv", "--map", "map.toml")
    step = "due on its own day, until client.terms_agreed or the mapping's fields.due says otherwise"
    assert f"with a warning: no due date; {step}" in done.stdout
    assert not run("check").stdout


def test_a_warning_names_its_row_and_says_what_record_says() -> None:
    ran("import", "good.csv", "--map", "map.toml")
    Path("map.toml").write_text(INVOICES.replace('currency = "EUR", due', 'currency = "{In}", due'))
    Path("more.csv").write_text(
        "Client,Number,Date,Amount,In\nACME,3,2026-03-05,9,EUR\nACME,4,2026-03-06,9,USD\n"
    )
    done = ran("import", "more.csv", "--map", "map.toml")
    assert done.stderr == (
        "more.csv:3: invoice.issued: invoice '4' is in USD, and nothing else of ACME, whose currency is EUR; "
        "the entry is recorded all the same; if that is a slip, correct it with entry.corrected\n"
    )
    assert done.stdout.splitlines()[-1] == "1 event with a warning: other currency"
    assert ran("import", "more.csv", "--map", "map.toml").stderr == ""


def test_of_many_warnings_the_first_are_named_in_one_line() -> None:
    Path("map.toml").write_text(INVOICES.replace('due = "{Date}" }', 'due = "2026-01-01" }'))
    rows = "".join(f"ACME,{n},2026-03-05,9\n" for n in range(25))
    Path("more.csv").write_text(f"Client,Number,Date,Amount\n{rows}")
    done = ran("import", "more.csv", "--map", "map.toml", "--dry-run")
    assert done.stderr.startswith("more.csv:2-21: 20 rows: invoice.issued: ")
    assert "the entry would be recorded all the same" in done.stderr
    assert (
        done.stdout.splitlines()[-1] == "25 events with a warning: due before issue; the first 20 are named"
    )


def test_invoices_that_bill_an_order_twice_are_counted() -> None:
    ran("import", "good.csv", "--map", "map.toml")
    order = '{"kind": "order.placed", "client": "ACME", "occurred_at": "2026-02-01", "event": {"number": "O", "currency": "EUR", "lines": [{"product": "X", "quantity": "1", "unit_price": "9"}]}}'
    ran("record", "--data", "-", input=order)
    Path("map.toml").write_text(INVOICES.replace('due = "{Date}" }', 'due = "{Date}", orders = ["O"] }'))
    Path("good.csv").write_text("Client,Number,Date,Amount\nACME,3,2026-03-01,9\nACME,4,2026-03-02,9\n")
    done = ran("import", "good.csv", "--map", "map.toml")
    assert "1 invoice of an order billed already or in another currency; see `goodwill check`" in done.stdout
    assert run("check").exit_code == 3


ORDERS = (
    INVOICES
    + """
[[event]]
kind = "order.placed"
client = "{Client}"
when = "{Date}"
fields = { number = "O-{Number}", currency = "EUR", lines = [{ product = "X", quantity = "1", unit_price = "{Amount}" }] }
"""
)


def test_orders_and_invoices_that_name_none_are_told_once_as_counted_twice() -> None:
    Path("map.toml").write_text(ORDERS)
    told = "1 client with orders and invoices that name none, so exposure counts both"
    assert told in ran("import", "good.csv", "--map", "map.toml", "--dry-run").stdout
    assert told in ran("import", "good.csv", "--map", "map.toml").stdout
    assert told not in ran("import", "good.csv", "--map", "map.toml").stdout
    exposed = json.loads(ran("receivables", "--exposure", "--as-of", "2026-03-03", "--format", "json").stdout)
    assert exposed["rows"][0]["open_orders"] == exposed["rows"][0]["open_debt"]


def test_invoices_that_name_their_orders_are_counted_once() -> None:
    tied = ORDERS.replace('due = "{Date}" }', 'due = "{Date}", orders = ["O-{Number}"] }')
    order, invoice = tied.rindex("[[event]]"), tied.index('[[event]]\nkind = "invoice')
    Path("map.toml").write_text(tied[:invoice] + tied[order:] + "\n" + tied[invoice:order])
    assert "exposure counts both" not in ran("import", "good.csv", "--map", "map.toml").stdout
    exposed = json.loads(ran("receivables", "--exposure", "--as-of", "2026-03-03", "--format", "json").stdout)
    assert exposed["rows"][0]["open_orders"] == "0.00"


def rejecting(*options: str, file: str = "faulty.csv") -> Result:
    return run(
        "import", file, "--map", "map.toml", "--on-fault", "skip", "--rejects", "rejects.csv", *options
    )


def test_rejects_are_their_owners_and_a_file_of_them_is_replaced_and_keeps_its_mode() -> None:
    rejects = Path("rejects.csv")
    rejecting()
    first = rejects.read_bytes()
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    rejects.chmod(0o640)
    Path("faulty.csv").write_text(FAULTY + "ACME,4,2026-03-03,two\n")
    assert rejecting().exit_code == 1
    assert rejects.read_bytes().startswith(first)
    assert b"two" in rejects.read_bytes()
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o640


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rejects_replace_no_other_file_unless_forced_and_the_report_is_given(encoding: str) -> None:
    rejects = Path("rejects.csv")
    rejects.write_text("Dear Leyla,\n")
    Path("map.toml").write_text(f'[file.rows]\nencoding = "{encoding}"\n{INVOICES}')
    Path("faulty.csv").write_text(FAULTY, encoding=encoding)
    done = rejecting()
    assert (done.exit_code, rejects.read_text()) == (2, "Dear Leyla,\n")
    assert "name another file, or add --force" in done.stderr
    assert "1 fault; 1 row kept out" in done.stdout
    assert [path.name for path in Path().glob(".*.new")] == []
    assert rejecting("--force").exit_code == 1
    assert "ACME,3,2026-03-03,ten" in rejects.read_text(encoding)
    assert rejecting().exit_code == 1


def test_rejects_follow_no_link_and_nothing_is_recorded() -> None:
    Path("kept").write_text("")
    Path("rejects.csv").symlink_to("kept")
    done = rejecting("--force")
    assert done.exit_code == 2
    assert "rejects.csv is a link; name the file that it leads to" in done.stderr
    assert Path("kept").read_text() == ""
    assert not Path("goodwill.db").exists()


def test_rejects_named_like_a_workbook_are_one_and_replace_none_unless_forced() -> None:
    def rejected(*options: str) -> Result:
        names = "--map", "map.toml", "--on-fault", "skip", "--rejects", "rejects.xlsx"
        return run("import", "faulty.csv", *names, *options)

    assert rejected().exit_code == 1
    first = Path("rejects.xlsx").read_bytes()
    again = run("import", "rejects.xlsx", "--map", "map.toml")
    assert again.stderr.startswith("rejects.xlsx:2: amount: 'ten' is not a number")
    assert "1 row read" in again.stdout
    Path("faulty.csv").write_text(FAULTY + "ACME,4,2026-03-03,two\n")
    done = rejected()
    assert (done.exit_code, Path("rejects.xlsx").read_bytes()) == (2, first)
    assert "rejects.xlsx is there already and may hold a person's work; name another file" in done.stderr
    assert "2 faults; 2 rows kept out" in done.stdout
    assert rejected("--force").exit_code == 1
    assert "2 rows read" in run("import", "rejects.xlsx", "--map", "map.toml").stdout


@pytest.mark.parametrize("name", ["rejects.xls", "rejects.ods", "rejects.JSONL"])
def test_rejects_named_like_what_they_are_not_are_refused_before_anything_is_recorded(name: str) -> None:
    done = run("import", "faulty.csv", "--map", "map.toml", "--on-fault", "skip", "--rejects", name)
    assert done.exit_code == 2
    assert "--rejects writes CSV or a workbook; write --rejects rejects.xlsx, or a .csv" in done.stderr
    assert not Path("goodwill.db").exists()


def test_without_faults_there_are_no_rejects() -> None:
    assert rejecting(file="good.csv").exit_code == 0
    assert not Path("rejects.csv").exists()


def test_faults_of_one_kind_are_one_line_that_lists_their_rows() -> None:
    rows = "".join(f"ACME,{n},2026-03-{n % 28 + 1:02},x{n}\n" for n in range(2, 322))
    Path("many.csv").write_text(f"{ROWS}{rows}ACME,,2026-03-01,1\nACME,,2026-03-01,2\n,9,2026-03-01,2\n")
    done = run("import", "many.csv", "--map", "map.toml")
    numbers, *others = done.stderr.splitlines()
    assert numbers.startswith("many.csv:4-323: 320 rows, such as: amount: 'x2' has 'x' beside its number")
    assert others == [
        "many.csv:324-325: 2 rows: number is missing: 'Number' gives no value; fill it in, or add a leave_out",
        "many.csv:326: client is missing: 'Client' gives no value; fill it in, or add a leave_out",
    ]
    assert "323 faults; nothing was recorded" in done.stdout


def test_an_impossible_day_is_not_hidden_behind_dates_of_another_form() -> None:
    Path("map.toml").write_text('[file.rows]\ndates = "%d.%m.%Y"\n' + INVOICES)
    days = ["05.09.2026", "2026-10-01", "2026-10-02", "31.02.2026"]
    rows = "".join(f"ACME,{n},{day},1\n" for n, day in enumerate(days))
    Path("many.csv").write_text(f"Client,Number,Date,Amount\n{rows}")
    form, day = run("import", "many.csv", "--map", "map.toml", "--dry-run").stderr.splitlines()
    assert form.startswith("many.csv:3-4: 2 rows, such as: due, when: '2026-10-01' is not a date in the form")
    assert day == "many.csv:5: due, when: there is no such day as '31.02.2026'; correct it"


def test_scattered_rows_are_cut() -> None:
    rows = "".join(f"ACME,{n},2026-03-01,{'x' if n % 2 else 1}\n" for n in range(3, 203))
    Path("many.csv").write_text(ROWS + rows)
    (line,) = run("import", "many.csv", "--map", "map.toml").stderr.splitlines()
    assert line.startswith(
        "many.csv:4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,...: 100 rows: amount: 'x'"
    )


def test_a_first_draft_of_a_mapping_is_written_and_imports() -> None:
    draft = ran("import", "good.csv", "--suggest")
    Path("draft.toml").write_text(draft.stdout)
    assert "# ? Which currency?" in draft.stdout
    assert not Path("goodwill.db").exists()
    assert "3 events recorded" in ran("import", "good.csv", "--map", "draft.toml").stdout


def test_a_draft_registers_no_client_of_the_ledger() -> None:
    ran("record", "client.registered", "A-1", "acme", "--currency", "EUR")
    ran("import", "good.csv", "--suggest", "--output", "draft.toml")
    done = ran("import", "good.csv", "--map", "draft.toml")
    assert (done.stdout.splitlines()[:3], done.stderr) == (
        ["2 rows read", "2 events recorded", "  2 invoice.issued"],
        "",
    )


def test_a_draft_replaces_no_file_that_may_hold_answers() -> None:
    ran("import", "good.csv", "--suggest", "--output", "draft.toml")
    before = Path("draft.toml").read_text()
    Path("draft.toml").write_text("answered")
    done = run("import", "good.csv", "--suggest", "--output", "draft.toml")
    assert (done.exit_code, Path("draft.toml").read_text()) == (2, "answered")
    assert "draft.toml is there already; name another file, or add --force" in done.stderr
    ran("import", "good.csv", "--suggest", "--output", "draft.toml", "--force")
    assert Path("draft.toml").read_text() == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["good.csv", "faulty.csv", "--suggest"], "--suggest reads one file at a time; name one"),
        (["good.csv", "--suggest", "--sheet", "April"], "good.csv has no sheets; leave out --sheet"),
        (["good.csv", "--map", "map.toml", "--sheet", "x"], "--sheet goes with --suggest; a mapping says"),
        (["good.csv", "--map", "map.toml", "--output", "x"], "--output goes with --suggest; leave it out"),
        (["good.csv", "--suggest", "--output", "good.csv", "--force"], "good.csv"),
    ],
)
def test_a_draft_is_of_one_file_and_never_replaces_it(options: list[str], sentence: str) -> None:
    done = run("import", *options)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert Path("good.csv").read_text() == ROWS


def test_a_guessed_encoding_records_nothing_until_an_option_states_it() -> None:
    rows = "".join(f"Işık Gıda Çiğdem Öğütücü,{n},2026-01-05,9\n" for n in range(30))
    Path("turkish.csv").write_bytes(f"Client,Number,Date,Amount\n{rows}".encode("cp1254"))
    done = run("import", "turkish.csv", "--map", "map.toml")
    assert done.exit_code == 1
    assert "turkish.csv does not say its encoding" in done.stderr
    assert not Path("goodwill.db").exists()
    ran("import", "turkish.csv", "--map", "map.toml", "--encoding", "cp1254")
    assert "Işık Gıda Çiğdem Öğütücü" in ran("history", "--format", "jsonl").stdout


def test_a_row_of_which_another_event_is_recorded_is_kept_out_in_part() -> None:
    payment = '[[event]]\nkind = "payment.received"\nclient = "{Client}"\nwhen = "{Date}"\n'
    payment += '[event.fields]\nnumber = "P-{Number}"\namount = "{Paid}"\ncurrency = "EUR"\n'
    Path("both.toml").write_text(f"{Path('map.toml').read_text()}\n{payment}", encoding="utf-8")
    rows = [
        "Client,Number,Date,Amount,Paid",
        "ACME,1,2026-03-01,10,x",
        "ACME,2,2026-03-02,10,5",
        "ACME,3,x,y,5",
    ]
    Path("both.csv").write_text("\n".join(rows), encoding="utf-8")
    done = run("import", "both.csv", "--map", "both.toml", "--on-fault", "skip")
    assert "faults; 1 row kept out, 1 in part\n" in done.stdout


def test_a_file_that_has_none_of_the_columns_is_asked_about_once() -> None:
    Path("other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = run("import", "other.csv", "--map", "map.toml")
    assert done.stderr.count("does it have another delimiter or another header row?") == 1


def test_a_file_for_rejects_is_said_to_be_left_where_no_row_was_kept_out() -> None:
    words = ("import", "faulty.csv", "--map", "map.toml", "--on-fault", "skip", "--rejects", "rejects.csv")
    assert "was left as it is" not in run(*words).stdout
    Path("faulty.csv").write_text(Path("faulty.csv").read_text().replace("ten", "10"))

    done = run(*words)

    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        "no row was kept out; rejects.csv was left as it is",
    )


def test_a_file_that_no_import_wrote_is_left_as_it_is() -> None:
    Path("notes.csv").write_text("my own notes\n", encoding="utf-8")
    Path("faulty.csv").write_text(Path("faulty.csv").read_text().replace("ten", "10"))

    done = run("import", "faulty.csv", "--map", "map.toml", "--dry-run", "--rejects", "notes.csv")

    assert done.stdout.splitlines()[-1] == "no row was kept out; notes.csv was left as it is"
    assert Path("notes.csv").read_text(encoding="utf-8") == "my own notes\n"
