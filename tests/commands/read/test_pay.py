"""``goodwill pay``: a quarter worked by hand, to the cent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodwill import pay
from ledger import Ledger
from ledger.errors import Misuse
from tests.helpers.commanding import line, ordered, ran, registered, run
from tests.helpers.pay import FACTS, POLICY, billed, paid
from tests.helpers.plans import target


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pay") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


NAMES = ("group", "currency", "fixed", "deals", "earned", "worst", "done", "cut", "pay")


def asked(
    ledger: Path, *words: str, names: tuple[str, ...] = NAMES, of: str = "rows"
) -> list[tuple[Any, ...]]:
    shown = json.loads(ran("pay", *words, "--format", "json", ledger=ledger).stdout)
    return [tuple(row[name] for name in names) for row in shown[of]]


def test_a_quarter_to_the_cent(ledger: Path) -> None:
    # Anna: 12.50 + 90.00 + 27.78 = 130.28. Of her plans, revenue is done to 106.6 %: 1,800.00 + 333.33
    # + 99.00 - 100.00 of 2,000.00; and active clients to a third, one of three. 33.3 % of 130.28 are 43.38,
    # so the cut is 86.90.
    assert asked(ledger, "--period", "2026-Q2") == [
        ("Anna", "EUR", "2700.00", 3, "130.28", "active_clients", "33.3", "86.90", "2743.38"),
        # Ben's plan is done (250.00 of 100.00), but nobody paid his deal.
        ("Ben", "EUR", "2700.00", 0, "0.00", "revenue", "250.0", "0.00", "2700.00"),
    ]


@pytest.mark.parametrize("quarter", ["2026-Q2", "2026-Q3", "2026-Q4"])
def test_the_pay_of_one_manager_is_what_it_is_among_all(ledger: Path, quarter: str) -> None:
    whole = asked(ledger, "--period", quarter)
    for manager in ("Anna", "Ben"):
        own = asked(ledger, "--period", quarter, "--manager", manager)
        assert own == [row for row in whole if row[0] == manager]
        deals = asked(
            ledger, "--period", quarter, "--manager", manager, "--items", names=("number", "due"), of="items"
        )
        assert len(deals) == sum(row[3] for row in own)


def test_what_bounces_later_takes_its_part_back_then_from_the_manager_whose_deal_it_was(ledger: Path) -> None:
    names = ("group", "deals", "earned", "cut", "pay")
    only = ("--manager", "Ben")
    # 12.5 % of 250.00, although the client is Anna's by then. Ben answers for nobody: he has no fixed part.
    assert asked(ledger, "--period", "2026-Q3", *only, names=names) == [("Ben", 1, "31.25", "0.00", "31.25")]
    assert asked(ledger, "--period", "2026-Q4", *only, names=names) == [
        ("Ben", 1, "-31.25", "0.00", "-31.25")
    ]
    assert asked(ledger, "--period", "2026-07..2026-12", *only, names=names) == []


def test_pay_of_a_month_tells_which_plans_do_not_cut_it(ledger: Path) -> None:
    told = (
        "goodwill: this pay is shown before the cut of the plans from 2026-04-01 to 2026-06-30, which cut only pay of "
        "their own days; `goodwill pay --period 2026-04-01..2026-06-30` shows it\n"
    )
    assert run("pay", "--period", "2026-05", ledger=ledger).stderr == told
    assert run("report", "Anna", "--month", "2026-05", ledger=ledger).stderr == told
    shown = ran("report", "Anna", "--month", "2026-05", ledger=ledger).stdout
    assert "Pay, cut by plans for just the month" in shown
    # Ben earned nothing that a plan could cut, the quarter is cut, and no plan meets the next one.
    for words in (("2026-05", "--manager", "Ben"), ("2026-Q2",), ("2026-Q3",)):
        assert run("pay", "--period", *words, ledger=ledger).stderr == ""


def test_without_a_period_it_is_the_quarter_so_far(ledger: Path) -> None:
    names = ("group", "fixed", "deals", "earned")
    # April and 15 of 31 days of May, at 900.00; what was paid of the large deal and of the first by then.
    assert asked(ledger, "--as-of", "2026-05-15", "--manager", "Anna", names=names) == [
        ("Anna", "1335.48", 2, "102.50")
    ]


def test_pay_within_a_quarter_tells_that_its_plans_may_still_be_done(ledger: Path) -> None:
    names, day = ("group", "earned", "worst", "done", "cut"), ("--as-of", "2026-05-15")
    # One of three clients is active: 33.3 % of 102.50 are 34.13. Ben earned nothing that a plan could cut.
    assert asked(ledger, *day, names=names) == [
        ("Anna", "102.50", "active_clients", "33.3", "68.37"),
        ("Ben", "0.00", "revenue", "250.0", "0.00"),
    ]
    told = (
        "goodwill: plans from 2026-04-01 to 2026-06-30 cut this pay by how much of them is done by 2026-05-15, so the "
        "pay rises as they are done\n"
    )
    for words in (day, (*day, "--period", "2026-Q2"), (*day, "--items"), (*day, "--manager", "Anna")):
        assert run("pay", *words, ledger=ledger).stderr == told
    assert run("explain", "pay", "Anna", *day, ledger=ledger).stderr == told
    assert run("pay", *day, "--manager", "Ben", ledger=ledger).stderr == ""
    # The same days by themselves are not cut, and on the last day the plans are what they come to.
    alone = run("pay", "--period", "2026-04-01..2026-05-15", ledger=ledger).stderr
    assert "before the cut of the plans" in alone
    assert "as they are done" not in alone
    assert run("pay", "--as-of", "2026-06-30", ledger=ledger).stderr == ""


def test_the_deals_behind_pay_are_listed(ledger: Path) -> None:
    names = ("number", "size", "percent", "kept", "paid", "before", "earned", "due")
    assert asked(ledger, "--period", "2026-Q2", "--items", names=names, of="items") == [
        ("A-1", "400.00", "12.5", "300.00", "300.00", "25.00", "37.50", "12.50"),
        ("A-2", "1800.00", "5", "1800.00", "1800.00", "0.00", "90.00", "90.00"),
        ("A-3", "333.33", "12.5", "333.33", "222.22", "0.00", "27.78", "27.78"),
    ]
    words = ("explain", "pay", "anna", "--as-of", "2026-06-30", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert {one["figure"]: one["value"] for one in found["figures"]} == {
        "earned": "130.28",
        "fixed": "2700.00",
        "cut": "86.90",
    }
    told = [(one["document"], one["kind"], one["amount"], one["how"]) for one in found["contributions"]]
    assert told == [
        # Each order stands before what moved it in the quarter.
        ("A-1", "order.placed", "0.00", "12.5 % of 300.00 paid of 300.00"),
        ("P-2", "payment.received", "25.00", None),
        ("R-1", "return.received", "-12.50", None),
        ("A-2", "order.placed", "0.00", "5 % of 1800.00 paid of 1800.00"),
        ("P-3", "payment.received", "90.00", None),
        ("A-3", "order.placed", "0.00", "12.5 % of 222.22 paid of 333.33"),
        # 12.5 % of 333.33 are 41.67; what bounced leaves 27.78.
        ("P-4", "payment.received", "41.67", None),
        ("P-4", "payment.reversed", "-13.89", None),
        (None, "policy.adopted", "2700.00", None),
        (None, "plan.set", "86.90", "active_clients done to 33.3 %"),
    ]
    payment = json.loads(ran(*words, "--document", "P-3", ledger=ledger).stdout)
    assert [one["document"] for one in payment["contributions"]] == ["A-2", "P-3"]
    client = json.loads(ran("explain", "pay", "ACME", *words[3:], ledger=ledger).stdout)
    assert [(one["of"], one["document"], one["amount"]) for one in client["contributions"]] == [
        ("A-1", "A-1", "0.00"),
        # Each paid half of the 300.00 that the client kept.
        ("A-1", "P-1", "18.75"),
        ("A-1", "P-2", "18.75"),
        ("A-2", "A-2", "0.00"),
        ("A-2", "P-3", "90.00"),
        ("A-3", "A-3", "0.00"),
        ("A-3", "P-4", "27.78"),
    ]
    assert "Pay of Anna, as of 2026-06-30" in ran(*words[:-2], ledger=ledger).stdout


def test_pay_is_for_all_clients_of_a_manager(ledger: Path) -> None:
    for words in (("--segment", "retail"), ("--group",)):
        assert run("pay", *words, ledger=ledger).exit_code == 2
    told = run("explain", "pay", "Anna", "--group", ledger=ledger)
    assert told.exit_code == 1
    assert "pay counts each company of a group by itself; leave out group" in told.stderr
    with Ledger(str(ledger), clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as book:
        with pytest.raises(Misuse, match="leave out group"):
            pay(book, group=True)
        with pytest.raises(Misuse, match="leave out client"):
            pay(book, client="ACME")
    refused = run("pay", "--manager", "Zoe", ledger=ledger)
    assert refused.exit_code == 1
    assert "no client has the manager 'Zoe'" in refused.stderr


MARGIN = """version = "margin"
[pay]
base = "margin"
rates = [{ size = { EUR = 0 }, percent = 20 }, { size = { EUR = 100 }, percent = 10 }]
cut = false
"""
ABROAD = (
    line("policy.adopted", None, "2026-01-01", version="margin", document=MARGIN),
    line("rate.set", None, "2026-01-01", base="EUR", quote="USD", rate="1.25"),
    registered("ACME", "Acme Ltd", manager="Anna"),
    line("client.terms_agreed", "ACME", "2026-01-01", payment_days=30, billing="order"),
    target("Anna", "revenue", "99999"),
    # A margin of 40.00 and one of 300.00, each paid to a quarter: 20 % of 10.00 and 10 % of 75.00.
    ordered("ACME", "A-1", "2026-04-02", ("TEA", "20", "5.00", "3.00")),
    line("payment.received", "ACME", "2026-04-10", number="P-1", amount="25.00", currency="EUR",
         settles=[{"document": "A-1", "amount": "25.00"}]),
    ordered("ACME", "A-2", "2026-04-02", ("TEA", "150", "5.00", "3.00")),
    line("payment.received", "ACME", "2026-04-10", number="P-2", amount="187.50", currency="EUR",
         settles=[{"document": "A-2", "amount": "187.50"}]),
    # The first is cancelled whole in May: its 2.00 are taken back, and its money pays the second, which earns
    # 10 % of 10.00 more.
    line("order.cancelled", "ACME", "2026-05-02", number="A-1", by="client", reason="late"),
    # Nobody knows the margin of a third; and a currency that no rate names earns nothing.
    ordered("ACME", "A-3", "2026-04-03", ("OIL", "1", "10.00")),
    ordered("ACME", "A-4", "2026-04-03", ("TEA", "1", "50.00", "3.00"), currency="USD"),
    line("payment.received", "ACME", "2026-04-11", number="P-3", amount="50.00", currency="USD",
         settles=[{"document": "A-4", "amount": "50.00"}]),
)  # fmt: skip


def test_a_margin_earns_and_a_cancellation_takes_back(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    ran("record", "--data", "-", ledger=ledger, input="\n".join(ABROAD))
    names = ("group", "currency", "fixed", "deals", "earned", "worst", "pay")
    assert asked(ledger, "--period", "2026-04", names=names) == [
        ("Anna", "EUR", "0.00", 2, "9.50", None, "9.50")
    ]
    assert asked(ledger, "--period", "2026-05", names=names) == [
        ("Anna", "EUR", "0.00", 2, "-1.00", None, "-1.00")
    ]
    assert asked(ledger, "--period", "2026-04", "--currency", "USD", names=names) == [
        ("Anna", "USD", "0.00", 2, "11.88", None, "11.88")
    ]
    told = run("pay", "--period", "2026-04", ledger=ledger).stderr
    assert "1 order does not state the cost of its goods and earns nothing" in told


def uncosted(client: str, number: str, on: str) -> str:
    return ordered(client, number, on, ("OIL", "10", "10.00"))


UNCOSTED = (
    *ABROAD[:3],
    line("client.terms_agreed", "ACME", "2026-01-01", payment_days=30, billing="order"),
    # Three orders of the first quarter without unit cost: paid in the second, paid in the first, not paid.
    uncosted("ACME", "A-1", "2026-03-15"),
    uncosted("ACME", "A-2", "2026-03-16"),
    uncosted("ACME", "A-3", "2026-03-17"),
    *(
        line("payment.received", "ACME", on, number=number, amount="100.00", currency="EUR",
             settles=[{"document": order, "amount": "100.00"}])
        for number, on, order in (("P-1", "2026-04-21", "A-1"), ("P-2", "2026-03-20", "A-2"))
    ),
)  # fmt: skip


def lacking(told: str) -> str:
    """What a caution says of orders without a known margin."""
    return f"goodwill: {told}; give unit_cost in"


@pytest.mark.parametrize("stored", [False, True])
def test_an_order_without_cost_is_named_when_it_is_paid(tmp_path: Path, *, stored: bool) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    ran("record", "--data", "-", ledger=ledger, input="\n".join(UNCOSTED))
    if stored:
        ran("replay", ledger=ledger)
    one = lacking("1 order does not state the cost of its goods and earns nothing: ACME A-1") + " its lines"
    quarter = ("--period", "2026-Q2")
    for words in (quarter, (*quarter, "--items"), (*quarter, "--manager", "Anna")):
        assert one in run("pay", *words, ledger=ledger).stderr
    assert one in run("explain", "pay", "Anna", "--as-of", "2026-06-30", ledger=ledger).stderr
    assert asked(ledger, *quarter, names=("group", "deals", "earned")) == []
    # All three were placed in the quarter before. In the next, a payment bounces, which nobody need be told.
    told = "3 orders do not state the cost of their goods and earn nothing: ACME A-1, ACME A-2, ACME A-3"
    assert lacking(told) + " their lines" in run("pay", "--period", "2026-Q1", ledger=ledger).stderr
    bounced = line("payment.reversed", "ACME", "2026-07-02", number="P-1", reason="bounced")
    later = (uncosted("ACME", f"B-{place}", "2026-10-01") for place in (1, 2, 3, 4, 5))
    ran("record", "--data", "-", ledger=ledger, input="\n".join((bounced, *later)))
    assert run("pay", "--period", "2026-Q3", ledger=ledger).stderr == ""
    told = "5 orders do not state the cost of their goods and earn nothing: ACME B-1, ACME B-2, ACME B-3 and 2 more"
    assert lacking(told) in run("pay", "--period", "2026-Q4", ledger=ledger).stderr


def test_a_plan_in_one_currency_is_compared_with_revenue_in_all(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    facts = (
        line("policy.adopted", None, "2026-01-01", version="paid", document=POLICY),
        line("rate.set", None, "2026-01-01", base="EUR", quote="USD", rate="1.25"),
        registered("ACME", "Acme Ltd", manager="Anna"),
        target("Anna", "revenue", "1000"),
        ordered("ACME", "A-1", "2026-04-02", ("TEA", "100", "5.00")),
        ordered("ACME", "A-2", "2026-04-02", ("TEA", "50", "5.00"), currency="USD"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    # 500.00 EUR and 250.00 USD, which are 200.00 EUR, of 1,000.00.
    assert asked(ledger, "--period", "2026-Q2", names=("worst", "done")) == [("revenue", "70.0")]


def test_a_missing_rate_makes_only_the_figures_unknown_that_need_it(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    facts = (
        line("policy.adopted", None, "2026-01-01", version="paid", document=POLICY),
        registered("ACME", "Acme Ltd", manager="Anna"),
        registered("BETA", "Beta Ltd", manager="Ben"),
        *(target(manager, "revenue", "1000") for manager in ("Anna", "Ben")),
        *(
            fact
            for client in ("ACME", "BETA")
            for fact in (
                ordered(client, f"{client}-1", "2026-04-02", ("TEA", "100", "5.00")),
                billed(client, f"{client}-1", "2026-04-02", "500.00"),
                paid(client, f"{client}-P", "2026-04-03", "500.00", f"{client}-1"),
            )
        ),
        ordered("ACME", "A-2", "2026-05-02", ("TEA", "50", "5.00"), currency="USD"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    names = ("group", "fixed", "earned", "worst", "done", "cut", "pay")
    # Half of Ben's plan is done, which leaves half of 12.5 % of 500.00; of Anna's, nobody knows.
    assert asked(ledger, "--period", "2026-Q2", names=names) == [
        ("Anna", "2700.00", "62.50", "revenue", None, None, None),
        ("Ben", "2700.00", "62.50", "revenue", "50.0", "31.25", "2731.25"),
    ]
    told = run("pay", "--period", "2026-Q2", ledger=ledger)
    assert told.stderr == (
        "goodwill: no rate between USD and EUR had been set by 2026-05-02, so what the plan for revenue cuts of the pay "
        "of Anna is unknown; set one with `goodwill record rate.set --base USD --quote EUR --rate RATE --on 2026-05-02`\n"
    )
    assert "Anna" not in run("pay", "--period", "2026-Q2", "--manager", "Ben", ledger=ledger).stderr
    assert asked(
        ledger, "--period", "2026-Q2", "--currency", "USD", names=("group", "currency", "earned")
    ) == [
        ("Anna", "EUR", "62.50"),
        ("Ben", "EUR", "62.50"),
    ]


NETTED = (
    line("policy.adopted", None, "2026-01-01", version="paid", document=POLICY),
    registered("ACME", "Acme Ltd", manager="Anna"),
    registered("BETA", "Beta Ltd", manager="Ben"),
    *(target(manager, "revenue", "400") for manager in ("Anna", "Ben")),
    *(
        fact
        for client in ("ACME", "BETA")
        for fact in (
            ordered(client, f"{client}-1", "2026-04-01", ("TEA", "20", "10.00")),
            billed(client, f"{client}-1", "2026-04-01", "200.00"),
            paid(client, f"{client}-P", "2026-04-02", "200.00", f"{client}-1"),
        )
    ),
    # In dollars they sum to nothing, in euros they need not. Zoe has no plan that the yen could change.
    ordered("ACME", "A-2", "2026-04-05", ("TEA", "10", "10.00"), currency="USD"),
    line("order.cancelled", "ACME", "2026-04-20", number="A-2", by="us", reason="late"),
    registered("CETA", "Ceta Ltd", manager="Zoe"),
    ordered("CETA", "C-1", "2026-04-06", ("TEA", "10", "10"), currency="JPY"),
)
UNKNOWN = (
    "goodwill: no rate between USD and EUR had been set by 2026-04-05, so what the plan for revenue cuts of the pay "
    "of Anna is unknown; set one with `goodwill record rate.set --base USD --quote EUR --rate RATE --on 2026-04-05`\n"
)


def test_revenue_without_a_rate_that_sums_to_nothing_leaves_the_cut_unknown(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    ran("record", "--data", "-", ledger=ledger, input="\n".join(NETTED))
    names = ("group", "earned", "worst", "done", "cut", "pay")
    assert asked(ledger, "--period", "2026-Q2", names=names) == [
        ("Anna", "25.00", "revenue", None, None, None),
        ("Ben", "25.00", "revenue", "50.0", "12.50", "2712.50"),
        ("Zoe", "0.00", None, None, "0.00", "2700.00"),
    ]
    assert run("pay", "--period", "2026-Q2", ledger=ledger).stderr == UNKNOWN
    words = ("explain", "pay", "Anna", "--as-of", "2026-06-30")
    explained = run(*words, ledger=ledger)
    assert explained.stderr == UNKNOWN
    moved = run(*words[:3], "--from", "2026-05-31", "--to", "2026-06-30", ledger=ledger)
    assert moved.stderr == UNKNOWN
    assert "for 30 more days" in moved.stdout, "the fixed part"
    assert "earned EUR" in explained.stdout
    assert "cut" not in explained.stdout
    assert run(*words, "--document", "ACME-1", ledger=ledger).stderr == "", "the cut is of all deals"
    # With rates of both days, what came and went is no longer nothing: 200.00 + 100.00 - 50.00 of 400.00.
    rates = (
        line("rate.set", None, day, base="USD", quote="EUR", rate=rate)
        for day, rate in (("2026-04-05", "1"), ("2026-04-20", "0.5"))
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(rates))
    assert asked(ledger, "--period", "2026-Q2", "--manager", "Anna", names=names) == [
        ("Anna", "25.00", "revenue", "62.5", "9.37", "2715.63")
    ]
    assert run(*words, ledger=ledger).stderr == ""


@pytest.mark.parametrize("adopted", [(), NETTED[:1]], ids=["pays nothing", "earned nothing"])
def test_a_missing_rate_is_not_spoken_of_where_there_is_nothing_to_cut(
    tmp_path: Path, adopted: tuple[str, ...]
) -> None:
    ledger = tmp_path / "goodwill.db"
    left_out = "payment.received", "order.cancelled"
    facts = [*adopted, *(fact for fact in NETTED[1:] if not any(kind in fact for kind in left_out))]
    ran("init", ledger=ledger)
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    for words in (("pay", "--period", "2026-Q2"), ("explain", "pay", "Anna", "--as-of", "2026-06-30")):
        assert run(*words, ledger=ledger).stderr == ""
    assert {row[0] for row in asked(ledger, "--period", "2026-Q2", names=("cut",))} <= {"0.00"}


def test_deals_and_fixed_parts_are_said_apart_where_there_are_none(ledger: Path) -> None:
    words = ("pay", "--period", "2027-Q3", "--manager", "Anna")
    assert "2,700.00" in ran(*words, ledger=ledger).stdout
    assert (
        "no deal earned anything in that period, or lost it again."
        in ran(*words, "--items", ledger=ledger).stdout
    )


def test_it_is_off_until_the_policy_sets_it(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    ran("record", "--data", "-", ledger=ledger, input="\n".join(FACTS[1:]))
    shown = ran("pay", "--period", "2026-Q2", ledger=ledger).stdout
    assert "the policy in force pays nothing by deals; set pay.base and pay.rates" in shown


def test_one_who_left_has_a_fixed_part_up_to_that_day(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    posts = (
        line("manager.appointed", None, "2026-04-16", name="Anna", role="r", **{"from": "2026-04-16"}),
        line("manager.left", None, "2026-05-31", name="Anna", **{"from": "2026-06-01"}),
        registered("ACME", "Acme Ltd", manager="Anna"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join((FACTS[0], *posts)))
    # 15 of 30 days of April and a whole May, at 900.00.
    assert asked(ledger, "--period", "2026-Q2", names=("group", "fixed")) == [("Anna", "1350.00")]
    assert asked(ledger, "--period", "2026-Q3", names=("group", "fixed")) == []


@pytest.mark.parametrize("asked", [("--as-of", "0001-01-01"), ("--period", "0001"), ("--period", "9999")])
def test_pay_is_shown_at_both_ends_of_the_calendar(ledger: Path, asked: tuple[str, str]) -> None:
    found = json.loads(ran("pay", *asked, "--format", "json", ledger=ledger).stdout)
    assert [row["earned"] for row in found["rows"] if row["deals"]] == []


def test_a_deal_of_the_first_day_of_the_calendar_counts_in_its_own_period(tmp_path: Path) -> None:
    first, path = "0001-01-01", tmp_path / "goodwill.db"
    facts = (
        line("policy.adopted", None, first, version="paid", document=POLICY),
        line(
            "client.registered", "ACME", first, code="ACME", name="Acme Ltd", currency="EUR", manager="Anna"
        ),
        ordered("ACME", "A-1", first, ("TEA", "80", "5.00", "3.00")),
        billed("ACME", "A-1", first, "400.00"),
        paid("ACME", "P-1", first, "400.00", "A-1"),
    )
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    found = json.loads(ran("pay", "--as-of", first, "--format", "json", ledger=path).stdout)
    assert [row["earned"] for row in found["rows"]] == ["50.00"], "12.5 % of 400.00"
    assert "50.00" in ran("explain", "pay", "Anna", "--as-of", first, ledger=path).stdout


@pytest.mark.parametrize("since", ["2026-03-31", "2026-04-30", "2026-06-29", "2026-06-30"])
def test_what_moved_pay_within_the_quarter_sums_to_what_it_rose(ledger: Path, since: str) -> None:
    def figures(*words: str) -> dict[str, dict[str, str]]:
        shown = json.loads(ran("explain", "pay", "Anna", *words, "--format", "json", ledger=ledger).stdout)
        return {one["figure"]: one for one in shown["figures"]}

    last, moved = figures("--as-of", "2026-06-30"), figures("--from", since, "--to", "2026-06-30")
    first = {} if since < "2026-04-01" else figures("--as-of", since)
    for name, one in moved.items():
        assert Decimal(one["after"]) == Decimal(last[name]["value"])
        assert Decimal(one["before"]) == Decimal(first[name]["value"] if name in first else 0)
    assert moved.keys() == last.keys() | first.keys()


def test_no_day_earns_less_fixed_pay_than_the_day_before_and_months_come_to_the_quarter(ledger: Path) -> None:
    def fixed(*words: str) -> Decimal:
        return Decimal(asked(ledger, *words, "--manager", "Anna", names=("fixed",))[0][0])

    days = [fixed("--as-of", day) for day in ("2026-05-30", "2026-05-31", "2026-06-29", "2026-06-30")]
    assert days == [
        *map(Decimal, ("1770.97", "1800.00", "2670.00", "2700.00"))
    ]  # 29 of 30 days of June are 870.00
    months = [fixed("--period", f"{month}..2026-06-12" if month == "2026-06-01" else month)
              for month in ("2026-04", "2026-05", "2026-06-01")]  # fmt: skip
    assert sum(months) == fixed("--as-of", "2026-06-12") == Decimal("2160.00")
