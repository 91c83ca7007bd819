"""``goodwill advise``: the largest order to seek, with the reason of each bound, and what to offer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run


def ordered(client: str, number: str, on: str, product: str, price: str) -> str:
    """Ten pieces."""
    goods = [{"product": product, "quantity": "10", "unit_price": price}]
    return line("order.placed", client, on, number=number, currency="EUR", lines=goods)


def billed(number: str, on: str, amount: str, **fields: Any) -> str:
    return line("invoice.issued", "ACME", on, number=number, amount=amount, currency="EUR", **fields)


def paid(number: str, on: str, amount: str, document: str) -> str:
    shares = [{"document": document, "amount": amount}]
    return line("payment.received", "ACME", on, number=number, amount=amount, currency="EUR", settles=shares)


LIMITED = {"payment_days": 30, "billing": "invoice", "credit_limit": "1000"}
FACTS = (
    registered("ACME", "Acme Ltd", segment="retail"),
    registered("BETA", "Beta Ltd", segment="retail"),
    registered("NEW", "New Ltd", segment="other"),
    line("client.terms_agreed", "ACME", "2025-01-02", **LIMITED),
    ordered("ACME", "SO-0", "2025-02-10", "B", "10"),
    billed("0", "2025-02-10", "100.00", orders=["SO-0"]),
    paid("P-0", "2025-03-01", "100.00", "0"),
    ordered("ACME", "SO-1", "2026-01-10", "A", "20"),
    billed("1", "2026-01-10", "200.00", orders=["SO-1"]),
    paid("P-1", "2026-02-01", "200.00", "1"),
    *(billed(f"S-{at}", "2026-01-20", "10.00") for at in range(4)),
    *(paid(f"P-S-{at}", "2026-02-10", "10.00", f"S-{at}") for at in range(4)),
    ordered("ACME", "SO-2", "2026-03-20", "A", "5"),
    ordered("BETA", "1", "2026-02-01", "C", "3"),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, client: str = "ACME") -> dict[str, Any]:
    shown = ran("advise", client, "--as-of", "2026-03-31", "--format", "json", ledger=ledger).stdout
    found: dict[str, Any] = json.loads(shown)
    return found


def bounds(found: dict[str, Any]) -> dict[str, str | None]:
    return {row["bound"]: row["most"] for row in found["rows"]}


def test_the_lowest_bound_is_the_largest_order(ledger: Path) -> None:
    found = asked(ledger)
    # Of 1,000.00 the 50.00 not billed yet are used; all five invoices were paid in time: 2 x 200.00.
    assert bounds(found) == {"credit limit": "950.00", "overdue debt": None, "history": "400.00"}
    assert found["totals"] == [{"currency": "EUR", "most": "400.00", "late": "0.00", "days_late": 0}]
    assert [row["why"] for row in found["rows"]] == [
        "50.00 EUR of 1,000.00 EUR is used",
        "no debt is late",
        "its largest order in twelve months was 200.00 EUR, 100 % was paid in time",
    ]
    assert [(row["product"], row["value"]) for row in found["offers"]] == [("B", "100.00"), ("C", "30.00")]


def test_late_debt_and_a_bad_check_allow_none_where_the_policy_stops_orders(
    ledger: Path, tmp_path: Path
) -> None:
    late = (
        billed("2", "2026-01-20", "900.00"),
        line("client.credit_checked", "ACME", "2026-03-01", outcome="bad", source="register"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(late))
    found = asked(ledger)
    # 900.00 + 50.00 of 1,000.00 are used; 240 of 1,140 in time: 21 %.
    assert bounds(found) | {"history": None} == {
        "credit limit": "50.00", "overdue debt": None, "credit check": None, "history": None,
    }  # fmt: skip
    told = ran("advise", "ACME", "--as-of", "2026-03-31", ledger=ledger).stdout
    assert "debt is 40 days late; the policy sets no amount for it (credit.max_days_late)" in told
    assert "\nThe largest order to seek: 50.00 EUR, while 900.00 EUR is late, by up to 40 days\n" in told
    strict = tmp_path / "strict.toml"
    strict.write_text(
        "version = 'strict'\n[credit]\nmax_days_late = 30\non_bad_check = 'hold'\n", encoding="utf-8"
    )
    ran("policy", "adopt", strict, "--at", "2026-01-01", ledger=ledger)
    found = asked(ledger)
    assert (bounds(found)["overdue debt"], bounds(found)["credit check"]) == ("0.00", "0.00")
    assert found["totals"] == [{"currency": "EUR", "most": "0.00", "late": "900.00", "days_late": 40}]
    why = next(row["why"] for row in found["rows"] if row["bound"] == "overdue debt")
    assert why == "debt is 40 days late, where the policy allows 30 (credit.max_days_late)"


def test_a_client_without_history_is_bounded_by_nothing(ledger: Path) -> None:
    found = asked(ledger, "NEW")
    assert bounds(found) == {"credit limit": None, "overdue debt": None, "history": None}
    assert (found["totals"], found["offers"]) == (
        [{"currency": "EUR", "most": None, "late": "0.00", "days_late": 0}],
        [],
    )
    refused = run("advise", "NOBODY", ledger=ledger)
    assert refused.exit_code == 1
    assert "NOBODY" in refused.stderr
