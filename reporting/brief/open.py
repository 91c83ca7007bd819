"""What is open between a client and us, as lines of a brief."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.money import amount_text
from ledger.text import counted
from projections.brief.sections import Brief
from projections.commitments import Commitment
from projections.selling.pipeline_rows import PipelineRow
from projections.trading.orders_view import OrderRow
from reporting.brief.wording import Line, joined, number, since, worded


def open_lines(brief: Brief) -> Iterator[Line]:
    """A line for each thing."""
    told = brief.open
    for touch in told.unreported:
        yield "not reported", joined(f"{touch.number} {touch.what}", since(touch.on, brief))
    for one in told.objections:
        answer = worded("we answered: {}", one.answer)
        raised = since(one.raised, brief)
        yield "objection", joined(f"{one.number} {one.topic}", f"severity {one.severity}", raised, answer)
    for complaint in told.complaints:
        about = worded("about {}", complaint.about)
        subject = f"{complaint.number} {complaint.topic}"
        grave = f"severity {complaint.severity}"
        yield "complaint", joined(subject, grave, about, since(complaint.raised, brief))
    for dispute in told.disputes:
        subject = f"{dispute.number} about {dispute.document}"
        amount = amount_text(dispute.amount, dispute.currency)
        yield "dispute", joined(subject, amount, dispute.reason, since(dispute.opened, brief))
    yield from (_proposal(row, brief) for row in told.proposals)
    for promise in told.promises:
        amount = amount_text(promise.amount, promise.currency)
        paid = f"; {amount_text(promise.settled, promise.currency)} of it is settled"
        yield "promise", f"{promise.number} to pay {amount} by {promise.by}{paid if promise.settled else ''}"
    yield from (_commitment(commitment, brief) for commitment in told.commitments)
    yield from (("late order", _late(order)) for order in told.late_orders)


def _late(row: OrderRow) -> str:
    return joined(
        row.number,
        f"{number(row.left)} of {number(row.ordered)} pieces to deliver",
        amount_text(row.value, row.currency),
        f"promised for {row.promised}, {counted(row.late or 0, 'day')} late",
        worded("on hold: {}", row.held),
    )


def _proposal(row: PipelineRow, brief: Brief) -> Line:
    return row.what, joined(
        row.number,
        None if row.amount is None else amount_text(row.amount, row.currency),
        since(row.made, brief),
        worded("closes {}", row.closes),
        worded("valid until {}", row.valid),
        f"open objections: {row.open_against_it}" if row.open_against_it else None,
        "stale" if row.stale else None,
    )


def _commitment(one: Commitment, brief: Brief) -> Line:
    overdue = "overdue since" if one.due < brief.as_of else "due"
    return ("we owe" if one.by == "us" else "they owe"), joined(
        f"{one.number} {one.what}", one.owner, f"{overdue} {one.due}"
    )
