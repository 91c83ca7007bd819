"""``goodwill reminders --letters``: which files it writes, and that it records only what it wrote."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

import goodwill
from commands.ui.clock import now
from tests.helpers.commanding import invoice, line, ran, registered, run

POLICY = """
version = "2026-1"
[reminders]
gap = 5
steps = [
    { after = "due", days = 10, fee = 10, interest = 10 },
    { after = "last", days = 10 },
]
"""
HOUSE = line(
    "house.described",
    None,
    "2026-01-01",
    name="Casa Verde SRL",
    bank_accounts=[{"iban": "RO49AAAA1B31007593840000"}],
)
LETTERS = ("reminders", "--as-of", "2026-04-15", "--letters", "out")
ACME, OTHER = "ACME-2026-04-15-1.html", "a%2Fb-2026-04-15-1.html"
OUT = Path("out")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients owe an invoice each since the end of March, and the house has not described itself."""
    monkeypatch.chdir(tmp_path)
    Path("policy.toml").write_text(POLICY, encoding="utf-8")
    german = line(
        "client.registered", "a/b", "2026-01-01", code="a/b", name="Ab", currency="EUR", locale="de-DE"
    )
    lines = [registered(), german, invoice("17"), invoice("17", "a/b")]
    ran("record", "--data", "-", input="\n".join(lines))
    ran("policy", "adopt", "policy.toml", "--at", "2026-01-01")


@pytest.fixture
def described() -> None:
    """The house described itself in time."""
    ran("record", "--data", "-", input=HOUSE)


def files() -> dict[str, str]:
    return (
        {place.name: place.read_text(encoding="utf-8") for place in sorted(OUT.iterdir())}
        if OUT.exists()
        else {}
    )


def reminded() -> list[dict[str, object]]:
    said = map(json.loads, ran("history", "--format", "jsonl").stdout.splitlines())
    return [entry["event"] for entry in said if entry["kind"] in ("reminder.sent", "charge.added")]


@pytest.mark.usefixtures("described")
def test_each_client_gets_a_letter_in_its_language() -> None:
    said = ran(*LETTERS)
    assert said.stdout.endswith("\nwrote 2 letters to out\n")
    assert "no bank account" not in said.stderr
    found = files()
    assert list(found) == [ACME, OTHER]
    assert "<h1>Payment reminder</h1>" in found[ACME]
    assert "<h1>Zahlungserinnerung</h1>" in found[OTHER]
    assert "110.41\N{NO-BREAK SPACE}EUR" in found[ACME]
    assert "20 April 2026" in found[ACME]
    modes = [place.stat().st_mode & 0o777 for place in (OUT, OUT / ACME)]
    assert modes == [0o700, 0o600]
    assert reminded() == []


def test_without_a_sender_nothing_is_written_or_recorded() -> None:
    said = run(*LETTERS, "--record")
    assert said.exit_code == 1
    assert "a letter needs a sender" in said.stderr
    assert "record house.described" in said.stderr
    assert not OUT.exists()
    assert reminded() == []


@pytest.mark.usefixtures("described")
def test_a_letter_asks_for_charges_only_if_they_are_recorded_with_it() -> None:
    ran(*LETTERS, "--record")
    assert "100.00\N{NO-BREAK SPACE}EUR" in files()[ACME]
    assert len(reminded()) == 2


@pytest.mark.usefixtures("described")
def test_letters_are_written_and_then_recorded_under_the_same_number() -> None:
    said = ran(*LETTERS, "--record", "--charge").stdout
    assert "wrote 2 letters to out\nrecorded 2 reminders and 4 charges at positions" in said
    assert "110.41\N{NO-BREAK SPACE}EUR" in files()[ACME]
    assert {"2026-04-15-1"} <= {one["number"] for one in reminded()}
    again = ran(*LETTERS, "--record").stdout
    assert "no letter was written\nnothing was recorded" in again


@pytest.mark.usefixtures("described")
def test_what_is_refused_is_not_written() -> None:
    ran("reminders", "ACME", "--as-of", "2026-04-20", "--record")
    said = run(*LETTERS, "--record")
    assert (said.exit_code, "nothing was recorded" in said.stderr) == (1, True)
    assert not OUT.exists()


@pytest.mark.usefixtures("described")
def test_a_dry_run_writes_nothing() -> None:
    assert "would record 2 reminders" in ran(*LETTERS, "--record", "--dry-run").stdout
    assert not OUT.exists()


@pytest.mark.usefixtures("described")
def test_a_letter_is_written_again_but_another_file_is_kept() -> None:
    ran(*LETTERS)
    before = files()
    (OUT / ACME).chmod(0o640)
    ran(*LETTERS)
    assert files() == before
    assert (OUT / ACME).stat().st_mode & 0o777 == 0o640
    (OUT / OTHER).write_text(before[ACME], encoding="utf-8")
    (OUT / ACME).write_text("\n", encoding="utf-8")
    said = run(*LETTERS, "--record")
    assert said.exit_code == 2
    assert f"out/{OTHER} is there already" in said.stderr
    assert files() == {ACME: "\n", OTHER: before[ACME]}
    assert reminded() == []
    ran(*LETTERS, "--force")
    assert files() == before


@pytest.mark.usefixtures("described")
def test_what_is_no_file_is_never_replaced() -> None:
    (OUT / OTHER).mkdir(parents=True)
    assert run(*LETTERS, "--force").exit_code == 2
    assert [place.name for place in OUT.iterdir()] == [OTHER]


@pytest.mark.usefixtures("described")
def test_a_letter_as_it_was_known_is_the_same() -> None:
    ran(*LETTERS)
    before = files()[ACME]
    known_at = re.findall('goodwill-known-at" content="([^"]*)"', before)[0]
    ran("record", "--data", "-", input=line("client.renamed", "ACME", "2026-04-01", name="Later Ltd"))
    ran(*LETTERS, "--known-at", known_at)
    assert files()[ACME] == before
    ran(*LETTERS)
    assert "Later Ltd" in files()[ACME]


def test_letters_that_do_not_say_where_to_pay_are_warned_of() -> None:
    accounts = [{"number": "12-34", "currency": "USD"}]
    ran(
        "record",
        "--data",
        "-",
        input=line("house.described", None, "2026-01-01", name="Us", bank_accounts=accounts),
    )
    said = ran(*LETTERS)
    assert "the house names no bank account for EUR; letters that ask for it" in said.stderr
    assert "wrote 2 letters" in said.stdout


@pytest.mark.usefixtures("described")
def test_a_logo_is_in_every_letter() -> None:
    Path("logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    ran(*LETTERS, "--logo", "logo.png")
    assert all('src="data:image/png;base64,' in text for text in files().values())
    said = run(*LETTERS, "--logo", "policy.toml")
    assert (said.exit_code, said.stderr.count("\n")) == (1, 2)
    assert "policy.toml cannot be a logo" in said.stderr
    assert "add --letters DIR" in run("reminders", "--logo", "logo.png").stderr


@pytest.mark.usefixtures("described")
def test_from_python_letters_are_those_of_the_command() -> None:
    ran(*LETTERS)
    with goodwill.Ledger("goodwill.db", clock=now) as ledger:
        answer = goodwill.reminders(ledger, as_of=date(2026, 4, 15))
        assert {one.file_name: one.page for one in goodwill.reminder_letters(ledger, answer)} == files()


@pytest.mark.usefixtures("described")
def test_a_letter_says_what_is_left_of_payments_and_credits() -> None:
    credit = {"number": "C", "amount": "40.00", "currency": "EUR", "reason": "a bonus"}
    ran("record", "--data", "-", input=line("credit_note.issued", "ACME", "2026-04-10", **credit))
    ran(*LETTERS)
    assert "Payments and credits not applied</dt><dd><bdi>40.00\N{NO-BREAK SPACE}EUR" in files()[ACME]
    assert "not applied" not in files()[OTHER]


@pytest.mark.usefixtures("described")
def test_a_letter_in_english_for_want_of_words_says_which_languages_there_are() -> None:
    fields = {"code": "KA", "name": "Ka", "currency": "EUR", "locale": "ka-GE"}
    georgian = line("client.registered", "KA", "2026-01-01", **fields)
    ran("record", "--data", "-", input=f"{georgian}\n{invoice('18', 'KA')}")
    said = ran(*LETTERS).stderr
    assert "the letter for KA: there are no words for the language 'ka-GE', so it is in English" in said
    assert "there are: az, de, en, hu, ro, ru, sq, th" in said
    assert "a/b" not in said
