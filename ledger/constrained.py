"""The types of what comes in: text, exact numbers, days and moments, each as pydantic judges it.

Only modules that judge import these. What is recorded was judged, so readers need the plain types alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, StringConstraints
from pydantic_core import core_schema

from ledger.patterns import CURRENCY, NO_NUL, ONE_LINE
from ledger.text import nfc
from ledger.times import parse_date, parse_moment

Identifier = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=ONE_LINE),
    AfterValidator(nfc),
]
"""A code, a number or a name as written on paper: trimmed, NFC, case kept, no control characters."""


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


BankCode = Annotated[Identifier, AfterValidator(_compact)]
"""An IBAN or a BIC: written without spaces, in capitals. A rule judges its check digits."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000, pattern=NO_NUL),
    AfterValidator(nfc),
]
"""Free text in any script, up to 20,000 characters."""

WholeDocument = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200_000, pattern=NO_NUL),
    AfterValidator(nfc),
]
"""A document with its comments, up to 200,000 characters; a policy that states every key has over 20,000."""

CurrencyCode = Annotated[str, StringConstraints(pattern=CURRENCY)]
"""Three capital letters. A rule checks when recording that ISO 4217 has them; the shape does not."""


class Exact:
    """Accepts Decimal, int and text; refuses float, which cannot represent a cent exactly.

    Attributes:
        money: whether it is an amount of money.
    """

    def __init__(self, *, money: bool = False) -> None:
        self.money = money

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        number = core_schema.decimal_schema(max_digits=24, decimal_places=8)
        exact = core_schema.union_schema(
            [
                core_schema.decimal_schema(strict=True, max_digits=24, decimal_places=8),
                core_schema.chain_schema([core_schema.str_schema(strict=True), number]),
                core_schema.chain_schema([core_schema.int_schema(strict=True), number]),
            ],
            mode="left_to_right",
            custom_error_type="exact_number",
            custom_error_message="write an exact number like 12.50, with at most 24 digits, 8 of them decimals",
        )
        return core_schema.json_or_python_schema(
            json_schema=number,
            python_schema=exact,
            serialization=core_schema.to_string_ser_schema(when_used="json"),
        )

    def __get_pydantic_json_schema__(self, *_: object) -> dict[str, Any]:
        return {"type": "string", "format": "decimal", "examples": ["12.50"]}


Amount = Annotated[Decimal, Exact(money=True)]
"""An amount of money; another field holds its currency. It is kept as written: 100.00 stays 100.00."""

Quantity = Annotated[Decimal, Exact()]
"""A quantity or another exact number: pieces, kilograms, points, percent."""


def _day(value: object) -> object:
    return parse_date(value) if isinstance(value, str) else _only(date, value)


def _moment(value: object) -> object:
    if isinstance(value, str):
        value = parse_moment(value)
    if isinstance(value, datetime):
        return _in_whole_minutes(value) if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return _only(datetime, value)


def _in_whole_minutes(moment: datetime) -> datetime:
    """The moment with its offset cut to whole minutes, for stored text has no seconds of an offset."""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset / timedelta(minutes=1))
    if offset == timedelta(minutes=minutes):
        return moment
    return moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))


def _only(wanted: type, value: object) -> object:
    if type(value) is not wanted:
        raise ValueError(f"write a {wanted.__name__} in ISO 8601, such as 2026-03-01")
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar date, written 2026-03-01."""

Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A date with time and offset, written 2026-03-01T10:00+04:00; without an offset it is UTC."""
