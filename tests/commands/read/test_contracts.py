"""``goodwill contracts``: when each ends, and how much of it the client has bought."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered


def signed(client: str, number: str, starts: str, ends: str, **fields: Any) -> str:
    return line("contract.signed", client, starts, number=number, starts=starts, ends=ends, **fields)


def ordered(
    client: str, number: str, on: str, price: str, contract: str | None = None, currency: str = "EUR"
) -> str:
    goods = [{"product": "X", "quantity": "10", "unit_price": price}]
    return line("order.placed", client, on, number=number, currency=currency, lines=goods, contract=contract)


FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    # SO-1 and SO-2 name it: 10 x 50 = 500, less 2 pieces that came back (100), and 10 x 20 = 200: 600
    signed("ACME", "K-1", "2026-01-01", "2026-12-31", value="1000.00", notice_days=90, minimum="400", bonus="2.5"),
    ordered("ACME", "SO-1", "2026-01-20", "50", "K-1"),
    ordered("ACME", "SO-2", "2026-02-20", "20", "K-1"),
    line(
        "return.received", "ACME", "2026-02-25", number="R-1", order="SO-1", reason="broken",
        lines=[{"product": "X", "quantity": "2", "unit_price": "50"}],
    ),
    ordered("ACME", "SO-3", "2026-02-21", "7"),  # names no contract, while others name K-1
    # no order names it: those of its term, 10 x 30 = 300; one came before, one is in another currency
    signed("BETA", "K-2", "2026-02-01", "2026-03-25", value="400.00"),
    ordered("BETA", "SO-1", "2026-01-31", "90"),
    ordered("BETA", "SO-2", "2026-02-01", "30"),
    ordered("BETA", "SO-3", "2026-02-02", "1", currency="USD"),
    signed("BETA", "K-3", "2025-01-01", "2026-02-28"),
    signed("BETA", "K-4", "2025-01-01", "2026-03-31", notice_days=60),
    signed("BETA", "K-5", "2025-01-01", "2026-01-31", auto_renewal=True),
    signed("BETA", "K-6", "2025-01-01", "2025-12-31"),
    line("contract.renewed", "BETA", "2025-12-30", number="K-6", starts="2026-01-01", ends="2027-12-31"),
    signed("BETA", "K-7", "2025-01-01", "2026-12-31"),
    line("contract.ended", "BETA", "2026-01-15", number="K-7", reason="sold the shop"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("contracts") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says on 10 March 2026."""
    shown = ran("contracts", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_each_contract_has_what_was_bought_under_it_and_what_is_to_be_done(ledger: Path) -> None:
    names = ("ends", "number", "days", "bought", "fulfilled", "note")
    assert asked(ledger, names) == [
        ("2026-01-31", "K-5", -38, "900.00", None, "went on by itself"),  # of its term is SO-1 alone
        ("2026-02-28", "K-3", -10, "1200.00", None, "ran out unsaid"),
        ("2026-03-25", "K-2", 15, "300.00", "75.0", "talk now"),
        ("2026-03-31", "K-4", 21, "1200.00", None, "notice passed"),
        ("2026-12-31", "K-1", 296, "600.00", "60.0", None),
        ("2027-12-31", "K-6", 661, "1200.00", None, None),
    ]
    assert asked(ledger, ("notice_by", "time_gone", "terms"), "ACME") == [
        # 90 days before the end; 69 of 365 days are 18 percent
        ("2026-10-02", 18, "minimum 400, bonus 2.5 %, notice 90 days"),
    ]


def test_only_those_of_which_it_is_time_to_think_are_asked_for(ledger: Path) -> None:
    assert asked(ledger, ("number",), "--within", "30") == [("K-5",), ("K-3",), ("K-2",), ("K-4",)]
    assert asked(ledger, ("number",), "--within", "206", "--manager", "Anna") == [
        ("K-1",)
    ]  # to the notice day
    assert asked(ledger, ("number",), "--within", "205", "--manager", "Anna") == []
    assert asked(ledger, ("group", "contracts", "noted", "soonest"), "--by", "manager", "--within", "30") == [
        ("Ben", 4, 4, "2026-01-31"),
    ]


def test_the_entries_behind_a_contract_sum_to_its_row(ledger: Path) -> None:
    words = ("explain", "contracts", "ACME", "--as-of", "2026-03-10", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert [(one["figure"], one["kind"], one["amount"]) for one in found["contributions"]] == [
        ("value", "contract.signed", "1000.00"),
        ("bought", "order.placed", "500.00"),
        ("bought", "order.placed", "200.00"),
        ("bought", "return.received", "-100.00"),
    ]


def told(ledger: Path, day: str, *words: str) -> list[tuple[Any, ...]]:
    """What the command says of each contract on a day: the same from the facts and from stored views."""
    names = ("number", "starts", "value", "bought", "renewal", "renewed_from", "note")
    shown = ran("contracts", *words, "--as-of", day, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def bought(ledger: Path, client: str, day: str) -> list[tuple[str, str]]:
    """What the entries behind the contracts of a client add to what was bought."""
    words = ("explain", "contracts", client, "--as-of", day, "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)["contributions"]
    return [(one["kind"], one["amount"]) for one in found if one["figure"] == "bought"]


def test_a_contract_that_is_renewed_early_keeps_its_term_until_the_next_begins(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        signed("ACME", "K-1", "2025-01-01", "2025-12-31", value="1000.00", notice_days=90),
        ordered("ACME", "SO-1", "2025-03-01", "90", "K-1"),
        renewed("2025-11-02", "2026-01-01", "2026-12-31", "2000.00"),
        renewed("2025-11-05", "2026-01-01", "2026-12-31", "1500.00"),  # agreed better before it began
        renewed(
            "2025-11-09", "2027-02-01", "2027-12-31", "3000.00"
        ),  # the term before it ends a month earlier
        ordered("ACME", "SO-2", "2026-03-01", "10", "K-1"),
        line("contract.ended", "ACME", "2026-06-01", number="K-1", reason="sold the shop"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    first, second = ("K-1", "2025-01-01", "1000.00", "900.00", 0), ("K-1", "2026-01-01", "1500.00")
    for stored in (False, True):
        if stored:
            ran("project", ledger=ledger)
        assert told(ledger, "2025-11-01") == [(*first, None, "notice passed")]
        assert told(ledger, "2025-11-02") == [(*first, "2026-01-01", None)]
        assert told(ledger, "2025-12-31") == [(*first, "2026-01-01", None)]
        assert told(ledger, "2026-01-01") == [(*second, "0.00", 2, "2027-01-01", None)]
        assert told(ledger, "2026-05-31") == [(*second, "100.00", 2, "2027-01-01", None)]
        assert told(ledger, "2026-06-01") == told(ledger, "2027-03-01") == []
        assert told(ledger, "2025-11-02", "--within", "90") == []
    assert bought(ledger, "ACME", "2025-12-01") == [("order.placed", "900.00")]


def test_a_term_that_ran_out_before_it_was_renewed_makes_room_at_once(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        signed("ACME", "K-1", "2025-01-01", "2025-12-31"),
        renewed("2026-01-20", "2026-02-01", "2026-12-31", "2000.00"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    assert [row[1:3] for row in told(ledger, "2026-01-19")] == [("2025-01-01", None)]
    assert [row[1:3] for row in told(ledger, "2026-01-20")] == [("2026-02-01", "2000.00")]


def test_a_term_that_is_agreed_for_later_stays_if_an_earlier_one_is_renewed_after_it(tmp_path: Path) -> None:
    """In May 2023 they agree on 2025, in June on 2024, and in July on 2024 from February on alone."""
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        signed("ACME", "K-1", "2023-01-01", "2023-12-31", value="1000.00"),
        renewed("2023-05-02", "2025-01-01", "2025-12-31", "3000.00"),
        renewed("2023-06-02", "2024-01-01", "2024-12-31", "2000.00"),
        renewed("2023-07-02", "2024-02-01", "2024-11-30", "2500.00"),
        # What is over when it is written down changes nothing any more.
        renewed("2025-03-02", "2024-01-01", "2024-12-31", "2100.00"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))

    def held(day: str) -> list[tuple[Any, ...]]:
        return [(row[1], row[2], *row[4:6]) for row in told(ledger, day)]

    for stored in (False, True):
        if stored:
            ran("project", ledger=ledger)
        assert held("2023-05-31") == [("2023-01-01", "1000.00", 0, "2024-01-01")]  # 2025 follows 2023
        assert held("2023-12-31") == [("2023-01-01", "1000.00", 0, "2024-01-01")]
        assert held("2024-01-31") == [("2024-01-01", "2000.00", 2, "2024-02-01")]
        assert held("2024-02-01") == [("2024-02-01", "2500.00", 3, "2024-12-01")]
        assert held("2024-11-30") == [("2024-02-01", "2500.00", 3, "2024-12-01")]
        assert held("2024-12-01") == [("2025-01-01", "3000.00", 1, None)]
        assert held("2025-03-01") == held("2025-03-02") == held("2024-12-01")
    week = ("agenda", "--week", "2026-W01", "--as-of", "2024-12-01", "--format", "json")
    todo = json.loads(ran(*week, ledger=ledger).stdout)["rows"]
    assert [(row["number"], row["why"], row["due"]) for row in todo if row["number"]] == [
        ("K-1", "the last day of a contract", "2025-12-31")
    ]


def renewed(on: str, starts: str, ends: str, value: str) -> str:
    return line("contract.renewed", "ACME", on, number="K-1", starts=starts, ends=ends, value=value)


def test_a_return_without_an_order_takes_nothing_off_a_contract_that_has_nothing(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        signed("ACME", "K-1", "2026-01-01", "2026-12-31"),
        signed("ACME", "K-2", "2026-01-01", "2026-12-31"),
        ordered("ACME", "SO-1", "2026-03-01", "10", "K-2"),  # 100.00
        line("return.received", "ACME", "2026-04-01", number="R-1", currency="EUR", reason="wet",
             lines=[{"product": "Y", "quantity": "4", "unit_price": "10"}]),
        # of a day with both, what names no contract gives back first: 50.00, and 20.00 of SO-2
        ordered("ACME", "SO-2", "2026-05-01", "10", "K-2"),
        ordered("ACME", "SO-3", "2026-05-01", "5"),
        line("return.received", "ACME", "2026-06-01", number="R-2", currency="EUR", reason="wet",
             lines=[{"product": "Y", "quantity": "7", "unit_price": "10"}]),
        # it came back at another price, so nothing stands of it, and the difference counts nowhere
        ordered("ACME", "SO-4", "2026-07-01", "10", "K-2"),
        line("return.received", "ACME", "2026-07-02", number="R-3", order="SO-4", reason="wet",
             lines=[{"product": "X", "quantity": "10", "unit_price": "9"}]),
    )  # fmt: skip
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    for stored in (False, True):
        if stored:
            ran("project", ledger=ledger)
        for day, named_none, named in (
            ("2026-03-01", "0.00", "100.00"),
            ("2026-04-01", "0.00", "60.00"),
            ("2026-05-01", "50.00", "160.00"),
            ("2026-06-01", "0.00", "140.00"),
            ("2026-07-01", "0.00", "240.00"),
            ("2026-07-02", "0.00", "140.00"),
        ):
            assert [row[:4:3] for row in told(ledger, day)] == [("K-1", named_none), ("K-2", named)], day
    assert bought(ledger, "ACME", "2026-06-01") == [
        ("order.placed", "100.00"),
        ("return.received", "-40.00"),
        ("order.placed", "100.00"),
        ("return.received", "-20.00"),
    ]


def test_a_list_without_a_contract_says_all_that_it_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    term: dict[str, Any] = {"starts": "2026-01-01", "ends": "2026-12-31", "notice_days": 30, "value": "9"}
    facts = (registered(), line("contract.signed", number="K-1", **term))
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    words = ("contracts", "--as-of", "2026-03-31", "--within")
    # The notice day is 2026-12-01, 245 days later; the end is 275 days later.
    none = "no contract ends or needs notice within 244 days, and none has run out"
    assert none in ran(*words, "244", ledger=path).stdout.lower()
    assert "K-1" in ran(*words, "245", ledger=path).stdout
