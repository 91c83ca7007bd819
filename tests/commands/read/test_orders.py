"""``goodwill orders``: what is still to be delivered of each order, and what is late."""

from __future__ import annotations

import json
from csv import DictReader
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered


def ordered(client: str, number: str, on: str, **fields: Any) -> str:
    """An order of 10 A at 2.00 and 5 B at 4.00."""
    goods = [
        {"product": "A", "quantity": "10", "unit_price": "2"},
        {"product": "B", "quantity": "5", "unit_price": "4"},
    ]
    return line("order.placed", client, on, number=number, currency="EUR", lines=goods, **fields)


def pieces(
    kind: str, client: str, on: str, number: str, fields: dict[str, Any] | None = None, **goods: str
) -> str:
    lines = [{"product": product, "quantity": quantity} for product, quantity in goods.items()]
    return line(kind, client, on, number=number, lines=lines, **fields or {})


CANCELLED = {"by": "client", "reason": "too many"}
FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    # Two of A and all of B are left, 4.00 + 20.00; ten days later than promised last.
    ordered("ACME", "1", "2026-02-01", deliver_by="2026-02-10"),
    line(
        "order.promised",
        "ACME",
        "2026-02-09",
        number="1",
        deliver_by="2026-02-28",
        reason="the lorry is full",
    ),
    pieces("order.delivered", "ACME", "2026-02-12", "1", A="8"),
    # Delivered whole, and cancelled whole: neither is open.
    ordered("ACME", "2", "2026-02-02", deliver_by="2026-02-05"),
    pieces("order.delivered", "ACME", "2026-02-07", "2"),
    ordered("ACME", "3", "2026-02-03"),
    pieces("order.cancelled", "ACME", "2026-02-04", "3", CANCELLED),
    # Four of A are cancelled, and the rest waits: 6 x 2.00 + 20.00.
    ordered("ACME", "4", "2026-03-01"),
    pieces("order.cancelled", "ACME", "2026-03-02", "4", CANCELLED, A="4"),
    line("order.held", "ACME", "2026-03-03", number="4", reason="the limit"),
    # Promised for the day itself: it is not late. It was on hold before.
    ordered("BETA", "1", "2026-03-05", deliver_by="2026-03-10"),
    line("order.held", "BETA", "2026-03-05", number="1", reason="the limit"),
    line("order.released", "BETA", "2026-03-06", number="1", reason="paid"),
    ordered("BETA", "2", "2026-03-06", deliver_by="2026-03-09"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("orders") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(
    ledger: Path, names: tuple[str, ...], *words: str, day: str = "2026-03-10"
) -> list[tuple[Any, ...]]:
    """What the command says on a day."""
    shown = ran("orders", "--as-of", day, *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


NAMES = (
    "client",
    "number",
    "days",
    "promised",
    "moved",
    "late",
    "ordered",
    "delivered",
    "left",
    "value",
    "held",
)


def test_an_open_order_has_what_is_left_of_it_and_the_day_promised_last(ledger: Path) -> None:
    assert asked(ledger, NAMES) == [
        ("ACME", "1", 37, "2026-02-28", 1, 10, "15", "8", "7", "24.00", None),
        ("BETA", "2", 4, "2026-03-09", 0, 1, "15", "0", "15", "40.00", None),
        ("BETA", "1", 5, "2026-03-10", 0, None, "15", "0", "15", "40.00", None),
        ("ACME", "4", 9, None, 0, None, "11", "0", "11", "32.00", "the limit"),
    ]
    assert asked(ledger, ("number",)) == asked(ledger, ("number",), "--open")


def test_late_orders_come_alone_the_latest_first(ledger: Path) -> None:
    assert asked(ledger, ("client", "number", "late"), "--late") == [("ACME", "1", 10), ("BETA", "2", 1)]
    assert asked(ledger, ("client", "number"), "--late", "--manager", "Ben") == [("BETA", "2")]
    assert "no order is late" in ran("orders", "--late", "--as-of", "2026-02-01", ledger=ledger).stdout


def test_a_past_day_shows_what_was_open_then(ledger: Path) -> None:
    assert asked(ledger, ("number", "late", "left", "value"), day="2026-02-06") == [
        ("2", 1, "15", "40.00"),
        ("1", None, "15", "40.00"),
    ]
    assert asked(ledger, ("number", "promised", "left"), day="2026-02-11") == [("1", "2026-02-28", "15")]


def test_open_orders_are_summed_by_manager_and_by_the_month_of_the_promise(ledger: Path) -> None:
    names = ("group", "orders", "overdue", "longest", "waiting", "value", "late_value")
    assert asked(ledger, names, "--by", "manager") == [
        ("Anna", 2, 1, 10, 1, "56.00", "24.00"),
        ("Ben", 2, 1, 1, 0, "80.00", "40.00"),
    ]
    assert asked(ledger, ("group", "orders", "value"), "--by", "month") == [
        ("2026-02", 1, "24.00"),
        ("2026-03", 2, "80.00"),
        (None, 1, "32.00"),
    ]
    assert asked(ledger, ("group", "orders", "value"), "--by", "manager", "--late") == [
        ("Anna", 1, "24.00"),
        ("Ben", 1, "40.00"),
    ]


def test_the_entries_behind_open_orders_sum_to_them(ledger: Path) -> None:
    words = ("explain", "orders", "ACME", "--as-of", "2026-03-10", "--format", "csv")
    found = [*DictReader(ran(*words, ledger=ledger).stdout.splitlines())]
    assert {row["of"] for row in found} == {"1", "4"}
    assert [(row["kind"], row["amount"]) for row in found if row["figure"] == "value"] == [
        ("order.placed", "40.00"),
        ("order.delivered", "-16.00"),
        ("order.placed", "40.00"),
        ("order.cancelled", "-8.00"),
    ]


def test_goods_that_came_back_had_been_delivered(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    back = [
        {"product": product, "quantity": quantity, "unit_price": "2"}
        for product, quantity in (("A", "10"), ("B", "5"))
    ]
    facts = (
        FACTS[0],
        ordered("ACME", "1", "2026-02-01"),
        line("return.received", "ACME", "2026-02-20", number="R", lines=back, reason="unsold"),
    )
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    assert asked(path, ("number", "left"), day="2026-02-19") == [("1", "15")]
    assert asked(path, ("number", "left"), day="2026-02-20") == []


def test_late_orders_are_to_be_dealt_with_until_they_are_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join(FACTS))

    def agenda(day: str, *words: str) -> list[tuple[Any, ...]]:
        rows = json.loads(ran("agenda", "--as-of", day, *words, "--format", "json").stdout)["rows"]
        found = [row for row in rows if row["reason"] == "delivery_late"]
        return [(row["client"], row["number"], row["due"], row["age_days"], row["what"]) for row in found]

    acme = ("ACME", "1", "2026-02-28", 37, "7 of 15 pieces to deliver, worth 24.00 EUR")
    beta = ("BETA", "2", "2026-03-09", 4, "15 of 15 pieces to deliver, worth 40.00 EUR")
    assert agenda("2026-03-10") == agenda("2026-03-10", "--overdue") == [acme, beta]
    assert agenda("2026-03-10", "--manager", "Ben") == [beta]
    assert agenda("2026-02-28") == []  # the day itself
    briefs = [ran("brief", one, "--as-of", "2026-03-10").stdout for one in ("ACME", "BETA")]
    late = [[words for words in one.splitlines() if words.startswith("late order")] for one in briefs]
    assert [" ".join(words.split()) for one in late for words in one] == [
        "late order 1, 7 of 15 pieces to deliver, 24.00 EUR, promised for 2026-02-28, 10 days late",
        "late order 2, 15 of 15 pieces to deliver, 40.00 EUR, promised for 2026-03-09, 1 day late",
    ]
    hold = {"number": "1", "reason": "the limit"}
    facts = (
        line("order.held", "ACME", "2026-03-11", **hold),
        pieces("order.delivered", "BETA", "2026-03-11", "1"),
        pieces("order.delivered", "BETA", "2026-03-11", "2"),
    )
    ran("record", "--data", "-", input="\n".join(facts))
    assert [one[:2] for one in agenda("2026-03-11")] == [("ACME", "1")]
    assert "the order is on hold" in " ".join(ran("agenda", "--why", "--as-of", "2026-03-11").stdout.split())
    assert "on hold: the limit" in " ".join(ran("brief", "ACME", "--as-of", "2026-03-11").stdout.split())
    ran(
        "record", "order.promised", "ACME", "--number", "1", "--deliver-by", "2026-03-20",
        "--reason", "stock", "--at", "2026-03-12",
    )  # fmt: skip
    assert agenda("2026-03-12") == []
    assert [one[2] for one in agenda("2026-03-21")] == ["2026-03-20"]
