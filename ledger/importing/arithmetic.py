"""Arithmetic of the mapping, such as ``{Quantity} * {Price}``. It always ends, and is exact.

    sum     = product, { "+" or "-", product }
    product = factor, { "*" or "/", factor }
    factor  = number | {column} | "-" factor | "(" sum ")" | "days(" sum ")"

A number is a Decimal, never a binary fraction. Days can be added to a date, or taken from it. An inexact
result is wrong, unless the mapping states the decimals to round it to.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import Final, NamedTuple, TypeAlias

from ledger.importing.faults import Wrong
from ledger.importing.templates import parse
from ledger.importing.values import Cell, Iso, Plain, whole
from ledger.money import to_places

ROUNDINGS: Final = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}
_LONGEST = 500  # characters of an expression
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_DIGITS = 50
_EXACT = Context(prec=_DIGITS, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
_WIDE = Context(prec=_DIGITS, traps=[InvalidOperation, DivisionByZero, Overflow])


class Days(NamedTuple):
    """A span of whole days."""

    days: int


Value: TypeAlias = Decimal | date | Days
Reader: TypeAlias = Callable[[Cell], Value]
Values: TypeAlias = Sequence[Value]
_Part: TypeAlias = Callable[[Values], Value]


class Arithmetic:
    """A compiled expression.

    Args:
        text: the expression.
        places: the decimals of the result; None if it must be exact.
        rounding: how to round, one of ``ROUNDINGS``.

    Attributes:
        columns: the columns, in the order of their values.
        dated: for each, whether it is a date.

    Raises:
        ValueError: it is no expression.
    """

    def __init__(self, text: str, places: int | None, rounding: str) -> None:
        if len(text) > _LONGEST:
            raise ValueError(f"it has {len(text):,} characters; at most {_LONGEST} are allowed")
        self.columns: list[str] = []
        self._columns: dict[str, int] = {}
        source = "".join(self._name(part) if is_column else part for part, is_column in parse(text))
        try:
            tree = ast.parse(source.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(f"'{text}' is not arithmetic; {_EXAMPLE}") from None
        self._text, self._source, self._places = text, source.strip(), places
        self._rounding = ROUNDINGS[rounding]
        self._context = _EXACT if places is None else _WIDE
        self.dated = [False] * len(self.columns)
        self._result = self._compile(tree, dated=_has_days(tree))

    def _name(self, column: str) -> str:
        name = f"column_{len(self.columns)}"
        self._columns[name] = len(self.columns)
        self.columns.append(column)
        return f" {name} "

    def _compile(self, node: ast.expr, *, dated: bool) -> _Part:
        """A function of the columns' values. In a sum with days, the other operand is a date."""
        match node:
            case ast.Constant(value=int() | float()):
                digits = ast.get_source_segment(self._source, node) or ""
                if not _NUMBER.fullmatch(digits):
                    raise ValueError(f"'{digits}' is not a number; write it like 1.18")
                number = Decimal(digits)
                return lambda _: number
            case ast.Name(id=name) if name in self._columns:
                at = self._columns[name]
                self.dated[at] = dated
                return lambda values: values[at]
            case ast.UnaryOp(op=ast.USub(), operand=inner) if not dated:
                number_of = self._compile(inner, dated=False)
                return lambda values: self._context.minus(_number(number_of(values)))
            case ast.Call(func=ast.Name(id="days"), args=[inner], keywords=[]):
                count = self._compile(inner, dated=False)
                return lambda values: Days(whole(_number(count(values))))
            case ast.BinOp(left=left, op=op, right=right):
                return self._operation(left, op, right, dated=dated)
        raise ValueError(f"'{self._text}' is not arithmetic; {_EXAMPLE}")

    def _operation(self, left: ast.expr, op: ast.operator, right: ast.expr, *, dated: bool) -> _Part:
        first = self._compile(left, dated=dated and not _is_days(left))
        second = self._compile(right, dated=dated and not _is_days(right) and isinstance(op, ast.Add))
        if dated and isinstance(op, ast.Add | ast.Sub) and _is_days(left) != _is_days(right):
            sign = 1 if isinstance(op, ast.Add) else -1
            return lambda values: _moved(first(values), second(values), sign)
        apply = {
            ast.Add: self._context.add,
            ast.Sub: self._context.subtract,
            ast.Mult: self._context.multiply,
            ast.Div: self._context.divide,
        }.get(type(op))
        if apply is None or dated or _is_days(left) or _is_days(right):
            raise ValueError(f"'{self._text}' is not arithmetic; {_EXAMPLE}")
        return lambda values: apply(_number(first(values)), _number(second(values)))

    def cell(self, values: Values) -> Cell:
        """The result as a cell: a number or a date.

        Raises:
            Wrong: it is not exact and no rounding is stated, a division by zero, or no day of the calendar.
        """
        try:
            found = self._result(values)
            if isinstance(found, Days):
                found = Decimal(found.days)
            if isinstance(found, date):
                return Iso(found.isoformat())
            if self._places is not None:
                found = to_places(found, self._places, self._rounding, _WIDE)
        except Inexact:
            raise Wrong(
                f"{self._text} has no exact result; state round, the decimals to round it to"
            ) from None
        except ZeroDivisionError:
            raise Wrong(f"{self._text} divides by zero; correct the cell, or add a leave_out") from None
        except (InvalidOperation, Overflow, OverflowError):
            raise Wrong(f"{self._text} has too large a result; correct the cells") from None
        return Plain(f"{found:f}")


_EXAMPLE = "write it like {Quantity} * {Price} or {Date} + days(30)"


def _is_days(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _has_days(node: ast.expr) -> bool:
    """Whether the expression is a sum with days, so that its result is a date."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _is_days(left) or _is_days(right) or _has_days(left) or _has_days(right)
    return False


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise Wrong("a date or a span of days stands where a number belongs; correct the calculation")
    return value


def _moved(first: Value, second: Value, sign: int) -> Value:
    match first, second:
        case (date() as day, Days(days=count)) | (Days(days=count), date() as day):
            return day + timedelta(days=sign * count)
    raise Wrong("days can be added only to a date; correct the calculation")
