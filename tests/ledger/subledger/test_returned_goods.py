"""Goods that came back lessen exposure once: by their order, until they lessen the debt."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import rules
from ledger.subledger import post
from ledger.subledger.exposure import exposure_of
from tests.helpers.decider import Fact, Given, cancelled, delivered, fact, invoice, order, paid, terms
from tests.helpers.depth import tries

PLACED = order("O", "2026-02-01", price="10", goods=10)
FIVE = delivered("O", "2026-02-02", goods=5)
I50 = invoice("I", "50", "2026-02-02", orders=["O"])


def returned(number: str = "R", of: str | None = "O", price: str = "10", pieces: str = "2") -> Fact:
    lines = [{"product": "goods", "quantity": pieces, "unit_price": price}]
    return fact("return.received", "2026-02-03", number=number, order=of, lines=lines, reason="r")


def note(amount: str = "20", number: str = "C", **names: Any) -> Fact:
    said = {"number": number, "amount": amount, "currency": "EUR", "reason": "r", **names}
    return fact("credit_note.issued", "2026-02-04", **said)


NAMING = {"invoice": "I", "return": "R"}
HALF = [PLACED, FIVE, I50]
WHOLE = [PLACED, delivered("O", "2026-02-02"), invoice("I", "100", "2026-02-02", orders=["O"])]

BY_INVOICE: list[tuple[str, list[Fact], str]] = [
    ("nothing came back", HALF, "50 + 50 - 0"),
    ("received", [*HALF, returned()], "50 + 30 - 0"),
    ("credited", [*HALF, returned(), note(**NAMING)], "30 + 50 - 0"),
    ("credited in part", [*HALF, returned(), note("5", **NAMING)], "45 + 35 - 0"),
    (
        "credited by two notes",
        [*HALF, returned(), note("5", "B", **NAMING), note("15", **NAMING)],
        "30 + 50 - 0",
    ),
    ("credited for more", [*HALF, returned(), note("25", **NAMING)], "25 + 50 - 0"),
    ("credited without the invoice", [*HALF, returned(), note(**{"return": "R"})], "50 + 50 - 20"),
    ("a note that names no return is another credit", [*HALF, returned(), note(invoice="I")], "30 + 30 - 0"),
    ("a note without a return", [*HALF, note(invoice="I")], "30 + 50 - 0"),
    ("credited at another price", [*HALF, returned(price="9"), note("18", **NAMING)], "32 + 50 - 0"),
    ("of no value", [*HALF, returned(price="0")], "50 + 30 - 0"),
    ("of no value, credited", [*HALF, returned(price="0"), note("15", **NAMING)], "35 + 50 - 0"),
    ("without an order", [*HALF, returned(of=None)], "50 + 50 - 0"),
    ("without an order, credited", [*HALF, returned(of=None), note(**NAMING)], "30 + 50 - 0"),
    ("not invoiced yet", [PLACED, FIVE, returned()], "0 + 80 - 0"),
    ("not invoiced yet, credited", [PLACED, FIVE, returned(), note(**{"return": "R"})], "0 + 100 - 20"),
    ("invoiced whole: it is owed until a note credits it", [*WHOLE, returned()], "100 + 0 - 0"),
    ("invoiced whole and credited", [*WHOLE, returned(), note(**NAMING)], "80 + 0 - 0"),
    (
        "the rest was cancelled",
        [*HALF, returned(), note(**NAMING), cancelled("O", "2026-02-05")],
        "30 + 0 - 0",
    ),
    (
        "all five came back, are credited and paid",
        [*HALF, paid("P", "50", {"I": "50"}), returned(pieces="5"), note("50", **NAMING)],
        "0 + 50 - 50",
    ),
    (
        "and the note was refunded",
        [
            *HALF,
            paid("P", "50", {"I": "50"}),
            returned(),
            note(**NAMING),
            fact("payment.refunded", "2026-02-05", number="C", reason="r"),
        ],
        "0 + 50 - 0",
    ),
    (
        "the invoice of the note was cancelled",
        [
            *HALF,
            returned(),
            note(**NAMING),
            fact("invoice.cancelled", "2026-02-05", number="I", reason="r"),
        ],
        "0 + 80 - 0",
    ),
    (
        "an invoice of two orders bills each by its worth, credited goods included",
        [
            PLACED,
            order("P", "2026-02-01", price="10", goods=10),
            invoice("I", "100", "2026-02-02", orders=["O", "P"]),
            returned(pieces="10"),
            note("100", **NAMING),
        ],
        "0 + 100 - 0",
    ),
]
OTHERWISE: list[tuple[str, str, list[Fact], str]] = [
    ("order", "received", [PLACED, FIVE, returned()], "80 + 0 - 0"),
    ("order", "credited", [PLACED, FIVE, returned(), note(**{"return": "R"})], "80 + 0 - 0"),
    ("delivery", "received", [PLACED, FIVE, returned()], "30 + 50 - 0"),
    ("delivery", "credited", [PLACED, FIVE, returned(), note(**{"return": "R"})], "30 + 50 - 0"),
    ("delivery", "credited in part", [PLACED, FIVE, returned(), note("5", **{"return": "R"})], "30 + 50 - 0"),
    ("delivery", "nobody recorded the delivery", [PLACED, returned()], "0 + 80 - 0"),
    (
        "delivery",
        "nor when it was credited",
        [PLACED, returned(), note(**{"return": "R"})],
        "0 + 100 - 20",
    ),
    (
        "delivery",
        "one of the two was recorded as delivered",
        [PLACED, returned(), delivered("O", "2026-02-02", goods=1)],
        "0 + 90 - 10",
    ),
]
STATES = [("invoice", *state) for state in BY_INVOICE] + OTHERWISE


def exposed(facts: list[Fact], billing: str = "invoice", *, prepaid: bool = False) -> tuple[Decimal, ...]:
    """Open debt, open orders and what is unapplied, the same whether they are asked for along the way."""
    entries = Given(terms(billing, "2026-01-01", prepaid=prepaid), *facts).entries
    account = rules.initial().account
    for entry in entries:
        post(account, entry)
        exposure_of(account, "EUR")
    found = exposure_of(account, "EUR")
    assert found == exposure_of(rules.refold(entries).account, "EUR")
    return found


@pytest.mark.parametrize("prepaid", [False, True])
@pytest.mark.parametrize(("billing", "_id", "facts", "worked"), STATES, ids=[state[1] for state in STATES])
def test_a_return_is_counted_once(
    billing: str, _id: str, facts: list[Fact], worked: str, *, prepaid: bool
) -> None:
    debt, orders, unapplied = (Decimal(word) for word in worked.split() if word.isdigit())
    assert exposed(facts, billing, prepaid=prepaid) == (debt, orders, unapplied)


@pytest.mark.parametrize("facts", [*permutations([FIVE, I50, returned(), note(**NAMING)])])
def test_the_order_of_recording_changes_nothing(facts: tuple[Fact, ...]) -> None:
    assert exposed([PLACED, *facts]) == tuple(map(Decimal, (30, 50, 0)))


@given(
    st.sampled_from(["invoice", "order", "delivery"]),
    st.integers(1, 9),
    st.data(),
)
@tries(25, 200)
def test_exposure_is_debt_and_what_is_undelivered_however_much_of_the_return_is_credited(
    billing: str, sent: int, data: st.DataObject
) -> None:
    back = data.draw(st.integers(1, min(sent, 10 - sent)), "back")
    first = data.draw(st.integers(1, back * 1000), "cents of the first note")
    facts = [
        PLACED,
        delivered("O", "2026-02-02", goods=sent),
        *([invoice("I", str(10 * sent), "2026-02-02", orders=["O"])] if billing == "invoice" else []),
    ]
    rest = back * 1000 - first
    credited = [
        note(str(Decimal(cents) / 100), f"C{cents}", **{"return": "R"}) for cents in (first, rest) if cents
    ]
    seen = [exposed([*facts, returned(pieces=str(back)), *credited[:some]], billing) for some in (0, 1, 2)]
    assert {debt + orders - unapplied for debt, orders, unapplied in seen} == {100 - 10 * back}
