"""Rules about the lines of documents, and amounts given beside lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledger.events import InvoiceIssued, Line, Pieces, ProposalMade, ProposalRevised, goods_value
from ledger.money import quantum, rounded
from ledger.rules.checks import not_negative, positive, within
from ledger.rules.refusals import Rule
from ledger.subledger.orders import gathered_lines


class NoLines(Rule, code="no-lines"):
    """A document about goods has no lines."""

    thing: str
    number: str
    what = "{thing} '{number}' has no lines"
    advice = "give at least one with its product and quantity"


class AmountMissing(Rule, code="amount-missing"):
    """A document has neither an amount nor lines."""

    kind: str
    number: str
    what = "{kind} '{number}' has neither an amount nor lines"
    advice = "give --amount or --lines"


class AmountDisagrees(Rule, code="amount-disagrees"):
    """A document's amount differs from the sum of its lines."""

    number: str
    amount: Decimal
    lines: Decimal
    currency: str
    what = "'{number}' has the amount {amount}, but its lines come to {lines}"
    advice = "correct one, or leave out the amount"


def amount_of(event: InvoiceIssued | ProposalMade | ProposalRevised) -> Decimal:
    """A document's amount, or else the sum of its lines, rounded once at the end."""
    if event.amount is not None:
        return event.amount
    return rounded(goods_value(event.lines), event.currency)


def amount_stated(event: InvoiceIssued | ProposalMade | ProposalRevised) -> None:
    """A document has an amount or lines. If it has both they agree, to one smallest unit a line.

    Papers that round each line need this tolerance.
    """
    if event.amount is None and not event.lines:
        raise AmountMissing(event.kind, event.number)
    judge_lines(event.lines)
    positive("amount", amount_of(event))
    if event.amount is not None and event.lines:
        lines = goods_value(event.lines)
        if abs(lines - event.amount) > quantum(event.currency) * len(event.lines):
            raise AmountDisagrees(event.number, event.amount, rounded(lines, event.currency), event.currency)


def judge_lines(lines: Sequence[Line]) -> None:
    """Quantities are more than zero, and prices are sound; goods may be free."""
    for line in lines:
        positive("quantity", line.quantity)
        judge_price(line)


def judge_price(line: Line) -> None:
    """A line's price and cost are not negative, and its discount is 0 to 100 percent; goods may be free."""
    not_negative("unit_price", line.unit_price)
    not_negative("unit_cost", line.unit_cost)
    within("discount", line.discount, 0, 100)


def gather(lines: Sequence[Pieces]) -> dict[str, Decimal]:
    """The quantities of lines by product, added up.

    Raises:
        NotPositive: a quantity is not more than zero.
    """
    for line in lines:
        positive("quantity", line.quantity)
    return gathered_lines(lines)
