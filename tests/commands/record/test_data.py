from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, invoice, line, ran, registered, run


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def history(ledger: str = "goodwill.db") -> list[dict[str, object]]:
    """The ledger's entries as programs read them."""
    return [
        json.loads(text) for text in ran("history", "--format", "jsonl", ledger=ledger).stdout.splitlines()
    ]


def test_lines_are_recorded_together_and_counted() -> None:
    done = ran("record", "--data", "-", input="\n".join([registered(), invoice("1"), "", invoice("2")]))
    assert done.stdout == "recorded 3 events at positions 1 to 3\n"
    assert [entry["kind"] for entry in history()] == ["client.registered", "invoice.issued", "invoice.issued"]


def test_a_history_recorded_in_another_ledger_is_the_same_history() -> None:
    ran(*REGISTERED, "--key", "acme")
    ran(*INVOICE, "--on-behalf-of", "orxan")
    ran("record", "entry.voided", "ACME", "--entry", "2", "--reason", "twice")
    written = ran("history", "--format", "jsonl").stdout
    ran("record", "--data", "-", input=written, ledger="copy.db")
    without = [{name: value for name, value in entry.items() if name != "recorded_at"} for entry in history()]
    copied = [
        {name: value for name, value in entry.items() if name != "recorded_at"}
        for entry in history("copy.db")
    ]
    assert copied == without
    assert copied[1]["voided_by"] == 3


def test_numbers_are_exact() -> None:
    text = invoice("1").replace('"100.00"', "0.10")
    ran("record", "--data", "-", input=f"{registered()}\n{text}")
    event = history()[1]["event"]
    assert isinstance(event, dict)
    assert event["amount"] == "0.10"


def test_said_again_under_their_keys_lines_add_nothing() -> None:
    keyed = registered().replace('"kind"', '"key": "acme", "kind"')
    ran("record", "--data", "-", input=keyed)
    assert ran("record", "--data", "-", input=keyed).stdout == "recorded 0 events; 1 recorded already\n"


def test_a_line_without_a_date_happens_now_and_once() -> None:
    keyed = json.dumps(
        {
            "kind": "client.registered",
            "key": "acme",
            "event": {"code": "ACME", "name": "Acme", "currency": "EUR"},
        }
    )
    ran("record", "--data", "-", input=keyed)
    ran("record", "--data", "-", input=keyed)
    assert len(history()) == 1


def test_one_line_that_a_rule_refuses_keeps_all_lines_out(tmp_path: Path) -> None:
    Path("events.jsonl").write_text("\n".join([registered(), invoice("1"), "", invoice("1", amount="7.00")]))
    done = run("record", "--data", "events.jsonl")
    assert done.exit_code == 1
    assert done.stderr.startswith("events.jsonl:4: ")
    assert done.stderr.endswith("goodwill: nothing was recorded\n")
    assert [file.name for file in tmp_path.iterdir()] == ["events.jsonl"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is not JSON: at column 2, a name in double quotes is missing"),
        ("[1]", "write a JSON object with kind, client and event"),
        ('{"client": "ACME"}', "it has no kind"),
        ('{"kind": "order.plced"}', "did you mean 'order.placed'?"),
        ('{"kind": "client.lost", "clnt": "ACME"}', "there is no such key: clnt; did you mean 'client'?"),
        ('{"kind": "client.lost", "amount": "5"}', "amount; an event's own fields go under 'event'"),
        ('{"kind": "client.lost", "client": 7}', "client: write text between quotation marks"),
        (
            '{"kind": "client.lost", "event": "gone"}',
            "event: write a JSON object with the event's fields",
        ),
        (
            '{"kind": "client.lost", "client": "ACME", "event": {"reson": "x"}}',
            "reson: there is no such field",
        ),
        (
            '{"kind": "client.lost", "occurred_at": "soon", "event": {"reason": "x"}}',
            "'soon' is not a date or time",
        ),
        (
            '{"kind": "rate.set", "event": {"base": "USD", "quote": "EUR", "rate": NaN}}',
            "NaN is not a number",
        ),
    ],
)
def test_a_line_that_is_no_event_is_named(text: str, said: str) -> None:
    done = run("record", "--data", "-", input=f"{registered()}\n{text}\n")
    assert done.exit_code == 1
    assert done.stderr.startswith("standard input:2: ")
    assert said in done.stderr


def test_all_lines_that_are_no_events_are_named_at_once() -> None:
    done = run("record", "--data", "-", input="{\n[]\n" + registered())
    assert [text.partition(": ")[0] for text in done.stderr.splitlines()] == [
        "standard input:1",
        "standard input:2",
        "goodwill",
    ]


def test_a_file_that_is_not_utf8_is_refused() -> None:
    Path("events.jsonl").write_bytes(line("client.lost", reason="x").encode() + b"\n\xff\xfe\n")
    done = run("record", "--data", "events.jsonl")
    assert done.exit_code == 1
    assert "is not UTF-8" in done.stderr


def test_a_dry_run_judges_everything_and_records_nothing() -> None:
    said = ran("record", "--data", "-", "--dry-run", input=f"{registered()}\n{invoice('1')}").stdout
    assert said == "would record 2 events\n"
    assert run("record", "--data", "-", "--dry-run", input=invoice("1")).exit_code == 1
    assert not Path("goodwill.db").exists()


def test_a_name_that_is_not_known_is_answered_with_the_one_that_is_near() -> None:
    ran("record", "--data", "-", input=f"{registered()}\n{invoice('INV-1')}")
    wrong = line("dispute.opened", number="D", document="INV1", amount="1", reason="short")
    done = run("record", "--data", "-", input=wrong)
    assert done.stderr.startswith("standard input:1: no document 'INV1' for client ACME; ")
    assert "did you mean 'INV-1'?" in done.stderr
