"""Turns pydantic's errors into sentences that say how a field is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from textwrap import shorten
from typing import Any

from ledger.errors import meant_of
from ledger.patterns import unlike

_SENTENCES = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such field",
    "string_too_short": "it is empty",
    "string_unicode": "it is not text",
}
_OTHER_NOTATIONS = (
    re.compile(r"(\d{1,3}(?:[.' \u00a0\u202f]\d{3})*|\d+),(\d+)"),  # 1.000,50
    re.compile(r"([1-9]\d{0,2}(?:[,' \u00a0\u202f]\d{3})+)(?:\.(\d+))?"),  # 1,000.50
    re.compile(r"(\d{1,3}(?:\.\d{3}){2,})"),  # 1.000.000
)
_QUOTED = re.compile("'([^']+)'")
_ONE_COMMA = re.compile(r"([+-]?[1-9]\d{0,2}),(\d{3})", re.ASCII)


def problem(error: Mapping[str, Any]) -> tuple[str, str]:
    """The field and the problem of one error of pydantic's."""
    names = [str(part + 1) if isinstance(part, int) else part for part in error["loc"]]
    field = ".".join(name for name in names if not name.startswith("("))
    given = error["input"]
    kind = str(error["type"])
    if kind in _SENTENCES:
        return field, _SENTENCES[kind]
    if kind == "exact_number":
        return field, _number(given, "0.60" if names[-1:] == ["probability"] else "12.50")
    if kind.startswith("int_"):
        return field, f"'{_short(given)}' is not a whole number"
    if kind == "string_pattern_mismatch":
        return field, unlike(error["ctx"]["pattern"], given, _short(given))
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = f", not {_short(repr(given))}" if isinstance(given, str | int | float) else ""
    if kind == "literal_error" and (meant := meant_of(str(given), _QUOTED.findall(error["ctx"]["expected"]))):
        shown += f" ({meant})"
    return field, message[0].lower() + message[1:] + shown


def _short(given: object) -> str:
    return shorten(str(given), 60)


def _number(given: object, like: str) -> str:
    """How to write a refused number; its limits, if it is written well but too long.

    Args:
        given: the number as it was given.
        like: a number as such a field has it.
    """
    if isinstance(given, float):
        return f"write {given} as text, because a binary fraction cannot hold a cent exactly"
    with suppress(InvalidOperation):
        if Decimal(str(given)).is_finite():
            return f"'{_short(given)}' is too long; at most 16 digits stand before the point and 8 after it"
    if found := _ONE_COMMA.fullmatch(str(given).strip()):
        whole, rest = found.groups()
        return two_ways(_short(given), whole, rest, f"comma write {whole}.{rest.removesuffix('0')}")
    meant = _with_a_point(str(given).strip()) or f"it like {like}"
    return f"'{_short(given)}' is not a number; write {meant}"


def two_ways(typed: str, whole: str, rest: str, decimal: str) -> str:
    """How to write each meaning of digits that a sign divides, of which the last three may be a group.

    Args:
        typed: the number as a person typed it.
        whole: the digits before the sign.
        rest: the three digits behind it.
        decimal: what the sign is between decimals, and how to write that.
    """
    return f"'{typed}' can be read in 2 ways: for thousands write {whole}{rest}; for a decimal {decimal}"


def _with_a_point(text: str) -> str | None:
    """A number of another notation, rewritten with a point only; None if it can mean two numbers."""
    sign = text[:1] if text[:1] in ("+", "-") else ""
    readings = [
        found for pattern in _OTHER_NOTATIONS if (found := pattern.fullmatch(text.removeprefix(sign)))
    ]
    if len(readings) != 1:
        return None
    whole, *decimals = (part for part in readings[0].groups() if part)
    return ".".join([sign + re.sub(r"\D", "", whole), *decimals])
