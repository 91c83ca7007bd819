"""Facts of trade: what was ordered, delivered and returned."""

from __future__ import annotations

from ledger.events import InvoiceIssued, OrderCancelled, OrderDelivered, OrderPlaced, ReturnReceived
from reporting.catalogue.facts import lines

TABLES = (
    lines(
        "order_lines",
        "What clients ordered, as it was ordered: later cancellations and returns have rows of their own.",
        "a line of an order",
        OrderPlaced,
        priced=True,
    ),
    lines(
        "invoice_lines",
        "What invoices bill, where they name goods.",
        "a line of an invoice",
        InvoiceIssued,
        priced=True,
    ),
    lines("deliveries", "What clients got.", "a line of a delivery", OrderDelivered),
    lines("cancelled_lines", "What was cancelled of orders.", "a line of a cancellation", OrderCancelled),
    lines(
        "return_lines",
        "What clients returned, at the prices that are credited.",
        "a line of a return",
        ReturnReceived,
        priced=True,
        named="order",
    ),
)
