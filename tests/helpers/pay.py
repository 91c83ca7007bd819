"""A house that pays its managers for deals: two quarters that were worked by hand."""

from __future__ import annotations

from tests.helpers.commanding import goods, line, ordered, registered
from tests.helpers.plans import target

POLICY = """version = "paid"
[pay]
base = "deals"
rates = [{ size = 100, percent = 12.5 }, { size = { EUR = 1000 }, percent = 5 }]
fixed = { EUR = 900 }
"""


def billed(client: str, order: str, on: str, amount: str) -> str:
    return line("invoice.issued", client, on, number=f"I-{order}", amount=amount, currency="EUR", due="2026-06-30",
                orders=[order])  # fmt: skip


def paid(client: str, number: str, on: str, amount: str, order: str) -> str:
    settles = [{"document": f"I-{order}", "amount": amount}]
    return line("payment.received", client, on, number=number, amount=amount, currency="EUR", settles=settles)


FACTS = (
    line("policy.adopted", None, "2026-01-01", version="paid", document=POLICY),
    registered("ACME", "Acme Ltd", manager="Anna"),
    registered("BETA", "Beta Ltd", manager="Ben"),
    target("Anna", "revenue", "2000"),
    target("Anna", "active_clients", "3"),
    target("Ben", "revenue", "100"),
    # A medium deal of the first quarter, half paid then: 12.5 % of 200.00 are 25.00.
    ordered("ACME", "A-1", "2026-02-01", ("TEA", "80", "5.00", "3.00")),
    billed("ACME", "A-1", "2026-02-02", "400.00"),
    paid("ACME", "P-1", "2026-03-01", "200.00", "A-1"),
    # In the second quarter the other half is paid, and 20 of 80 pieces come back. The 300.00 that the client
    # kept are paid whole: 12.5 % are 37.50, so the quarter earns 12.50.
    paid("ACME", "P-2", "2026-04-10", "200.00", "A-1"),
    line("return.received", "ACME", "2026-04-20", number="R-1", order="A-1", reason="wet",
         lines=goods(("TEA", "20", "5.00"))),
    # A large deal, paid whole: 5 % of 1,800.00 are 90.00.
    ordered("ACME", "A-2", "2026-04-05", ("TEA", "360", "5.00", "3.00")),
    billed("ACME", "A-2", "2026-04-06", "1800.00"),
    paid("ACME", "P-3", "2026-05-01", "1800.00", "A-2"),
    # A medium deal of which a payment bounces in part: 12.5 % of 333.33 less 111.11 are 27.7775, so 27.78.
    ordered("ACME", "A-3", "2026-05-05", ("TEA", "1", "333.33", "300.00")),
    billed("ACME", "A-3", "2026-05-06", "333.33"),
    paid("ACME", "P-4", "2026-05-20", "333.33", "A-3"),
    line("payment.reversed", "ACME", "2026-06-01", number="P-4", reason="bounced", amount="111.11"),
    # A deal below the smallest size earns nothing, and one that nobody paid neither.
    ordered("ACME", "A-4", "2026-05-07", ("TEA", "1", "99.00", "90.00")),
    billed("ACME", "A-4", "2026-05-07", "99.00"),
    paid("ACME", "P-5", "2026-05-21", "99.00", "A-4"),
    ordered("BETA", "B-1", "2026-05-08", ("TEA", "50", "5.00", "3.00")),
    billed("BETA", "B-1", "2026-05-08", "250.00"),
    # BETA goes to Anna, and pays a deal of Ben's in July; in October the money bounces.
    line("client.reassigned", "BETA", "2026-06-15", manager="Anna"),
    paid("BETA", "P-6", "2026-07-10", "250.00", "B-1"),
    line("payment.reversed", "BETA", "2026-10-02", number="P-6", reason="bounced"),
)  # fmt: skip
