"""``goodwill plan``: targets of managers beside what counts for the manager of each day."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ordered, ran, registered, run
from tests.helpers.plans import FACTS, YEAR, offered, target


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


NAMES = ("group", "metric", "currency", "plan", "actual", "done", "expected", "weighted")


def asked(ledger: Path, *words: str, names: tuple[str, ...] = NAMES) -> list[tuple[Any, ...]]:
    """What the command says on 15 May 2026, when 45 of the 91 days of the quarter have begun."""
    shown = ran("plan", "--as-of", "2026-05-15", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_each_manager_has_what_was_reached_beside_each_plan(ledger: Path) -> None:
    assert asked(ledger, "--period", "2026-Q2") == [
        # 300.00 of April; what ACME did from May on is Ben's.
        ("Anna", "revenue", "EUR", "1000", "300.00", "30.0", "494.51", None),
        ("Anna", "margin", "EUR", None, "120.00", None, None, None),
        # ACME counts once, for Anna, from whom it bought first.
        ("Anna", "active_clients", None, "2", "1", "50.0", "1.0", None),
        ("Anna", "deals", None, "4", "0", "0.0", "2.0", None),
        # 120.00 less 10.00 that came back; BETA ordered for 10.00 and cancelled.
        ("Ben", "revenue", "EUR", "400", "110.00", "27.5", "197.80", "100.00"),
        # 24 and -2 pieces at 2.00 above their cost.
        ("Ben", "margin", "EUR", "90", "44.00", "48.9", "44.51", None),
        ("Ben", "new_clients", None, "3", "0", "0.0", "1.5", None),
        ("Ben", "deals", None, None, "0", None, None, "0.5"),
        ("Hana", "revenue", "EUR", None, "7.00", None, None, None),
        ("Hana", "margin", "EUR", None, "4.00", None, None, None),
        ("Hana", "active_clients", None, None, "1", None, None, None),
        ("Hana", "new_clients", None, None, "1", None, None, None),
        ("Hana", "deals", None, None, "1", None, None, None),
    ]


def test_without_a_period_all_plans_of_the_day_are_shown_each_over_its_own(ledger: Path) -> None:
    names = ("group", "metric", "start", "end", "plan", "actual", "expected")
    found = asked(ledger, "--manager", "ANNA", names=names)
    # 135 of the 365 days of the year have begun; 40.00 and 300.00 were paid to Anna.
    assert ("Anna", "collected", "2026-01-01", "2026-12-31", "500", "340.00", "184.93") in found
    assert [row[:2] for row in found] == [
        ("Anna", "revenue"),
        ("Anna", "margin"),
        ("Anna", "collected"),
        ("Anna", "active_clients"),
        ("Anna", "deals"),
    ]
    # What bounced in May counts against Ben, who has no plan for it.
    assert ("Ben", "collected", None, "-100.00") in asked(ledger, names=("group", "metric", "plan", "actual"))


def test_a_past_plan_is_shown_as_of_its_last_day(ledger: Path) -> None:
    found = run("plan", "--period", "2026-Q1", "--as-of", "2026-05-15", ledger=ledger)
    assert "Nothing to show: no manager has a plan for that period." in found.stdout
    assert "as of 2026-03-31" in found.stdout
    assert asked(ledger, "--period", "2027", "--by", "house") == []


def test_a_team_and_the_house_set_plans_beside_what_the_managers_of_these_plans_reached(ledger: Path) -> None:
    names = ("group", "metric", "plan", "actual", "done", "weighted", "unplanned")
    team = asked(ledger, "--period", "2026-Q2", "--by", "team", names=names)
    assert team == [
        # Anna's 300.00 and Ben's 110.00 of their 1,400; Hana's 7.00 are of no plan.
        ("Hana", "revenue", "1400", "410.00", "29.3", "100.00", "7.00"),
        # Ben alone has a plan for margin; Anna made 120.00 and Hana 4.00 beside it.
        ("Hana", "margin", "90", "44.00", "48.9", None, "124.00"),
        ("Hana", "active_clients", "2", "1", "50.0", None, "1"),
        ("Hana", "new_clients", "3", "0", "0.0", None, "1"),
        # The plan is Anna's; Ben's offer and Hana's deal are not what it waits for.
        ("Hana", "deals", "4", "0", "0.0", None, "1"),
    ]
    house = asked(ledger, "--period", "2026-Q2", "--by", "house", names=names)
    assert house == [("house", *row[1:]) for row in team]
    words = ("--as-of", "2026-05-15", "--period", "2026-Q2")
    told = run("plan", *words, "--by", "house", ledger=ledger)
    quarter = "from 2026-04-01 to 2026-06-30; what they reached stands under NO PLAN alone"
    for who in (
        f"Hana had no plan for revenue, active_clients, new_clients, deals {quarter}",
        f"Anna and Hana had no plan for margin {quarter}",
    ):
        assert f"goodwill: {who}; set one with `goodwill record plan.set`\n" in told.stderr
    assert "NO PLAN" in told.stdout
    assert run("plan", *words, ledger=ledger).stderr == ""


def test_money_of_one_without_a_plan_leaves_open_nothing_of_what_others_have_done(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", manager="Anna"),
        registered("BETA", manager="Ben"),
        target("Anna", "revenue", "1000"),
        ordered("ACME", "SO-1", "2026-04-10", ("TEA", "10", "25.00")),
        ordered("BETA", "SO-2", "2026-04-11", ("TEA", "10", "90.00"), currency="RON"),
        ordered("BETA", "SO-3", "2026-04-12", ("TEA", "10", "75.00")),
    )
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    names = ("currency", "plan", "actual", "done", "unplanned")
    assert asked(path, "--by", "house", names=names) == [
        ("EUR", "1000", "250.00", "25.0", "750.00"),
        ("RON", None, "0.00", None, "900.00"),
    ]
    # Once Ben has a plan in euro, his 900.00 RON may count for it, so nobody knows how much of both is done.
    ran("record", "--data", "-", ledger=path, input=target("Ben", "revenue", "500"))
    assert asked(path, "--by", "house", names=names) == [
        ("EUR", "1500", "1000.00", None, None),
        ("RON", None, "900.00", None, None),
    ]


def test_where_it_is_unknown_what_those_without_a_plan_reached_the_note_says_so(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", manager="Anna"),
        registered("BETA", manager="Ben"),
        *(target("Anna", metric, "1000") for metric in ("revenue", "margin")),
        ordered("BETA", "SO-1", "2026-04-10", ("TEA", "10", "25.00")),  # its cost is unknown
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    told = ran("plan", "--as-of", "2026-05-15", "--by", "house", ledger=path).stderr.splitlines()
    quarter = "from 2026-04-01 to 2026-06-30; what they reached"
    advice = "; set one with `goodwill record plan.set`"
    assert told == [
        f"goodwill: Ben had no plan for revenue {quarter} stands under NO PLAN alone{advice}",
        f"goodwill: Ben had no plan for margin {quarter} is unknown{advice}",
    ]


def test_money_that_was_taken_back_whole_leaves_open_nothing_of_what_is_done(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", manager="Anna"),
        target("Anna", "revenue", "1000"),
        ordered("ACME", "SO-1", "2026-04-10", ("TEA", "10", "25.00")),
        ordered("ACME", "SO-2", "2026-04-11", ("TEA", "10", "90.00"), currency="RON"),
        line("order.cancelled", "ACME", "2026-04-12", number="SO-2", by="client", reason="late"),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    names = ("currency", "plan", "actual", "done")
    read = [asked(path, *by, names=names) for by in ((), ("--by", "house"), ("--currency", "EUR"))]
    # In EUR, the order of one day and its cancellation of another need not be worth the same.
    unknown = ("EUR", "1000", "250.00", None)
    assert [rows[0] for rows in read] == [("EUR", "1000", "250.00", "25.0")] * 2 + [unknown]
    ran("project", ledger=path)
    assert [asked(path, *by, names=names) for by in ((), ("--by", "house"), ("--currency", "EUR"))] == read


def test_choices_go_by_the_manager_and_the_territory_of_the_day(ledger: Path) -> None:
    names = ("group", "metric", "plan", "actual")
    only = ("--period", "2026-Q2")
    anna = asked(ledger, *only, "--manager", "anna", names=names)
    assert anna == [row for row in asked(ledger, *only, names=names) if row[0] == "Anna"]
    assert asked(ledger, *only, "--team", "Hana", names=names) == asked(ledger, *only, names=names)
    # A plan is for all clients, so it is not shown beside those of one territory.
    assert asked(ledger, *only, "--territory", "Asia", names=names)[:2] == [
        ("Anna", "revenue", None, "300.00"),
        ("Anna", "margin", None, "120.00"),
    ]
    mine = ran(
        "--actor", "Ben", "plan", *only, "--mine", "--as-of", "2026-05-15", "--format", "csv", ledger=ledger
    )
    assert {row.split(",")[0] for row in mine.stdout.splitlines()[1:]} == {"Ben"}
    refused = run("plan", "--manager", "Zoe", ledger=ledger)
    assert refused.exit_code == 1
    assert "no client has the manager 'Zoe'" in refused.stderr


def test_the_entries_behind_a_plan_sum_to_its_figures(ledger: Path) -> None:
    words = ("explain", "plan", "ben", "--as-of", "2026-05-15", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert found["manager"] == "Ben"
    assert {one["figure"]: one["value"] for one in found["figures"]} == {
        "margin": "44.00",
        "margin plan": "90",
        "revenue": "110.00",
        "revenue plan": "400",
        "revenue weighted": "100.00",
        "new_clients plan": "3",
        "collected": "-100.00",
        "deals weighted": "0.5",
    }
    revenue = [
        (one["document"], one["amount"]) for one in found["contributions"] if one["figure"] == "revenue"
    ]
    assert revenue == [("SO-4", "10.00"), ("SO-4", "-10.00"), ("SO-3", "120.00"), ("SO-2", "-10.00")]
    assert "Plan of Ben, as of 2026-05-15" in ran(*words[:-2], ledger=ledger).stdout
    client = json.loads(
        ran("explain", "plan", "CETA", "--as-of", "2026-05-15", "--format", "json", ledger=ledger).stdout
    )
    assert {one["figure"]: one["value"] for one in client["figures"]} == {
        "revenue": "7.00",
        "margin": "4.00",
        "orders": "1",
        "deals": "1",
    }


def test_what_was_reached_is_shown_on_a_narrow_terminal_even_if_it_is_nothing(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tables", "view_tables"):
        monkeypatch.setattr(f"commands.ui.{module}.terminal_width", lambda: 60)
    shown = ran("plan", "--as-of", "2026-04-01", "--manager", "Ben", ledger=ledger).stdout
    assert "ACTUAL" in shown
    assert "hidden (FROM, TO)" in shown


@pytest.mark.parametrize(
    ("view", "more"), [("plan", "; `goodwill plan --by team` shows their sum"), ("pay", "")]
)
def test_of_a_head_without_clients_explain_names_those_to_ask_about(
    tmp_path: Path, view: str, more: str
) -> None:
    path = tmp_path / "goodwill.db"
    post = {"from": "2026-01-01", "role": "r"}
    facts = (
        line("manager.appointed", None, "2026-01-01", name="Hana", **post),
        line("manager.appointed", None, "2026-01-01", name="Ben", reports_to="Hana", **post),
        line("manager.appointed", None, "2026-01-01", name="Anna", reports_to="Ben", **post),
        registered("ACME", manager="Anna"),
        registered("BETA", manager="Ben"),
        registered("CETA", manager="Zoe"),
    )
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    told = run("explain", view, "hana", "--as-of", "2026-05-15", ledger=path)
    assert told.exit_code == 1
    asking = f"ask about Anna or Ben, who report to 'hana'{more}"
    assert told.stderr == f"goodwill: no client has the manager 'hana'; {asking}\n"
    assert "known: " in run("explain", view, "Hugo", "--as-of", "2026-05-15", ledger=path).stderr


def rate(on: str, worth: str) -> str:
    return line("rate.set", None, on, base="EUR", quote="RON", rate=worth)


ABROAD = (
    registered("ACME", "Acme Ltd", manager="Anna"),
    line("client.registered", "BETA", "2026-01-01", code="BETA", name="Beta Ltd", currency="EUR", manager="Anna",
         parent="ACME"),
    target("Anna", "revenue", "600"),
    target("Anna", "active_clients", "2"),
    target("Anna", "new_clients", "2"),
    rate("2026-04-01", "5"),
    rate("2026-05-01", "4"),
    ordered("ACME", "SO-1", "2026-04-10", ("TEA", "10", "5.00"), currency="RON"),
    ordered("BETA", "SO-2", "2026-05-10", ("TEA", "10", "4.00"), currency="RON"),
    ordered("BETA", "SO-3", "2026-05-11", ("TEA", "1", "7.00")),
)  # fmt: skip


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("abroad") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(ABROAD))
    return path


def test_money_in_one_currency_is_at_the_rate_of_each_day(abroad: Path) -> None:
    names = ("metric", "currency", "plan", "actual", "done")
    assert asked(abroad, names=names)[:2] == [
        ("revenue", "EUR", "600", "7.00", None),  # 90.00 RON may be a part of it
        ("revenue", "RON", None, "90.00", None),
    ]
    told = run("plan", "--as-of", "2026-05-15", ledger=abroad).stderr
    assert "no plan for revenue is in RON; --currency EUR shows all in one currency" in told
    # 50.00 RON at 5 and 40.00 RON at 4 are 10.00 EUR each; a plan of 600 EUR of April is 3,000 RON.
    assert asked(abroad, "--currency", "eur", names=names)[0] == ("revenue", "EUR", "600", "27.00", "4.5")
    assert asked(abroad, "--currency", "RON", names=names)[0] == (
        "revenue",
        "RON",
        "3000.00",
        "118.00",
        "3.9",
    )
    shown = ran(
        "plan", "--as-of", "2026-05-15", "--currency", "EUR", "--format", "json", ledger=abroad
    ).stdout
    assert [one["rate"] for one in json.loads(shown)["rates"]] == ["5", "4"]
    kept = run("plan", "--as-of", "2026-05-15", "--currency", "HUF", ledger=abroad)
    assert (
        "no rate between EUR and HUF had been set by 2026-04-01, so what is in EUR stays in it" in kept.stderr
    )
    assert asked(abroad, "--currency", "HUF", names=names)[:2] == [
        ("revenue", "EUR", "600", "7.00", None),  # no rate tells which part 90.00 RON are
        ("revenue", "RON", None, "90.00", None),
    ]


def test_an_amount_without_a_rate_counts_once_and_leaves_what_is_done_unknown(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", manager="Anna", currency="EUR"),
        target("Anna", "revenue", "600", currency="EUR", period="2026-05-01..2026-05-31"),
        target("Anna", "revenue", "900", currency="EUR"),
        ordered("ACME", "SO-1", "2026-05-10", ("TEA", "10", "10.00")),
        ordered("ACME", "SO-2", "2026-05-11", ("TEA", "10", "50.00"), currency="USD"),
    )
    ran("init", ledger=ledger)
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    words = ("--currency", "EUR", "--period", "2026-Q2")
    kept = run("plan", "--as-of", "2026-05-15", *words, ledger=ledger).stderr
    assert "no rate between USD and EUR had been set by 2026-05-11, so what is in USD stays in it" in kept
    assert asked(ledger, *words, names=("currency", "plan", "actual", "done")) == [
        ("EUR", "900", "100.00", None),
        ("USD", None, "500.00", None),
        ("EUR", "600", "100.00", None),
        ("USD", None, "500.00", None),
    ]


def test_companies_of_a_group_count_as_one_client_on_request(abroad: Path) -> None:
    names = ("metric", "actual")
    assert asked(abroad, names=names)[2:] == [("active_clients", "2"), ("new_clients", "2")]
    assert asked(abroad, "--group", names=names)[2:] == [("active_clients", "1"), ("new_clients", "1")]


def test_what_moved_a_plan_sums_from_one_day_to_the_other(ledger: Path) -> None:
    days = "2026-04-10", "2026-05-15"
    first, last = (
        json.loads(ran("explain", "plan", "ben", "--as-of", day, "--format", "json", ledger=ledger).stdout)
        for day in days
    )
    words = ("explain", "plan", "Ben", "--from", days[0], "--to", days[1])
    moved = json.loads(ran(*words, "--format", "json", ledger=ledger).stdout)
    assert (moved["manager"], moved["from"], moved["to"]) == ("Ben", *days)
    was, now = ({one["figure"]: Decimal(one["value"]) for one in day["figures"]} for day in (first, last))
    told = defaultdict[str, Decimal](Decimal)
    for one in moved["contributions"]:
        told[one["figure"]] += Decimal(one["amount"])
    assert was != now
    for one in moved["figures"]:
        name = one["figure"]
        assert (Decimal(one["before"]), Decimal(one["after"])) == (was.get(name, 0), now.get(name, 0)), name
        assert Decimal(one["change"]) == told[name]
    assert {one["figure"] for one in moved["figures"]} == {*was, *now}
    document = json.loads(ran(*words, "--document", "SO-4", "--format", "json", ledger=ledger).stdout)
    assert {one["document"] for one in document["contributions"]} <= {"SO-4"}
    shown = ran(*words, ledger=ledger).stdout
    assert f"Plan of Ben, from {days[0]} to {days[1]}" in shown
    unknown = run("explain", "plan", "Zoe", "--from", days[0], "--to", days[1], ledger=ledger)
    assert unknown.exit_code == 1
    assert "no client has the manager 'Zoe'" in unknown.stderr


@pytest.mark.parametrize("view", ["plan", "pay"])
def test_a_manager_whom_nobody_knew_on_the_first_day_begins_with_nothing(view: str, tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran("init", ledger=path)
    facts = [
        registered("ACME", "Acme Ltd", manager="Anna"),
        target("Zoe", "revenue", "70", "2026-05-01..2026-06-30"),
    ]
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    words = ("explain", view, "zoe", "--from", "2026-04-30", "--to", "2026-05-15", "--format", "json")
    moved = json.loads(ran(*words, ledger=path).stdout)
    told = [(one["figure"], one["before"], one["after"]) for one in moved["figures"]]
    assert told == ([("revenue plan", "0", "70")] if view == "plan" else [])


def test_an_offer_counts_in_the_one_period_in_which_it_may_close(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    periods = ("2026-01-01..2026-03-31", "2026-04-01..2026-06-30", "2026-07-01..2026-09-30", YEAR)
    plan = {"manager": "Anna", "metric": "revenue", "target": "1000", "currency": "EUR"}
    expired = {"number": "Q-2", "amount": "900.00", "currency": "EUR", "probability": "0.5"}
    facts = (
        registered("ACME", "Acme Ltd", manager="Anna"),
        *(line("plan.set", None, "2026-01-01", period=period, **plan) for period in periods),
        offered("ACME", "Q-1", "2026-01-10", "100.00", "0.5", "2026-05-20"),
        line(
            "proposal.made", "ACME", "2026-01-10", closes_on="2026-05-20", valid_until="2026-05-31", **expired
        ),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    for stored in (False, True):
        if stored:
            ran("project", ledger=path)
        # Until it should close, an offer counts in its quarter; once it is overdue, in that of the day.
        for day, second, third, year in (
            ("2026-02-15", "500.00", None, "500.00"),
            ("2026-05-31", "500.00", None, "500.00"),
            ("2026-06-01", "50.00", None, "50.00"),
            ("2026-07-01", None, "50.00", "50.00"),
        ):
            words = ("plan", "--period", "2026", "--as-of", day, "--format", "json")
            rows = json.loads(ran(*words, ledger=path).stdout)["rows"]
            found = {(row["start"], row["end"]): row["weighted"] for row in rows if row["plan"]}
            expected = zip(periods, (None, second, third, year), strict=True)
            assert found == {tuple(period.split("..")): weighted for period, weighted in expected}, day
