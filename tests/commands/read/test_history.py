from __future__ import annotations

import csv
import json
from contextlib import chdir
from pathlib import Path
from shutil import copyfile

import pytest

from commands.read.entries import summary, whole
from commands.ui.moments import Moments
from ledger.judging import make_event
from tests.helpers.commanding import INVOICE, REGISTERED, invoice, line, ran, registered, run


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def corrected() -> None:
    """A ledger with an invoice, one that is voided, and one that is corrected."""
    ran("record", "--data", "-", input="\n".join([registered(), invoice("1"), invoice("2"), invoice("3")]))
    ran("record", "entry.voided", "ACME", "--entry", "3", "--reason", "twice")
    ran(
        "record", "entry.corrected", "ACME", "--entry", "4", "--reason", "typo",
        "--replacement", "number=3,amount=90.00,currency=EUR,due=2026-03-31",
    )  # fmt: skip


def positions(*words: str) -> list[int]:
    """The positions that a history shows."""
    return [
        json.loads(text)["position"]
        for text in ran("history", "--format", "jsonl", *words).stdout.splitlines()
    ]


@pytest.mark.usefixtures("corrected")
def test_a_line_has_what_programs_rely_on() -> None:
    entries = [json.loads(text) for text in ran("history", "ACME", "--format", "jsonl").stdout.splitlines()]
    assert list(entries[1]) == [
        "position", "client", "version", "id", "kind", "occurred_at", "recorded_at", "actor", "on_behalf_of", "key",
        "causation", "source", "event",
    ]  # fmt: skip
    assert entries[1]["event"] == {"number": "1", "amount": "100.00", "currency": "EUR", "due": "2026-03-31"}
    assert entries[2]["voided_by"] == 5
    assert entries[3]["corrected_by"] == 6


@pytest.mark.usefixtures("corrected")
def test_the_table_shows_corrections_in_place() -> None:
    lines = ran("history").stdout.splitlines()
    assert lines[0].split() == ["POSITION", "ON", "RECORDED", "CLIENT", "KIND", "BY", "WHAT"]
    assert lines[2].endswith("1, 100.00 EUR, due 2026-03-31")
    assert "[voided by 5] 2, 100.00 EUR" in lines[3]
    assert "[corrected by 6] 3, 100.00 EUR" in lines[4]


@pytest.mark.usefixtures("corrected")
def test_what_was_known_before_a_correction_shows_no_mark() -> None:
    first = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[0])["recorded_at"]
    assert positions("--known-at", first) == [1, 2, 3, 4]
    assert "voided" not in ran("history", "--known-at", first).stdout


@pytest.mark.usefixtures("corrected")
def test_entries_are_chosen_by_day_and_by_kind() -> None:
    assert positions("--as-of", "2026-01-01") == [1]
    assert positions("--as-of", "2025-12-31") == []
    assert positions("--kind", "entry.voided", "--kind", "client.registered") == [1, 5]
    done = run("history", "--kind", "invoice.isued")
    assert done.exit_code == 1
    assert "did you mean 'invoice.issued'?" in done.stderr


@pytest.mark.usefixtures("corrected")
def test_what_voids_or_corrects_an_entry_is_shown_with_it_whatever_its_own_date() -> None:
    assert positions("--as-of", "2026-03-01") == [1, 2, 3, 4, 5, 6]
    assert positions("--as-of", "2026-03-01", "--kind", "entry.voided") == [5]


@pytest.mark.usefixtures("corrected")
def test_an_entry_is_chosen_by_the_day_that_its_correction_gives_it() -> None:
    same = "number=1,amount=100.00,currency=EUR,due=2026-03-31"
    ran("record", "entry.corrected", "--entry", "2", "--replacement", same, "--occurred-at", "2026-03-04",
        "--reason", "day")  # fmt: skip
    assert positions("--as-of", "2026-03-03") == [1, 3, 4, 5, 6]
    assert positions("--as-of", "2026-03-04") == [1, 2, 3, 4, 5, 6, 7]
    ran("record", "entry.voided", "--entry", "7", "--reason", "it was right")
    assert positions("--as-of", "2026-03-03") == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.usefixtures("corrected")
def test_the_table_says_when_an_entry_was_recorded() -> None:
    recorded = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[0])["recorded_at"]
    assert recorded[:16].replace("T", " ") in ran("history").stdout.splitlines()[1]


@pytest.mark.usefixtures("corrected")
def test_json_is_one_list_and_csv_has_a_header() -> None:
    entries = json.loads(ran("history", "--format", "json").stdout)
    assert [entry["position"] for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert json.loads(ran("history", "--format", "json", "--as-of", "2025-01-01").stdout) == []
    rows = list(csv.DictReader(ran("history", "--format", "csv").stdout.splitlines()))
    assert [row["voided_by"] for row in rows] == ["", "", "5", "", "", ""]
    assert json.loads(rows[1]["event"])["number"] == "1"


def test_a_client_that_is_not_known_is_named_with_one_that_is_near() -> None:
    ran(*REGISTERED)
    done = run("history", "ACMEE")
    assert done.exit_code == 1
    assert done.stderr == "goodwill: no client has the code 'ACMEE'; did you mean 'ACME'?\n"


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    ran(*REGISTERED)
    ran("history", "--format", "jsonl", "--output", "out.jsonl")
    before = Path("out.jsonl").read_bytes()
    assert json.loads(before)["client"] == "ACME"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commands.read.entries.as_json", lambda *_: 1 / 0)
        assert run("history", "--format", "jsonl", "--output", "out.jsonl").exit_code == 1
    assert Path("out.jsonl").read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["goodwill.db", "out.jsonl"]


def test_a_hyphen_for_a_file_is_standard_output(tmp_path: Path) -> None:
    ran(*REGISTERED)
    shown = ran("history", "--format", "jsonl", "--output", "-")
    assert shown.output == ran("history", "--format", "jsonl").output != ""
    assert [file.name for file in tmp_path.iterdir()] == ["goodwill.db"]


def test_a_file_that_cannot_be_written_ends_with_4() -> None:
    ran(*REGISTERED)
    done = run("history", "--output", "nowhere/out.txt")
    assert done.exit_code == 4
    assert (
        done.stderr
        == "goodwill: nowhere/out.txt: its directory is missing; make it, or name a file in another one\n"
    )


def test_a_correction_says_what_now_holds_and_of_which_position() -> None:
    ran(*REGISTERED)
    ran(*INVOICE)
    replacement = '{"number": "17", "amount": "90.00", "currency": "EUR"}'
    ran("record", "entry.corrected", "--entry", "2", "--replacement", replacement,
        "--occurred-at", "2026-03-02", "--reason", "typo")  # fmt: skip
    ran("record", "entry.voided", "--entry", "2", "--reason", "never sent")

    said = ran("history", "--kind", "entry.corrected", "--kind", "entry.voided").stdout.splitlines()[1:]
    assert said[0].endswith("entry 2: 17, 90.00 EUR, on 2026-03-02, typo")
    assert said[1].endswith("entry 2: never sent")


def test_an_entry_for_somebody_who_is_away_names_both() -> None:
    ran(*REGISTERED)
    ran(*INVOICE, "--on-behalf-of", "orxan")
    assert "leyla for orxan" in ran("history").stdout


def test_text_cannot_move_the_cursor_or_turn_the_direction_of_writing() -> None:
    ran(*REGISTERED)
    ran("record", "client.described", "ACME", "--topic", "needs", "--text", "one\ntwo \x1b[31mred \u202ercs")
    assert "needs, one two \ufffd[31mred \ufffdrcs" in ran("history").stdout


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("payment.received", {"number": "9", "amount": "1000", "currency": "EUR", "settles": [{"document": "17", "amount": "1000", "instalment": 2}]}, "9, 1,000.00 EUR, for 17/2"),
        ("payment.reversed", {"number": "9", "reason": "bounced", "reopens": [{"document": "17", "amount": "10"}]}, "9, bounced, reopens 17"),
        ("debt.recovered", {"number": "R", "document": "17", "amount": "10", "reason": "paid", "write_offs": [{"source": "W-1", "amount": "10"}]}, "R, document 17, 10, paid, recovers W-1"),
        ("invoice.issued", {"number": "17", "amount": "10", "currency": "EUR", "instalments": [{"due": "2026-04-01", "amount": "10"}]}, "17, 10.00 EUR, 1 instalment"),
        ("order.delivered", {"number": "SO-1"}, "SO-1"),
        ("order.delivered", {"number": "SO-1", "lines": [{"product": "A", "quantity": "1"}]}, "SO-1, 1 line"),
        ("order.placed", {"number": "SO-1", "currency": "KWD", "lines": [{"product": "A", "quantity": "2", "unit_price": "1.250"}] * 2}, "SO-1, 2 lines worth 5.000 KWD"),
        ("feedback.given", {"scale": "nps", "score": 0}, "nps, score 0"),
        ("client.terms_agreed", {"payment_days": 0, "billing": "order", "prepaid": True}, "0 days to pay, billed by order, prepaid"),
        ("client.rhythm_agreed", {"of": "touches", "days": 14}, "touches, every 14 days"),
        ("discount.requested", {"number": "D", "percent": "12.5", "reason": "r", "by": "L"}, "D, 12.5 %, r, by L"),
        ("points.granted", {"number": "G", "points": "1250"}, "G, 1,250 points"),
        ("objection.raised", {"number": "1", "topic": "price", "severity": 2, "note": "loud"}, "1, price, severity 2, note loud"),
        ("visit.planned", {"visit": "V", "at": "2026-03-01T10:00+04:00", "channel": "call", "purpose": "p"}, "V, at 2026-03-01 10:00 +04:00, call, p"),
        ("contact.added", {"person": "p-1", "name": "N", "role": "buyer", "influence": 3, "stance": "neutral", "email": "n@example.com"}, "p-1, N, buyer, influence 3, stance neutral"),
    ],
)  # fmt: skip
def test_an_event_is_summed_up_in_one_line(kind: str, fields: dict[str, object], said: str) -> None:
    assert summary(make_event(kind, fields), Moments(None)) == said


def test_what_was_seen_on_a_shelf_is_said_by_name() -> None:
    lines = [
        {"product": "P-1", "present": True, "facings": 4, "price": "3.99"},
        {"product": "P-2", "present": False},
    ]
    seen = make_event("shelf.checked", {"lines": lines, "place": "Nizami 14"})
    said = "2 lines (P-1 facings 4 price 3.99; P-2 missing), place Nizami 14"
    assert whole(seen, frozenset(), Moments(None)) == said


@pytest.fixture
def busy(made: Path) -> None:
    """Two clients of two managers; visits with people, orders and payments on several days."""
    copyfile(made, "goodwill.db")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger that each test has a copy of."""
    with chdir(folder := tmp_path_factory.mktemp("made")):
        fill()
    return folder / "goodwill.db"


def fill() -> None:
    for code, manager in (("A", "Leyla"), ("B", "orxan")):
        ran(
            "record",
            "client.registered",
            code,
            code,
            "--currency",
            "EUR",
            "--manager",
            manager,
            "-d",
            "2026-01-01",
        )
        ran("record", "contact.added", code, "p-1", f"Ana {code}", "buyer", "--influence", "3", "--stance", "neutral",
            "-d", "2026-01-02")  # fmt: skip
    ran("record", "visit.held", "A", "call", "2026-02-03", "tea", "--people", "p-1")
    ran("record", "order.placed", "A", "SO-1", "X,1,1", "-d", "2026-02-01", "--on-behalf-of", "Orxan")
    ran("record", "order.delivered", "A", "SO-1", "-d", "2026-02-05")
    ran("record", "entry.corrected", "--entry", "6", "--occurred-at", "2026-01-20", "--reason", "day")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--from", "2026-02-02"], [5, 7]),
        (["--to", "2026-01-15"], [1, 2, 3, 4]),
        (["--from", "2026-01-15", "--to", "2026-02-02"], [6, 8]),
        (["--from", "2026-01-15", "--kind", "order.*"], [6, 7]),
        (["--kind", "client.registered", "--kind", "visit.*"], [1, 3, 5]),
        (["--manager", "leyla"], [1, 2, 5, 6, 7, 8]),
        (["--manager", "Orxan"], [3, 4]),
        (["--actor", "orxan"], [6]),
        (["--person", "ana b"], [4]),
        (["A", "--person", "p-1"], [2, 5]),
        (["--about", "SO-1"], [6, 7, 8]),
        (["--about", "X"], [6, 7, 8]),
        (["--sort", "on"], [1, 3, 2, 4, 6, 5, 7, 8]),
        (["--recorded-after", "2099-01-01"], []),
    ],
)
def test_entries_are_chosen_by_what_they_tell(words: list[str], found: list[int]) -> None:
    assert positions(*words) == found


@pytest.mark.usefixtures("busy")
def test_a_manager_may_have_plans_and_no_client() -> None:
    ran("record", "plan.set", "Eva", "2026-01-01..2026-03-31", "deals", "9")
    assert positions("--manager", "eva") == [9]
    done = run("history", "--manager", "Ewa")
    assert "no client has the manager 'Ewa'; did you mean 'Eva'?" in done.stderr


@pytest.mark.usefixtures("busy")
def test_a_manager_has_the_posts_and_the_covers_that_name_them() -> None:
    cover = ("--from", "2026-03-01", "--until", "2026-03-05", "--reason", "leave", "-d", "2026-02-01")
    post = ("--role", "manager", "--reports-to", "Eva", "-d", "2026-01-01")
    ran(
        "record", "manager.appointed", "Eva", "--role", "head", "--from", "2026-01-01", "-d", "2026-01-01"
    )  # 9
    ran("record", "manager.appointed", "LEYLA", "--from", "2026-01-01", *post)  # 10
    ran("record", "manager.covered", "Leyla", "--deputy", "Rauf", *cover)  # 11
    ran("record", "client.covered", "B", "--deputy", "Rauf", *cover)  # 12
    ran("record", "manager.left", "Leyla", "--from", "2026-06-01", "-d", "2026-06-01")  # 13
    ran("record", "entry.corrected", "--entry", "11", "--set", "deputy=Nigar", "--reason", "name")  # 14
    assert positions("--manager", "leyla") == [1, 2, 5, 6, 7, 8, 10, 11, 13, 14]
    assert positions("--manager", "Rauf") == [11, 12, 14]
    assert positions("--manager", "nigar", "--kind", "manager.*") == [11]
    assert positions("--manager", "Eva") == [9, 10]
    assert positions("--manager", "orxan") == [3, 4, 12]


@pytest.mark.usefixtures("busy")
def test_the_clients_of_a_manager_are_those_of_the_day_and_of_the_moment() -> None:
    before = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[-1])["recorded_at"]
    ran("record", "client.reassigned", "A", "--manager", "Orxan", "--on", "2026-04-01")
    assert positions("--manager", "leyla", "--as-of", "2026-03-31") == [1, 2, 5, 6, 7, 8]
    assert positions("--manager", "leyla", "--known-at", before) == [1, 2, 5, 6, 7, 8]
    assert positions("--manager", "orxan", "--as-of", "2026-03-31") == [3, 4]
    assert positions("--manager", "orxan", "--known-at", before) == [3, 4]
    assert positions("--manager", "orxan") == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert "no client has the manager 'leyla'" in run("history", "--manager", "leyla").stderr


@pytest.mark.usefixtures("busy")
def test_of_one_day_the_manager_of_the_latest_hour_has_the_client() -> None:
    ran("record", "client.reassigned", "A", "--manager", "Orxan", "--at", "2026-04-01T15:00Z")
    ran("record", "client.reassigned", "A", "--manager", "Eva", "--at", "2026-04-01T09:00Z")
    assert positions("--manager", "orxan") == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert "no client has the manager 'Eva'" in run("history", "--manager", "Eva").stderr


@pytest.mark.usefixtures("busy")
def test_what_was_recorded_after_a_moment_is_shown_alone() -> None:
    recorded = [
        json.loads(text)["recorded_at"] for text in ran("history", "--format", "jsonl").stdout.splitlines()
    ]
    assert positions("--recorded-after", recorded[4]) == [6, 7, 8]


@pytest.mark.usefixtures("busy")
def test_people_are_named_in_the_table() -> None:
    assert ran("history", "--kind", "visit.held").stdout.splitlines()[1].endswith("call, tea, with Ana A")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--manager", "Leila"], "no client has the manager 'Leila'; did you mean 'Leyla'?"),
        (["--kind", "ordr.*"], "no kind of event is called 'ordr.*'"),
    ],
)
def test_a_choice_that_nothing_matches_is_refused(words: list[str], said: str) -> None:
    done = run("history", *words)
    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    "ends",
    [("--to", "2026-02-01"), ("--as-of", "2026-02-01"), ("--to", "2026-04-01", "--as-of", "2026-02-01")],
)
def test_days_in_the_wrong_order_are_refused(ends: tuple[str, ...]) -> None:
    done = run("history", "--from", "2026-03-01", *ends)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--from: 2026-03-01 comes after the last day, 2026-02-01; give an earlier one" in done.stderr


def test_a_long_text_is_not_cut() -> None:
    ran(*REGISTERED)
    text = "They want " + "more of the herbal tea and " * 10 + "soon"
    ran("record", "client.described", "ACME", "needs", text)
    assert text in ran("history").stdout


def test_a_manager_is_found_by_the_rules_of_the_clients_language() -> None:
    names = {"BAKU": "İlqar", "GENCE": "ILQAR", "QUBA": "İLQAR"}
    lines = [registered(code, manager=name, locale="az-AZ") for code, name in names.items()]
    ran("record", "--data", "-", input="\n".join(lines))
    assert positions("--manager", "ilqar") == [1, 3]
    assert positions("--manager", "ılqar") == [2]
    said = [
        json.loads(text)
        for text in ran("health", "--manager", "ilqar", "--format", "jsonl").stdout.splitlines()
    ]
    assert [row["client"] for row in said] == ["BAKU", "QUBA"]


def test_actors_are_compared_by_the_rules_of_the_houses_language() -> None:
    lines = [line("house.described", None, name="Ev", locale="az-AZ")]
    for name in ("İlqar", "ILQAR"):
        ran("--actor", name, "record", "--data", "-", input="\n".join([*lines, registered(name)]))
        lines = []
    assert positions("--actor", "ilqar") == [1, 2]
    assert positions("--actor", "ılqar") == [3]


def test_why_no_entry_is_shown_is_said() -> None:
    ran(*REGISTERED)
    said = ran("history", "--to", "2020-01-01").stdout
    assert said == "Nothing to show: no entry matches --to 2020-01-01; leave it out.\n"
    several = ran(
        "history", "ACME", "--kind", "visit.*", "--kind", "order.placed", "--known-at", "2099-01-01"
    )
    assert several.stdout == (
        "Nothing to show: no entry matches ACME, --known-at 2099-01-01T23:59:59Z, --kind 'visit.*' and "
        "--kind order.placed; leave one of them out.\n"
    )


def test_an_empty_ledger_says_how_it_gets_its_first_entry() -> None:
    ran("init")
    said = ran("history").stdout
    assert said == "Nothing to show: nothing is recorded yet; `goodwill record` adds the first entry.\n"


def test_an_amount_without_a_currency_of_its_own_has_that_of_its_document_or_else_the_clients() -> None:
    ran(*REGISTERED)
    ran(*INVOICE)
    for words, said in (
        (("payment.received", "ACME", "B-1", "7", "--currency", "JPY"), "B-1, 7 JPY"),
        (("payment.refunded", "ACME", "B-1", "twice", "2"), "B-1, twice, 2 JPY"),
        (("debt.written_off", "ACME", "W-1", "17", "10", "lost"), "W-1, document 17, 10.00 EUR, lost"),
        (("payment.promised", "ACME", "PP-1", "5", "2026-04-01"), "PP-1, 5.00 EUR, by date 2026-04-01"),
        (
            ("client.terms_agreed", "ACME", "30", "invoice", "--credit-limit", "900"),
            "credit limit 900.00 EUR",
        ),
    ):
        assert said in ran("record", *words, "-d", "2026-03-05").stdout
        for chosen in ((), ("--kind", words[0])):  # whole streams are read otherwise than some kinds
            assert said in " ".join(ran("history", "ACME", *chosen).stdout.split())
