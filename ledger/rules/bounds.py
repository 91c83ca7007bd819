"""How far the ledger counts: figures beyond these bounds are slips, and would break every sum they enter.

Amounts, prices and quantities stay below a thousand million million (10^15), and so does what the lines of a document
come to; terms of payment and notice stay within a hundred years.
"""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from ledger.events import KINDS, AnyEvent, ReturnLine, Value, goods_value
from ledger.rules.refusals import TooLarge

__all__ = ["LARGEST", "LONGEST", "countable"]

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
