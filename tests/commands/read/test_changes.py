"""How a person asks what changed, and why."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from projections.framework.registry import names_with_rows
from tests.conftest import Golden
from tests.helpers.commanding import invoice, line, ran, registered, run
from tests.helpers.demonstration import copied, small

DAYS = ("--from", "2026-02-28", "--to", "2026-03-31")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def demonstration(place: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A month of a generated portfolio, in which bands fall."""
    del place
    copied(small(tmp_path_factory), Path("goodwill.db"))
    return "--from", "2026-03-31", "--to", "2026-06-30"


@pytest.fixture
def ledger() -> None:
    """Two clients owe an invoice each, and the first paid part of it."""
    paid = line("payment.received", occurred_at="2026-03-21", number="P", amount="60.00", currency="EUR")
    facts = [registered(), registered("BETA", "Beta"), invoice("17"), invoice("18", "BETA"), paid]
    ran("record", "--data", "-", input="\n".join(facts))


def recorded_at(position: int) -> str:
    rows = map(json.loads, ran("history", "--format", "jsonl").stdout.splitlines())
    return str(next(row["recorded_at"] for row in rows if row["position"] == position))


def asked(*words: str) -> Any:
    return json.loads(ran("changes", *words, "--format", "json").stdout)


def balances(said: Any) -> list[tuple[Any, ...]]:
    return [
        (
            one["client"],
            one["from"],
            one["to"],
            one["rest"],
            [(e["entry"], e["share"]) for e in one["entries"]],
        )
        for one in said["changes"]
        if one["figure"] == "balance"
    ]


@pytest.mark.usefixtures("demonstration")
def test_what_changed_in_the_demonstration_is_as_agreed(golden: Golden) -> None:
    known = ("--known-at", "2026-07-01")
    month = ran("changes", "receivables", "--from", "2026-05-31", "--to", "2026-06-30", *known).stdout
    late = ran(
        "changes", "receivables", "--as-of", "2025-10-24", "--known-at", "2025-10-25", "--known-at", "2025-11-05"
    ).stdout  # fmt: skip
    golden("changes.txt", f"{month}\n{late}")


@pytest.mark.usefixtures("ledger")
def test_between_two_days_the_entries_of_the_days_between_are_named() -> None:
    said = asked("receivables", *DAYS)
    assert (said["views"], said["clients"], said["changed"]) == (["receivables"], 2, 2)
    assert (said["from"]["as_of"], said["to"]["as_of"]) == ("2026-02-28", "2026-03-31")
    assert balances(said) == [
        ("ACME", None, "40.00", "0.00", [(3, "100.00"), (5, "-60.00")]),
        ("BETA", None, "100.00", "0.00", [(4, "100.00")]),
    ]
    assert [one["client"] for one in asked("receivables", "BETA", *DAYS)["changes"]] == ["BETA"] * 3
    assert asked("BETA", *DAYS)["views"] == names_with_rows()


@pytest.mark.usefixtures("ledger")
def test_between_two_moments_what_was_recorded_between_is_named() -> None:
    first = recorded_at(5)
    ran("record", "--data", "-", input=invoice("19"))
    said = asked("receivables", "--known-at", first, "--as-of", "2026-03-31")
    assert balances(said) == [("ACME", "40.00", "140.00", "0.00", [(6, "100.00")])]
    assert said["from"]["known_at"] == first
    second = recorded_at(6)
    ran("record", "entry.voided", "ACME", "--entry", "6", "--reason", "typo")
    words = ("receivables", "--as-of", "2026-03-31", "--known-at", second)
    assert balances(asked(*words)) == [("ACME", "140.00", "40.00", "0.00", [(7, "-100.00")])]
    assert asked("--known-at", first, "--known-at", recorded_at(7), "--as-of", "2026-03-31")["changes"] == []
    table = ran("changes", *words).stdout
    assert "entry 6: typo" in table
    assert "balance EUR -100.00" in table


@pytest.mark.usefixtures("ledger")
def test_both_ends_may_differ_in_day_and_in_knowledge() -> None:
    ran("record", "--data", "-", input=invoice("19", amount="7.00"))
    said = asked("receivables", *DAYS, "--known-at", recorded_at(5), "--known-at", recorded_at(6))
    assert balances(said)[0] == ("ACME", None, "47.00", "0.00", [(3, "100.00"), (5, "-60.00"), (6, "7.00")])
    one = asked("receivables", *DAYS, "--known-at", recorded_at(5))
    assert balances(one)[0][2] == "40.00"


def shown(*words: str) -> list[list[str]]:
    """The cells of the table."""
    return [re.split(r"  +", row) for row in ran("changes", *words, *DAYS).stdout.splitlines()]


@pytest.mark.usefixtures("ledger")
def test_a_new_sale_is_told_by_its_figures_and_an_amount_to_the_smallest_coin() -> None:
    goods = [{"product": "AB", "quantity": "3", "unit_price": "1.20"}]
    offer = line("proposal.made", occurred_at="2026-03-02", number="Q", currency="EUR", lines=goods)
    order = line("order.placed", occurred_at="2026-03-02", number="SO-1", currency="EUR", lines=goods)
    ran("record", "--data", "-", input=f"{offer}\n{order}")
    rows = shown("ACME")
    assert [row[3:] for row in rows if row[2:3] == ["sales"]] == [
        ["EUR", "entry 7", "quantity", "-", "3", "+3"],
        ["EUR", "entry 7", "value", "-", "3.60", "+3.60"],
    ]
    assert [row[6:] for row in rows if "lines" in row] == [["-", "AB 3.60"]]
    assert not any("entry" in row[4:5] for row in rows)


@pytest.mark.usefixtures("ledger")
def test_what_counts_for_plans_is_compared_where_there_is_a_plan_or_it_is_asked_for() -> None:
    goods = [{"product": "AB", "quantity": "3", "unit_price": "1.20"}]
    order = line("order.placed", occurred_at="2026-03-02", number="SO-1", currency="EUR", lines=goods)
    ran("record", "--data", "-", input=order)
    assert "plan" not in {one["view"] for one in asked(*DAYS)["changes"]}
    assert {one["view"] for one in asked("plan", "ACME", *DAYS)["changes"]} == {"plan"}
    plan = ("--manager", "ana", "--metric", "revenue", "--period", "2026-01-01..2026-12-31")
    ran("record", "plan.set", *plan, "--target", "9", "--currency", "EUR", "--at", "2026-01-01")
    assert "plan" in {one["view"] for one in asked(*DAYS)["changes"]}


@pytest.mark.usefixtures("ledger")
def test_only_entries_that_moved_the_money_are_named_for_receivables() -> None:
    goods = [{"product": "AB", "quantity": "3", "unit_price": "1.20"}]
    facts = (
        line("visit.held", occurred_at="2026-03-22", channel="call", started_at="2026-03-22", summary="late"),
        line(
            "reminder.sent", occurred_at="2026-03-23", number="R", level=1, channel="e-mail", documents=["17"]
        ),
        line("order.placed", occurred_at="2026-03-24", number="SO-1", currency="EUR", lines=goods),
        line(
            "dispute.opened", occurred_at="2026-03-26", number="D", document="17", amount="10", reason="wet"
        ),
    )
    ran("record", "--data", "-", input="\n".join(facts))
    found = {
        one["figure"]: [entry["kind"] for entry in one["entries"]]
        for one in asked("receivables", "ACME", *DAYS)["changes"]
    }
    money = ["invoice.issued", "payment.received"]
    assert found["balance"] == money
    assert found["not_due"] == found["disputed"] == [*money, "dispute.opened"]


@pytest.mark.usefixtures("ledger")
def test_stored_views_answer_the_same() -> None:
    words = (*DAYS, "--known-at", recorded_at(5))
    before = asked(*words)
    ran("project")
    assert asked(*words) == before


@pytest.mark.usefixtures("ledger")
def test_every_form_says_the_same() -> None:
    words = ("changes", *DAYS)
    said = asked(*words[1:])
    rows = [json.loads(row) for row in ran(*words, "--format", "jsonl").stdout.splitlines()]
    assert rows == said["changes"]
    flat = list(csv.DictReader(ran(*words, "--format", "csv").stdout.splitlines()))
    assert [row["entries"] for row in flat] == [str([e["entry"] for e in row["entries"]]) for row in rows]
    assert list(flat[0]) == list(rows[0])
    nothing = ran("changes", "--from", "2025-01-01", "--to", "2025-01-02").stdout
    assert nothing.splitlines()[-1] == "Nothing changed; compared: 0 clients."


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name two days or two moments"),
        (("--to", "2026-03-31"), "name two days or two moments"),
        (("--known-at", "2026-03-01", "--to", "2026-03-31"), "--to goes with --from"),
        (("--from", "2026-03-01", "--as-of", "2026-03-31"), "for two days use --from and --to"),
        (("--from", "2026-03-01", "--to", "2026-02-01"), "comes after the last day"),
        (("--known-at", "2026-03-02", "--known-at", "2026-03-01"), "comes after the second"),
        (("--known-at", "2026", "--from", "2026-03-01"), "is not a date or time"),
        (
            ("--known-at", "2026-03-01") * 3,
            "more than twice",
        ),
        (("wealth", "ACME", *DAYS), "there is no view 'wealth'; did you mean 'health'?"),
    ],
)
def test_what_makes_no_sense_is_a_wrong_usage(words: tuple[str, ...], said: str) -> None:
    done = run("changes", *words)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


@pytest.mark.usefixtures("ledger")
def test_a_client_that_is_not_there_is_said_with_what_is_near() -> None:
    done = run("changes", "ACMA", *DAYS)
    assert (done.exit_code, done.stderr) == (
        1,
        "goodwill: no client has the code 'ACMA'; did you mean 'ACME'?\n",
    )


def test_a_summary_of_the_house_comes_before_any_figure(demonstration: tuple[str, ...]) -> None:
    days = demonstration
    lines = ran("changes", *days).stdout.splitlines()
    assert lines[0] == "All views: what changed, from 2026-03-31 to 2026-06-30"
    heads = [line for line in lines if line.endswith(":")]
    assert heads == ["Together:", "Bands, states and tiers:", "Moved most:"]
    assert len(lines) < 100
    assert "--format csv" in lines[-1]
    whole = asked("receivables", *days, "--figure", "balance")["changes"]
    for currency in {one["currency"] for one in whole}:
        told = next(
            line for line in lines if line.startswith("receivables") and f"{currency}  balance" in line
        )
        change = sum(Decimal(one["change"]) for one in whole if one["currency"] == currency)
        assert Decimal(told.split()[-1].replace(",", "")) == change
    listed = ran("changes", *days, "--sort", "client", "--top", "3").stdout
    assert "3 of" in listed
    assert "Together:" not in listed


@pytest.mark.usefixtures("demonstration")
def test_a_client_whose_score_was_not_known_before_has_not_moved() -> None:
    health = json.loads(ran("health", "--as-of", "2025-10-31", "--format", "json").stdout)["rows"]
    unknown = {one["client"] for one in health if not one["score"]}
    summary = ran("changes", "--from", "2025-10-31", "--to", "2026-06-30").stdout
    bands, _, moved = summary.partition("Moved most:")
    assert all(client in bands for client in unknown)
    scores = {line.split()[0] for line in moved.splitlines() if " score " in line}
    assert scores
    assert not scores & unknown


def test_whose_score_moved_most_comes_first(demonstration: tuple[str, ...]) -> None:
    days = demonstration
    rows = [
        re.split(r"  +", line)
        for line in ran("changes", "health", *days, "--figure", "score").stdout.splitlines()
    ]
    moves = [abs(float(row[-1])) for row in rows if row[-4:-3] == ["score"]]
    assert len(moves) > 1
    assert moves == sorted(moves, reverse=True)
    assert {one["figure"] for one in asked("health", *days, "--figure", "score")["changes"]} == {"score"}
    wrong = run("changes", "health", *days, "--figure", "scor")
    assert (wrong.exit_code, "did you mean 'score'?" in wrong.stderr) == (2, True)


def test_a_table_tells_nothing_twice_and_names_no_entry_without_a_share_where_others_have_one(
    demonstration: tuple[str, ...],
) -> None:
    days = demonstration
    table = ran("changes", "health", *days).stdout
    assert not re.search(r"  (chance|index|trend 30|cause 90)  ", table)
    assert {"chance", "index", "trend_30"} <= {one["figure"] for one in asked("health", *days)["changes"]}
    assert "order.delivered" not in ran("changes", "receivables", *days).stdout


def test_the_first_word_completes_to_the_views() -> None:
    env = {"_GOODWILL_COMPLETE": "zsh_complete", "COMP_WORDS": "goodwill changes re", "COMP_CWORD": "2"}
    assert "receivables" in run(env=env).output


@pytest.mark.usefixtures("ledger")
def test_changes_are_sorted_by_any_column_and_cut_to_the_first() -> None:
    largest = asked("receivables", *DAYS, "--sort", "change")["changes"]
    numbers = [float(one["change"]) for one in largest if one["change"] is not None]
    assert numbers == sorted(numbers, reverse=True)
    assert [one["change"] for one in largest[len(numbers) :]] == [None] * (len(largest) - len(numbers))
    figures = [one["figure"] for one in asked("receivables", *DAYS, "--sort", "-figure")["changes"]]
    assert figures == sorted(figures, reverse=True)
    shown = ran("changes", "receivables", *DAYS, "--sort", "change", "--top", "1").stdout
    assert f"1 of {len(largest)} rows" in shown
    said = asked("receivables", *DAYS, "--top", "1")
    assert (len(said["changes"]), said["changed"]) == (1, 2)


@pytest.mark.usefixtures("ledger")
def test_a_column_to_sort_by_that_changes_have_not_is_answered_with_those_that_they_have() -> None:
    done = run("changes", "receivables", *DAYS, "--sort", "chnge")
    assert (done.exit_code, "there is no column 'chnge'; did you mean 'change'?" in done.stderr) == (2, True)
    mixed = asked(*DAYS, "--sort", "to")["changes"]
    assert len(mixed) == len(asked(*DAYS)["changes"])
