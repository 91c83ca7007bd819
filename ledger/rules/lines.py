"""Rules about the lines of documents, and about amounts that stand beside lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledger.events import InvoiceIssued, Line, Pieces, ProposalMade, ProposalRevised, goods_value
from ledger.money import quantum, rounded
from ledger.rules.checks import not_negative, percent, positive
from ledger.rules.refusals import Rule


class NoLines(Rule, code="no-lines"):
    """A document about goods names none."""

    what: str
    number: str
    says = "{what} '{number}' has no lines; give at least one with its product and quantity"


class AmountMissing(Rule, code="amount-missing"):
    """A document says neither its amount nor its lines."""

    kind: str
    number: str
    says = "{kind} '{number}' has neither an amount nor lines; give --amount or --lines"


class AmountDisagrees(Rule, code="amount-disagrees"):
    """A document's amount is not what its lines come to."""

    number: str
    amount: Decimal
    lines: Decimal
    currency: str
    says = (
        "'{number}' says {amount} {currency}, its lines come to {lines}; correct one, or leave out the amount"
    )


def amount_of(event: InvoiceIssued | ProposalMade | ProposalRevised) -> Decimal:
    """What a document is worth: its amount, or else what its lines come to, rounded once at the end."""
    if event.amount is not None:
        return event.amount
    return rounded(goods_value(event.lines), event.currency)


def amount_stated(event: InvoiceIssued | ProposalMade | ProposalRevised) -> None:
    """A document has an amount or lines; where it has both they agree, to the smallest unit for each line.

    The tolerance is for papers that round every line by itself.
    """
    if event.amount is None and not event.lines:
        raise AmountMissing(event.kind, event.number)
    for line in event.lines:
        positive("quantity", line.quantity)
        judge_price(line)
    positive("amount", amount_of(event))
    if event.amount is not None and event.lines:
        lines = goods_value(event.lines)
        if abs(lines - event.amount) > quantum(event.currency) * len(event.lines):
            raise AmountDisagrees(event.number, event.amount, rounded(lines, event.currency), event.currency)


def judge_price(line: Line) -> None:
    """A line's price, cost and discount make sense; goods may be given for nothing."""
    not_negative("unit_price", line.unit_price)
    not_negative("unit_cost", line.unit_cost)
    percent("discount", line.discount)


def gather(lines: Iterable[Pieces]) -> dict[str, Decimal]:
    """Quantities by product; several lines of one product add up.

    Raises:
        NotPositive: a quantity is not more than zero.
    """
    lines = tuple(lines)
    for line in lines:
        positive("quantity", line.quantity)
    return together(lines)


def together(lines: Iterable[Pieces]) -> dict[str, Decimal]:
    """Quantities by product, whatever they are."""
    found: dict[str, Decimal] = {}
    for line in lines:
        product = line.product
        found[product] = found[product] + line.quantity if product in found else line.quantity
    return found


def pieces(quantities: Mapping[str, Decimal]) -> tuple[Pieces, ...]:
    """Lines of so much of each product, where that is more than nothing."""
    return tuple(
        Pieces.model_construct(product=product, quantity=quantity)
        for product, quantity in quantities.items()
        if quantity > 0
    )
