"""Slips of a person who types an event: the answer says how to type what was meant."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from commands.record.prompting import kind_of
from tests.helpers.commanding import REGISTERED, line, ran, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("payment.received", "ACME", "B-1", "100", "RON"), "write --currency RON; payment.received takes"),
        (("payment.received", "ACME", "B-1", "100", "ron"), "write --currency RON; payment.received takes"),
        (("payment.received", "ACME", "B-1", "9", "cash", "USD"), "write --currency USD and leave out 'cash'; "),
        (("payment.received", "ACME", "B-1", "9", "1.3.2026"), "write -d 2026-03-01; "),
        (("client.registered", "BETA", "Beta Ltd", "RON"), "write --currency RON; client.registered takes [NAME]"),
        (("order.placed", "ACME", "-", "TEA,10,5", "RON"), "write --currency RON\n"),
        (("payment.received", "ACME", "B-1", "9", "RON", "--currency", "EUR"), "leave out 'RON'; "),
        (("client.lost", "ACME", "closed", "RON"), "leave out 'RON'; "),
        (("order.delivered", "ACME", "SO-2", "TEA,80"), "write --line TEA,80; order.delivered takes [NUMBER]"),
        (("order.cancelled", "ACME", "SO-2", "us", "-", "TEA,8", "A,2"), "write --line TEA,8 --line A,2; "),
        (("invoice.issued", "ACME", "1", "5", "TEA,1,5"), "write --line TEA,1,5; "),
        (("order.delivered", "ACME", "SO-2", "+", "order.delivered", "SO-3", "TEA,80"),
         "event 2, order.delivered: write --line TEA,80; "),
        (("order.delivered", "ACME", "SO-2", "TEA", "+", "order.delivered", "SO-3"),
         "event 1, order.delivered: leave out 'TEA'; "),
    ],
)  # fmt: skip
def test_a_word_that_fills_no_field_is_answered_with_the_option_that_takes_it(
    words: tuple[str, ...], said: str
) -> None:
    done = run("record", *words)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"goodwill: {said}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("order.placed", "ACME", "-", "JAM", "50", "22.40"), "write JAM,50,22.40\n"),
        (("order.placed", "ACME", "-", "JAM,", "50,", "22.40"), "write JAM,50,22.40\n"),
        (("order.placed", "ACME", "-", "JAM", "50", "2", "TEA", "5", "1"), "write JAM,50,2 TEA,5,1\n"),
        (("order.placed", "ACME", "-", "JAM", "50", "2", "RON"), "write JAM,50,2; write --currency RON\n"),
        (("order.placed", "ACME", "-", "Plum", "jam", "50", "2"), "write each line as PRODUCT,QUANTITY,UNIT_PRICE\n"),
        (("shelf.checked", "ACME", "TEA", "yes"), "write TEA,yes\n"),
    ],
)  # fmt: skip
def test_a_line_that_is_divided_by_spaces_is_shown_with_commas(words: tuple[str, ...], said: str) -> None:
    done = run("record", *words)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"goodwill: {said}")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-31", "there is no such day"),
        ("30.02.2026", "there is no such day"),
        ("31/11/2026", "there is no such day"),
        ("24/11/2026", "did you mean 2026-11-24?"),
        ("11/24/2026", "did you mean 2026-11-24?"),
        ("24-11-2026", "did you mean 2026-11-24?"),
        ("2026/11/24", "did you mean 2026-11-24?"),
        ("5.3.26", "did you mean 2026-03-05?"),
        ("5/3/2026", "did you mean 2026-03-05 or 2026-05-03?"),
    ],
)
def test_a_day_in_another_form_is_answered_with_the_day_that_is_meant(day: str, said: str) -> None:
    for words in (("client.lost", "ACME", "closed", "-d", day), ("invoice.issued", "ACME", "--due", day)):
        assert f"{said}\n" in run("record", *words).stderr


@pytest.mark.parametrize("kind", ["order.delivered", "order.placed", "payment.received", "invoice.issued"])
def test_a_client_that_is_not_known_is_told_before_what_else_is_missing(kind: str) -> None:
    nobody = run("record", kind, "ACNE")
    assert nobody.exit_code == 2
    assert nobody.stderr.startswith("goodwill: no client 'ACNE'; register it first with client.registered")
    run(*REGISTERED)
    assert run("record", kind, "ACNE").stderr.startswith("goodwill: no client 'ACNE'; register it first with")
    assert run("record", kind, "ACNE").stderr.endswith("; did you mean 'ACME'?\n")


def test_a_share_that_is_no_number_is_shown_as_a_share() -> None:
    run(*REGISTERED)
    done = run("record", "proposal.made", "ACME", "PRO-1", "5", "--probability", "60%")
    assert "--probability: '60%' is not a number; write it like 0.60\n" in done.stderr


def test_help_says_which_number_is_taken_where_none_is_given() -> None:
    assert "the next one]" in ran("record", "order.placed", "--help").stdout
    assert "the open one]" in ran("record", "order.delivered", "--help").stdout


def test_a_word_too_many_and_a_directory_in_place_of_a_file_say_what_to_do() -> None:
    run(*REGISTERED)
    assert (
        "goodwill: leave out 'BETA'; receivables takes [CLIENT]\n"
        in run("receivables", "ACME", "BETA").stderr
    )
    Path("folder").mkdir()
    for words in (("import", "folder", "--suggest"), ("history", "--output", "folder")):
        assert "'folder' is a directory; name a file\n" in run(*words).stderr


def test_a_word_that_is_no_kind_is_answered_with_the_kinds_that_begin_so() -> None:
    with pytest.raises(
        click.BadParameter, match=r"did you mean 'payment\.received' or 'payment\.promised'\?"
    ):
        kind_of("payment", ["payment.received", "payment.promised", "visit.held"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("damage", "; did you mean 'damaged'?"), ("Damaged", "; did you mean 'damaged'?"), ("broken", ".")],
)
def test_a_code_that_nearly_matches_is_answered_with_the_one_that_is_meant(typed: str, meant: str) -> None:
    done = run("record", "return.received", "ACME", "R-1", "wet", "TEA,1,5", "--reason-code", typed)
    assert done.exit_code == 2
    assert f"'{typed}' is not one of 'damaged', 'defective', " in done.stderr
    assert f"'other'{meant}\n" in done.stderr


@pytest.mark.parametrize(("typed", "meant"), [("damage", " (did you mean 'damaged'?)"), ("broken", "")])
def test_a_code_that_nearly_matches_in_json_is_answered_likewise(typed: str, meant: str) -> None:
    ran(*REGISTERED)
    lines = [{"product": "TEA", "quantity": "1", "unit_price": "5"}]
    back = line("return.received", number="R-1", reason="wet", reason_code=typed, lines=lines)
    done = run("record", "--data", "-", input=back)
    assert f" or 'other', not '{typed}'{meant}; see `goodwill kinds return.received`\n" in done.stderr


@pytest.mark.parametrize("view", ["sales", "plan", "receivables", "activity"])
def test_a_grouping_that_nearly_matches_is_answered_with_the_one_that_is_meant(view: str) -> None:
    assert "; did you mean 'manager'?\n" in run(view, "--by", "manger").stderr
