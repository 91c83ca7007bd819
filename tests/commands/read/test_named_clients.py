"""A person may type the beginning of a client's name where a command only reads."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from tests.helpers.commanding import invoice, ran, registered, run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clients = [
        registered("HU-6", "Duna Kereskedelmi Kft."),
        registered("RO-5", "Dunărea Comerț SRL"),
        registered("TR-8", "Işık Gıda A.Ş.", locale="tr-TR"),
        *(registered(f"X-{number}", f"Alma {number}") for number in range(7)),
    ]
    invoices = [invoice("1", "HU-6"), invoice("2", "TR-8")]
    place = tmp_path_factory.mktemp("made") / "goodwill.db"
    ran("record", "--data", "-", input="\n".join([*clients, *invoices]), ledger=place)
    return place


@pytest.fixture(autouse=True)
def ledger(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    copyfile(made, "goodwill.db")


DAY = ("--as-of", "2026-03-01")


@pytest.mark.parametrize("typed", ["Işık", "IŞIK", "ışık gıda", "Işık Gıda A.Ş."])
@pytest.mark.parametrize("command", ["brief", "health", "receivables", "history", "people", "advise"])
def test_the_beginning_of_one_name_is_its_client_by_the_rules_of_its_language(
    command: str, typed: str
) -> None:
    done = ran(command, typed, *DAY)
    assert done.stderr.startswith(
        f"goodwill: no client has the code '{typed}'; this is TR-8 (Işık Gıda A.Ş.)\n"
    )
    assert done.stdout == ran(command, "TR-8", *DAY).stdout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Isik", "TR-8 (Işık Gıda A.Ş.)"),
        ("işık", "TR-8 (Işık Gıda A.Ş.)"),
        ("dunarea", "RO-5 (Dunărea Comerț SRL)"),
        ("tr-8", "TR-8 (Işık Gıda A.Ş.)"),
    ],
)
def test_the_beginning_without_marks_and_a_code_in_another_case_are_their_client(
    typed: str, meant: str
) -> None:
    assert ran("brief", typed, *DAY).stderr.startswith(
        f"goodwill: no client has the code '{typed}'; this is {meant}\n"
    )


def test_a_statement_an_explanation_and_a_page_are_found_by_name_too() -> None:
    for words in (("statement", "duna", "--to", "2026-03-01"), ("explain", "health", "duna", *DAY)):
        assert "this is HU-6 (Duna Kereskedelmi Kft.)" in ran(*words).stderr
    for command, file in (
        ("page", "page.html"),
        ("statement", "statement.html"),
        ("receivables", "debts.txt"),
    ):
        assert "this is HU-6" in ran(command, "Duna", "--output", file).stderr


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Dun", "did you mean HU-6 (Duna Kereskedelmi Kft.) or RO-5 (Dunărea Comerț SRL)?"),
        ("Alma", "did you mean X-0 (Alma 0), X-1 (Alma 1), X-2 (Alma 2), X-3 (Alma 3) or X-4 (Alma 4)?"),
        ("Kereskedelmi", "did you mean HU-6 (Duna Kereskedelmi Kft.)?"),
        ("HU-", "did you mean 'HU-6'?"),
        ("Du", "did you mean HU-6 (Duna Kereskedelmi Kft.) or RO-5 (Dunărea Comerț SRL)?"),
        ("Balaton", "known: "),
    ],
)
@pytest.mark.parametrize("command", ["brief", "receivables"])
def test_of_several_names_and_of_another_text_candidates_are_named(
    command: str, typed: str, told: str
) -> None:
    done = run(command, typed, *DAY)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"no client has the code '{typed}'; {told}" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("receivables", "Duna", "--format", "json"),
        ("health", "Duna", "--format", "csv"),
        ("history", "Duna", "--format", "jsonl"),
        ("receivables", "Duna", "--output", "out.json"),
        ("history", "Duna", "--output", "out.ndjson"),
        ("statement", "Duna", "--output", "out.CSV"),
        ("settle", "Duna"),
        ("settle", "Duna", "--yes"),
        ("reminders", "Duna", "--record"),
        ("check", "Duna"),
        ("record", "payment.received", "Duna", "7", "10"),
    ],
)
def test_nobody_guesses_for_a_program_or_for_what_is_recorded(words: tuple[str, ...]) -> None:
    before = ran("history", "--format", "jsonl").stdout
    done = run(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "did you mean HU-6 (Duna Kereskedelmi Kft.)" in done.stderr
    assert ran("history", "--format", "jsonl").stdout == before
    assert not [*Path().glob("out.*")]


def test_a_name_that_was_not_known_then_is_not_told() -> None:
    done = run("brief", "Duna", "--known-at", "2020-01-01")
    assert (done.exit_code, done.stderr) == (1, "goodwill: no client has the code 'Duna'; known: none yet\n")
