from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from ledger.errors import Unreadable
from ledger.importing.detection import Meter, delimiter_of
from ledger.importing.faults import MappingError
from ledger.importing.mapping import Files
from ledger.importing.readers import Layout, inspect, rows
from ledger.importing.values import Iso, Plain
from tests.helpers.imports import Workbook

TABLE = "Müştəri,Nömrə,Məbləğ\nƏliyev İlqar,1,12.50\nGüneş,2,7\n"


def laid_out(path: Path, **files: object) -> Layout:
    return inspect(path, "rows", Files.model_validate(files), ("Nömrə", "Number"))


def read(path: Path, **files: object) -> list[tuple[int, list[str]]]:
    return list(rows(laid_out(path, **files), Meter()))


def written(place: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = place / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_recognised_with_and_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, TABLE.encode(encoding))

    assert laid_out(path).names == ("Müştəri", "Nömrə", "Məbləğ")
    assert read(path)[0] == (2, ["Əliyev İlqar", "1", "12.50"])


def test_thai_with_a_byte_order_mark_keeps_its_first_column(tmp_path: Path) -> None:
    path = written(tmp_path, "ลูกค้า,Number\nบริษัท สยาม,1\n".encode("utf-8-sig"))

    assert laid_out(path).names == ("ลูกค้า", "Number")
    assert read(path) == [(2, ["บริษัท สยาม", "1"])]


def test_a_stated_encoding_is_taken_at_its_word(tmp_path: Path) -> None:
    path = written(tmp_path, "Müşteri,Number\nIşık Gıda,1\nİğneci,2\n".encode("cp1254"))

    assert laid_out(path, encoding="cp1254").names == ("Müşteri", "Number")
    assert [row[0] for _, row in read(path, encoding="cp1254")] == ["Işık Gıda", "İğneci"]


def test_an_encoding_that_is_not_unicode_is_a_guess_and_said_to_be_one(tmp_path: Path) -> None:
    text = "Müşteri,Number\n" + "Işık Gıda Sanayi ve Ticaret Şirketi,1\nÇiğdem Öğütücü Değirmeni,2\n" * 30
    layout = laid_out(written(tmp_path, text.encode("cp1254")))

    assert layout.guessed
    assert layout.names[1] == "Number"


def test_the_last_line_of_a_file_may_tell_its_encoding(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name,Number\n" + b"plain,1\n" * 200_000 + "£,2\n".encode())

    assert laid_out(path).encoding == "utf-8"
    assert read(path)[-1] == (200_002, ["£", "2"])


def test_a_file_in_another_encoding_than_stated_is_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Number\nok,1\nGüneş,2\n".encode("cp1254"))

    with pytest.raises(Unreadable, match=r"file\.csv.* state its encoding"):
        read(path, encoding="utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found_by_the_columns_that_are_wanted(tmp_path: Path, delimiter: str) -> None:
    text = TABLE.replace(",", delimiter).replace("12.50", '"12,50; or so"')

    assert read(written(tmp_path, text))[0][1] == ["Əliyev İlqar", "1", "12,50; or so"]


def test_a_delimiter_is_found_where_no_wanted_column_helps() -> None:
    assert delimiter_of("a;b,c;d\n1;2,5;3\n1;2,5;3\n", '"', 1, ()) == ";"


def test_a_header_below_a_title_is_where_the_mapping_says(tmp_path: Path) -> None:
    path = written(tmp_path, 'Receivables;;\n;;\n"Client\nname"; Number ;Number;\nA;1;2;x\n')

    assert laid_out(path, header=3).names == ("Client name", "Number", "Number (2)", "column 4")
    assert read(path, header=3) == [(4, ["A", "1", "2", "x"])]


def test_a_file_without_a_header_has_the_columns_that_are_stated(tmp_path: Path) -> None:
    assert read(written(tmp_path, "A,1\n"), columns=["Name", "Number"]) == [(1, ["A", "1"])]


def test_empty_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    assert read(written(tmp_path, "Name,Number\n\nA,1\n,\nB\n")) == [(3, ["A", "1"]), (5, ["B", ""])]


def test_a_cell_may_hold_line_breaks_and_delimiters(tmp_path: Path) -> None:
    assert read(written(tmp_path, 'Name,Number\n"A,\nB",1\nC,2\n')) == [(2, ["A,\nB", "1"]), (3, ["C", "2"])]


def test_a_compressed_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(TABLE.encode()), "file.csv.gz")

    assert [row[1] for _, row in read(path)] == ["1", "2"]
    with pytest.raises(Unreadable, match=r"file\.csv\.gz"):
        read(written(tmp_path, gzip.compress(TABLE.encode() * 99)[:-30], "file.csv.gz"))


def sheet(path: Path) -> Path:
    with Workbook(str(path)) as book:
        first = book.add_worksheet("Başlıq")
        first.write_row(2, 1, ["Number", "On", "At", "Amount", "Sure"])
        day, moment = (
            book.add_format({"num_format": "dd.mm.yyyy"}),
            book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        )
        first.write_string(3, 1, "00017")
        first.write_datetime(3, 2, datetime(2026, 3, 1), day)
        first.write_datetime(3, 3, datetime(2026, 3, 1, 9, 15), moment)
        first.write_number(3, 4, 0.1 + 0.2)
        first.write_boolean(3, 5, True)  # noqa: FBT003 - the method has no other name for it
        first.write_number(5, 1, 17850)
        book.add_worksheet("Other").write_row(0, 0, ["Number"])
    return path


def test_a_sheet_keeps_numbers_dates_and_the_numbers_of_its_rows(tmp_path: Path) -> None:
    path = sheet(tmp_path / "book.xlsx")
    layout = laid_out(path, header=3)

    assert layout.names == ("column 1", "Number", "On", "At", "Amount", "Sure")
    assert list(rows(layout, Meter())) == [
        (4, ["", "00017", "2026-03-01", "2026-03-01T09:15:00", "0.3", "true"]),
        (6, ["", "17850", "", "", "", ""]),
    ]
    found = next(rows(layout, Meter()))[1]
    assert (type(found[1]), type(found[2]), type(found[4])) == (str, Iso, Plain)


def test_a_sheet_is_found_by_its_name_and_inside_gzip(tmp_path: Path) -> None:
    path = sheet(tmp_path / "book.xlsx")
    packed = written(tmp_path, gzip.compress(path.read_bytes()), "book.xlsx.gz")

    assert laid_out(packed, sheet="Other").names == ("Number",)
    with pytest.raises(MappingError, match=r"no sheet 'Third'; known: Başlıq, Other"):
        laid_out(path, sheet="Third")
    with pytest.raises(Unreadable, match="not a spreadsheet"):
        laid_out(written(tmp_path, b"PK\x03\x04 broken", "broken.xlsx"))


def test_json_lines_keep_numbers_as_written_and_name_what_lies_inside(tmp_path: Path) -> None:
    records = [
        {"Number": 1, "client": {"code": "A", "vip": True}},
        {"Number": 1.50, "Tags": ["x"], "None": None},
    ]
    path = written(tmp_path, "\n".join(map(json.dumps, records)).replace("1.5", "1.50"), "file.jsonl")

    assert laid_out(path).names == ("Number", "client.code", "client.vip", "Tags", "None")
    assert read(path) == [(1, ["1", "A", "true", "", ""]), (2, ["1.50", "", "", '["x"]', ""])]


@pytest.mark.parametrize("line", ["{", "[1]", "17"])
def test_a_line_that_is_no_object_is_unreadable(tmp_path: Path, line: str) -> None:
    with pytest.raises(Unreadable, match=r"file\.jsonl"):
        laid_out(written(tmp_path, f'{{"Number": 1}}\n{line}\n', "file.jsonl"))


@pytest.mark.parametrize("content", ['[{"a": 1},\n{"a": 2}]', "[\n{}\n]", '{\n"a": 1}'])
def test_one_document_of_json_is_told_what_lines_are(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable, match="write each object on a line of its own, as JSON lines"):
        read(written(tmp_path, content, "file.json"))


def test_a_file_of_json_can_hold_lines(tmp_path: Path) -> None:
    assert read(written(tmp_path, '{"a": 1}\n{"a": 2}\n', "file.json")) == [(1, ["1"]), (2, ["2"])]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.pdf", "%PDF-1.7\n", "list.pdf is a PDF"),
        ("list.csv", "%PDF-1.7\n", "list.csv is a PDF"),
        ("list.xls", "\ufeff\n<html><table>", "list.xls is a web page or XML"),
        ("list.docx", "PK\x03\x04", "list.docx ends in .docx"),
        ("list.zip.gz", "PK\x03\x04", "list.zip.gz ends in .zip"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_is_read(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(written(tmp_path, content, name))
    assert str(refused.value).startswith(
        f"{told}, and Goodwill reads tables from .xlsx, .xls, .ods, .csv, .tsv and"
    )
    assert "save the table as one of these" in str(refused.value)


def test_a_stated_format_is_taken_at_its_word(tmp_path: Path) -> None:
    assert read(written(tmp_path, "Number\n7\n", "old.db"), format="csv") == [(2, ["7"])]


def test_what_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        laid_out(tmp_path / "none.csv")
    with pytest.raises(Unreadable, match="ends before its header, row 5"):
        laid_out(written(tmp_path, TABLE), header=5)
    with pytest.raises(MappingError, match="no encoding is called 'utf-9'"):
        laid_out(written(tmp_path, TABLE), encoding="utf-9")
    with pytest.raises(Unreadable, match="a quotation mark left open"):
        read(written(tmp_path, 'Name,Number\n"A,1\n' + "B,2\n" * 50_000))
