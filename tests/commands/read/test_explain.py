from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from projections.framework.registry import REGISTER
from tests.helpers.commanding import invoice, line, ran, registered, run

AS_OF = ("--as-of", "2026-04-15")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client owes an invoice that was paid in part, ordered twice, and has one order cancelled."""
    monkeypatch.chdir(tmp_path)
    goods = [{"product": "AB", "quantity": "3", "unit_price": "1.20"}]
    settles = [{"document": "17", "amount": "40.00"}]
    lines = [
        registered(),
        invoice("17"),
        line("payment.received", number="P-1", amount="40.00", currency="EUR", settles=settles),
        line("order.placed", number="SO-1", currency="EUR", lines=goods),
        line("order.placed", number="SO-2", currency="EUR", lines=goods),
        line("order.cancelled", number="SO-2", by="us", reason="no stock"),
    ]
    ran("record", "--data", "-", input="\n".join(lines))


def test_a_person_sees_each_entry_with_what_is_left_after_it() -> None:
    heading, _, _, titles, first, second, rule, total = ran(
        "explain", "receivables", "ACME", *AS_OF
    ).stdout.splitlines()
    assert heading == "Receivables of ACME, as of 2026-04-15"
    assert titles.split() == ["OF", "ENTRY", "ON", "KIND", "AMOUNT", "TOTAL", "HOW", "WHAT"]
    assert first.split()[:6] == ["17", "2", "2026-03-01", "invoice.issued", "100.00", "100.00"]
    assert second.split()[:6] == ["3", "2026-03-01", "payment.received", "-40.00", "60.00", "explicit"]
    assert set(rule) == {"-", " "}
    assert total.split() == ["balance", "EUR", "60.00"]


def test_an_open_complaint_beside_points_that_are_added_is_told_to_stand_for_all_friction() -> None:
    facts = [line("complaint.raised", occurred_at="2026-03-10", number="C-1", topic="delivery", severity=2)]
    ran("record", "--data", "-", input="\n".join(facts))
    (raised,) = [
        row
        for row in ran("explain", "health", "ACME", *AS_OF).stdout.splitlines()
        if "complaint.raised" in row
    ]
    assert float(raised.split()[3]) > 0
    for words in (AS_OF, ("--from", "2026-03-05", "--to", "2026-04-15")):
        told = ran("explain", "health", "ACME", *words).stdout
        assert told.count("for all that is known of it and not for one entry") == 1
        assert "adds to the score if its figure from 0 to 100 is above 50" in told


SOLD = (
    line("proposal.made", occurred_at="2026-03-02", number="P-1", currency="EUR", amount="10.00"),
    line("objection.raised", occurred_at="2026-03-02", number="O-1", topic="price", severity=2),
    line("contract.signed", occurred_at="2026-03-02", number="K-1", starts="2026-01-01", ends="2026-12-31", value="9"),
    line("discount.requested", occurred_at="2026-03-02", number="D-1", percent="7", reason="a large order"),
    line("competitor.seen", occurred_at="2026-03-02", competitor="Rival"),
    line("visit.held", channel="call", started_at="2026-03-02T10:00+00:00", summary="tea"),
)  # fmt: skip
"""Facts for the views that are not about money."""


VIEWS = sorted(REGISTER.keys() - {"people", "prospects", "pay"})
"""The views; tests of their own explain these three, which need a person, a source or a policy."""


@pytest.fixture
def sold() -> int:
    """The position of the last entry, once there are facts for every view."""
    ran("record", "--data", "-", input="\n".join(SOLD))
    return 6 + len(SOLD)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_explained_in_every_form(view: str, sold: int) -> None:
    said = json.loads(ran("explain", view, "ACME", *AS_OF, "--format", "json").stdout)
    assert (said["view"], said["client"], said["policy"], said["position"]) == (
        view,
        "ACME",
        "default-2",
        sold,
    )
    rows = [
        json.loads(row)
        for row in ran("explain", view, "ACME", *AS_OF, "--format", "jsonl").stdout.splitlines()
    ]
    assert rows == said["contributions"]
    assert rows, "the ledger of this test has no fact for the view; add one"
    flat = list(csv.DictReader(ran("explain", view, "ACME", *AS_OF, "--format", "csv").stdout.splitlines()))
    assert [row["amount"] for row in flat] == [row["amount"] for row in rows]
    assert list(flat[0]) == list(rows[0])


def test_a_document_is_explained_by_itself() -> None:
    said = ran("explain", "loyalty", "ACME", "--document", "SO-2", *AS_OF).stdout
    assert "SO-2" in said
    assert "SO-1" not in said


def test_a_corrected_entry_says_by_which_entry() -> None:
    replacement = json.dumps({"number": "17", "amount": "90.00", "currency": "EUR"})
    ran("record", "entry.corrected", "ACME", "--entry", "2", "--replacement", replacement, "--reason", "typo")
    said = ran("explain", "receivables", "ACME", *AS_OF).stdout
    assert "[corrected by 7]" in said
    assert "50.00" in said.splitlines()[-1]


def test_nothing_open_is_said_in_a_sentence() -> None:
    said = ran("explain", "receivables", "ACME", "--as-of", "2026-01-15").stdout
    assert said.splitlines()[-1] == "Nothing of ACME is open on that day."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ACMA",), "no client has the code 'ACMA'; did you mean 'ACME'?"),
        (("ACME", "--known-at", "2020-01-01"), "no client has the code 'ACME'; known: none yet"),
        (("ACME", "--document", "117"), "receivables of ACME has no document '117'; did you mean '17'?"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(words: tuple[str, ...], sentence: str) -> None:
    result = run("explain", "receivables", *words)
    assert (result.exit_code, result.stderr) == (1, f"goodwill: {sentence}\n")


def test_a_view_that_is_not_there_is_wrong_usage() -> None:
    assert run("explain", "wealth", "ACME").exit_code == 2


def test_the_policy_in_force_is_the_one_explained() -> None:
    Path("policy.toml").write_text(
        'version = "explicit-1"\n[receivables]\nallocation = "explicit"\n', "utf-8"
    )
    ran("policy", "adopt", "policy.toml", "--at", "2026-04-01")
    said = json.loads(ran("explain", "receivables", "ACME", *AS_OF, "--format", "json").stdout)
    assert said["policy"] == "explicit-1"


def test_a_group_is_explained_as_one_and_each_line_says_of_whom_it_is() -> None:
    ran(
        "record", "--data", "-",
        input="\n".join(
            [
                line("client.registered", "BETA", code="BETA", name="Beta", currency="EUR", parent="ACME"),
                invoice("17", client="BETA"),
            ]
        ),
    )  # fmt: skip
    said = ran("explain", "receivables", "BETA", "--group", *AS_OF).stdout.splitlines()
    assert said[0] == "Receivables of ACME, 2 companies as one, as of 2026-04-15"
    assert said[3].split()[:3] == ["OF", "CLIENT", "ENTRY"]
    assert [row.split()[1] for row in said[4:] if row.startswith("17")] == ["ACME", "BETA"]
    assert said[-1].split() == ["balance", "EUR", "160.00"]
    rows = json.loads(ran("explain", "receivables", "ACME", "--group", *AS_OF, "--format", "json").stdout)
    assert rows["companies"] == ["ACME", "BETA"]
    assert [row["client"] for row in rows["contributions"]] == ["ACME", "ACME", "BETA"]


SPAN = ("--from", "2026-02-28", "--to", "2026-04-15")


def test_what_moved_a_figure_is_shown_from_what_it_was_to_what_it_became() -> None:
    heading, _, _, titles, before, first, second, _, after = ran(
        "explain", "receivables", "ACME", *SPAN
    ).stdout.splitlines()
    assert heading == "Receivables of ACME, from 2026-02-28 to 2026-04-15"
    assert titles.split() == ["OF", "ENTRY", "ON", "KIND", "AMOUNT", "TOTAL", "HOW", "WHAT"]
    assert before.split() == ["balance", "EUR", "0.00", "on", "2026-02-28"]
    assert first.split()[:5] == ["2", "2026-03-01", "invoice.issued", "100.00", "100.00"]
    assert second.split()[:5] == ["3", "2026-03-01", "payment.received", "-40.00", "60.00"]
    assert after.split() == ["balance", "EUR", "60.00", "60.00", "on", "2026-04-15"]


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("view", VIEWS)
def test_what_moved_is_the_same_in_every_form(view: str) -> None:
    words = ("explain", view, "ACME", *SPAN, "--format")
    said = json.loads(ran(*words, "json").stdout)
    assert (said["view"], said["from"], said["to"]) == (view, "2026-02-28", "2026-04-15")
    rows = [json.loads(row) for row in ran(*words, "jsonl").stdout.splitlines()]
    assert rows == said["contributions"]
    flat = list(csv.DictReader(ran(*words, "csv").stdout.splitlines()))
    assert [row["amount"] for row in flat] == [row["amount"] for row in rows]
    assert list(flat[0]) == list(rows[0])


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("health", "ACME has no score: no order of it counts on that day."),
        ("loyalty", "No order of ACME counts on that day."),
    ],
)
def test_why_there_is_nothing_to_explain_is_said_with_a_next_step(view: str, said: str) -> None:
    *_, last = ran("explain", view, "ACME", "--as-of", "2026-02-01").stdout.splitlines()
    assert last == f"{said} Record its orders, or ask for a later day."


def test_that_nothing_moved_is_said_in_a_sentence() -> None:
    said = ran("explain", "receivables", "ACME", "--from", "2026-04-01", "--to", "2026-04-15").stdout
    assert said.splitlines()[-1] == "Nothing moved receivables of ACME between these days."
    document = ("--document", "17", "--from", "2026-04-01", "--to", "2026-04-15")
    said = ran("explain", "receivables", "ACME", *document).stdout
    assert said.splitlines()[-1] == "Nothing moved document 17 of ACME between these days."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--to", "2026-04-15"), "--to goes with --from; for the figures of one day use --as-of"),
        ((*SPAN, *AS_OF), "--as-of is for the figures of one day; for what moved them use --from and --to"),
        (
            ("--from", "2026-04-16", "--to", "2026-04-15"),
            "invalid value for --from: 2026-04-16 comes after the last day, 2026-04-15; give an earlier one",
        ),
    ],
)
def test_days_that_do_not_go_together_are_wrong_usage(words: tuple[str, ...], sentence: str) -> None:
    result = run("explain", "receivables", "ACME", *words)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, f"goodwill: {sentence}")
