"""A house of managers with plans, and what they did."""

from __future__ import annotations

from tests.helpers.commanding import goods, line, ordered, registered


def target(
    manager: str, metric: str, amount: str, period: str = "2026-04-01..2026-06-30", **more: str
) -> str:
    money = {"currency": "EUR"} if metric in ("revenue", "margin", "collected") else {}
    day = period.partition("..")[0]
    return line(
        "plan.set", None, day, manager=manager, period=period, metric=metric, target=amount, **money | more
    )


def paid(client: str, number: str, on: str, amount: str, currency: str = "EUR") -> str:
    return line("payment.received", client, on, number=number, amount=amount, currency=currency, advance=True)


def offered(client: str, number: str, on: str, amount: str, probability: str, closes: str) -> str:
    return line("proposal.made", client, on, number=number, amount=amount, currency="EUR",
                probability=probability, closes_on=closes)  # fmt: skip


YEAR = "2026-01-01..2026-12-31"
FACTS = (
    line("manager.appointed", None, "2026-01-01", name="Hana", role="head", **{"from": "2026-01-01"}),
    line("manager.appointed", None, "2026-01-01", name="Anna", role="key accounts", reports_to="Hana",
         **{"from": "2026-01-01"}),
    line("manager.appointed", None, "2026-01-01", name="Ben", role="key accounts", reports_to="Hana",
         **{"from": "2026-01-01"}),
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail", territory="Asia/Thailand"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="hotels"),
    registered("CETA", "Ceta Ltd", manager="Hana", segment="retail"),
    target("anna", "revenue", "1000"),
    target("Anna", "active_clients", "2"),
    target("Ben", "revenue", "400"),
    target("Ben", "new_clients", "3"),
    target("Anna", "deals", "4"),
    target("Anna", "collected", "500", YEAR),
    target("Ben", "margin", "90"),
    # In the first quarter ACME buys, so it is not new in the second.
    ordered("ACME", "SO-1", "2026-02-01", ("TEA", "10", "4.00", "3.00")),
    paid("ACME", "P-0", "2026-02-10", "40.00"),
    # ACME buys for 300.00, then goes to Ben, buys for 120.00 more and gives 10.00 of the first order back.
    ordered("ACME", "SO-2", "2026-04-10", ("TEA", "60", "5.00", "3.00")),
    line("client.covered", "ACME", "2026-04-15", deputy="Ben", until="2026-04-30", reason="holiday",
         **{"from": "2026-04-15"}),
    paid("ACME", "P-1", "2026-04-20", "300.00"),
    line("client.reassigned", "ACME", "2026-05-01", manager="Ben"),
    ordered("ACME", "SO-3", "2026-05-10", ("TEA", "24", "5.00", "3.00")),
    line("return.received", "ACME", "2026-05-11", number="R-1", order="SO-2", reason="wet",
         lines=goods(("TEA", "2", "5.00"))),
    line("payment.reversed", "ACME", "2026-05-12", number="P-1", reason="bounced", amount="100.00"),
    # BETA's only order is cancelled whole; CETA is new and bought from the head herself.
    ordered("BETA", "SO-4", "2026-04-02", ("TEA", "2", "5.00", "3.00")),
    line("order.cancelled", "BETA", "2026-04-03", number="SO-4", by="client", reason="late"),
    ordered("CETA", "SO-5", "2026-05-02", ("TEA", "1", "7.00", "3.00")),
    offered("ACME", "Q-1", "2026-05-03", "200.00", "0.5", "2026-06-20"),
    offered("ACME", "Q-2", "2026-05-03", "900.00", "0.5", "2026-07-20"),
    offered("CETA", "Q-3", "2026-04-03", "50.00", "0.9", "2026-05-20"),
    line("proposal.accepted", "CETA", "2026-05-14", number="Q-3"),
)  # fmt: skip
