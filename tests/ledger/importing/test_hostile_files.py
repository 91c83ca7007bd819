"""Files and mappings that were made to take all memory or time: each in a process with bounds on both."""

from __future__ import annotations

import gzip
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Figures
from tests.helpers.imports import INVOICES, Workbook
from tests.helpers.warm import Warm

GIGABYTE = 1 << 30
ROW = "A,1,2026-01-05,9\n"
TEXT = "Client,Number,Date,Amount\n" + ROW
PROGRAM = "from cli import main; main()"
IMPORTS = "import cli, commands.record.import_, ledger.importing.run, ledger.importing.mapping_file"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    with closing(Warm(tmp_path_factory.mktemp("warm"), IMPORTS, {"GOODWILL_LEDGER": "ledger.db"})) as warm:
        yield warm


def refused(
    warm: Warm, done: subprocess.CompletedProcess[str], sentence: str, figures: Figures, code: int = 1
) -> None:
    """A command ends with one sentence; what it took is noted."""
    assert sentence in done.stderr
    assert (done.returncode, done.stderr.count("\n")) == (code, 1)
    figures(f"refused in {warm.spent.seconds:.1f} s, with {warm.spent.megabytes} MB of memory")


def run(warm: Warm, place: Path, file: str, mapping: str = INVOICES) -> subprocess.CompletedProcess[str]:
    path = place / "map.toml"
    if not path.exists():
        path.write_text(mapping, encoding="utf-8", errors="surrogatepass")
    return warm.run(PROGRAM, "import", file, "--map", "map.toml", where=place, memory=GIGABYTE)


def far_apart(place: Path) -> str:
    with Workbook(str(place / "far.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Client", "Number"])
        page.write_row(1_048_575, 16_383, ["x"])
    return "far.xlsx"


def sheet_of(place: Path, rows: str, shared: str = "") -> str:
    """A workbook whose only sheet has the given rows, as XML."""
    with Workbook(str(place / "small.xlsx")) as book:
        book.add_worksheet().write_row(0, 0, ["Client"])
    xml = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    with (
        zipfile.ZipFile(place / "small.xlsx") as small,
        zipfile.ZipFile(place / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in small.namelist():
            content = small.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = f"{xml}{rows}</sheetData></worksheet>".encode()
            elif name == "xl/sharedStrings.xml" and shared:
                content = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{shared}'.encode()
                content += b"</t></si></sst>"
            bomb.writestr(name, content)
    return "bomb.xlsx"


def swelling(place: Path) -> str:
    return sheet_of(place, "<row><c><v>1</v></c></row>" * 2_000_000)


def much_shared_text(place: Path) -> str:
    return sheet_of(place, '<row><c t="s"><v>0</v></c></row>' * 20_000, "x" * 30_000)


def entities(place: Path) -> str:
    return sheet_of(place, '<row r="1"><c r="&#65;1"><v>1</v></c><c r="&#88;FD1048576"><v>1</v></c></row>')


def packed(place: Path) -> str:
    (place / "bomb.csv.gz").write_bytes(gzip.compress(TEXT.encode() + b"\n" * (60 << 20)))
    return "bomb.csv.gz"


def packed_line(place: Path) -> str:
    (place / "bomb.csv.gz").write_bytes(gzip.compress(TEXT.encode() + b"x" * (30 << 20)))
    return "bomb.csv.gz"


def endless_line(place: Path) -> str:
    with (place / "line.csv").open("wb") as file:
        file.write(TEXT.encode())
        file.truncate(GIGABYTE)
    return "line.csv"


def many_columns(place: Path) -> str:
    titles = ",".join(f"c{n}" for n in range(100_000))
    (place / "wide.csv").write_text(f"Client,Number,Date,Amount,{titles}\n{ROW}", encoding="utf-8")
    return "wide.csv"


def equal_columns(place: Path) -> str:
    (place / "wide.csv").write_text("Client," * 100_000 + f"\n{ROW}", encoding="utf-8")
    return "wide.csv"


def pipe(place: Path) -> str:
    os.mkfifo(place / "pipe.csv")
    return "pipe.csv"


def zeros(_place: Path) -> str:
    return "/dev/zero"


def deep_json(place: Path) -> str:
    (place / "deep.jsonl").write_text('{"Client":' + "[" * 200_000 + "]" * 200_000 + "}\n", encoding="utf-8")
    return "deep.jsonl"


def half_a_character(place: Path) -> str:
    (place / "half.jsonl").write_text(
        '{"Client": "\\ud800", "Number": "1", "Date": "2026-01-05", "Amount": 9}\n', encoding="utf-8"
    )
    return "half.jsonl"


@pytest.mark.faults
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (far_apart, "far.xlsx has a sheet of 17,179,869,184 cells"),
        (swelling, "bomb.xlsx unpacks to more than 50 times its size"),
        (much_shared_text, "bomb.xlsx has a sheet of more than 100,000,000 characters"),
        (entities, "bomb.xlsx has a sheet of 17,179,869,184 cells"),
        (packed, "bomb.csv.gz unpacks to more than 50 times its size"),
        (packed_line, "bomb.csv.gz has a line of more than 4,194,304 bytes"),
        (endless_line, "line.csv has a line of more than 4,194,304 bytes"),
        (many_columns, "wide.csv has 100,004 columns; Goodwill reads at most 16,384"),
        (equal_columns, "wide.csv has 100,001 columns; Goodwill reads at most 16,384"),
        (pipe, "pipe.csv is a pipe, a device or a folder"),
        (zeros, "/dev/zero is a pipe, a device or a folder"),
        (deep_json, "a line of JSON is nested more than some hundred levels deep"),
        (half_a_character, "holds half of a character; correct the file"),
    ],
)
def test_a_hostile_file_is_refused_in_one_sentence(
    warm: Warm, tmp_path: Path, make: Callable[[Path], str], sentence: str, figures: Figures
) -> None:
    refused(warm, run(warm, tmp_path, make(tmp_path)), sentence, figures)
    assert not (tmp_path / "ledger.db").exists()


def head(text: str) -> str:
    return f"[file.rows]\n{text}\n{INVOICES}"


@pytest.mark.faults
@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (head("x = " + "[" * 900 + "]" * 900), "map.toml is nested more than 32 levels deep"),
        (head("x = " + "[" * 40 + "]" * 40), "map.toml is nested more than 32 levels deep"),
        (head("x = " + "{a=" * 900 + "1" + "}" * 900), "map.toml is nested more than 32 levels deep"),
        (head("x" + ".a" * 50_000 + " = 1"), "map.toml has more than 100 dots in line 2"),
        (head("header = " + "1" * 100_000), "map.toml has a number of more than 40 digits"),
        (head("header = " + "1" * 4_000), "map.toml has a number of more than 40 digits"),
        (head("header = 1." + "1" * 100_000), "map.toml has a number of more than 40 digits"),
        (head("header = 1e400"), "map.toml has a number of more than 40 digits, or one that is not finite"),
        (head("header = inf"), "map.toml has a number of more than 40 digits, or one that is not finite"),
        (
            head("header = 99999999999999999999"),
            "file.rows.header: it should be less than or equal to 1048576",
        ),
        (head("".join(f"x{n} = 1\n" for n in range(50_000))), "map.toml has more than 262,144 characters"),
        (head("".join(f"x{n} = 1\n" for n in range(20_000))), "there is no such key"),
        (head('encoding = "utf\\u0000"'), "no encoding is called"),
        (head('encoding = "undefined"'), "no encoding is called"),
        (head('delimiter = "\\n"'), "delimiter and quote must be two different signs"),
        (head('zone = "' + "x" * 5_000 + '"'), "no time zone is called"),
        ('title = "\\ud800"\n' + INVOICES, "map.toml is not TOML"),
        ('title = "\ud800"\n' + INVOICES, "map.toml is not UTF-8"),
        (
            INVOICES + '[[leave_out]]\nreason = "x"\nif = { column = "Client", matches = "^(a|aa)+$" }\n',
            "leave_out 1, if: '^(a|aa)+$' takes more than 1 second on the cell",
        ),
        (
            INVOICES
            + '[[leave_out]]\nreason = "x"\nif = { column = "Client", matches = "'
            + "(" * 1_001
            + '" }\n',
            "a regular expression may have at most 1,000 characters",
        ),
    ],
)
def test_a_hostile_mapping_is_refused_in_one_sentence(
    warm: Warm, tmp_path: Path, mapping: str, sentence: str, figures: Figures
) -> None:
    (tmp_path / "file.csv").write_text(TEXT.replace("A,", "a" * 60 + "!,"), encoding="utf-8")

    refused(warm, run(warm, tmp_path, "file.csv", mapping), sentence, figures)
    assert not (tmp_path / "ledger.db").exists()


@pytest.mark.faults
@pytest.mark.parametrize(
    "place",
    [
        "postgresql://a@h:port/x",
        "postgresql://a:s3cret@[::1/x",
        "postgresql://h/x?sslmode=s3cret",
        "/dev/zero",
        "sqlite:////dev/zero",
        "sqlite://",
        "mysql://h/x",
        "x" * 5_000,
    ],
)
def test_a_hostile_place_of_a_ledger_is_refused_in_one_sentence(
    warm: Warm, tmp_path: Path, place: str, figures: Figures
) -> None:
    done = warm.run(PROGRAM, "--ledger", place, "verify", where=tmp_path, memory=GIGABYTE)

    refused(warm, done, "goodwill: ", figures, 4)
    assert "s3cret" not in done.stderr


def test_a_pipe_in_the_place_of_the_mapping_is_refused(warm: Warm, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "map.toml")
    (tmp_path / "file.csv").write_text(TEXT, encoding="utf-8")

    done = run(warm, tmp_path, "file.csv")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "map.toml is a pipe, a device or a folder" in done.stderr


def test_a_repetition_inside_a_repetition_may_be_answered_in_time(warm: Warm, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(TEXT.replace("A,", "a" * 60 + "!,"), encoding="utf-8")
    leave_out = '[[leave_out]]\nreason = "x"\nif = { column = "Client", matches = "^(a+)+$" }\n'

    assert run(warm, tmp_path, "file.csv", INVOICES + leave_out).returncode == 0
