"""Whose clients a team has, and whose clients a person looks after on a day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goodwill
from goodwill.asking import question_of
from goodwill.options import Chosen
from goodwill.storing import project
from ledger.entry import Entry
from projections.framework.periods import Period
from projections.framework.staffing import staffing_of
from projections.history import Horizon
from projections.stored import answer
from tests.helpers.commanding import line, ran, run
from tests.helpers.decider import Fact, fact
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

CLIENTS = {"RO-01": "Ioana", "RO-02": "Mihai", "AZ-01": "İlham", "AZ-02": "Vlad", "XX-01": None}


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ioana and İlham report to Radu, Mihai to Ioana; Vlad comes to report to Radu in May."""
    monkeypatch.chdir(tmp_path)
    facts = []
    for code, manager in CLIENTS.items():
        fields = {"manager": manager, "locale": "az-AZ" if code.startswith("AZ") else None}
        facts.append(
            line("client.registered", code, "2026-01-01", code=code, currency="EUR", name=code, **fields)
        )
        facts.append(
            line("invoice.issued", code, "2026-01-05", number=f"I-{code}", amount="10.00", currency="EUR")
        )
    posts = [("Radu", None, "01"), ("ioana", "Radu", "02"), ("MIHAI", "Ioana", "02"), ("ilham", "RADU", "02")]
    for name, above, month in [*posts, ("Vlad", "radu", "05")]:
        post = {"role": "manager", "from": f"2026-{month}-01", "reports_to": above}
        facts.append(line("manager.appointed", None, "2026-01-01", name=name, **post))
    gone = {"name": "Mihai", "from": "2026-08-01"}
    facts.append(line("manager.left", None, "2026-07-01", **gone))
    absent = {"deputy": "Mihai", "from": "2026-06-01", "until": "2026-06-10", "reason": "leave"}
    facts.append(line("client.covered", "AZ-02", "2026-05-20", **absent))
    facts.append(line("client.covered", "RO-01", "2026-05-20", **absent))
    over = absent | {"deputy": "Vlad", "from": "2026-06-05"}
    facts.append(line("manager.covered", None, "2026-05-21", manager="IOANA", **over))
    ran("record", "--data", "-", input="\n".join(facts))


def shown(*words: str, actor: str = "Radu") -> list[str]:
    done = ran("--actor", actor, "receivables", *words, "--format", "json")
    return [row["client"] for row in json.loads(done.stdout)["rows"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--team", "radu", "--as-of", "2026-01-31"), []),  # nobody reports to Radu yet
        (("--team", "radu", "--as-of", "2026-02-01"), ["AZ-01", "RO-01", "RO-02"]),
        (("--team", "RADU", "--as-of", "2026-05-01"), ["AZ-01", "AZ-02", "RO-01", "RO-02"]),
        (("--team", "Ioana", "--as-of", "2026-05-01"), ["RO-01", "RO-02"]),
        (("--team", "Mihai", "--as-of", "2026-05-01"), ["RO-02"]),
        (("--team", "Ioana", "--as-of", "2026-08-01"), ["RO-01"]),  # Mihai left
        (("--team", "Radu", "--manager", "mihai", "--as-of", "2026-05-01"), ["RO-02"]),
    ],
)
def test_a_team_is_all_who_report_to_a_person_in_any_depth_on_the_day(
    words: tuple[str, ...], expected: list[str]
) -> None:
    assert shown(*words) == expected


@pytest.mark.parametrize(
    ("actor", "day", "expected"),
    [
        ("mihai", "2026-05-31", ["RO-02"]),
        ("mihai", "2026-06-01", ["AZ-02", "RO-01", "RO-02"]),
        ("mihai", "2026-06-05", ["AZ-02", "RO-02"]),  # from this day on Vlad stands in for all of Ioana's
        ("vlad", "2026-06-05", ["AZ-02", "RO-01"]),
        ("vlad", "2026-06-11", ["AZ-02"]),
        ("Ioana", "2026-06-05", ["RO-01"]),
    ],
)
def test_a_person_has_their_own_clients_and_those_they_stand_in_for(
    actor: str, day: str, expected: list[str]
) -> None:
    assert shown("--mine", "--as-of", day, actor=actor) == expected


def test_a_name_that_nobody_bears_is_refused_with_what_is_near() -> None:
    assert (
        "no client has the manager 'Radus'; did you mean 'Radu'?" in run("health", "--team", "Radus").stderr
    )
    done = run("--actor", "nobody", "receivables", "--mine")
    assert (done.exit_code, "no client has the manager 'nobody'" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    "chosen",
    [Chosen(team="Radu"), Chosen(mine="Mihai"), Chosen(team="Ioana", group=True), Chosen(mine="Vlad")],
)
def test_the_stored_answer_and_python_choose_the_same_clients(chosen: Chosen) -> None:
    chosen["as_of"] = date(2026, 6, 5)
    with goodwill.Ledger("goodwill.db", clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as ledger:
        project(ledger)
        stored = answer(ledger.database, "receivables", question_of(ledger, **chosen))
        assert stored is not None
        assert stored.rows == goodwill.answer(ledger, "receivables", **chosen).rows != []
        assert stored.rows == goodwill.receivables(ledger, **chosen).rows


def test_a_post_counts_as_it_was_known() -> None:
    words = ("receivables", "--team", "Radu", "--as-of", "2026-05-01", "--known-at", "2020-01-01")
    assert "no client has the manager 'Radu'" in run(*words).stderr


def test_a_person_who_leaves_one_post_for_the_next_on_one_day_is_still_there() -> None:
    """Worked by hand: Mircea, under Radu, leaves on 1 March, and has a new post under Ana from that day."""
    left = fact("manager.left", name="Mircea", from_="2026-03-01", reason="another post")
    new = fact("manager.appointed", name="Mircea", role="kam", reports_to="Ana", from_="2026-03-01")
    assert _posts_in_march(left, new) == ({"Ana", "Mircea"}, True)
    assert _posts_in_march(new, left) == ({"Ana"}, False)


def _posts_in_march(*said: Fact) -> tuple[set[str], bool]:
    """Who reports to Ana in March, in any depth, and whether Mircea is employed then."""
    first = fact("manager.appointed", name="Mircea", role="kam", reports_to="Radu", from_="2026-01-01")
    house = [one.entry(version) for version, one in enumerate([first, *said], 1)]
    found = staffing_of(house, [], Horizon(date(2026, 3, 31), None, 1_000))
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    return found.team("Ana", str), found.employed("Mircea", march, str) is not None


JUNE = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted)
"""The first and the last day of a cover, as days of June."""


@sees(10)
@tries(40, 300)
@given(own=JUNE, others=st.lists(JUNE, max_size=4), asked=JUNE)
def test_covers_of_a_manager_supersede_that_of_a_client_if_they_hold_on_each_of_its_days(
    own: list[int], others: list[list[int]], asked: list[int]
) -> None:
    house = [_cover("manager.covered", days, number) for number, days in enumerate(others, 1)]
    alone = _cover("client.covered", own, 1)
    staffing = staffing_of(house, [alone], Horizon(date(2026, 6, 30), None, 1_000))
    staffing = replace(staffing, days=Period(date(2026, 6, asked[0]), date(2026, 6, asked[1])))
    days = {*range(max(own[0], asked[0]), min(own[1], asked[1]) + 1)}
    left = days.difference(*(range(first, last + 1) for first, last in others))
    assert (alone.event in staffing.covers_of("ACME", "Ana", str)) is bool(left)
    saw(bool(days and others))


def test_a_cover_of_the_manager_without_an_end_supersedes_one_of_a_client() -> None:
    """Both hold until the last day there is, so nothing is left of the one of the client."""
    forever = {"deputy": "Bob", "reason": "leave", "from_": "2026-06-01", "until": "9999-12-31"}
    house = fact("manager.covered", manager="Ana", **forever).entry(1)
    alone = fact("client.covered", **forever).entry(1)
    staffing = replace(
        staffing_of([house], [alone], Horizon(date(2026, 6, 30), None, 1_000)),
        days=Period(date(2026, 6, 30), date.max),
    )
    assert staffing.covers_of("ACME", "Ana", str) == [house.event]


def _cover(kind: str, days: list[int], version: int) -> Entry:
    first, last = (f"2026-06-{day:02}" for day in days)
    whose = {"manager": "Ana"} if kind == "manager.covered" else {}
    return fact(kind, deputy="Bob", reason="leave", from_=first, until=last, **whose).entry(version)
