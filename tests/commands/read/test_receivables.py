from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import invoice, line, ran, registered, run

DAY = ("receivables", "--as-of", "2026-04-15")
BY_DOCUMENT = 'version = "d"\n[receivables]\nbucket_basis = "document"'


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients, each with an invoice of 100 EUR; nobody said who answers for them."""
    monkeypatch.chdir(tmp_path)
    lines = [registered(), registered("BETA", "Beta Ltd"), invoice("1"), invoice("1", "BETA")]
    ran("record", "--data", "-", input="\n".join(lines))


@pytest.mark.parametrize("by", ["manager", "territory", "segment", "group"])
def test_a_grouping_says_the_same_in_every_form(by: str) -> None:
    words = (*DAY, "--by", by, "--format")
    rows = json.loads(ran(*words, "json").stdout)["rows"]
    assert [json.loads(text) for text in ran(*words, "jsonl").stdout.splitlines()] == rows
    flat = list(csv.DictReader(ran(*words, "csv").stdout.splitlines()))
    assert [row["balance"] for row in flat] == [row["balance"] for row in rows]
    table = ran(*DAY, "--by", by).stdout
    assert table.startswith(f"Receivables by {by} as of")
    assert by.upper() in table
    assert ("ACME" in table) if by == "group" else (f"(no {by})" in table)


def test_a_grouping_has_its_header_where_there_is_nothing_to_sum() -> None:
    words = ("receivables", "--by", "manager", "--format", "csv", "--as-of")
    assert ran(*words, "2025-01-01").stdout == ran(*words, "2026-04-15").stdout.splitlines(keepends=True)[0]


@pytest.mark.parametrize(("other", "said"), [("--items", "leave out --by"), ("--group", "leave out one")])
def test_a_grouping_is_said_once(other: str, said: str) -> None:
    done = run(*DAY, "--by", "manager", other)
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_items_of_a_client_name_its_last_payment_that_bounced() -> None:
    facts = [
        line("payment.received", "ACME", "2026-03-02", number="P", amount="50", currency="EUR"),
        line("payment.reversed", "ACME", "2026-03-05", number="P", reason="no funds"),
    ]
    ran("record", "--data", "-", input="\n".join(facts))
    told = "\n\nPayment P of 50.00 EUR bounced on 2026-03-05: no funds.\n"
    assert ran(*DAY, "ACME", "--items").stdout.endswith(told)
    assert ran(*DAY, "ACME", "--items", "--currency", "EUR").stdout.endswith(told)
    quiet = (
        ("ACME", "--items", "--as-of", "2026-03-04"),
        ("BETA", "--items"),
        ("ACME", "--items", "--format", "csv"),
        ("ACME",),
        ("--items",),
    )
    for words in quiet:
        assert "bounced" not in ran(*DAY, *words).stdout


def test_rows_items_and_totals_are_shown_in_one_currency() -> None:
    rate = {"base": "EUR", "quote": "AZN", "rate": "2"}
    ran("record", "--data", "-", input=line("rate.set", None, "2026-01-01", **rate))
    said = json.loads(ran(*DAY, "--currency", "azn", "--items", "--format", "json").stdout)
    assert (said["currency"], said["rates"][0]["rate"]) == ("AZN", "2")
    assert [one["balance"] for one in said["rows"] + said["totals"]] == ["200.00", "200.00", "400.00"]
    assert [item["open"] for item in said["items"]] == ["200.00", "200.00"]
    assert "Receivables in AZN as of" in ran(*DAY, "--currency", "AZN").stdout


@pytest.mark.parametrize(
    ("currency", "code", "says"),
    [("USD", 0, "rate.set --base EUR --quote USD"), ("EURO", 1, "ISO 4217")],
)
def test_a_missing_rate_is_named_and_an_unknown_currency_is_refused(
    currency: str, code: int, says: str
) -> None:
    done = run(*DAY, "--currency", currency)
    assert done.exit_code == code
    assert done.stderr.count(says) == 1
    if not code:
        assert "Receivables in USD, without a rate for EUR as of" in done.stdout


MAPPING = """
[[event]]
kind = "order.placed"
client = "ACME"
when = "{date}"
key = "{number}"

[event.fields]
number = "{number}"
currency = "EUR"
lines = { each = { product = "{product}", quantity = "10", unit_price = "10" } }
"""
GOODS = [{"product": "X", "quantity": "10", "unit_price": "10"}]


def over(*more: str) -> None:
    """ACME owes 100 and may owe 150; what more is recorded comes after that."""
    terms: dict[str, Any] = {"payment_days": 30, "billing": "invoice", "credit_limit": "150"}
    lines = [line("client.terms_agreed", occurred_at="2026-01-01", **terms), *more]
    ran("record", "--data", "-", input="\n".join(lines))


def adopt(on_excess: str) -> None:
    document = f'version = "x"\n[credit]\non_excess = "{on_excess}"\n'
    ran("policy", "adopt", "-", "--at", "2026-01-01", input=document)


ORDER = (
    "record", "order.placed", "ACME", "--number", "SO-1", "--currency", "EUR", "--at", "2026-03-02",
    "--line", "product=X,quantity=10,unit_price=10",
)  # fmt: skip


def test_stored_views_count_a_credited_return_once_as_the_facts_do() -> None:
    back: dict[str, Any] = {
        "number": "R-1",
        "order": "SO-1",
        "reason": "r",
        "lines": [GOODS[0] | {"quantity": "2"}],
    }
    note = {
        "number": "C-1",
        "amount": "20",
        "currency": "EUR",
        "reason": "r",
        "invoice": "J-1",
        "return": "R-1",
    }
    over(
        line("order.placed", occurred_at="2026-03-01", number="SO-1", currency="EUR", lines=GOODS),
        line(
            "order.delivered",
            occurred_at="2026-03-02",
            number="SO-1",
            lines=[{"product": "X", "quantity": "5"}],
        ),
        line(
            "invoice.issued",
            occurred_at="2026-03-02",
            number="J-1",
            amount="50",
            currency="EUR",
            orders=["SO-1"],
        ),
        line("return.received", occurred_at="2026-03-03", **back),
        line("credit_note.issued", occurred_at="2026-03-04", **note),
    )

    def used(day: str) -> list[str]:
        said = json.loads(ran("receivables", "--exposure", "--as-of", day, "--format", "json").stdout)
        return [said["rows"][0][name] for name in ("open_debt", "open_orders", "exposure")]

    days = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-04-15")
    by_facts = [used(day) for day in days]
    assert by_facts[1:3] == [["150.00", "30.00", "180.00"], ["130.00", "50.00", "180.00"]]
    ran("replay")
    assert [used(day) for day in days] == by_facts


def test_exposure_says_the_same_in_every_form() -> None:
    over(line("order.placed", number="SO-1", currency="EUR", lines=GOODS))
    words = (*DAY, "--exposure", "--format")
    said = json.loads(ran(*words, "json").stdout)
    assert said["listing"] == "exposure"
    wanted = {
        "client": "ACME", "currency": "EUR", "limit": "150.00", "open_debt": "100.00", "open_orders": "100.00",
        "exposure": "200.00", "free": "0.00", "excess": "50.00", "days_late": 15, "reason": "amount",
    }  # fmt: skip
    assert wanted.items() <= said["rows"][0].items()
    flat = list(csv.DictReader(ran(*words, "csv").stdout.splitlines()))
    assert [(row["client"], row["excess"]) for row in flat] == [("ACME", "50.00"), ("BETA", "")]
    table = ran(*DAY, "--exposure").stdout
    assert table.startswith("Exposure as of 2026-04-15")
    assert "amount" in table
    (order,) = json.loads(ran(*words, "json", "--items").stdout)["items"]
    assert (order["order"], order["open"]) == ("SO-1", "100.00")
    assert "SO-1" in ran(*DAY, "--exposure", "--items", "--group", "ACME").stdout


def test_exposure_has_its_headers_where_there_is_nothing_to_show() -> None:
    over(line("order.placed", number="SO-1", currency="EUR", lines=GOODS))
    for more in ([], ["--items"]):
        words = ("receivables", "--exposure", *more, "--format", "csv", "--as-of")
        assert (
            ran(*words, "2025-01-01").stdout == ran(*words, "2026-04-15").stdout.splitlines(keepends=True)[0]
        )


def test_exposure_and_a_grouping_are_two_listings() -> None:
    done = run(*DAY, "--by", "manager", "--exposure")
    assert done.exit_code == 2
    assert "--exposure is not summed by manager; ask for one manager with --manager NAME" in done.stderr


def test_an_order_beyond_the_limit_is_recorded_with_a_warning_on_standard_error() -> None:
    over()
    done = ran(*ORDER)
    assert done.stdout.startswith("recorded order.placed for ACME")
    assert (
        "brings the exposure of ACME to 200.00 EUR, beyond the credit limit of 150.00 EUR; the entry is recorded"
        in done.stderr
    )
    assert ran("history", "--format", "jsonl").stdout.count("order.held") == 0


def test_a_warning_comes_in_a_dry_run_and_of_lines_too_but_no_more_than_twenty() -> None:
    over()
    assert (
        "beyond the credit limit of 150.00 EUR; the entry would be recorded all the same; "
        in ran(*ORDER, "--dry-run").stderr
    )
    lines = [line("order.placed", number=str(number), currency="EUR", lines=GOODS) for number in range(25)]
    done = ran("record", "--data", "-", input="\n".join(lines))
    assert done.stderr.count("beyond the credit limit") == 20
    assert "5 more warnings; `goodwill check` lists what stays wrong" in done.stderr
    assert done.stdout.startswith("recorded 25 events")


def test_by_policy_an_order_is_held_in_the_same_batch() -> None:
    over()
    adopt("hold")
    done = ran(*ORDER, "--key", "so:1")
    assert "the entry is held until order.released" in done.stderr
    rows = [json.loads(text) for text in ran("history", "ACME", "--format", "jsonl").stdout.splitlines()]
    placed, held = rows[-2:]
    assert (placed["kind"], held["kind"], held["causation"]) == ("order.placed", "order.held", placed["id"])
    assert held["event"]["reason"].startswith("credit: order 'SO-1' of 100.00 EUR brings")
    assert ran(*ORDER, "--key", "so:1").stdout.startswith("recorded already")
    assert "order 'SO-1' is held" in run("record", "order.delivered", "ACME", "--number", "SO-1").stderr
    (row,) = json.loads(ran(*DAY, "--exposure", "ACME", "--format", "json").stdout)["rows"]
    assert row["held"] == "100.00"


def test_by_policy_an_order_is_refused() -> None:
    over()
    adopt("refuse")
    done = run(*ORDER)
    assert done.exit_code == 1
    assert "agree another limit with client.terms_agreed; the policy refuses it until then" in done.stderr
    assert "SO-1" not in ran("history").stdout


def test_a_ledger_with_holds_is_taken_over_line_by_line(tmp_path: Path) -> None:
    over()
    adopt("hold")
    ran(*ORDER)
    ran("record", "order.released", "ACME", "--number", "SO-1", "--reason", "paid", "--at", "2026-03-03")
    lines = ran("history", "--format", "jsonl").stdout
    other = tmp_path / "other.db"
    ran("record", "--data", "-", input=lines, ledger=other)
    kinds = [
        json.loads(text)["kind"]
        for text in ran("history", "--format", "jsonl", ledger=other).stdout.splitlines()
    ]
    assert kinds == [json.loads(text)["kind"] for text in lines.splitlines()]


def test_an_import_counts_the_orders_beyond_a_limit(tmp_path: Path) -> None:
    over()
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    orders = tmp_path / "orders.csv"
    orders.write_text("number,date,product\nA,2026-03-05,X\nB,2026-03-06,X\n", encoding="utf-8")
    for dry in (["--dry-run"], []):
        done = ran("import", orders, "--map", mapping, *dry)
        assert (
            "2 orders beyond a credit limit or with a bad credit check; `goodwill receivables --exposure` shows whose"
            in done.stdout
        )


def test_a_policy_holds_the_orders_that_are_recorded_together_with_it() -> None:
    policy = {"version": "x", "document": 'version = "x"\n[credit]\non_excess = "hold"\n'}
    adopted = line("policy.adopted", None, "2026-02-01", **policy)
    order: dict[str, Any] = {"currency": "EUR", "lines": GOODS}
    before = line("order.placed", occurred_at="2026-01-31", number="SO-1", **order)
    over(adopted, before, line("order.placed", number="SO-2", **order))
    rows = [json.loads(text) for text in ran("history", "--format", "jsonl").stdout.splitlines()]
    assert [row["event"]["number"] for row in rows if row["kind"] == "order.held"] == ["SO-2"]


def test_by_document_date_what_is_late_goes_by_the_due_date_in_every_view() -> None:
    lines = [
        line("policy.adopted", None, "2026-01-01", version="d", document=BY_DOCUMENT),
        line("client.reassigned", "ACME", "2026-01-01", manager="Boris"),
        invoice("2", amount="40.00"),
        line("invoice.issued", "ACME", number="3", amount="7.00", currency="EUR", due="2026-04-30"),
    ]
    ran("record", "--data", "-", input="\n".join(lines))
    words = ("ACME", "--as-of", "2026-04-15")
    items = csv.DictReader(ran("receivables", *words, "--items", "--format", "csv").stdout.splitlines())
    assert {item["document"]: (item["days_late"], item["bucket"]) for item in items} == {
        "1": ("15", "31-60"),
        "2": ("15", "31-60"),
        "3": ("0", "31-60"),
    }
    assert json.loads(ran("collect", *words, "--format", "json").stdout)["rows"][0]["overdue"] == "140.00"
    assert "overdue   140.00 EUR, the oldest for 15 days" in ran("brief", *words).stdout
    assert "140.00 EUR is late, by up to 15 days" in ran("advise", *words).stdout
    assert ["overdue", "EUR", "140.00"] in [
        text.split()[:3] for text in ran("report", "Boris", "--month", "2026-04").stdout.splitlines()
    ]
