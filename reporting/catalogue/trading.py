"""Facts of trade: what was ordered, promised, held, delivered, returned and found wrong."""

from __future__ import annotations

from ledger.events import (
    DiscrepancyRecorded,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderPromised,
    OrderReleased,
    ReturnReceived,
    ReturnRefused,
)
from reporting.catalogue.facts import lines, of_document, plain

TABLES = (
    lines(
        "order_lines",
        "What clients ordered, as it was ordered: later cancellations and returns have rows of their own.",
        "a line of an order",
        OrderPlaced,
        priced=True,
    ),
    plain("order_promises", "New days of delivery that we promised.", "a promise", [OrderPromised]),
    plain(
        "order_holds",
        "Orders that were held, and held orders that were released.",
        "a hold or a release",
        [OrderHeld, OrderReleased],
    ),
    lines(
        "invoice_lines",
        "What invoices bill, where they name goods.",
        "a line of an invoice",
        InvoiceIssued,
        priced=True,
    ),
    lines("deliveries", "What clients got.", "a line of a delivery", OrderDelivered),
    plain(
        "discrepancies",
        "What was wrong with deliveries.",
        "a discrepancy",
        [DiscrepancyRecorded],
        unit=of_document("order"),
    ),
    lines(
        "discrepancy_lines",
        "The goods that discrepancies are about, where they name goods.",
        "a line of a discrepancy",
        DiscrepancyRecorded,
        unit=of_document("order"),
    ),
    lines("cancelled_lines", "What was cancelled of orders.", "a line of a cancellation", OrderCancelled),
    lines(
        "return_lines",
        "What clients returned, at the prices that are credited.",
        "a line of a return",
        ReturnReceived,
        priced=True,
        unit=of_document("order"),
    ),
    lines(
        "refused_return_lines",
        "What clients wanted to return, and we did not take.",
        "a line of a return that was refused",
        ReturnRefused,
        priced=True,
        unit=of_document("order"),
    ),
)
