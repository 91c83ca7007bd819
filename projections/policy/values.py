"""Single values of a policy document: names, choices and numbers, each judged by what its key may be."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ledger.money import CURRENCIES, quantum, rounded
from ledger.text import Identifier
from projections.policy.amounts import Figure
from projections.policy.keys import KeyOf, number_words

T = TypeVar("T")

_NAME = TypeAdapter[str](Identifier)
_DECIMALS = 8


class Wrong(ValueError):
    """A value is not what its key wants; the message says what to write instead."""


def of(kind: type[T], given: object, words: str) -> T:
    """The value, which has to be of a kind."""
    if not isinstance(given, kind):
        raise Wrong(f"write {words}, not {shown(given)}")
    return given


def single(key: KeyOf, given: object) -> object:
    """The value of a key that is no table and no list of tables."""
    if key.form is str:
        return _name(given)
    if key.choices:
        if given in key.choices:
            return given
        raise Wrong(f"write {key.words}, not {shown(given)}")
    if not key.each:
        return _number(Decimal if key.form == Figure else key.form, key, given)
    numbers: tuple[Any, ...] = tuple(_number(key.each, key, one) for one in of(list, given, key.words))
    low = next(iter(numbers), 0)
    if key.about.is_range and not (len(numbers) == 2 and low <= numbers[-1]):  # noqa: PLR2004 - its ends
        raise Wrong(f"write {key.words}, such as [1, 5], not {list(numbers)}")
    if key.about.rising and not (numbers and all(one < two for one, two in pairwise(numbers))):
        raise Wrong(f"write {key.words}, such as [30, 60, 90], not {list(numbers)}")
    return numbers


def in_currency(key: KeyOf, currency: str, given: object) -> tuple[str, Decimal]:
    """An amount in a currency."""
    if currency not in CURRENCIES:
        raise Wrong("ISO 4217 knows no such currency; write a code such as EUR")
    amount = _number(Decimal, key, given)
    if (coins := rounded(amount, currency)) != amount:
        raise Wrong(f"the smallest unit of {currency} is {quantum(currency)}; write {coins}, not {amount}")
    return currency, amount


def _name(given: object) -> str:
    try:
        return _NAME.validate_python(given, strict=True)
    except ValidationError:
        wanted = "a name of 1 to 200 characters in quotes, without line breaks"
        raise Wrong(f"write {wanted}, not {shown(given)}") from None


def _number(form: type[T], key: KeyOf, given: object) -> T:
    """A number of a kind, within its bounds; an exact one stays exact."""
    about = key.about
    if isinstance(given, int | Decimal) and not isinstance(given, bool):
        exact = Decimal(given)
        fits = (isinstance(given, int) or form is not int) and exact.is_finite()
        fits = fits and (about.least is None or exact >= about.least)
        fits = fits and (about.most is None or exact <= about.most)
        fits = fits and (form is not Decimal or -int(exact.as_tuple().exponent) <= _DECIMALS)
        # a number may be more than nothing, and yet be nothing to a float
        if fits and (about.over is None or float(exact) > about.over):
            return form(given)  # type: ignore[call-arg]  # int, float and Decimal take a number
    raise Wrong(f"write {number_words(form, about)}, not {shown(given)}")


def shown(given: object) -> str:
    """What was written, as a person calls it."""
    match given:
        case str():
            return f'the text "{given}"'
        case bool():
            return str(given).lower()
        case int() | Decimal():
            return str(given)
        case list():
            return "a list"
        case dict():
            return "a table"
    return f"the date or time {given}"
