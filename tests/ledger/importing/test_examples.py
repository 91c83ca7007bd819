"""The mappings that ship, on the public files that they are for. The files are not part of the project."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

import goodwill
from goodwill.selling import closed_of
from ledger.events import ClientRegistered, OrderPlaced, PaymentReceived, ProposalMade, goods_value
from ledger.importing import Report, load_mapping, run_import
from tests.helpers.depth import LONG_ONLY, far
from tests.helpers.examples import Imported, imported
from tests.helpers.places import ROOT
from tests.helpers.wholesaler import order_lines


@pytest.fixture(scope="module")
def ibm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    yield from imported(tmp_path_factory.mktemp("ibm"), "ibm_receivables.toml", "ibm_accounts_receivable.csv")


@pytest.fixture(scope="module")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    names = [
        f"maven_crm/maven_crm_{name}.csv"
        for name in ("sales_pipeline", "accounts", "sales_teams", "products")
    ]
    yield from imported(tmp_path_factory.mktemp("maven"), "maven_crm.toml", *names)


def accounts_for_every_row(report: Report) -> bool:
    left_out = sum(one.count for one in report.left_out)
    return report.read == report.recorded + left_out and not report.spoiled and not report.faults


def test_receivables_become_clients_invoices_and_payments(ibm: Imported) -> None:
    assert ibm.report.appended == {
        "client.registered": 100,
        "invoice.issued": 2_466,
        "payment.received": 2_466,
    }
    assert ibm.report.read == ibm.report.recorded == 2_466
    assert ibm.ledger.position == 100 + 2 * 2_466


def test_a_payment_settles_its_invoice_in_full(ibm: Imported) -> None:
    first = [
        entry for entry in ibm.ledger.history("0379-NEVHP") if entry.source == "ibm_accounts_receivable.csv:2"
    ]
    payment = first[-1].event

    assert [str(entry.on) for entry in first] == ["2013-01-02", "2013-01-02", "2013-01-15"]
    assert isinstance(payment, PaymentReceived)
    assert [(one.document, str(one.amount)) for one in payment.settles] == [("0000611365", "55.94")]


def test_receivables_imported_again_add_nothing(ibm: Imported) -> None:
    before = ibm.ledger.position

    report = run_import(
        ibm.ledger, ibm.files, load_mapping(ROOT / "examples" / "ibm_receivables.toml"), actor="test"
    )

    assert (report.appended, sum(report.repeated.values()), ibm.ledger.position) == ({}, 5_032, before)


@pytest.mark.long
def test_the_wholesaler_comes_to_what_a_loop_over_the_lines_says_in_little_memory(
    wholesaler: Imported,
) -> None:
    assert wholesaler.megabytes < far(100, 300)
    assert accounts_for_every_row(wholesaler.report)
    left_out, documents = Counter[str](), defaultdict[tuple[str, str], list[tuple[int, Decimal]]](list)
    for number, line in enumerate(order_lines(), 2):
        reasons = {
            "adjustment of bad debt": line["InvoiceNo"].startswith("A"),
            "no customer": not line["CustomerID"],
            "a price of 0": not Decimal(line["UnitPrice"]),
        }
        if reason := next((reason for reason, holds in reasons.items() if holds), None):
            left_out[reason] += 1
        else:
            worth = int(line["Quantity"]) * Decimal(line["UnitPrice"])
            documents[line["CustomerID"].removesuffix(".0"), line["InvoiceNo"]].append((number, worth))
    report = wholesaler.report
    assert report.read == far(129_291, 541_909)
    assert {one.reason.split(":")[0]: one.count for one in report.left_out} == left_out
    clients, returned = {client for client, _ in documents}, {key for key in documents if key[1][0] == "C"}
    assert report.appended == {
        "client.registered": len(clients),
        "order.placed": len(documents) - len(returned),
        "return.received": len(returned),
    }
    sold = {
        (entry.client, entry.event.number): (
            str(entry.source).partition("-")[0],
            goods_value(entry.event.lines),
        )
        for entry in wholesaler.ledger.history()
        if isinstance(entry.event, OrderPlaced)
    }
    assert sold == {
        key: (f"uci_online_retail.csv.gz:{lines[0][0]}", sum(worth for _, worth in lines))
        for key, lines in documents.items()
        if key not in returned
    }
    order, back = list(wholesaler.ledger.history("16446"))[-2:]
    assert (order.key, order.occurred_at.isoformat()) == (
        "order.placed:16446:581483",
        "2011-12-09T09:15:00+00:00",
    )
    assert (back.key, back.occurred_at.isoformat()) == (
        "return.received:16446:C581484",
        "2011-12-09T09:27:00+00:00",
    )
    assert isinstance(order.event, OrderPlaced)
    assert order.event.lines[0].quantity == 80_995


@LONG_ONLY
@pytest.mark.long
def test_the_wholesaler_comes_to_the_published_figures(wholesaler: Imported) -> None:
    assert [(one.count, one.reason.split(":")[0]) for one in wholesaler.report.left_out] == [
        (135_077, "no customer"),
        (40, "a price of 0"),
        (3, "adjustment of bad debt"),
    ]
    assert wholesaler.report.appended == {
        "client.registered": 4_371,
        "order.placed": 18_532,
        "return.received": 3_654,
    }
    orders = [
        (entry.client, entry.event)
        for entry in wholesaler.ledger.history()
        if isinstance(entry.event, OrderPlaced)
    ]
    sold = sum((goods_value(order.lines) for _, order in orders), Decimal(0))
    assert len({client for client, _ in orders}) == 4_338
    assert round(sold, 2) == Decimal("8911407.90")
    order, back = list(wholesaler.ledger.history("16446"))[-2:]
    assert (order.source, back.source) == (
        "uci_online_retail.csv.gz:540423",
        "uci_online_retail.csv.gz:540424",
    )


def test_purchases_become_orders_those_of_nothing_too(music_shop: Imported) -> None:
    assert accounts_for_every_row(music_shop.report)
    assert music_shop.report.appended == {"client.registered": 2_357, "order.placed": 6_919}
    orders = [entry.event for entry in music_shop.ledger.history() if isinstance(entry.event, OrderPlaced)]
    worth = [goods_value(order.lines) for order in orders]
    lines = music_shop.files[0].read_text(encoding="ascii").splitlines()
    assert worth == [Decimal(line.split()[-1]) for line in lines]
    assert worth.count(Decimal(0)) == 8


def test_opportunities_become_proposals_won_and_lost(maven: Imported) -> None:
    assert accounts_for_every_row(maven.report)
    assert maven.report.appended == {
        "client.registered": 85,
        "client.described": 85,
        "proposal.made": 7_212,
        "proposal.accepted": 4_238,
        "proposal.declined": 2_473,
    }
    assert [(one.count, one.reason) for one in maven.report.left_out] == [
        (1_425, "no account"),
        (163, "prospecting: nothing was offered yet"),
    ]


def test_the_pipeline_says_what_plain_loops_over_the_file_say(maven: Imported) -> None:
    opportunities, _, teams, _ = (
        [*csv.DictReader(file.read_text(encoding="utf-8").splitlines())] for file in maven.files
    )
    chiefs = {one["sales_agent"]: one["manager"] for one in teams}
    ended = [one for one in opportunities if one["account"] and one["deal_stage"] in ("Won", "Lost")]
    found = goodwill.pipeline(maven.ledger, as_of=date(2017, 12, 31))
    by_chief: Counter[tuple[str, str]] = Counter()
    for by, column in (("agent", "sales_agent"), ("product", "product")):
        plain = Counter((one[column].replace("GTXPro", "GTX Pro"), one["deal_stage"]) for one in ended)
        said = closed_of(maven.ledger, found, date(2016, 10, 1), by)
        assert {row.group for row in said.rows} == {name for name, _ in plain}
        for row in said.rows:
            won, lost = plain[row.group, "Won"], plain[row.group, "Lost"]
            assert (row.accepted, row.declined) == (won, lost)
            assert row.conversion == round(Decimal(100 * won) / (won + lost), 1)
            if by == "agent":
                by_chief += Counter({(chiefs[row.group], "Won"): won, (chiefs[row.group], "Lost"): lost})
    assert by_chief == Counter((chiefs[one["sales_agent"]], one["deal_stage"]) for one in ended)
    (total,) = said.totals
    assert (total.accepted, total.declined) == (4238, 2473)
    assert total.value_accepted == sum(Decimal(one["close_value"]) for one in ended)  # 0 where one was lost


def test_an_opportunity_has_its_agent_manager_product_and_list_price(maven: Imported) -> None:
    made = {
        entry.event.number: entry for entry in maven.ledger.history() if isinstance(entry.event, ProposalMade)
    }
    entry = made["Z063OYW0"]
    proposal = entry.event

    assert isinstance(proposal, ProposalMade)
    assert (entry.client, entry.actor, proposal.agent) == ("Isdom", "Darcel Schlecht", "Darcel Schlecht")
    assert proposal.people == ("Melvin Marxen",)
    assert [(line.product, str(line.unit_price)) for line in proposal.lines] == [("GTX Pro", "4821")]


def test_a_parent_may_be_registered_after_its_child(maven: Imported) -> None:
    clients = [entry.event for entry in maven.ledger.history() if isinstance(entry.event, ClientRegistered)]

    assert Counter(client.parent for client in clients if client.parent)["Acme Corporation"] == 4
    codes = [client.code for client in clients]
    assert any(client.parent and codes.index(client.parent) > codes.index(client.code) for client in clients)
    assert Counter(client.segment for client in clients)["technology"] == 12
