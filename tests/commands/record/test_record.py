from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from commands.record.examples import example
from commands.record.kind_command import command_for
from commands.record.option_names import option_names
from commands.ui.values import read_parts
from ledger.events import KINDS, OrderPlaced
from ledger.events.models import MODELS
from ledger.events.models.fields import fields_of
from ledger.judging import make_event
from tests.helpers.commanding import INVOICE, REGISTERED, ran, run


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def entries() -> list[dict[str, object]]:
    """The ledger's entries as programs read them."""
    return [json.loads(line) for line in ran("history", "--format", "jsonl").stdout.splitlines()]


PAYMENT = ("record", "payment.received", "ACME", "--currency", "EUR", "--at", "2026-03-20")


def test_what_was_recorded_is_said_in_one_sentence_with_its_position() -> None:
    said = ran(*REGISTERED).stdout
    assert said == (
        "recorded client.registered for ACME: Acme Ltd, currency EUR on 2026-01-01 (position 1)\n"
    )
    ran(*INVOICE)
    said = ran(*PAYMENT, "--number", "B-7", "--amount", "500.00").stdout
    assert said == "recorded payment.received for ACME: B-7, 500.00 EUR on 2026-03-20 (position 3)\n"


def test_what_follows_from_the_account_is_said_too() -> None:
    ran(*REGISTERED, "+", "client.terms_agreed", "30", "invoice", "--credit-limit", "20000")
    words = ("record", "invoice.issued", "ACME", "I-1", "100", "-d", "2026-03-01", "+")
    said = ran(*words, "debt.written_off", "W-1", "I-1", "5", "lost", "+", "client.terms_agreed", "14", "invoice",
               "--credit-limit", "500").stdout  # fmt: skip
    assert said == (
        "recorded invoice.issued for ACME: I-1, 100.00 EUR, due 2026-03-31 by the terms on 2026-03-01 (position 3)\n"
        "recorded debt.written_off for ACME: W-1, document I-1, 5.00 EUR, lost on 2026-03-01 (position 4)\n"
        "recorded client.terms_agreed for ACME: 14 days to pay, billed by invoice, credit limit 500.00 EUR on 2026-03-01 "
        "(position 5)\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (INVOICE[1:-4], "invoice.issued for ACME: 17, 100.00 EUR"),
        (
            ("visit.held", "ACME", "--channel", "call", "--started-at", "2026-03-02T10:05+04:00", "--summary", "tea"),
            "visit.held for ACME: call, tea on 2026-03-02 10:05 +04:00 (position 2)",
        ),
        (
            ("visit.planned", "ACME", "--visit", "V-1", "--at", "2030-01-02T10:00+04:00", "--channel", "call",
             "--purpose", "range", "--on", "2026-01-02"),
            "visit.planned for ACME: V-1, at 2030-01-02 10:00 +04:00, call, range on 2026-01-02 (position 2)",
        ),
        (
            ("order.placed", "ACME", "--number", "1", "--currency", "EUR", "--line",
             "product=AB,quantity=3,unit_price=1.20", "--ref", "web", "--people", "p-1", "--on", "2026-03-01"),
            "order.placed for ACME: 1, 1 line worth 3.60 EUR (AB 3 x 1.20 = 3.60), ref web, people p-1 on 2026-03-01 (position 2)",
        ),
        (
            ("rate.set", "--base", "USD", "--quote", "EUR", "--rate", "0.92", "--at", "2026-01-01"),
            "rate.set: base USD, quote EUR, rate 0.92 on 2026-01-01 (position 2)",
        ),
    ],
)  # fmt: skip
def test_the_sentence_has_every_field_that_was_typed(words: tuple[str, ...], said: str) -> None:
    ran(*REGISTERED)
    assert said in ran("record", *words).stdout


def test_what_repeats_a_known_state_names_the_entry_that_said_it() -> None:
    ran(*REGISTERED)
    ran("record", "client.ranked", "ACME", "--rank", "key", "--reason", "size", "--at", "2026-01-02")
    assert ran(
        "record", "client.ranked", "ACME", "--rank", "key", "--reason", "size", "--at", "2026-01-03"
    ).stdout == (
        "recorded already at position 2: client.ranked for ACME: key, size on 2026-01-02; nothing added\n"
    )


def test_every_part_of_the_envelope_is_taken() -> None:
    ran(*REGISTERED)
    first = str(entries()[0]["id"])
    ran(*INVOICE, "--key", "inv:17", "--on-behalf-of", "orxan", "--causation", first)
    entry = entries()[1]
    assert entry["occurred_at"] == "2026-03-01T00:00:00+00:00"
    assert (entry["actor"], entry["on_behalf_of"]) == ("leyla", "orxan")
    assert (entry["key"], entry["causation"]) == ("inv:17", first)


def test_a_visit_happened_when_it_started_where_no_date_is_said() -> None:
    ran(*REGISTERED)
    visit = ("record", "visit.held", "ACME", "--channel", "call", "--summary", "prices")
    ran(*visit, "--started-at", "2026-02-10T10:05+02:00")
    ran(*visit, "--started-at", "2026-02-10T10:05+02:00", "--on", "2026-02-11")
    assert [entry["occurred_at"] for entry in entries()[1:]] == [
        "2026-02-10T10:05:00+02:00",
        "2026-02-11T00:00:00+00:00",
    ]


def test_the_same_key_said_again_adds_nothing() -> None:
    ran(*REGISTERED)
    ran(*INVOICE, "--key", "inv:17")
    assert ran(*INVOICE, "--key", "inv:17").stdout == (
        "recorded already at position 2: invoice.issued for ACME: 17, 100.00 EUR, due 2026-03-31 on 2026-03-01; "
        "nothing added\n"
    )
    assert len(entries()) == 2


def test_the_same_key_said_again_later_without_a_date_adds_nothing() -> None:
    undated = REGISTERED[:-2]
    ran(*undated, "--key", "acme")
    assert ran(*undated, "--key", "acme").stdout.startswith(
        "recorded already at position 1: client.registered"
    )


def test_the_same_key_for_something_else_is_refused() -> None:
    ran(*REGISTERED)
    ran(*INVOICE, "--key", "inv:17")
    done = run(*INVOICE[:6], "200.00", *INVOICE[7:], "--key", "inv:17")
    assert done.exit_code == 1
    assert "belongs to another event already (position 2)" in done.stderr


@pytest.mark.parametrize(
    "lines",
    [
        ["--line", "product=AB,quantity=3,unit_price=1.20", "--line", "product=CD, with lid,quantity=1,unit_price=2"],
        ["--lines", '[{"product":"AB","quantity":3,"unit_price":1.20},{"product":"CD, with lid","quantity":1,"unit_price":2}]'],
        ["--line", '{"product":"AB","quantity":"3","unit_price":"1.20"}', "--line", "product=CD, with lid,quantity=1,unit_price=2"],
    ],
)  # fmt: skip
def test_lines_are_written_as_names_and_values_or_as_json(lines: list[str]) -> None:
    ran(*REGISTERED)
    ran("record", "order.placed", "ACME", "--number", "SO-17", "--currency", "EUR", *lines)
    assert entries()[1]["event"] == {
        "number": "SO-17",
        "currency": "EUR",
        "lines": [
            {"product": "AB", "quantity": "3", "unit_price": "1.20"},
            {"product": "CD, with lid", "quantity": "1", "unit_price": "2"},
        ],
    }


def test_yes_and_no_are_flags_and_aliases_are_the_names_that_are_stored() -> None:
    ran(*REGISTERED)
    ran("record", "client.terms_agreed", "ACME", "--payment-days", "30", "--billing", "invoice", "--prepaid")
    ran(
        "record", "client.covered", "ACME", "--deputy", "orxan", "--from", "2026-07-01", "--until", "2026-07-14",
        "--reason", "leave",
    )  # fmt: skip
    terms, covered = (entry["event"] for entry in entries()[1:])
    assert terms == {"payment_days": 30, "billing": "invoice", "prepaid": True}
    assert covered == {"deputy": "orxan", "from": "2026-07-01", "until": "2026-07-14", "reason": "leave"}


def test_where_a_field_is_called_at_the_moment_of_the_entry_is_said_with_on() -> None:
    ran(*REGISTERED)
    ran(
        "record", "visit.planned", "ACME", "--visit", "V-1", "--at", "2030-01-02T10:00+04:00", "--channel", "visit",
        "--purpose", "range", "--on", "2026-01-02",
    )  # fmt: skip
    entry = entries()[1]
    assert entry["occurred_at"] == "2026-01-02T00:00:00+00:00"
    assert entry["event"] == {
        "visit": "V-1",
        "at": "2030-01-02T10:00:00+04:00",
        "channel": "visit",
        "purpose": "range",
    }


def test_an_event_of_the_house_names_no_client() -> None:
    ran("record", "rate.set", "--base", "USD", "--quote", "EUR", "--rate", "0.92", "--at", "2026-01-01")
    assert entries()[0]["client"] is None


def test_the_code_of_a_client_is_taken_as_it_is_compared() -> None:
    ran("record", "client.registered", " Café ", "--name", "Café", "--currency", "EUR")
    ran("record", "client.lost", "Cafe\u0301", "--reason", "closed")
    assert [entry["client"] for entry in entries()] == ["Café", "Café"]


def test_a_currency_is_missing_because_the_client_has_none_and_how_to_give_it_one() -> None:
    ran("record", "client.registered", "BETA", "Beta Ltd")
    done = run("record", "invoice.issued", "BETA", "17", "--amount", "10")
    advice = "goodwill record entry.corrected --entry 1 --set currency=CODE --reason WHY"
    assert done.stderr.startswith(
        "goodwill: --currency is missing; BETA has none of its own; state one here, or give the client one: "
        f"`{advice}`\n"
    )
    ran(*advice.replace("CODE", "EUR").split()[1:])
    assert "10.00 EUR" in ran("record", "invoice.issued", "BETA", "17", "--amount", "10").stdout
    assert "has none" not in run("record", "invoice.issued", "ACME", "17", "--amount", "10").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--number", "17"], "--currency is missing; --line is missing"),
        (["--line", "AB"], "--line 1.quantity is missing; --line 1.unit_price is missing"),
        (["--line", "product=A,product=B"], "product is given twice; give the option once for each"),
        (["--line", "[1]"], "write JSON objects such as"),
        (["--number", "1", "--currency", "EUR", "--line", "product=A"], "--line 1.quantity is missing"),
        (
            ["--number", "1", "--currency", "EUR", "--line", "product=A,quantity=x,unit_price=1"],
            "--line 1.quantity: 'x' is not a number; write it like 12.50",
        ),
        (["--due", "soon"], "'soon' is not a date"),
        (["--number", "1", "--number", "2"], "--number is given twice; give it once"),
        (["--at", "2026-01-01", "--on", "2026-01-02"], "--at is given twice; give it once"),
        (["--nmber", "17"], "no such option '--nmber'. (Did you mean"),
    ],
)
def test_what_is_wrong_with_the_fields_is_said_in_the_words_of_the_command_line(
    words: list[str], said: str
) -> None:
    done = run("record", "order.placed", "ACME", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "try `goodwill record order.placed --help`" in done.stderr


def test_a_dry_run_says_what_would_be_recorded_and_what_would_be_refused() -> None:
    ran(*REGISTERED)
    assert ran(*INVOICE, "--dry-run").stdout == (
        "would record invoice.issued for ACME: 17, 100.00 EUR, due 2026-03-31 on 2026-03-01\n"
    )
    assert run(*INVOICE[:2], "NOBODY", *INVOICE[3:], "--dry-run").exit_code == 1
    assert len(entries()) == 1


def test_the_ledger_says_the_number_that_it_gives_and_the_same_one_for_the_same_key() -> None:
    ran(*REGISTERED)
    plan = (
        "record",
        "visit.planned",
        "ACME",
        "--at",
        "2026-03-05T10:00Z",
        "--channel",
        "visit",
        "--purpose",
        "tea",
    )
    keyed = (*plan, "--key", "k", "--on", "2026-03-01")
    assert ran(*keyed).stdout.startswith("recorded visit.planned for ACME: V-1, at ")
    assert ran(*plan).stdout.startswith("recorded visit.planned for ACME: V-2, at ")
    assert ran(*keyed).stdout.startswith("recorded already at position 2: visit.planned for ACME: V-1, ")
    assert len(entries()) == 3


def test_a_next_step_is_typed_in_words_or_with_its_day() -> None:
    ran(*REGISTERED)
    touch = (
        "record",
        "visit.held",
        "ACME",
        "--channel",
        "call",
        "--started-at",
        "2026-03-05",
        "--summary",
        "s",
    )
    ran(*touch, "--next-step", "call again = soon")
    ran(*touch, "--next-step", "call again, in March")
    done = ran(*touch, "--next-step", "what=send prices, then call,due=2026-03-12,owner=leyla")
    assert "next step send prices, then call due 2026-03-12 by us owner leyla C-1 on" in done.stdout
    steps = [
        json.loads(line)["event"]["next_step"]
        for line in ran("history", "--format", "jsonl").stdout.splitlines()[1:]
    ]
    step = {"what": "send prices, then call", "due": "2026-03-12", "owner": "leyla", "number": "C-1"}
    assert steps == ["call again = soon", "call again, in March", step]
    in_order = ran(*touch, "--next-step", "call again,2026-03-20").stdout
    assert "next step call again due 2026-03-20 by us C-2 on" in in_order
    assert run(*touch, "--next-step", "due=2026-03-12").stderr.startswith(
        "goodwill: --next-step what is missing"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_of_every_kind_shows_all_its_fields(kind: str) -> None:
    shown = ran("record", kind, "--help").stdout
    for field in fields_of(MODELS[kind]):
        if (kind, field.name) != ("client.registered", "code"):
            assert any(f"{name} " in shown or f"{name} /" in shown for name in option_names(field)), (
                field.name
            )


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_hides_what_every_event_is_recorded_with(kind: str) -> None:
    parameters = [name for parameter in command_for(MODELS[kind]).params for name in parameter.opts]
    assert len(parameters) == len(set(parameters))
    named = {parameter.name: parameter.opts for parameter in command_for(MODELS[kind]).params}
    assert all(named[name] for name in ("at", "key", "on_behalf_of", "causation", "dry_run"))


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the client of the examples, in which nothing is recorded."""
    place = tmp_path_factory.mktemp("acme") / "goodwill.db"
    ran(*REGISTERED, ledger=place)
    return place


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_every_kind_is_admissible_once_the_client_is_registered(kind: str, acme: Path) -> None:
    words = shlex.split(example(MODELS[kind]).replace("\\\n", " "))[1:]
    done = run(
        *(word.replace("ACME", "NEW") if kind == "client.registered" else word for word in words),
        "--dry-run",
        ledger=acme,
    )
    rests_on_another = re.search(
        r"record it first|no person|no manager|was never lost|points to spend|no entry '31'|not valid TOML",
        done.stderr,
    )
    assert done.exit_code == 0 or rests_on_another, done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_every_kind_is_an_event_of_it(kind: str) -> None:
    words = shlex.split(example(MODELS[kind]).replace("\\\n", " "))
    assert words[:3] == ["goodwill", "record", kind]
    command = command_for(MODELS[kind])
    with click.Context(command) as context:
        command.parse_args(context, words[3:])
    given = {
        name.removeprefix("field_"): value
        for name, value in context.params.items()
        if name.startswith("field_") and value not in (None, ())
    }
    for field in fields_of(MODELS[kind]):
        if field.form in ("parts", "mapping") and field.name in given:
            texts = given[field.name] if field.many else [given[field.name]]
            values = [value for text in texts for value in read_parts(text)]
            given[field.name] = values if field.many else values[0]
    if kind == "client.registered":
        given["code"] = context.params["client"]
    assert make_event(kind, given).kind == kind


def test_the_help_of_a_kind_is_as_a_person_reads_it() -> None:
    shown = ran("record", OrderPlaced.kind, "--help").stdout
    assert "The client ordered goods." in shown
    assert "Fields:" in shown
    assert "the order's number [default: the next one]" in " ".join(shown.split())
    assert "the goods that the client ordered" in shown
    assert shown.count("[required]") == 1, "the ledger gives the number and the currency"


def test_a_flag_that_is_given_a_value_says_that_it_takes_none() -> None:
    done = run("record", "client.terms_agreed", "ACME", "--prepaid", "yes")
    assert done.exit_code == 2
    assert "leave out 'yes'; --prepaid and --no-prepaid take no value" in done.stderr


def test_a_whole_number_is_asked_for_in_plain_words() -> None:
    done = run("record", "reminder.sent", "ACME", "--level", "fifty")
    assert done.exit_code == 2
    assert "'fifty' is not a whole number" in done.stderr


@pytest.mark.parametrize("entry", ["99", "last"])
def test_an_entry_that_is_not_there_is_named_where_no_client_is(entry: str) -> None:
    ran(*REGISTERED)
    done = run("record", "entry.voided", "--entry", entry, "--reason", "twice")
    assert done.exit_code == 1
    assert done.stderr == (
        f"goodwill: no entry '{entry}' for any client; take its position or id from `goodwill history`\n"
    )


def test_a_correction_that_says_what_is_known_tells_how_a_date_is_corrected() -> None:
    ran(*REGISTERED)
    ran(*INVOICE)
    same = "number=17,amount=100.00,currency=EUR,due=2026-03-31"
    done = ran("record", "entry.corrected", "--entry", "2", "--replacement", same, "--reason", "day")
    assert done.stdout.endswith("nothing added; --occurred-at moves a date\n")
