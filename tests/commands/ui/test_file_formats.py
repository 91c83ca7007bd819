"""The ending of a file's name asks for its format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import invoice, ran, registered, run

DAY = ("receivables", "--as-of", "2026-04-15")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join([registered(), invoice("1")]))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("out.csv", "csv"),
        ("OUT.CSV", "csv"),
        ("out.json", "json"),
        ("out.jsonl", "jsonl"),
        ("out.ndjson", "jsonl"),
        ("out.txt", "table"),
        ("out", "table"),
    ],
)
def test_a_file_has_the_format_that_its_name_ends_with(name: str, form: str) -> None:
    ran(*DAY, "--output", name)
    ran(*DAY, "--format", form, "--output", "stated")
    assert Path(name).read_bytes() == Path("stated").read_bytes()


def test_every_command_with_formats_heeds_the_ending() -> None:
    ran("history", "--output", "entries.jsonl")
    assert json.loads(Path("entries.jsonl").read_text(encoding="utf-8").splitlines()[0])["position"] == 1
    ran("statement", "ACME", "--to", "2026-04-15", "--output", "page.html")
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    ran("policy", "show", "--output", "policy.json")
    assert "policy" in json.loads(Path("policy.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "csv", "--output", "out.json"), "and --format is csv; let its name end in .csv"),
        (("--format", "table", "--output", "out.csv"), "and --format is table; let its name end in .txt"),
        (("--format", "jsonl", "--output", "o.json"), "and --format is jsonl; let its name end in .jsonl"),
        (("--format", "csv", "--output", "out.pdf"), "and --format is csv; let its name end in .csv"),
        (
            ("--output", "out.html"),
            "ends like a file of html, which this command does not write; let its name end in .txt, .json, .jsonl or .csv",
        ),
        (("--output", "out.PDF"), "ends like a file of pdf, which this command does not write; let its"),
        (("--output", "out.tsv"), "ends like a file of tsv, which this command does not write; let its"),
        (("--output", "out.accdb"), "ends like a file of accdb, which this command does not write; let its"),
        (
            ("--output", "out.ods"),
            "; `goodwill export xlsx FILE.xlsx` makes a workbook of all tables, with --table NAME of one",
        ),
        (
            ("--output", "out.xlsx"),
            "; `goodwill export xlsx FILE.xlsx` makes a workbook of all tables, with --table NAME of one",
        ),
    ],
)
def test_an_ending_of_another_format_is_refused_and_nothing_written(
    words: tuple[str, ...], told: str
) -> None:
    done = run(*DAY, *words)
    assert (done.exit_code, Path(words[-1]).exists()) == (2, False)
    assert told in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("statement", "ACME", "--output", "a.pdf"), "a browser prints .html as PDF"),
        (("export", "beancount", "--output", "a.pdf"), "let its name end in .beancount"),
        (("export", "ocel", "a.xlsx"), "let its name end in .json"),
        (("export", "xlsx", "a.ods"), "write a.xlsx"),
        (("import", "rows.csv", "--suggest", "--output", "a.yaml"), "let its name end in .toml"),
        (("policy", "show", "--output", "a.yaml"), "let its name end in .toml or .json"),
    ],
)
def test_other_commands_that_write_files_refuse_an_ending_of_another_program(
    words: tuple[str, ...], told: str
) -> None:
    Path("rows.csv").write_text("Client\nACME\n", encoding="utf-8")
    done = run(*words)
    assert (done.exit_code, Path(words[-1]).exists()) == (2, False)
    assert told in done.stderr


@pytest.mark.parametrize("form", ["xlsx", "ods", "excel"])
def test_who_wants_a_workbook_is_told_what_makes_one(form: str) -> None:
    told = run(*DAY, "--format", form).stderr
    assert f"'{form}' is not one of" in told
    assert "'csv'; `goodwill export xlsx FILE.xlsx` makes a workbook" in told


def test_standard_output_has_no_ending() -> None:
    assert ran(*DAY, "--output", "-").stdout.startswith("Receivables as of")
