"""Converts cells to numbers, dates and truth values. The mapping states the notation; it is never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from ledger.importing.eras import to_gregorian
from ledger.importing.faults import Wrong
from ledger.importing.headings import currencies_beside
from ledger.money import CURRENCIES
from ledger.text import with_ascii_digits
from ledger.written_dates import is_buddhist


class Plain(str):
    """A number that a program wrote (a spreadsheet, JSON), with a decimal point in every locale."""

    __slots__ = ()


class Iso(str):
    """A date or time that a program wrote, in ISO 8601; the stated format of dates does not apply."""

    __slots__ = ()


class Shown(str):
    """A whole number that a spreadsheet shows in another form, such as 10 as ``00010``: the form is its text.

    Attributes:
        number: the number.
    """

    __slots__ = ("number",)
    number: Plain


class Unusable(str):
    """A cell that the file holds damaged; it is wrong wherever the mapping reads it.

    Attributes:
        why: what is wrong, as a sentence.
    """

    __slots__ = ("why",)
    why: str

    @classmethod
    def of(cls, text: str, why: str) -> Unusable:
        """A damaged cell."""
        cell = cls(text)
        cell.why = why
        return cell


Cell: TypeAlias = str
"""The content of a cell; empty text if there is none."""


class Notation(NamedTuple):
    """The notation of numbers and dates.

    Attributes:
        decimal: the decimal sign.
        thousands: the signs that can group digits; a space stands for every kind of space.
        dates: ``strptime`` formats tried in order, or ``iso``, ``excel`` (days since 1899-12-30), ``unix``
            (seconds).
        zone: the time zone of times without an offset.
        era: how years are counted; years of the Buddhist era are asked about if it is not stated.
    """

    decimal: str = "."
    thousands: str = ""
    dates: tuple[str, ...] = ("iso",)
    zone: str = "UTC"
    era: str | None = None


def _zone_of(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)


MINUSES = "-\N{MINUS SIGN}–—"
"""The signs of a negative number. The hyphen comes first, as a set of signs in a pattern needs it."""

_MINUS = str.maketrans(dict.fromkeys(MINUSES, "-") | {"’": "'"})
_PLAIN = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_CODE = re.compile("[A-Z]{3}")
_WORD = re.compile(rf"^[^\W\d_]+\.?(?=[{MINUSES}+\s\d(])|(?<=[\s\d)])[^\W\d_]+\.?$")


def number_reader(notation: Notation) -> Callable[[Cell], Decimal]:
    """A reader of numbers such as ``1 234,50``, ``(1.00)``, ``5-``, ``£ 12``, ``AZN 7`` or ``7 Ft``."""
    signs = notation.thousands.translate(_MINUS)
    groups = "".join(rf"|\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+" for sign in signs)
    groups += r"|\d{1,2}(?:,\d{2})*,\d{3}" if "," in signs else ""  # 12,34,567: lakhs and crores
    shape = re.compile(rf"([+-]?)(\d+{groups})?(?:{re.escape(notation.decimal)}(\d*))?")
    drop = str.maketrans("", "", signs)

    def read(cell: Cell) -> Decimal:
        if type(cell) is Plain:
            return Decimal(cell)
        if isinstance(cell, Shown):
            return Decimal(cell.number)
        text, negative = _bare(cell)
        found = shape.fullmatch(text)
        if found is None or not (found[2] or found[3]):
            raise Wrong(_not_a_number(cell, notation, read))
        whole_part = (found[2] or "0").translate(drop)
        value = Decimal(f"{whole_part}.{found[3]}" if found[3] else whole_part)
        if negative and found[1] == "+":
            raise Wrong(f"'{cell}' has a plus and the mark of a negative number; leave one of them out")
        return -value if negative or found[1] == "-" else value

    return read


def _bare(cell: Cell) -> tuple[str, bool]:
    """The bare number, without currency, percent sign and brackets, and whether it is negative."""
    text = "".join(
        " " if sign.isspace() else sign
        for sign in cell.translate(_MINUS)
        if unicodedata.category(sign) not in {"Sc", "Cf"} and sign != "%"
    ).strip()
    text = re.sub(r"(?<=\d[.,])--?$", "", _without_currency(text))  # 5,- is 5
    if text.startswith("(") and text.endswith(")"):
        return _without_currency(text[1:-1].strip()), True
    if text.endswith("-"):
        return text[:-1].strip(), True
    return re.sub(r"^([+-])\s+", r"\1", text), False


def _without_currency(text: str) -> str:
    """A number without the code or the word of a currency before it or behind it."""
    return _WORD.sub(lambda found: "" if _is_currency(found[0]) else found[0], text).strip()


def _is_currency(word: str) -> bool:
    """Whether a word beside a number names a currency. A code has capital letters: *cup* is no CUP."""
    if word.upper() in CURRENCIES or _CODE.fullmatch(word):
        return word.isupper()
    return bool(currencies_beside(word))


def word_in(cell: Cell) -> str:
    """The word beside the number in a cell, such as ``Ft`` or ``db``; empty if there is none."""
    return found[0] if (found := _WORD.search(cell.strip())) else ""


def without_word(cell: Cell, instead: str = "") -> Cell:
    """A cell without the word beside its number, or with another one."""
    return _WORD.sub(instead, cell.strip()).strip()


def _not_a_number(cell: Cell, notation: Notation, read: Callable[[Cell], Decimal]) -> str:
    if word := word_in(cell):
        with suppress(Wrong):
            read(without_word(cell))
            return (
                f"'{cell}' has '{word}' beside its number; correct it, "
                f'or take it away with replace = [["{word}", ""]]'
            )
    grouped = f", thousands by '{notation.thousands}'" if notation.thousands else ", thousands not grouped"
    return (
        f"'{cell}' is not a number with decimals after '{notation.decimal}'{grouped}; "
        "correct it, or state decimal and thousands in the mapping"
    )


def whole(number: Decimal) -> int:
    """A whole number.

    Raises:
        Wrong: it has decimals.
    """
    if number != number.to_integral_value():
        raise Wrong(f"{number} is not a whole number; correct it")
    return int(number)


def moment_reader(notation: Notation) -> Callable[[Cell], datetime]:
    """A reader of moments in the stated formats. A date alone means the start of that day in the stated zone.

    When clocks are set back, an hour happens twice; the reader takes the first.
    """
    zone, read = _zone_of(notation.zone), _naive_reader(notation)
    return lambda cell: found if (found := read(cell)).tzinfo else found.replace(tzinfo=zone)


def date_reader(notation: Notation) -> Callable[[Cell], date]:
    """A reader of calendar days in the stated formats; Unix seconds have that of the zone."""
    read = _naive_reader(notation)
    return lambda cell: read(cell).date()


def _naive_reader(notation: Notation) -> Callable[[Cell], datetime]:
    readers = [_one_format(form, notation.era, _zone_of(notation.zone)) for form in notation.dates]

    def read(cell: Cell) -> datetime:
        text = with_ascii_digits(cell.strip())
        for reader in (datetime.fromisoformat,) if type(cell) is Iso else readers:
            try:
                found = reader(text)
            except (ValueError, OverflowError, OSError):
                continue
            if notation.era is None and is_buddhist(found.year) and type(cell) is not Iso:
                break
            return found
        raise Wrong(_no_date(cell, text, notation))

    return read


def _no_date(cell: Cell, text: str, notation: Notation) -> str:
    """Why a cell is no date: a form that was not stated, or a day that the calendar does not have."""
    hint = "correct it, or state its form as dates in the mapping"
    if notation.era is None and _BUDDHIST_YEAR.search(text):
        hint = 'state era = "buddhist" in the mapping if its years are of the Buddhist era, else "gregorian"'
    elif any(is_shaped(text, form) for form in notation.dates):
        return f"there is no such day as '{cell}'; correct it"
    forms = " or ".join(_ISO if form == "iso" else form for form in notation.dates)
    return f"'{cell}' is not a date in the form {forms}; {hint}"


def is_shaped(cell: Cell, form: str) -> bool:
    """Whether a cell that is no date in a form looks like one, such as the 31st of February.

    A cell that is a day with day and month in the other order has that other form. What is written without
    signs may be any number.
    """
    text = with_ascii_digits(cell.strip())
    if not _shape(form).fullmatch(text):
        return False
    try:
        _one_format(other_order(form), None)(text)
    except (ValueError, OverflowError):
        return True
    return False


def other_order(form: str) -> str:
    """A form with day and month in the other order; the form itself if it does not name them."""
    return form.translate(_SWAPPED)


@cache
def _shape(form: str) -> re.Pattern[str]:
    """A pattern of what looks like a date in a form; of nothing, if no signs stand between its parts."""
    form = "%Y-%m-%d" if form == "iso" else form
    if not re.search("%[dm][^%]", form):
        return re.compile("(?!)")
    return re.compile(
        re.sub("%([a-zA-Z])", lambda code: r"\d{4}" if code[1] == "Y" else r"\d{1,2}", re.escape(form))
    )


_SWAPPED = str.maketrans("dm", "md")
_ISO = "2026-03-31"
_BUDDHIST_YEAR = re.compile(r"(?<!\d)2[456]\d\d(?!\d)")
_EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel counts local days; the mapping states the zone


def _one_format(form: str, era: str | None, zone: tzinfo = UTC) -> Callable[[str], datetime]:
    if form == "excel":
        return lambda text: _EXCEL_START + timedelta(seconds=round(float(_plain(text)) * 86_400))
    if form == "unix":
        return lambda text: datetime.fromtimestamp(float(_plain(text)), zone)
    convert = to_gregorian(form, era)
    if form == "iso":
        return lambda text: datetime.fromisoformat(convert(text))
    return lambda text: datetime.strptime(convert(text), form)  # noqa: DTZ007 - the mapping states the zone


def _plain(text: str) -> str:
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    return text


_TRUTHS = dict.fromkeys(("true", "yes", "y", "1"), True) | dict.fromkeys(("false", "no", "n", "0"), False)


def truth(cell: Cell) -> bool:
    """A truth value.

    Raises:
        Wrong: it is neither yes nor no; ``map`` gives the words of other languages.
    """
    found = _TRUTHS.get(cell.strip().lower())
    if found is None:
        raise Wrong(f"'{cell}' is neither yes nor no; translate it with map")
    return found
