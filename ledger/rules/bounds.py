"""How far the ledger counts, and how finely: figures beyond these bounds are slips, and would spoil every sum.

Amounts, prices and quantities stay below a thousand million million (10^15), and so does what the lines of a document
come to; terms of payment and notice stay within a hundred years. Amounts of documents are whole in the smallest
unit of their currency; prices and quantities may be finer, a document rounds once.
"""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from ledger.events import KINDS, AnyEvent, ReturnLine, Value, goods_value
from ledger.money import quantum
from ledger.rules.refusals import TooFine, TooLarge
from ledger.rules.relationship import Relationship

__all__ = ["LARGEST", "LONGEST", "countable", "payable"]

LARGEST = Decimal(10) ** 15
"""No amount, price or quantity reaches it."""

LONGEST = 36_500
"""The most days that terms may name."""


def _counts(annotation: object) -> bool:
    """Whether a field of this type holds a figure, somewhere inside."""
    parts = get_args(annotation)
    if parts:
        return any(_counts(part) for part in parts)
    return isinstance(annotation, type) and issubclass(annotation, Decimal | int | Value)


_FIGURES = {
    kind: tuple(name for name, field in kind.model_fields.items() if _counts(field.annotation))
    for kind in KINDS.values()
}


def countable(event: AnyEvent) -> None:
    """Every figure of an event is within bounds.

    Raises:
        TooLarge: one is not.
    """
    for name in _FIGURES[type(event)]:
        _judge(name, getattr(event, name))


def _judge(name: str, value: object) -> None:
    if isinstance(value, Decimal):
        if abs(value) >= LARGEST:
            raise TooLarge(name, value, LARGEST)
    elif isinstance(value, tuple):
        for each in value:
            _judge(name, each)
        priced = [line for line in value if isinstance(line, ReturnLine)]
        if len(priced) == len(value) and (worth := goods_value(priced)) >= LARGEST:
            raise TooLarge(name, worth, LARGEST)
    elif isinstance(value, Value):
        for field, inner in value:
            _judge(f"{name}.{field}", inner)
    elif isinstance(value, int) and name.endswith("_days") and value > LONGEST:
        raise TooLarge(name, value, LONGEST)


_AMOUNTS = {kind: "amount" in kind.model_fields for kind in KINDS.values()}
_SHARES = {
    kind: tuple(name for name in ("instalments", "settles") if name in kind.model_fields)
    for kind in KINDS.values()
}
_DOCUMENTS = ("target", "document", "number")


def payable(relationship: Relationship, event: AnyEvent) -> None:
    """The amount of an event, and of its instalments or settlements, can be paid in its currency.

    Raises:
        TooFine: it cannot: 1.005 EUR, 10.50 JPY.
    """
    kind = type(event)
    if not _AMOUNTS[kind]:
        return
    currency = getattr(event, "currency", None) or _currency_of_document(relationship, event)
    unit = quantum(currency)
    amounts = [("amount", getattr(event, "amount", None))]
    amounts += [(f"{name}.amount", share.amount) for name in _SHARES[kind] for share in getattr(event, name)]
    for field, amount in amounts:
        if amount is not None and amount % unit:
            raise TooFine(field, amount, currency, unit)


def _currency_of_document(relationship: Relationship, event: AnyEvent) -> str:
    for field in _DOCUMENTS:
        number: str = getattr(event, field, "")
        document = relationship.debts.get(number) or relationship.sources.get(number)
        if document is not None:
            return document.currency
    return relationship.currency
