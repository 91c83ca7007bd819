"""``goodwill brief``: one page before the door, every line of it worked out by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import commands.read.brief
from commands.ui.wrapping import width
from tests.helpers.commanding import line, ran, registered

DAY = "2026-06-30"


def order(number: str, on: str, product: str, price: str, client: str = "ACME") -> str:
    goods = [{"product": product, "quantity": "10", "unit_price": price, "unit_cost": "1"}]
    return line("order.placed", client, on, number=number, currency="EUR", lines=goods)


def visit(on: str, summary: str, **fields: Any) -> str:
    return line("visit.held", "ACME", on, channel="call", started_at=on, summary=summary, **fields)


FACTS = (
    registered("ACME", "Əhməd & <script>alert(1)</script>", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd"),
    line("client.terms_agreed", "ACME", "2026-01-01", payment_days=30, billing="invoice", credit_limit="500"),
    line("client.credit_checked", "ACME", "2026-01-10", outcome="good", source="bank", valid_until="2026-05-31"),
    line("client.ranked", "ACME", "2026-01-02", rank="key", reason="grows"),
    line("client.described", "ACME", "2025-12-01", topic="needs", text="old"),
    line("client.described", "ACME", "2026-06-20", topic="needs", text="Wants smaller jars"),
    line("contact.added", "ACME", "2026-01-05", person="p1", name="สมชาย", role="owner", decides=True),
    line("contact.added", "ACME", "2026-01-05", person="p2", name="Bo", role="buyer", influence=5, stance="sceptic"),
    line("contact.added", "ACME", "2026-01-05", person="p3", name="Cy", role="clerk", influence=5, decides=False),
    line("contact.added", "ACME", "2026-01-05", person="p4", name="Di", role="buyer"),
    line("contact.stage_reached", "ACME", "2026-02-01", person="p1", stage="trusted", evidence="dinner"),
    line("contact.left", "ACME", "2026-05-01", person="p4", successor="p2"),
    line("contact.added", "ACME", "2026-07-20", person="p4", name="Di", role="owner"),
    # bought in the year before: A and B; since then only B, 60 of the 80 that both clients bought
    order("S-1", "2025-05-01", "A", "4"),
    order("S-2", "2025-05-11", "B", "3"),
    order("S-3", "2026-03-01", "B", "6"),
    order("S-9", "2026-03-01", "B", "2", client="BETA"),
    line(
        "return.received", "ACME", "2025-06-01", number="R-1", order="S-1", reason="broken",
        lines=[{"product": "A", "quantity": "1", "unit_price": "4"}],
    ),
    # four touches, 30 days apart; the last ends with a commitment of ours
    visit("2026-03-02", "first"),
    visit("2026-04-01", "second"),
    visit("2026-05-01", "third", asked="a discount"),
    visit("2026-05-31", "fourth", next_step={"what": "send samples", "due": "2026-06-10", "owner": "Anna", "number": "V-1"}),
    line("commitment.made", "ACME", "2026-06-01", number="V-2", by="client", what="sign", due="2026-07-05"),
    line("commitment.made", "ACME", "2026-06-01", number="V-3", by="us", what="call", due="2026-06-03"),
    line("commitment.moved", "ACME", "2026-06-02", number="V-2", due="2026-07-10"),
    line("commitment.kept", "ACME", "2026-06-03", number="V-3"),
    line("complaint.raised", "ACME", "2026-06-10", number="C-1", topic="late", severity=2, about="S-3"),
    line("complaint.raised", "ACME", "2026-06-11", number="C-2", topic="wet", severity=1),
    line("complaint.resolved", "ACME", "2026-06-12", number="C-2", outcome="replaced"),
    line("proposal.made", "ACME", "2026-06-01", number="P-1", currency="EUR", valid_until="2026-07-31", lines=[
        {"product": "B", "quantity": "10", "unit_price": "9"}]),
    line("objection.raised", "ACME", "2026-06-15", number="O-1", topic="price", severity=3, about="P-1"),
    line("invoice.issued", "ACME", "2026-05-01", number="I-1", amount="200", currency="EUR", due="2026-06-20"),
    line("invoice.issued", "ACME", "2026-06-01", number="I-2", amount="100", currency="EUR", due="2026-07-20"),
    line("dispute.opened", "ACME", "2026-06-21", number="D-1", document="I-2", amount="30", reason="too much"),
    line("payment.promised", "ACME", "2026-06-22", number="PR-1", amount="50", currency="EUR", by_date="2026-07-02"),
    line(
        "contract.signed", "ACME", "2025-08-01", number="K-1", starts="2025-08-01", ends="2026-07-31", value="600",
        notice_days=10,
    ),
    line("competitor.seen", "ACME", "2026-06-29", competitor="Rival", product="B", price="2"),
)  # fmt: skip

BEFORE_HEALTH = """\
Who
manager           Anna
segment           retail
rank              1 of the 2 in EUR by margin, class A, key account, a person ranked it key: grows
revenue           60.00 EUR in twelve months, 75.0 % of ours in EUR
margin            50.00 EUR, 83.3 % of ours in EUR

Dossier
needs             Wants smaller jars (2026-06-20, 10 days ago)
plans             not known
finances          not known
history           not known
market            not known
other             not known

"""
# free: 500, less 300 open and orders for 36, 30 and 60 that are not owed yet
# the rhythm of orders: 304 days and the usual 14 of the policy, over two gaps and one
AFTER_HEALTH = """\
Touches
2026-05-31        call: fourth | Next step: send samples
2026-05-01        call: third | The client asked: a discount
2026-04-01        call: second
rhythm            usual every 30 days, the last touch was 30 days ago

Open
objection         O-1 price, severity 3, 2026-06-15, 15 days ago
complaint         C-1 late, severity 2, about S-3, 2026-06-10, 20 days ago
dispute           D-1 about I-2, 30.00 EUR, too much, 2026-06-21, 9 days ago
proposal          P-1, 90.00 EUR, 2026-06-01, 29 days ago, valid until 2026-07-31, open objections: 1
promise           PR-1 to pay 50.00 EUR by 2026-07-02
we owe            V-1 send samples, Anna, overdue since 2026-06-10
they owe          V-2 sign, due 2026-07-10

Money
balance           300.00 EUR
overdue           200.00 EUR, the oldest for 10 days
limit             500.00 EUR, 74.00 EUR free after 126.00 EUR of open orders
credit check      good, bank, 2026-01-10, 171 days ago, expired 2026-05-31

Trade
last order        S-3, 60.00 EUR, 2026-03-01, 121 days ago
rhythm            usual every 106 days, the last order was 121 days ago
no longer bought  A, 36.00 EUR in the twelve months before
last return       R-1 A, broken, 2025-06-01, 394 days ago

Contract
K-1               2025-08-01 to 2026-07-31, notice by 2026-07-21, 60.00 EUR bought of 600.00 EUR, notice 10 days, talk now

People
decides           Bo, buyer, sceptic, influence 5 of 5
decides           สมชาย, owner, trusted
also there        Cy, clerk, influence 5 of 5
left              Di, buyer, left 2026-05-01, Bo follows

Competitors
Rival             B, at 2.00 EUR, ours 6.00 EUR, 2026-06-29, 1 day ago
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, *words: str) -> Any:
    return json.loads(ran("brief", "ACME", "--format", "json", *words, ledger=ledger).stdout)


def rows(ledger: Path, view: str) -> list[dict[str, Any]]:
    found = ran(view, "ACME", "--as-of", DAY, "--format", "json", ledger=ledger).stdout
    shown: list[dict[str, Any]] = json.loads(found)["rows"]
    return shown


def test_every_line_is_as_worked_out_by_hand(ledger: Path) -> None:
    shown = ran("brief", "ACME", "--as-of", DAY, ledger=ledger).stdout
    lines = [text.rstrip() for text in shown.splitlines()]
    title, _, page = "\n".join(lines).partition("\n\n")
    assert title.startswith("ACME Əhməd & <script>alert(1)</script>, as of 2026-06-30\nknown at ")
    health, _, rest = page.removeprefix(BEFORE_HEALTH).partition("\n\n")
    assert (health.split("\n")[0], f"{rest}\n") == ("Health", AFTER_HEALTH)
    (row,) = rows(ledger, "health")
    moved = [
        f"moved             {row[f'trend_{days}']:+} in {days} days, most by {row[f'cause_{days}']}"
        for days in (30, 90)
    ]
    score = f"score             {row['score']}, {row['band']}, evidence low"
    assert health.split("\n")[1:] == [score, f"drag              {row['drag']}", *moved]


def test_json_is_one_object_keyed_by_section(ledger: Path) -> None:
    found = asked(ledger, "--as-of", DAY)
    assert [*found] == [
        "view", "client", "as_of", "known_at", "policy", "position", "planned", "who", "dossier", "health", "rises_at",
        "touches", "open", "money", "trade", "contracts", "people", "competitors",
    ]  # fmt: skip
    assert [*found["open"]] == [
        "unreported", "objections", "complaints", "disputes", "proposals", "promises", "commitments", "late_orders",
    ]  # fmt: skip
    assert found["dossier"][1] == {"topic": "plans", "on": None, "age_days": None, "text": None}
    assert found["money"]["owed"] == [
        {
            "currency": "EUR", "balance": "300.00", "overdue": "200.00", "days_late": 10, "unapplied": "0.00", "open_orders": "126.00", "limit": "500.00",
            "free": "74.00", "reason": None,
        }
    ]  # fmt: skip
    assert found["contracts"] == rows(ledger, "contracts")
    (health,) = rows(ledger, "health")
    assert health | found["health"] == health


def test_of_an_earlier_day_it_has_what_was_open_then(ledger: Path) -> None:
    found = asked(ledger, "--as-of", "2026-06-02")
    assert [one["number"] for one in found["open"]["commitments"]] == ["V-3", "V-1", "V-2"]
    assert [one["number"] for one in asked(ledger, "--as-of", "2026-06-11")["open"]["complaints"]] == [
        "C-1",
        "C-2",
    ]
    assert found["dossier"][0]["text"] == "old"
    after = ran("brief", "ACME", "--as-of", "2026-08-01", ledger=ledger).stdout
    assert "valid until 2026-07-31, open objections: 1, stale" in after
    assert "also there        Di, owner" in after  # who left and came back
    assert [one["person"] for one in asked(ledger, "--as-of", "2026-04-30")["people"]["others"]] == [
        "p3",
        "p4",
    ]


def test_a_planned_call_that_nobody_reported_is_open_from_the_day_after(tmp_path: Path) -> None:
    planned = [
        registered("NEW", "New"),
        line("visit.planned", "NEW", "2026-06-01", channel="call", at="2026-06-10T09:00Z", purpose="prices", visit="V-7"),
        line("visit.planned", "NEW", "2026-06-01", channel="visit", at="2026-06-09", purpose="shelf", visit="V-8"),
        line("visit.missed", "NEW", "2026-06-09", visit="V-8", reason="ill", by="us"),
    ]  # fmt: skip
    ran("record", "--data", "-", ledger=tmp_path / "new.db", input="\n".join(planned))

    def brief(day: str) -> str:
        return ran("brief", "NEW", "--as-of", day, ledger=tmp_path / "new.db").stdout

    assert "not reported  V-7 call: prices, 2026-06-10, 1 day ago" in brief("2026-06-11")
    assert "not reported" not in brief("2026-06-10")
    assert "V-8" not in brief("2026-06-11")


def test_no_planned_call_is_unreported_before_its_day_has_come(tmp_path: Path) -> None:
    fields = {"channel": "call", "at": "2099-01-05T09:00Z", "purpose": "prices", "visit": "V-7"}
    planned = [registered("NEW", "New"), line("visit.planned", "NEW", "2026-06-01", **fields)]
    ran("record", "--data", "-", ledger=tmp_path / "new.db", input="\n".join(planned))
    shown = ran("brief", "NEW", "--as-of", "2099-01-14", ledger=tmp_path / "new.db").stdout
    assert "not reported" not in shown
    assert "V-7 call: prices, 9 days ago at 09:00 +00:00" in shown.partition("Who")[0]


def test_the_touches_to_come_stand_first_the_next_one_before_the_others(tmp_path: Path) -> None:
    planned = [
        registered("NEW", "New"),
        line("visit.planned", "NEW", "2026-06-01", channel="visit", at="2026-06-20", purpose="shelf", visit="V-6"),
        line("visit.planned", "NEW", "2026-06-01", channel="call", at="2026-06-10T09:00+04:00", purpose="prices", visit="V-7"),
        line("visit.planned", "NEW", "2026-06-01", channel="call", at="2026-06-11", purpose="terms", visit="V-8"),
        line("visit.cancelled", "NEW", "2026-06-02", visit="V-8", reason="ill", by="us"),
    ]  # fmt: skip
    ran("record", "--data", "-", ledger=tmp_path / "new.db", input="\n".join(planned))

    def first(day: str) -> list[str]:
        shown = ran("brief", "NEW", "--as-of", day, ledger=tmp_path / "new.db").stdout.split("\n\n")
        return [" ".join(text.split()) for text in shown[1].splitlines()]

    call, shelf = "V-7 call: prices", "2026-06-20 V-6 visit: shelf"
    assert first("2026-06-09") == [
        "Planned",
        f"2026-06-10 {call}, tomorrow at 09:00 +04:00",
        f"{shelf}, in 11 days",
    ]
    assert first("2026-06-10")[1] == f"2026-06-10 {call}, today at 09:00 +04:00"
    assert first("2026-06-11") == ["Planned", f"{shelf}, in 9 days"]
    assert first("2026-06-21")[0] == "Who"


def test_of_a_client_who_bought_nothing_only_that_and_what_is_not_known_is_said(tmp_path: Path) -> None:
    ran("record", "--data", "-", ledger=tmp_path / "new.db", input=registered("NEW", "New"))
    shown = ran("brief", "NEW", "--as-of", DAY, ledger=tmp_path / "new.db").stdout
    topics = ("needs", "plans", "finances", "history", "market", "other")
    assert [text.split() for text in shown.splitlines()[3:] if text] == [
        ["Who"],
        ["state", "prospect"],
        ["Dossier"],
        *([topic, "not", "known"] for topic in topics),
        ["People"],
        ["decides", "not", "known"],
    ]


@pytest.mark.parametrize(
    ("fact", "shares"),
    [
        (None, []),
        (line("client.ranked", "ACME", rank="key", reason="grows"), [("0.00", "key", None)]),
        (
            line(
                "client.described", "ACME", topic="market", text="large",
                wallet={"amount": "900", "currency": "EUR", "source": "fair"},
            ),
            [("0.00", None, "900.00")],
        ),
        (order("S-1", "2026-05-01", "A", "4"), [("40.00", None, None)]),
    ],
)  # fmt: skip
def test_it_has_shares_only_where_something_is_known_of_them(
    fact: str | None, shares: list[tuple[str | None, ...]], tmp_path: Path
) -> None:
    facts = [
        registered(),
        registered("BETA", "Beta Ltd"),
        order("S-9", "2026-03-01", "B", "2", client="BETA"),
    ]
    path = tmp_path / "goodwill.db"
    ran("record", "--data", "-", ledger=path, input="\n".join(filter(None, [*facts, fact])))
    told = asked(path, "--as-of", DAY)["who"]["shares"]
    assert [(row["revenue"], row["ranked"], row["wallet"]) for row in told] == shares


def test_the_page_escapes_what_the_ledger_has_and_fetches_nothing(ledger: Path) -> None:
    page = ran("brief", "ACME", "--as-of", DAY, "--format", "html", ledger=ledger).stdout
    assert "ACME Əhməd &amp; &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=|url\(", page)
    assert "<dt>decides</dt><dd><bdi>สมชาย, owner, trusted</bdi></dd>" in page


def test_without_the_master_key_names_are_sealed(ledger: Path, tmp_path: Path) -> None:
    shown = ran("--keys", tmp_path, "brief", "ACME", "--as-of", DAY, ledger=ledger).stdout
    assert "decides           [sealed], buyer, sceptic, influence 5 of 5" in shown
    assert "สมชาย" not in shown


def test_it_fits_a_terminal_of_80_columns(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands.read.brief, "terminal_width", lambda: 80)
    shown = ran("brief", "ACME", "--as-of", DAY, ledger=ledger).stdout
    assert max(width(text) for text in shown.splitlines()) <= 80
    assert "talk now" in " ".join(shown.split())


def test_it_knows_the_people_as_the_list_of_people_does(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered(),
        line("contact.added", "ACME", "2026-01-05", person="p1", name="Ana", role="owner", influence=5, vip=True),
        line("contact.stage_reached", "ACME", "2026-02-01", person="p1", stage="trusted", evidence="dinner"),
        line("contact.left", "ACME", "2026-03-01", person="p1", successor="p2"),
        line("contact.added", "ACME", "2026-04-01", person="p1", name="Ana", role="adviser"),
        line("contact.added", "ACME", "2026-04-01", person="p2", name="Bo", role="owner", decides=True),
    )  # fmt: skip
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    told = [
        json.loads(ran(*words, "--as-of", DAY, "--format", "json", ledger=ledger).stdout)
        for words in (("brief", "ACME"), ("people", "ACME"))
    ]
    found = [*told[0]["people"]["deciders"], *told[0]["people"]["others"]]
    shared = ("person", "role", "influence", "stance", "stage", "left")
    briefed = [tuple(one[name] for name in shared) for one in found]
    assert briefed == [tuple(row[name] for name in shared) for row in told[1]["rows"]][::-1]
    assert briefed[1] == ("p1", "adviser", None, None, "trusted", None), (
        "added again, as the new entry has it"
    )


def test_what_makes_up_the_balance_and_the_last_payment_that_bounced_are_named(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = [
        line("client.registered", "ACME", "2026-01-01", code="ACME", name="Acme", currency="EUR"),
        line(
            "invoice.issued", "ACME", "2026-03-01", number="I", amount="100", currency="EUR", due="2026-03-31"
        ),
        line("payment.received", "ACME", "2026-03-02", number="P", amount="50", currency="EUR"),
        line("payment.reversed", "ACME", "2026-03-05", number="P", reason="no funds"),
        line(
            "credit_note.issued", "ACME", "2026-04-02", number="C", amount="30", currency="EUR", reason="wet"
        ),
    ]
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    shown = ran("brief", "ACME", "--as-of", "2026-04-30", ledger=path).stdout
    money = shown.partition("Money\n")[2].partition("\n\n")[0]
    assert [re.split(r"  +", one.strip()) for one in money.splitlines()] == [
        ["balance", "70.00 EUR"],
        ["overdue", "100.00 EUR, the oldest for 30 days"],
        ["unapplied", "30.00 EUR, already taken off the balance"],
        ["bounced", "P, 50.00 EUR, no funds, 2026-03-05, 56 days ago"],
    ]
