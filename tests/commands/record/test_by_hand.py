"""A month that a person records by hand: what is typed, and what the ledger adds."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.record.examples import short_example
from ledger.events.models import MODELS
from tests.helpers.commanding import INVOICE, REGISTERED, ran, run

MONTH = """
goodwill record client.registered AZ-01 "Bakı Ticarət MMC" --currency AZN -d 2026-03-01
goodwill record contact.added AZ-01 - "Leyla Quliyeva" buyer --influence 4 --stance supporter + contact.added - "Orxan Əliyev" director --influence 4 --stance supporter
goodwill record visit.held AZ-01 visit 2026-03-02T10:00 "Showed the spring range" + proposal.made - 500.00
goodwill record objection.raised AZ-01 - price 2 --about PRO-1 -d 2026-03-03
goodwill record visit.held AZ-01 call 2026-03-04T15:00 "They take the tea" + order.placed - TEA,100,5.00
goodwill record order.delivered AZ-01 -d 2026-03-09 + invoice.issued INV-1 500.00 --due 2026-03-31
goodwill record return.received AZ-01 - "torn in transport" TEA,10,5.00 --order ORD-1 -d 2026-03-12
goodwill record payment.received AZ-01 B-7 200.00 -d 2026-03-20
goodwill record payment.received AZ-01 - 150.00 -d 2026-03-25 + payment.promised - 100.00 2026-04-10
goodwill record visit.held AZ-01 visit 2026-03-27T11:00 "Counted the shelf" + dispute.opened - INV-1 50.00 "short"
goodwill record feedback.given AZ-01 nps 9 + competitor.seen "Rival Ltd" --product TEA --price 4.80
"""
LEYLA = ("Leyla", "buyer", "--influence", "4", "--stance", "supporter")
BEFORE = 2_710
"""The characters that the same month took when every field had to be named."""


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def entries() -> list[dict[str, object]]:
    """The ledger's entries as programs read them."""
    return [json.loads(line) for line in ran("history", "--format", "jsonl").stdout.splitlines()]


def last() -> dict[str, object]:
    """The fields of the newest entry."""
    event = entries()[-1]["event"]
    assert isinstance(event, dict)
    return event


def test_a_month_by_hand_takes_half_of_what_it_took() -> None:
    commands = MONTH.strip().splitlines()
    for command in commands:
        ran(*shlex.split(command)[1:])
    assert [entry["kind"] for entry in entries()] == [
        "client.registered", "contact.added", "contact.added", "visit.held", "proposal.made", "objection.raised",
        "visit.held", "order.placed", "order.delivered", "invoice.issued", "return.received", "payment.received",
        "payment.received", "payment.promised", "visit.held", "dispute.opened", "feedback.given", "competitor.seen",
    ]  # fmt: skip
    assert sum(len(command) + 1 for command in commands) <= BEFORE // 2


def test_words_fill_the_fields_in_order_and_the_client_gives_the_currency() -> None:
    ran(*REGISTERED)
    ran("record", "payment.received", "ACME", "B-7", "500", "--on", "2026-03-20")
    assert last() == {"number": "B-7", "amount": "500", "currency": "EUR"}


def test_a_field_that_an_option_gives_is_passed_over_by_words() -> None:
    ran(*REGISTERED)
    ran("record", "payment.received", "ACME", "500", "--number", "B-7", "--currency", "USD")
    assert last() == {"number": "B-7", "amount": "500", "currency": "USD"}


def test_a_list_takes_the_rest_of_the_words() -> None:
    ran(*REGISTERED)
    ran("record", "order.placed", "ACME", "SO-1", "TEA,100,5.00,discount=5", "MILK,2,0.80")
    assert last()["lines"] == [
        {"product": "TEA", "quantity": "100", "unit_price": "5.00", "discount": "5"},
        {"product": "MILK", "quantity": "2", "unit_price": "0.80"},
    ]


@pytest.mark.parametrize(("newest", "number"), [("B-7", "B-8"), ("009", "010"), ("B", "B-2"), ("2026/9-x", "2026/10-x")])  # fmt: skip
def test_a_number_that_is_left_out_follows_the_newest_of_the_kind(newest: str, number: str) -> None:
    ran(*REGISTERED)
    ran("record", "payment.received", "ACME", newest, "1")
    assert (
        f"payment.received for ACME: {number}, 2.00 EUR"
        in ran("record", "payment.received", "ACME", "-", "2").stdout
    )


def test_the_first_number_of_a_kind_begins_with_its_word() -> None:
    ran(*REGISTERED)
    assert "OBJ-1" in ran("record", "objection.raised", "ACME", "-", "price", "2").stdout
    assert "P-1" in ran("record", "contact.added", "ACME", "-", *LEYLA).stdout


def test_what_goes_on_is_about_the_only_thing_that_is_open() -> None:
    ran(*REGISTERED)
    ran("record", "objection.raised", "ACME", "O-1", "price", "2")
    assert "O-1, 3 %" in ran("record", "objection.answered", "ACME", "-", "3 % less").stdout
    ran("record", "objection.raised", "ACME", "O-2", "quality", "2")
    done = run("record", "objection.answered", "ACME", "-", "soon")
    assert done.exit_code == 2
    assert "name the objection, one of: O-1 (" in done.stderr
    ran("record", "objection.resolved", "ACME", "O-1", "dropped")
    assert "O-2, soon" in ran("record", "objection.answered", "ACME", "-", "soon").stdout


def test_events_of_one_line_have_one_client_and_one_moment() -> None:
    ran(
        "record", "client.registered", "AZ-01", "Bakı", "--currency", "AZN", "-d", "2026-03-01",
        "+", "payment.received", "B-1", "5", "+", "payment.received", "B-2", "6", "-d", "2026-03-04",
    )  # fmt: skip
    assert [(entry["client"], str(entry["occurred_at"])[:10]) for entry in entries()] == [
        ("AZ-01", "2026-03-01"), ("AZ-01", "2026-03-01"), ("AZ-01", "2026-03-04"),
    ]  # fmt: skip


def test_an_event_of_another_client_names_it() -> None:
    ran(*REGISTERED, "+", "client.registered", "Beta", "--for-client", "BETA", "--currency", "EUR")
    ran(
        "record",
        "payment.received",
        "ACME",
        "1",
        "5",
        "+",
        "payment.received",
        "1",
        "6",
        "--for-client",
        "BETA",
    )
    assert [entry["client"] for entry in entries()] == ["ACME", "BETA", "ACME", "BETA"]


def test_events_of_one_line_are_recorded_all_or_none() -> None:
    ran(*REGISTERED)
    done = run("record", "payment.received", "ACME", "B-1", "5", "+", "visit.cancelled", "V-9", "us", "rain")
    assert done.exit_code == 1
    assert "event 2, visit.cancelled: no visit 'V-9'" in done.stderr
    assert len(entries()) == 1


def test_a_dry_run_of_one_event_is_one_of_all() -> None:
    ran(*REGISTERED)
    said = ran(
        "record", "payment.received", "ACME", "B-1", "5", "--dry-run", "+", "payment.received", "B-2", "5"
    )
    assert said.stdout.count("would record") == 2
    assert len(entries()) == 1


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with something of most parties, in which nothing more is recorded."""
    place = tmp_path_factory.mktemp("known") / "goodwill.db"
    order = ("order.placed", "SO-1", "A,1,1")
    ran(*REGISTERED, "+", *order, "+", "contact.added", "p-1", *LEYLA, ledger=place)
    for words in (
        ("visit.planned", "ACME", "2030-01-01T10:00Z", "visit", "tea", "--visit", "V-1"),
        ("visit.held", "ACME", "call", "2026-03-02", "s", "--next-step", "what=w,due=2030-01-01"),
        ("payment.received", "ACME", "B-1", "5"),
    ):
        ran("record", *words, ledger=place)
    return place


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["order.delivered", "ACME", "SO1"], "no order 'SO1' for client ACME"),
        (["order.delivered", "ACME", "SO1"], "did you mean 'SO-1'?"),
        (["proposal.accepted", "ACME", "SO-1"], "known: none yet"),
        (["visit.missed", "ACME", "V1", "us", "rain"], "did you mean 'V-1'?"),
        (["contact.left", "ACME", "p1"], "did you mean 'p-1'?"),
        (["contact.added", "ACME", "p-1", *LEYLA], "record changes with contact.changed\n"),
        (["commitment.kept", "ACME", "C1"], "did you mean 'C-1'?"),
        (["settlement.made", "ACME", "B1", "SO-1", "1"], "did you mean 'B-1'?"),
        (["settlement.made", "ACME", "--source", "B-1", "--target", "B1", "--amount", "1"], "known: SO-1"),
        (["client.lost", "ACM", "closed"], "did you mean 'ACME'?"),
        (["payment.received", "ACM", "1", "5"], "did you mean 'ACME'?"),
        (["payment.received", "acme ltd", "1", "5"], "did you mean ACME (Acme Ltd)?"),
        (["order.placed", "ACME", "--line", "qty=3"], "for --line: 'qty' is no part of it; known: product, quantity"),
        (["order.placed", "ACME", "--line", "produkt=3"], "did you mean 'product'?"),
        (["order.placed", "ACME", "1", "A,1,2,3,4,5"], "'A,1,2,3,4,5' has 6 values; give only product"),
        (["payment.received", "ACME", "1", "5", "6"], "leave out '6'; payment.received takes [NUMBER AMOUNT]"),
        (["client.terms_agreed", "ACME", "soon"], "invalid value for --payment-days: 'soon' is not a whole number"),
        (["contact.added", "ACME", "Leyla", "--role", "buyer"], "--name is missing; 'Leyla' is PERSON; type - for"),
        (["contact.added", "ACME", "-", "Leyla", "--role", "--influence", "4"], "--role has no value before --influence; give one"),

        (["payment.received", "ACME", "B-1", "-50"], "-50 is read as an option; give a negative number by its name"),
        (["ACME", "payment.received", "B-1", "5"], "the kind comes first: goodwill record payment.received ACME"),
        (["payment", "ACME"], "did you mean 'payment.received', "),
        (["entry.voided", "3", "--reason", "x"], "3 is read as a client; name the entry as --entry 3"),
        (["entry.corrected", "3", "--set", "amount=5"], "3 is read as a client; name the entry as --entry 3"),
        (["entry.corrected", "--set", "amount=5"], "goodwill: --entry is missing; --reason is missing\n"),
        (["entry.corrected", "--entry", "2", "--set", "deliver_by=1.3.2026", "--reason", "x"],
         "deliver_by: write 2026-03-01, not '1.3.2026'"),
        (["entry.corrected", "ACME", "--reason", "x"], "goodwill: --entry is missing; --set is missing\n"),
        (["payment.bounced", "ACME", "B-1"], "did you mean 'payment.reversed'?"),
        (["payment.received", "ACME", "B-2", "5", "--currency", "LEI"], "did you mean 'RON'?"),
        (["payment.received", "ACME", "B-2", "5", "--currency", "QQQ"], "write a code such as EUR"),
        (["payment.received", "ACME", "B-2", "5", "--on", "2040-01-01"], "payment.received of 2040-01-01 is in the future"),
        (["payment.received", "ACME", "+", "1", "5"], "no kind of event is called '1'"),
        (["payment.received", "ACME", "1", "5", "+"], "no event stands beside +"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_known_is_answered_with_what_is(words: list[str], said: str, known: Path) -> None:
    done = run("record", *words, ledger=known)
    assert done.exit_code in (1, 2)
    assert said in done.stderr


def test_a_voided_client_is_no_hint() -> None:
    ran(*REGISTERED, "+", "client.registered", "Beta", "--for-client", "BETA", "--currency", "EUR")
    ran("record", "entry.voided", "BETA", "--entry", "2", "--reason", "a twin")
    assert "known: ACME\n" in run("record", "client.lost", "BETTA", "closed").stderr


def test_help_is_a_command_too() -> None:
    assert ran("help").stdout == ran("--help").stdout
    assert ran("help", "record").stdout == ran("record", "--help").stdout


@pytest.fixture
def baku() -> Iterator[None]:
    """A machine in Baku."""
    with pytest.MonkeyPatch.context() as zone:
        zone.setenv("TZ", "Asia/Baku")
        time.tzset()
        yield
    time.tzset()


CALL = ("record", "visit.held", "ACME", "call")


@pytest.mark.usefixtures("baku")
def test_a_time_without_an_offset_is_that_of_the_machine() -> None:
    ran(*REGISTERED)
    assert "on 2026-03-02 10:00 +04:00" in ran(*CALL, "2026-03-02T10:00", "tea").stdout
    assert last()["started_at"] == "2026-03-02T10:00:00+04:00"


@pytest.mark.usefixtures("baku")
def test_a_time_without_an_offset_is_that_of_the_house() -> None:
    ran(*REGISTERED)
    ran("record", "house.described", "--name", "Nordic Trade", "--time-zone", "Europe/Helsinki")
    assert "on 2026-07-02 10:00 +03:00" in ran(*CALL, "2026-07-02T10:00", "tea").stdout
    assert "on 2026-03-02 10:00 +02:00" in ran(*CALL, "2026-03-02T10:00", "tea").stdout
    assert "on 2026-03-02 12:00 +02:00" in ran(*CALL, "2026-03-02T10:00Z", "tea").stdout
    assert "on 2026-03-02 (" in ran("record", "client.lost", "ACME", "closed", "-d", "2026-03-02").stdout


@pytest.mark.usefixtures("baku")
def test_a_corrected_time_without_an_offset_is_that_of_the_house() -> None:
    ran(*REGISTERED)
    ran(*CALL, "2026-03-02T10:00", "tea")
    said = ran("record", "entry.corrected", "--entry", "2", "--reason", "clock", "--set",
               "started_at=2026-03-02T11:00", "--occurred-at", "2026-03-02T11:00").stdout  # fmt: skip
    assert "started at 2026-03-02 11:00 +04:00 instead of 2026-03-02 10:00 +04:00" in said
    assert "on 2026-03-02 11:00 +04:00 instead of" in said


@pytest.mark.parametrize("kind", MODELS)
def test_the_short_example_of_every_kind_is_a_line_that_is_understood(kind: str, known: Path) -> None:
    if not (text := short_example(MODELS[kind])):
        return
    words = shlex.split(text.replace("\\\n", " "))[1:]
    done = run(
        *(word.replace("ACME", "NEW") if kind == "client.registered" else word for word in words),
        "--dry-run",
        ledger=known,
    )
    assert done.exit_code in (0, 1), done.stderr


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a terminal."""
    monkeypatch.setattr("commands.record.prompting.on_terminal", lambda: True)
    monkeypatch.setattr("commands.record.kind_command.on_terminal", lambda: True)


@pytest.mark.usefixtures("terminal")
def test_record_asks_for_the_kind_the_client_and_the_fields() -> None:
    ran(*REGISTERED)
    answers = "payment.recieved\npayment.received\nACME\n\nmany\n500\n\nmethd=cash\nmethod=cash\n\n"
    done = ran("record", input=answers)
    assert "did you mean 'payment.received'?" in done.stderr
    assert "did you mean 'method'?" in done.stderr
    assert (
        "the same in one line: goodwill record payment.received ACME --amount 500 --method cash"
        in done.stderr
    )
    assert "recorded payment.received for ACME: PAY-1, 500.00 EUR, method cash on" in done.stdout


@pytest.mark.usefixtures("terminal")
def test_record_asks_for_what_is_missing_alone() -> None:
    ran(*REGISTERED)
    done = ran("record", "order.placed", "ACME", "SO-1", input="\nA,1\nA,1,2\nB,1,3\n\n\n")
    assert "goodwill record order.placed ACME SO-1 --line A,1,2 --line B,1,3" in done.stderr
    assert last()["lines"] == [
        {"product": "A", "quantity": "1", "unit_price": "2"}, {"product": "B", "quantity": "1", "unit_price": "3"},
    ]  # fmt: skip


@pytest.mark.usefixtures("terminal")
def test_nothing_is_asked_where_nothing_is_missing() -> None:
    ran(*REGISTERED)
    assert "more (" not in ran(*INVOICE).stderr


def test_no_question_is_put_to_a_program() -> None:
    assert not sys.stdout.isatty()
    assert run("record").exit_code == 2
    assert run("record", "payment.received", "ACME").exit_code == 2
