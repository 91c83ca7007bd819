"""Formats of cells that show a whole number as a code: ``00000`` shows 10 as 00010."""

from __future__ import annotations

import re
from typing import TypeAlias

from ledger.importing.values import Plain, Shown

Form: TypeAlias = tuple[str, ...]
"""What is shown, sign by sign; ``0`` stands for a digit."""

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|(0)|([-/ ().])|(.)', re.DOTALL)
_FEWEST = 2  # digits; a single 0 shows a number as it is


def form_of_code(code: str) -> Form | None:
    """The form of a format code that shows codes; None for the formats of amounts, shares and dates."""
    form: list[str] = []
    for quoted, escaped, zero, sign, other in _TOKEN.findall(code.split(";", maxsplit=1)[0]):
        literal = quoted or escaped or sign
        if other or literal == "." or any(one.isdecimal() for one in literal):
            return None
        form += ["0"] if zero else list(literal)
    return tuple(form) if form.count("0") >= _FEWEST else None


def shown(number: Plain, form: Form) -> Shown | None:
    """A whole number in a form; None for another number."""
    if not number.isdecimal():
        return None
    digits = list(number.zfill(form.count("0")))
    surplus = len(digits) - form.count("0")
    first, rest = "".join(digits[: surplus + 1]), iter(digits[surplus + 1 :])
    signs = iter([first])
    cell = Shown("".join(next(signs, None) or next(rest) if sign == "0" else sign for sign in form))
    cell.number = number
    return cell
