"""Cases of settlement that came out wrong once, each through the command line and through the API."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ledger import Draft, Ledger, make_event
from ledger.errors import Refused
from ledger.times import parse_moment
from projections import Answer, answer
from projections.checking import facts as faults_of
from projections.receivables import disputes
from tests.helpers.commanding import ran, run

NOW = datetime(2026, 12, 1, tzinfo=UTC)
END = "2026-11-30"
Fields = dict[str, Any]
OPEN = dict[str, str]


def opened(items: list[Fields]) -> OPEN:
    """What is open of each document, to the cent."""
    return {item["document"]: f"{Decimal(item['open']):.2f}" for item in items}


class House(ABC):
    """A ledger with the client ACME, in which one fact after the other is recorded.

    Attributes:
        warned: what was said about the last fact, though it was recorded.
    """

    warned: str = ""

    @abstractmethod
    def record(self, kind: str, on: str, **fields: Any) -> str | None:
        """Record a fact; returns the sentence of a refusal."""

    @abstractmethod
    def seen(self, on: str = END) -> tuple[OPEN, Fields]:
        """What is open of each document of ACME as of a day, credits below zero; and its row."""

    @abstractmethod
    def faults(self) -> list[str]:
        """The codes of what a check finds."""

    @abstractmethod
    def contested(self, on: str = END) -> list[tuple[str, str, str, str | None]]:
        """The disputes: document, amount, what of it is open, outcome."""

    def facts(self, *told: tuple[str, str, Fields]) -> None:
        """Record facts that the rules admit."""
        for kind, on, fields in told:
            assert self.record(kind, on, **fields) is None, (kind, fields)


class ByCommand(House):
    """Through the command line."""

    def __init__(self, path: Path) -> None:
        self.path = path / "commands.db"
        ran("init", ledger=self.path)

    def record(self, kind: str, on: str, **fields: Any) -> str | None:
        line = {"kind": kind, "client": "ACME", "occurred_at": on, "event": fields}
        result = run("record", "--data", "-", ledger=self.path, input=json.dumps(line))
        assert result.exit_code in {0, 1}, result.output
        self.warned = result.stderr
        return result.stderr if result.exit_code else None

    def _view(self, *words: str) -> Fields:
        said = ran("receivables", "ACME", *words, "--format", "json", ledger=self.path).stdout
        view: Fields = json.loads(said)
        return view

    def seen(self, on: str = END) -> tuple[OPEN, Fields]:
        view = self._view("--items", "--as-of", on)
        (row,) = view["rows"]
        return opened(view["items"]), row

    def faults(self) -> list[str]:
        result = run("check", "--format", "json", ledger=self.path)
        assert result.exit_code in {0, 3}, result.output
        found = json.loads(result.stdout) if result.stdout else []
        return [fault["code"] for fault in (found["faults"] if isinstance(found, dict) else found)]

    def contested(self, on: str = END) -> list[tuple[str, str, str, str | None]]:
        rows = self._view("--disputes", "--as-of", on)["rows"]
        return [(row["document"], row["amount"], row["disputed"], row["outcome"]) for row in rows]


class ByProgram(House):
    """Through the API."""

    def __init__(self, path: Path) -> None:
        self.ledger = Ledger.create(str(path / "program.db"), clock=lambda: NOW)

    def record(self, kind: str, on: str, **fields: Any) -> str | None:
        try:
            outcome = self.ledger.record(Draft(make_event(kind, fields), parse_moment(on), "leyla", "ACME"))
        except Refused as refusal:
            return str(refusal)
        self.warned = " ".join(map(str, outcome.advice))
        return None

    def _answer(self, on: str) -> Answer:
        return answer(
            "receivables",
            self.ledger.history,
            as_of=date.fromisoformat(on),
            known_at=None,
            position=self.ledger.position,
        )

    def seen(self, on: str = END) -> tuple[OPEN, Fields]:
        view = self._answer(on).as_json(items=True)
        rows = view["rows"] or [{"balance": "0.00", "unapplied": "0.00", "overdue": {}}]
        return opened(view["items"]), rows[0]

    def faults(self) -> list[str]:
        return [fault.code for fault in faults_of(list(self.ledger.history("ACME")))]

    def contested(self, on: str = END) -> list[tuple[str, str, str, str | None]]:
        view = self._answer(on)
        rows = disputes.listed(view).rows
        return [(row.document, str(row.amount), str(row.disputed), row.outcome) for row in rows]


@pytest.fixture(params=[ByCommand, ByProgram], ids=["command", "program"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house in which ACME is registered; its terms come with the case."""
    made: House = request.param(tmp_path)
    made.facts(("client.registered", "2026-01-01", {"code": "ACME", "name": "Acme", "currency": "EUR"}))
    yield made
    if isinstance(made, ByProgram):
        made.ledger.close()


def invoice(number: str, amount: str, on: str = "2026-02-01", **fields: Any) -> tuple[str, str, Fields]:
    return "invoice.issued", on, {"number": number, "amount": amount, "currency": "EUR", **fields}


def credit(number: str, amount: str, on: str = "2026-02-05", **fields: Any) -> tuple[str, str, Fields]:
    fields = {"number": number, "amount": amount, "currency": "EUR", "reason": "r", **fields}
    return "credit_note.issued", on, fields


def terms(billing: str) -> tuple[str, str, Fields]:
    return "client.terms_agreed", "2026-01-02", {"payment_days": 10, "billing": billing}


def order(number: str, on: str = "2026-01-20", **fields: Any) -> tuple[str, str, Fields]:
    lines = [{"product": "X", "quantity": "10", "unit_price": "2.00"}]
    return "order.placed", on, {"number": number, "currency": "EUR", "lines": lines, **fields}


def write_off(house: House, document: str, amount: str) -> str | None:
    return house.record(
        "debt.written_off", "2026-06-01", number="W", document=document, amount=amount, reason="r"
    )


def test_a_credit_note_on_an_invoice_that_repeats_an_order_settles_the_order(house: House) -> None:
    house.facts(terms("order"), order("O"), invoice("I", "20", orders=["O"]), credit("C", "5", invoice="I"))
    items, row = house.seen()
    assert (items, row["balance"]) == ({"O": "15.00"}, "15.00")
    assert "15.00 EUR open of 'O'" in (write_off(house, "O", "20") or "")
    assert write_off(house, "O", "15") is None
    assert house.seen()[1]["balance"] == "0.00"


@pytest.mark.parametrize(
    ("billing", "before", "after"),
    [("order", "18.00", "18.00"), ("delivery", "18.00", "18.00"), ("invoice", "0.00", "-2.00")],
)
def test_a_return_and_its_own_credit_note_count_once(
    house: House, billing: str, before: str, after: str
) -> None:
    goods = [{"product": "X", "quantity": "1", "unit_price": "2.00"}]
    house.facts(
        terms(billing),
        order("O"),
        ("order.delivered", "2026-01-21", {"number": "O"}),
        ("return.received", "2026-02-01", {"number": "R", "order": "O", "lines": goods, "reason": "r"}),
        credit("C", "2", **{"return": "R"}),
    )
    assert house.seen("2026-02-04")[1]["balance"] == before
    items, row = house.seen()
    assert (items, row["balance"]) == ({"O": "18.00"} if billing != "invoice" else {"C": "-2.00"}, after)
    paid = {"number": "P", "amount": "18", "currency": "EUR"}
    house.facts(("payment.received", "2026-03-01", paid))
    if billing != "invoice":
        assert house.seen()[1]["balance"] == "0.00"
        assert house.record("payment.refunded", "2026-03-02", number="R", reason="r")
    assert house.faults() == []


def test_a_credit_note_of_part_of_a_return_leaves_the_rest_to_it(house: House) -> None:
    goods = [{"product": "X", "quantity": "3", "unit_price": "2.00"}]
    house.facts(
        terms("delivery"),
        ("return.received", "2026-02-01", {"number": "R", "lines": goods, "reason": "r"}),
        credit("C1", "4", **{"return": "R"}),
    )
    assert house.seen()[0] == {"R": "-2.00", "C1": "-4.00"}
    house.facts(credit("C2", "5", "2026-02-06", **{"return": "R"}))
    assert house.seen()[0] == {"C1": "-4.00", "C2": "-5.00"}


@pytest.mark.parametrize("billing", ["order", "delivery", "invoice"])
def test_a_return_that_is_credited_in_full_takes_no_other_credit_note(house: House, billing: str) -> None:
    goods = [{"product": "X", "quantity": "1", "unit_price": "2.00"}]
    house.facts(
        terms(billing),
        order("O"),
        ("order.delivered", "2026-01-21", {"number": "O"}),
        ("return.received", "2026-02-01", {"number": "R", "order": "O", "lines": goods, "reason": "r"}),
        credit("C1", "1.50", **{"return": "R"}),
        credit("C2", "1", "2026-02-06", **{"return": "R"}),
    )
    before = house.seen()
    kind, on, fields = credit("C3", "2", "2026-02-04", **{"return": "R"})
    assert "return 'R' is credited in full by 'C1', 'C2'" in (house.record(kind, on, **fields) or "")
    assert (house.seen(), house.faults()) == (before, [])


def test_a_return_that_older_rules_credited_twice_is_listed() -> None:
    from tests.helpers.entries import Book  # noqa: PLC0415 - raw entries, as rules of before admitted them

    goods = [{"product": "X", "quantity": "1", "unit_price": "2.00"}]
    book = Book().client("ACME")
    book.add("return.received", "ACME", "2026-02-01", number="R", lines=goods, reason="r")
    for kind, on, fields in (credit("C1", "2", **{"return": "R"}), credit("C2", "2", **{"return": "R"})):
        book.add(kind, "ACME", on, **fields)
    (fault,) = faults_of(book.entries)
    assert (fault.code, "'R' is credited in full by 'C1'" in fault.what) == ("not-admitted", True)


def test_a_return_that_was_paid_out_takes_no_credit_note(house: House) -> None:
    goods = [{"product": "X", "quantity": "3", "unit_price": "2.00"}]
    house.facts(
        terms("delivery"),
        ("return.received", "2026-02-01", {"number": "R", "lines": goods, "reason": "r"}),
        ("payment.refunded", "2026-02-02", {"number": "R", "reason": "r"}),
    )
    kind, on, fields = credit("C", "6", **{"return": "R"})
    assert "'R' is settled" in (house.record(kind, on, **fields) or "")
    assert house.seen()[1]["balance"] == "0.00"


def test_several_credit_notes_on_one_invoice_settle_it_together(house: House) -> None:
    house.facts(
        invoice("I", "100"), credit("C1", "70", invoice="I"), credit("C2", "60", "2026-02-06", invoice="I")
    )
    items, row = house.seen()
    assert items == {"C2": "-30.00"}
    assert (row["balance"], row["unapplied"], sum(map(float, row["overdue"].values()))) == (
        "-30.00",
        "30.00",
        0,
    )
    assert "open of 'I'" in (write_off(house, "I", "100") or "")
    assert house.faults() == []


def test_a_settlement_of_a_linked_credit_that_is_reversed_opens_the_invoice(house: House) -> None:
    pair = {"source": "C", "target": "I", "amount": "100"}
    house.facts(
        invoice("I", "100"),
        credit("C", "100", invoice="I"),
        ("settlement.made", "2026-02-10", pair),
        ("settlement.reversed", "2026-02-11", pair),
    )
    assert house.seen()[0] == {"I": "100.00", "C": "-100.00"}
    assert write_off(house, "I", "100") is None


LATE = "version = 'strict'\n[credit]\non_excess = 'refuse'\nmax_days_late = 30\n"


def test_an_order_is_admitted_where_linked_credits_leave_nothing_late(tmp_path: Path) -> None:
    path, policy = tmp_path / "goodwill.db", tmp_path / "policy.toml"
    policy.write_text(LATE, encoding="utf-8")
    ran("init", ledger=path)
    ran("policy", "adopt", policy, "--at", "2026-01-01", ledger=path)
    facts = [
        ("client.registered", "2026-01-01", {"code": "ACME", "name": "Acme", "currency": "EUR"}),
        invoice("I", "100", "2026-01-31", due="2026-02-10"),
        credit("C1", "100", "2026-03-01", invoice="I"),
        credit("C2", "10", "2026-03-02", invoice="I"),
        order("O", "2026-06-01"),
    ]
    lines = [
        json.dumps({"kind": kind, "client": "ACME", "occurred_at": on, "event": fields})
        for kind, on, fields in facts
    ]
    ran("record", "--data", "-", ledger=path, input="\n".join(lines))
    seen = ran("receivables", "ACME", "--items", "--format", "json", "--as-of", END, ledger=path).stdout
    assert opened(json.loads(seen)["items"]) == {"C2": "-10.00"}


def test_a_credit_note_settles_what_a_cent_left_open_and_its_rest_is_unapplied(house: House) -> None:
    paid = {
        "number": "P",
        "amount": "0.01",
        "currency": "EUR",
        "settles": [{"document": "I", "amount": "0.01"}],
    }
    house.facts(
        invoice("I", "100"), ("payment.received", "2026-02-03", paid), credit("C", "100", invoice="I")
    )
    items, row = house.seen()
    assert items == {"C": "-0.01"}
    assert (row["unapplied"], sum(map(float, row["overdue"].values()))) == ("0.01", 0)


DAY = "2026-02-05"
OF_ONE_DAY = (
    ("payment.received", DAY, {"number": "P", "amount": "80", "currency": "EUR"}),
    credit("C", "30", DAY, invoice="I1"),
    credit("B", "30", DAY, invoice="I1"),
    ("settlement.made", DAY, {"source": "P", "target": "I2", "amount": "40"}),
    invoice("I2", "60", DAY),
)


@pytest.mark.parametrize("count", range(6))
def test_facts_of_one_day_without_an_hour_give_the_same_figures_in_any_order(
    house: House, count: int
) -> None:
    allowed = [
        facts
        for facts in permutations(OF_ONE_DAY)
        if facts.index(OF_ONE_DAY[3]) > max(facts.index(OF_ONE_DAY[0]), facts.index(OF_ONE_DAY[4]))
    ]
    house.facts(invoice("I1", "50", "2026-01-20"), *allowed[count * 7 % len(allowed)])
    items, row = house.seen("2026-04-01")
    assert items == {"C": "-10.00", "P": "-20.00"}
    assert (row["balance"], row["unapplied"], row["not_due"]) == ("-30.00", "30.00", "0.00")


def test_an_invoice_with_linked_credit_notes_is_not_cancelled(house: House) -> None:
    house.facts(invoice("I", "600"), credit("C", "100", invoice="I"), credit("D", "50", invoice="I"))
    refusal = house.record("invoice.cancelled", "2026-02-10", number="I", reason="r") or ""
    assert "invoice 'I' has the credit notes 'C', 'D'" in refusal
    assert house.seen()[0] == {"I": "450.00"}


def test_credits_of_an_invoice_that_older_rules_cancelled_count_nothing_and_are_listed(
    tmp_path: Path,
) -> None:
    from tests.helpers.entries import Book  # noqa: PLC0415 - raw entries, as rules of before admitted them

    book = Book().client("ACME")
    for kind, on, fields in (invoice("I", "600"), credit("C", "100", invoice="I")):
        book.add(kind, "ACME", on, **fields)
    book.add("invoice.cancelled", "ACME", "2026-02-10", number="I")
    view = answer("receivables", book.entries, as_of=date(2026, 3, 1), known_at=None, position=99)
    assert (view.rows, view.items) == ([], [])
    (fault,) = faults_of(book.entries)
    assert (fault.code, "has the credit notes 'C'" in fault.what) == ("not-admitted", True)
    del tmp_path


def test_an_order_billed_twice_is_warned_of_and_listed(house: House) -> None:
    house.facts(terms("invoice"), order("O"), invoice("I1", "20", orders=["O"]))
    assert house.faults() == []
    house.facts(invoice("I2", "20", "2026-02-02", orders=["O"]))
    assert "invoice 'I2' bills order 'O', which 'I1' already bills in full" in house.warned
    assert house.faults() == ["billed-twice"]


def test_an_order_billed_in_parts_is_billed_once(house: House) -> None:
    house.facts(
        order("O"), invoice("I1", "12", orders=["O"]), invoice("I2", "11.60", "2026-02-02", orders=["O"])
    )
    assert house.faults() == []


def test_an_order_billed_in_another_currency_is_warned_of_and_listed(house: House) -> None:
    house.facts(order("O", invoice="I1"))
    house.facts(invoice("I1", "20", currency="USD"))
    assert "in USD and bills order 'O' in EUR" in house.warned
    assert house.faults() == ["billed-otherwise"]


def test_an_invoice_of_more_than_a_third_above_its_order_is_warned_of_and_listed(house: House) -> None:
    house.facts(order("O"), order("P"))
    house.facts(invoice("I1", "26.66", orders=["O"]))
    assert house.faults() == [], "20.00 and a third are 26.666…"
    house.facts(invoice("I2", "26.67", orders=["P"]))
    assert (
        "invoice 'I2' brings what is billed of order 'P' to 26.67 EUR; the goods are worth 20.00"
        in house.warned
    )
    assert house.faults() == ["billed-above"]


def test_what_several_invoices_bill_of_an_order_counts_together(house: House) -> None:
    house.facts(
        order("O"), invoice("I1", "12", orders=["O"]), invoice("I2", "14", "2026-02-02", orders=["O"])
    )
    assert house.faults() == [], "26.00 of 20.00"
    house.facts(order("P"), invoice("I0", "19", orders=["P"]))
    house.facts(invoice("I3", "8", "2026-02-02", orders=["P"]))
    assert "invoice 'I3' brings what is billed of order 'P' to 27.00 EUR" in house.warned
    assert house.faults() == ["billed-above"]


def test_an_invoice_of_several_orders_is_compared_with_what_they_are_worth_together(house: House) -> None:
    house.facts(order("O"), order("P"), invoice("I1", "18", orders=["O"]))
    house.facts(invoice("I2", "24", "2026-02-02", orders=["O", "P"]))
    assert house.faults() == [], "42.00 of 40.00, though half of the second would be 30.00 of 20.00"
    house.facts(order("Q"), order("R"), invoice("I3", "18", orders=["Q"]))
    house.facts(invoice("I4", "36", "2026-02-02", orders=["R", "Q"]))
    assert "is billed of orders 'R', 'Q' to 54.00 EUR; the goods are worth 40.00 EUR" in house.warned
    assert house.faults() == ["billed-above"]


def test_nothing_is_said_of_an_invoice_where_the_worth_of_its_orders_is_not_known(house: House) -> None:
    house.facts(order("P"), invoice("I2", "500", orders=["P", "LATER"]))
    assert "billed-above" not in house.faults()


LACKING = [{"product": "X", "quantity": "3"}]


def act(what: str = "shortage", **fields: Any) -> tuple[str, str, Fields]:
    fields = {"number": "A", "order": "O", "what": what, "lines": LACKING, **fields}
    return "discrepancy.recorded", "2026-02-03", fields


def test_an_act_for_a_shortage_stands_beside_the_balance_until_a_credit_note_closes_it(house: House) -> None:
    house.facts(order("O"), invoice("I", "20", orders=["O"]), act(amount="3.60"))
    items, row = house.seen("2026-02-04")
    assert (items, row["balance"], row["disputed"]) == ({"I": "20.00"}, "20.00", "3.60")
    assert house.contested("2026-02-04") == [("O", "3.60", "3.60", None)]
    house.facts(credit("C", "3.60", invoice="I", discrepancy="A"))
    assert house.seen("2026-02-04")[1]["disputed"] == "3.60"
    assert house.seen()[1]["disputed"] == "0.00"
    assert house.contested() == [("O", "3.60", "0.00", "credit_note.issued C")]
    unknown = credit("D", "1", invoice="I", discrepancy="B")
    assert "discrepancy 'B'" in (house.record(unknown[0], unknown[1], **unknown[2]) or "")


def test_an_act_without_an_amount_is_worth_its_goods_at_the_orders_price(house: House) -> None:
    house.facts(terms("order"), order("O"), act())
    assert house.seen()[1]["disputed"] == "6.00"
    replacement = {"number": "O", "lines": [{"product": "X", "quantity": "3"}], "discrepancy": "A"}
    house.facts(("order.delivered", "2026-02-09", replacement))
    assert house.seen()[1]["disputed"] == "0.00"


def test_goods_too_many_are_not_contested(house: House) -> None:
    house.facts(terms("order"), order("O"), act("surplus"))
    assert house.seen()[1]["disputed"] == "0.00"


def test_a_credit_note_on_an_invoice_cancelled_by_then_is_refused_and_a_late_one_counts_nothing(
    house: House,
) -> None:
    house.facts(invoice("I", "600"), ("invoice.cancelled", "2026-02-10", {"number": "I", "reason": "r"}))
    kind, on, fields = credit("C", "100", "2026-02-10", invoice="I")
    assert "invoice 'I' is cancelled" in (house.record(kind, on, **fields) or "")
    assert house.record(kind, "2026-02-09", **fields) is None
    assert house.faults() == ["contradicted"]
