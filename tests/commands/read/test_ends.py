"""Every command that reads answers at both ends of the calendar: on its first day and on its last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run
from tests.helpers.narrow import DAY, MAY_HIDE
from tests.helpers.pay import POLICY

FIRST, LAST = "0001-01-01", "9999-12-31"
CLIENT, MANAGER = "ACME", "Anna"
GOODS = [{"product": "TEA", "quantity": "2", "unit_price": "50", "unit_cost": "30"}]
FACTS = (
    line("policy.adopted", None, FIRST, version="paid", document=POLICY),
    line("client.registered", CLIENT, FIRST, code=CLIENT, name="Acme", currency="EUR", manager=MANAGER, segment="s"),
    line("client.terms_agreed", CLIENT, FIRST, payment_days=30, billing="invoice", credit_limit="1000", discount_limit="5"),
    line("client.credit_checked", CLIENT, FIRST, outcome="good", source="us", valid_until=LAST),
    line("contact.added", CLIENT, FIRST, person="p1", name="Bo", role="owner", influence=5),
    line("order.placed", CLIENT, FIRST, number="O-1", currency="EUR", lines=GOODS, deliver_by=LAST),
    line("invoice.issued", CLIENT, FIRST, number="I-1", amount="100", currency="EUR", due=LAST, orders=["O-1"]),
    line("payment.received", CLIENT, FIRST, number="P-1", amount="40", currency="EUR",
         settles=[{"document": "I-1", "amount": "40"}]),
    line("visit.planned", CLIENT, FIRST, visit="V-1", at=f"{LAST}T00:00Z", channel="visit", purpose="p"),
    line("proposal.made", CLIENT, FIRST, number="Q-1", amount="50", currency="EUR", probability="0.5", closes_on=LAST),
    line("contract.signed", CLIENT, FIRST, number="C-1", starts=FIRST, ends=LAST, value="500", notice_days=90),
    line("commitment.made", CLIENT, FIRST, number="K-1", by="us", what="w", due=LAST),
    line("payment.promised", CLIENT, FIRST, number="PP-1", amount="60", currency="EUR", by_date=LAST),
    line("objection.raised", CLIENT, FIRST, number="B-1", topic="price", severity=2),
    line("discount.requested", CLIENT, FIRST, number="D-1", percent="7", by=MANAGER, reason="r"),
    line("competitor.seen", CLIENT, FIRST, competitor="Rival", product="TEA", price="48"),
    line("plan.set", None, FIRST, manager=MANAGER, period=f"{FIRST}..0001-03-31", metric="revenue", target="200", currency="EUR"),
    line("plan.set", None, FIRST, manager=MANAGER, period=f"9999-10-01..{LAST}", metric="revenue", target="200", currency="EUR"),
    line("manager.appointed", None, FIRST, name=MANAGER, role="r", **{"from": FIRST}),
    line("manager.appointed", None, FIRST, name="Gone", role="r", **{"from": FIRST}),
    line("manager.left", None, FIRST, name="Gone", **{"from": FIRST}),
    registered("OLD", "Old Ltd", manager="Gone", currency="EUR"),
    line("order.placed", "OLD", "2026-01-02", number="OLD-1", currency="EUR", lines=GOODS),
    line("invoice.issued", "OLD", "2026-01-02", number="OLD-2", amount="100", currency="EUR", due="2026-02-01"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ends") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


MORE: tuple[tuple[str, ...], ...] = (
    *((view, "--period", "2026") for view in ("sales", "plan", "pay", "returns")),
    ("sales", "--against", "2025", *DAY), ("key-accounts", *DAY), ("people", "--map", *DAY),
    ("agenda", "--week", "2026-W27"), ("agenda", "--ics", "-", *DAY), ("contracts", "--within", "90", *DAY),
    ("export", "beancount", *DAY),
)  # fmt: skip


def between(words: tuple[str, ...], first: str, last: str) -> list[str]:
    """A question from the first to the last day, about the client or the manager of this ledger."""
    span = f"{first}..{last}"
    instead = {"--as-of": last, "--from": first, "--to": last, "--period": span, "--against": span,
               "--month": last[:7], "--week": "0001-W01" if last == FIRST else "9999-W52"}  # fmt: skip
    names = {"AL-0003": CLIENT, "Gëzim Çela": MANAGER}
    return [
        instead.get(before, names.get(one, one)) for before, one in zip(("", *words), words, strict=False)
    ]


@pytest.mark.parametrize("words", [*MAY_HIDE, *MORE], ids=" ".join)
def test_a_command_answers_at_both_ends(words: tuple[str, ...], ledger: Path) -> None:
    for first, last in ((FIRST, FIRST), (LAST, LAST), (FIRST, LAST)):
        if first == FIRST or "--month" not in words:  # a month to come has no report
            month = FIRST if "--month" in words else last
            done = run(*between(words, first, month), ledger=ledger)
            assert done.exit_code == 0, (first, last, done.output)


def shown(ledger: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran(*words, "--format", "json", ledger=ledger).stdout)["rows"]
    return found


def test_the_answers_at_both_ends_are_right(ledger: Path) -> None:
    # ACME owes 60.00 on the first day, due on the last; OLD's 100.00 is late by then.
    names = ("client", "balance", "not_due")
    debts = [
        [tuple(row[name] for name in names) for row in shown(ledger, "receivables", "--as-of", day)]
        for day in (FIRST, LAST)
    ]
    assert debts[0] == [("ACME", "60.00", "60.00")]
    assert sorted(debts[1]) == [("ACME", "60.00", "60.00"), ("OLD", "100.00", "0.00")]
    # The plan of the first quarter is half done on its first day, and that of the last has nothing.
    done = {
        day: [(row["plan"], row["actual"]) for row in shown(ledger, "plan", "--as-of", day)]
        for day in (FIRST, LAST)
    }
    assert done == {FIRST: [("200", "100.00")], LAST: [("200", "0.00")]}
    # On the last day all is due, and the promise to pay by it too. In a calendar an event of that day
    # has no end, because no day comes after it.
    due = {row["reason"] for row in shown(ledger, "agenda", "--as-of", LAST)}
    assert {"visit_planned", "commitment_due", "promise_due", "proposal_closing"} <= due
    calendar = ran("agenda", "--ics", "-", "--as-of", LAST, ledger=ledger).stdout
    assert "DTSTART;VALUE=DATE:99991231\nTRANSP" in calendar
    assert "DTSTAMP:00010101T000000Z" in ran("agenda", "--ics", "-", "--as-of", FIRST, ledger=ledger).stdout
    assert shown(ledger, "sales", "--by", "month", "--period", "0001")[0]["group"] == "0001-01"
    # One who left on the first day of the calendar had no day in the post.
    (fixed,) = (row["group"] for row in shown(ledger, "pay", "--as-of", FIRST) if row["fixed"] != "0.00")
    assert fixed == MANAGER
