"""``goodwill objections``: the open ones, and which answers resolve the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run

CHEAP, LASTS = "We cannot.", "It lasts twice as long."


def objected(client: str, number: str, raised: str, **fields: Any) -> str:
    return line(
        "objection.raised", client, raised, number=number, **{"topic": "price", "severity": 2} | fields
    )


def resolved(client: str, number: str, on: str, outcome: str, answer: str | None = None) -> str:
    return line("objection.resolved", client, on, number=number, outcome=outcome, answer=answer)


GOODS = [
    {"product": "X", "quantity": "1", "unit_price": "5"},
    {"product": "Y", "quantity": "1", "unit_price": "5"},
]
FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    line("proposal.made", "ACME", "2026-01-01", number="P-1", currency="EUR", lines=GOODS),
    objected("ACME", "O-1", "2026-01-02", about="P-1", severity=3),
    line("objection.answered", "ACME", "2026-01-03", number="O-1", answer=CHEAP),
    line("objection.answered", "ACME", "2026-01-04", number="O-1", answer=LASTS),
    line("proposal.declined", "ACME", "2026-01-20", number="P-1", competitor="Rival"),
    objected("BETA", "O-9", "2026-02-28", topic="delivery"),
    # five that were answered alike and resolved after 1, 2, 3, 4 and 20 days: 3 worked; the median is 3
    *(objected("BETA", f"O-{number}", "2026-01-05") for number in range(5)),
    resolved("BETA", "O-0", "2026-01-06", "accepted", LASTS),
    resolved("BETA", "O-1", "2026-01-07", "accepted", "it lasts twice  as long"),
    resolved("BETA", "O-2", "2026-01-08", "compromise", LASTS),
    line("order.placed", "BETA", "2026-01-09", number="SO-1", currency="EUR", lines=GOODS),
    resolved("BETA", "O-3", "2026-01-09", "dropped", LASTS),
    resolved("BETA", "O-4", "2026-01-25", "lost", LASTS),
    line("order.placed", "BETA", "2026-02-20", number="SO-2", currency="EUR", lines=GOODS),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("objections") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says on 10 March 2026."""
    shown = ran("objections", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_each_open_objection_is_a_row_the_gravest_of_a_topic_first(ledger: Path) -> None:
    assert asked(
        ledger, ("topic", "client", "number", "severity", "age", "answers", "answer", "competitor")
    ) == [
        ("delivery", "BETA", "O-9", 2, 10, 0, None, None),
        ("price", "ACME", "O-1", 3, 67, 2, LASTS, "Rival"),  # 2 January to 10 March: 29 + 28 + 10
    ]
    names = ("group", "open", "severe", "unanswered", "oldest")
    assert asked(ledger, names, "--by", "manager") == [("Anna", 1, 1, 0, 67), ("Ben", 1, 0, 1, 10)]
    assert asked(ledger, names[:2], "--by", "product") == [("X", 1), ("Y", 1), (None, 1)]
    assert asked(ledger, names[:2], "--by", "competitor") == [("Rival", 1), (None, 1)]


def test_a_number_of_several_things_means_the_one_that_is_stated(tmp_path: Path) -> None:
    """Proposal 17 offers X, order 17 sells Y; O-2 is of the day before the proposal was made."""
    place = tmp_path / "goodwill.db"
    x, y = GOODS
    facts = (
        registered("ACME", "Acme Ltd"),
        line("order.placed", "ACME", "2026-01-01", number="17", currency="EUR", lines=[y]),
        line("proposal.made", "ACME", "2026-01-05", number="17", currency="EUR", lines=[x]),
        line("tender.entered", "ACME", "2026-01-06", number="17", lines=[x, y]),
        objected("ACME", "O-1", "2026-01-07", about="17"),
        objected("ACME", "O-2", "2026-01-04", about="17"),
        objected("ACME", "O-3", "2026-01-07", about="17", about_type="order"),
        objected("ACME", "O-4", "2026-01-07", about="17", about_type="tender"),
        objected("ACME", "O-5", "2026-01-07", about="17", about_type="product"),
        objected("ACME", "O-6", "2026-01-07", about="18"),
        line("tender.lost", "ACME", "2026-01-20", number="17", competitor="Rival"),
    )
    ran("init", ledger=place)
    ran("record", "--data", "-", ledger=place, input="\n".join(facts))

    for _ in ("from the entries", "from stored views"):
        rows = asked(place, ("number", "about_type", "competitor"))
        assert sorted(rows) == [
            ("O-1", "proposal", None),
            ("O-2", "order", None),
            ("O-3", "order", None),
            ("O-4", "tender", "Rival"),
            ("O-5", "product", None),
            ("O-6", None, None),
        ]
        # X: O-1 and O-4; Y: O-2, O-3 and O-4; and 17 and 18 are products of their own
        products = asked(place, ("group", "open"), "--by", "product")
        assert sorted(products) == [("17", 1), ("18", 1), ("X", 2), ("Y", 3)]
        shown = ran("pipeline", "--as-of", "2026-01-10", "--format", "json", ledger=place).stdout
        counted = {row["what"]: row["open_against_it"] for row in json.loads(shown)["rows"]}
        assert counted == {"proposal": 1, "tender": 1}
        ran("project", ledger=place)


def test_a_sort_is_asked_for_where_a_number_has_several(tmp_path: Path) -> None:
    place = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        line("order.placed", "ACME", "2026-01-01", number="17", currency="EUR", lines=GOODS),
        line("proposal.made", "ACME", "2026-01-05", number="17", currency="EUR", lines=GOODS),
    )
    ran("init", ledger=place)
    ran("record", "--data", "-", ledger=place, input="\n".join(facts))
    words = ("record", "objection.raised", "ACME", "O-1", "price", "2", "--about", "17", "--on", "2026-01-09")
    told = " ".join(ran(*words, ledger=place).stderr.split())
    assert "ACME has a proposal and an order '17', and the objection counts for the proposal" in told
    assert "next time state --about-type" in told
    again = [word.replace("O-1", "O-2") for word in words]
    assert "'17'" not in ran(*again, "--about-type", "order", ledger=place).stderr
    assert asked(place, ("number", "about_type")) == [("O-1", "proposal"), ("O-2", "order")]


def test_answers_are_counted_with_what_came_of_them(ledger: Path) -> None:
    names = (
        "group",
        "answer",
        "times",
        "accepted",
        "compromise",
        "dropped",
        "lost",
        "open",
        "worked",
        "days",
        "ordered",
    )
    # An order came on 9 January, for four; of the fifth, resolved on 25 January, 26 days later.
    assert asked(ledger, names, "--answers") == [
        ("delivery", None, 1, 0, 0, 0, 0, 1, None, None, 0),
        ("price", LASTS, 6, 2, 1, 1, 1, 1, "60.0", "3", 5),
    ]
    assert asked(ledger, names[-1:], "--answers", "--within", "25", "--manager", "Ben") == [(0,), (4,)]
    assert asked(ledger, ("group", "times", "worked"), "--answers", "--by", "manager") == [
        ("Anna", 1, None),  # fewer than five are resolved
        ("Ben", 5, "60.0"),
        ("Ben", 1, None),
    ]
    assert run("objections", "--within", "3", ledger=ledger).exit_code == 2


def test_an_order_that_was_cancelled_at_once_follows_no_objection(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        objected("ACME", "O-1", "2026-01-05"),
        line("order.placed", "ACME", "2026-01-06", number="SO-1", currency="EUR", lines=GOODS),
        resolved("ACME", "O-1", "2026-01-06", "accepted", LASTS),
        line("order.cancelled", "ACME", "2026-01-07", number="SO-1", by="us", reason="typing error"),
        line("order.placed", "ACME", "2026-01-20", number="SO-2", currency="EUR", lines=GOODS),
        line("return.received", "ACME", "2026-01-25", number="R-1", order="SO-2", reason="wet", lines=GOODS),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    for stored in (False, True):
        if stored:
            ran("project", ledger=path)
        for day, within, count in (
            ("2026-01-06", "0", 1),
            ("2026-01-07", "0", 0),
            ("2026-01-20", "13", 0),
            ("2026-01-20", "14", 1),
            ("2026-01-25", "14", 0),
        ):
            words = ("objections", "--answers", "--within", within, "--as-of", day, "--format", "json")
            (row,) = json.loads(ran(*words, ledger=path).stdout)["rows"]
            assert row["ordered"] == count, (day, within)


def test_an_objection_is_explained_by_its_entries(ledger: Path) -> None:
    words = (
        "explain",
        "objections",
        "BETA",
        "--document",
        "O-2",
        "--as-of",
        "2026-03-10",
        "--format",
        "json",
    )
    found = json.loads(ran(*words, ledger=ledger).stdout)["contributions"]
    assert [
        (one["kind"], one["figure"], one["amount"], one["total"])
        for one in found
        if one["figure"] == "severity"
    ] == [
        ("objection.raised", "severity", "2", "2"),
        ("objection.resolved", "severity", "-2", "0"),
    ]
