"""``goodwill statement``: which period, which language, which form."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from commands.ui.clock import now
from commands.ui.wrapping import width
from reporting.words import words_in
from tests.helpers.commanding import line, ran, registered, run

LINES = [
    line("client.registered", "ACME", "2026-01-01", code="ACME", name="Acme", currency="EUR", locale="th-TH"),
    line("client.registered", "SUB", "2026-01-01", code="SUB", name="Sub", currency="EUR", parent="ACME"),
    line(
        "invoice.issued", "ACME", "2026-02-10", number="1", amount="100.00", currency="EUR", due="2026-03-12"
    ),
    line(
        "invoice.issued",
        "ACME",
        "2026-03-05",
        number="ใบ-2",
        amount="50.00",
        currency="EUR",
        due="2026-04-04",
    ),
    line("payment.received", "ACME", "2026-03-10", number="P", amount="80.00", currency="EUR"),
    line("invoice.issued", "SUB", "2026-03-11", number="3", amount="7.00", currency="EUR", due="2026-04-04"),
]
MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(autouse=True)
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join(LINES))


def test_a_statement_is_in_the_clients_language_and_aligned_in_its_script() -> None:
    shown = ran("statement", "ACME", *MARCH).output.splitlines()
    assert shown[0] == "ใบแจ้งยอดบัญชี"
    amounts = [width(row) for row in shown if row.endswith(("100.00", "150.00", "70.00")) and "2026" in row]
    assert len(amounts) == 4
    assert len(set(amounts)) == 1


def test_a_language_can_be_asked_for() -> None:
    assert ran("statement", "ACME", *MARCH, "--language", "ro").output.startswith("Extras de cont\n")
    assert ran("statement", "SUB", *MARCH).output.startswith("Statement of account\n")
    refused = run("statement", "ACME", "--language", "tlh")
    assert refused.exit_code == 1
    assert "no words for the language 'tlh'; choose one of: az, de, en, hu" in refused.output


def test_without_dates_it_is_the_month_so_far() -> None:
    said, today = json.loads(ran("statement", "ACME", "--format", "json").output), now().astimezone().date()
    assert (said["from"], said["to"]) == (f"{today:%Y-%m}-01", today.isoformat())
    said = json.loads(ran("statement", "ACME", "--to", "2026-03-20", "--format", "json").output)
    assert (said["from"], said["to"]) == ("2026-03-01", "2026-03-20")


def test_a_period_gives_both_days_and_stands_beside_neither() -> None:
    named = ran("statement", "ACME", "--period", "2026-Q1", "--format", "json").stdout
    assert (
        named
        == ran("statement", "ACME", "--from", "2026-01-01", "--to", "2026-03-31", "--format", "json").stdout
    )
    done = run("statement", "ACME", "--period", "2026-Q1", "--to", "2026-03-01")
    assert "--period gives both days; leave out --from and --to" in done.stderr


def test_a_period_that_ends_before_it_begins_is_wrong_usage() -> None:
    said = run("statement", "ACME", "--from", "2026-04-01", "--to", "2026-03-31")
    assert said.exit_code == 2
    assert "2026-04-01 comes after the last day, 2026-03-31" in said.output


def test_an_unknown_client_is_refused_with_one_that_is_near() -> None:
    said = run("statement", "ACMY", *MARCH)
    assert said.exit_code == 1
    assert "did you mean 'ACME'?" in said.output


def test_json_and_csv_are_the_same_in_every_language() -> None:
    known_at = json.loads(ran("statement", "ACME", *MARCH, "--format", "json").output)["known_at"]
    asked = ("statement", "ACME", *MARCH, "--known-at", known_at, "--format")
    thai, hungarian = (json.loads(ran(*asked, "json", "--language", name).output) for name in ("th", "hu"))
    assert thai == hungarian
    (euros,) = thai["currencies"]
    assert [euros[name] for name in ("opening", "debits", "credits", "closing")] == [
        "100.00",
        "50.00",
        "80.00",
        "70.00",
    ]
    rows = list(csv.DictReader(ran(*asked, "csv").output.splitlines()))
    assert [(row["on"], row["what"], row["balance"], row["entry"]) for row in rows] == [
        ("2026-03-01", "opening balance", "100.00", ""),
        ("2026-03-05", "invoice", "150.00", "4"),
        ("2026-03-10", "payment", "70.00", "5"),
        ("2026-03-31", "closing balance", "70.00", ""),
    ]


def test_a_language_without_words_is_told_once_where_words_are_shown() -> None:
    ran("record", "--data", "-", input=line("client.details_changed", "SUB", "2026-01-02", locale="bg-BG"))
    told = "goodwill: the statement for SUB: there are no words for the language 'bg-BG', so it is in English"
    for form in ("table", "html"):
        stderr = ran("statement", "SUB", *MARCH, "--format", form).stderr
        assert (stderr.startswith(told), stderr.count("no words")) == (True, 1)
    assert ran("statement", "SUB", *MARCH, "--language", "ro").stderr == ""
    assert ran("statement", "SUB", *MARCH, "--format", "csv").stderr == ""
    assert ran("statement", "ACME", *MARCH).stderr == ""


def test_what_was_not_known_then_is_not_in_it() -> None:
    known_at = json.loads(ran("statement", "ACME", *MARCH, "--format", "json").output)["known_at"]
    late = line("payment.received", "ACME", "2026-03-20", number="L", amount="70.00", currency="EUR")
    ran("record", "--data", "-", input=late)
    closing = [
        json.loads(ran("statement", "ACME", *MARCH, "--format", "json", *then).output)["currencies"][0][
            "closing"
        ]
        for then in ((), ("--known-at", known_at))
    ]
    assert closing == ["0.00", "70.00"]


def test_a_client_that_was_not_known_then_is_refused() -> None:
    said = run("statement", "ACME", *MARCH, "--known-at", "2020-01-01")
    assert (said.exit_code, said.stderr) == (1, "goodwill: no client has the code 'ACME'; known: none yet\n")


def test_a_group_is_stated_as_one() -> None:
    said = json.loads(ran("statement", "ACME", *MARCH, "--group", "--format", "json").output)
    assert [one["client"] for one in said["companies"]] == ["ACME", "SUB"]
    assert said["currencies"][0]["closing"] == "77.00"


def test_a_page_is_written_to_a_file_whole(tmp_path: Path) -> None:
    said = ran(
        "statement", "ACME", *MARCH, "--format", "html", "--sender", " Us & Co ", "--output", "march.html"
    )
    assert said.output == ""
    text = (tmp_path / "march.html").read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="th-TH" dir="ltr">')
    assert text.endswith("</html>\n")
    assert "Us &amp; Co" in text


def test_it_says_when_it_was_drawn_up_and_a_past_one_when_that_was(monkeypatch: pytest.MonkeyPatch) -> None:
    later = datetime(2030, 5, 6, tzinfo=UTC)
    monkeypatch.setattr("commands.ui.clock.datetime", SimpleNamespace(now=lambda _zone: later))
    known = datetime.now(UTC).date()
    words = ("statement", "ACME", *MARCH, "--language", "en")
    assert "Drawn up on  6 May 2030" in ran(*words).output
    assert f"Drawn up on  {known.day} " in ran(*words, "--known-at", known.isoformat()).output


def test_it_can_be_drawn_up_as_of_another_day() -> None:
    shown = ran("statement", "ACME", *MARCH, "--language", "en", "--drawn", "2026-04-02").output
    assert "Drawn up on  2 April 2026" in shown


def _at_80_columns(monkeypatch: pytest.MonkeyPatch, *asked: str) -> list[str]:
    monkeypatch.setattr("commands.read.statement.terminal_width", lambda: 80)
    shown = ran("statement", "ACME", *MARCH, *asked).output.splitlines()
    assert max(map(width, shown)) <= 80
    return [one.replace("\N{NO-BREAK SPACE}", " ") for one in shown]


@pytest.mark.parametrize("language", ["en", "ro", "hu"])
def test_a_terminal_of_80_columns_shows_everything_that_has_money_or_dates(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves = [{"due": "2026-04-30", "amount": "3000000.00"}, {"due": "2026-05-31", "amount": "4000000.00"}]
    long = line(
        "invoice.issued",
        "ACME",
        "2026-03-30",
        number="2026-0004",
        amount="7000000.00",
        currency="EUR",
        instalments=halves,
    )
    ran("record", "--data", "-", input=long)
    shown = _at_80_columns(monkeypatch, "--language", language)
    (row,) = (one for one in shown if "2026-0004" in one)
    words = words_in(language)
    for day in ("2026-03-30", "2026-04-30…"):
        assert day in row
    assert row.endswith(words.money(Decimal("7000070.00"), "EUR").replace("\N{NO-BREAK SPACE}", " "))
    assert words.gettext("Due") not in shown[-1]


@pytest.mark.parametrize("amount", ["99.50", "12345.67", "999999.99", "9999999.99"])
@pytest.mark.parametrize("language", ["en", "de", "az", "th"])
def test_every_movement_stands_on_one_line_of_80_columns(
    language: str, amount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = line(
        "invoice.issued",
        "ACME",
        "2026-03-30",
        number="2026-0004",
        amount=amount,
        currency="EUR",
        due="2026-04-30",
    )
    back = line(
        "credit_note.issued", "ACME", "2026-03-31", number="C-1", amount=amount, currency="EUR", reason="x"
    )
    ran("record", "--data", "-", input=f"{bill}\n{back}")
    shown, words = _at_80_columns(monkeypatch, "--language", language), words_in(language)
    for number, balance in (("2026-0004", Decimal(amount) + 70), ("C-1", Decimal(70))):
        (row,) = (one for one in shown if f" {number} " in one)
        assert row.endswith(f" {words.money(balance, 'EUR')}")
    for title in ("Opening balance", "Closing balance"):
        assert any(words.gettext(title) in one for one in shown)
    assert words.gettext("Due") not in shown[-1]


def test_debits_less_credits_stand_in_one_column_where_two_have_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    money = {"number": "L", "amount": "9999999.99", "currency": "EUR"}
    ran("record", "--data", "-", input=line("payment.received", "ACME", "2026-03-30", **money))
    shown = _at_80_columns(monkeypatch, "--language", "en")
    assert any(one.endswith("Debit – Credit        Balance") for one in shown)
    assert any(one.endswith("-9,999,999.99  -9,999,929.99") for one in shown)


def test_the_companies_of_a_group_stand_on_lines_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    bill = line(
        "invoice.issued", "SUB", "2026-03-30", number="2026-0004", amount="9999999.99", currency="EUR"
    )
    ran("record", "--data", "-", input=bill)
    shown = _at_80_columns(monkeypatch, "--language", "en", "--group")
    (row,) = (one for one in shown if "2026-0004" in one)
    assert row.startswith("2026-03-30  SUB")
    assert row.endswith("10,000,076.99")


def test_a_logo_is_for_the_page() -> None:
    Path("logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    asked = ("statement", "ACME", *MARCH, "--logo", "logo.png")
    assert 'src="data:image/png;base64,' in ran(*asked, "--format", "html").output
    said = run(*asked)
    assert (said.exit_code, "add --format html" in said.stderr) == (2, True)


def test_a_statement_is_drawn_up_as_of_any_day(tmp_path: Path) -> None:
    ledger = tmp_path / "day.db"
    invoices = (line("invoice.issued", "ACME", f"2026-0{month}-05", number=f"{month}", amount=f"{month}0", currency="EUR",
                     due="2026-06-01") for month in (2, 3))  # fmt: skip
    paid = line("payment.received", "ACME", "2026-03-21", number="P", amount="15.00", currency="EUR")
    ran("record", "--data", "-", ledger=ledger, input="\n".join((registered(), *invoices, paid)))

    def shown(*words: str) -> tuple[str, ...]:
        found = json.loads(ran("statement", "ACME", *words, "--format", "json", ledger=ledger).stdout)
        (part,) = found["currencies"]
        return found["from"], found["to"], part["opening"], part["closing"]

    # 20.00 are carried into March, 30.00 come on the 5th, and 15.00 are paid on the 21st.
    assert shown("--as-of", "2026-03-20") == ("2026-03-01", "2026-03-20", "20.00", "50.00")
    assert shown("--as-of", "2026-03-21")[3] == "35.00"
    assert shown("--period", "2026-02..2026-03", "--as-of", "2026-03-04") == (
        "2026-02-01",
        "2026-03-04",
        "0.00",
        "20.00",
    )
    assert shown("--to", "2026-03-20") == shown("--as-of", "2026-03-20")
    late = run("statement", "ACME", "--from", "2026-03-10", "--as-of", "2026-03-04", ledger=ledger)
    assert late.exit_code == 2
