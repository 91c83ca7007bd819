"""Single values of a policy document: names, choices and numbers, each judged by what its key may be."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from ledger.money import CURRENCIES, quantum, rounded
from ledger.text import Identifier
from projections.policy.keys import KeyOf, number_words

__all__ = ["Wrong", "in_currency", "of", "shown", "single"]

T = TypeVar("T")

_NAME: Final = TypeAdapter[str](Identifier)
_ENDS = 2  # of a range
_DECIMALS = 8


class Wrong(ValueError):
    """A value is not what its key wants; the message says what to write instead."""


def of(kind: type[T], given: object, words: str) -> T:
    """The value, which has to be of a kind.

    Raises:
        Wrong: it is of another.
    """
    if not isinstance(given, kind):
        raise Wrong(f"write {words}, not {shown(given)}")
    return given


def single(key: KeyOf, given: object) -> object:
    """The value of a key that is no table and no list of tables.

    Raises:
        Wrong: it is not what the key wants.
    """
    if key.form is str:
        return _name(given)
    if key.choices:
        if given not in key.choices:
            raise Wrong(f"write {key.words}, not {shown(given)}")
        return given
    if key.about.is_range or key.about.rising:
        return _numbers(key, given)
    if key.by_currency:
        return _number(Decimal, key, given)
    if key.number:
        return tuple(_number(key.number, key, one) for one in of(list, given, key.words))
    return _number(key.form, key, given)


def in_currency(key: KeyOf, currency: str, given: object) -> tuple[str, Decimal]:
    """An amount in a currency.

    Raises:
        Wrong: there is no such currency, the amount is not what the key wants, or the currency has no such small unit.
    """
    if currency not in CURRENCIES:
        raise Wrong("ISO 4217 knows no such currency; write a code such as EUR")
    amount = _number(Decimal, key, given)
    if rounded(amount, currency) != amount:
        unit = quantum(currency)
        raise Wrong(
            f"the smallest unit of {currency} is {unit}; write {rounded(amount, currency)}, not {amount}"
        )
    return currency, amount


def _name(given: object) -> str:
    try:
        return _NAME.validate_python(given, strict=True)
    except ValidationError:
        raise Wrong(
            f"write a name of 1 to 200 characters in quotes, without line breaks, not {shown(given)}"
        ) from None


def _numbers(key: KeyOf, given: object) -> tuple[int, ...]:
    numbers = tuple(_number(int, key, one) for one in of(list, given, key.words))
    if key.about.is_range:
        fits, such = len(numbers) == _ENDS and numbers[0] <= numbers[1], [1, 5]
    else:
        fits, such = bool(numbers) and all(low < high for low, high in pairwise(numbers)), [30, 60, 90]
    if not fits:
        raise Wrong(f"write {key.words}, such as {such}, not {list(numbers)}")
    return numbers


def _number(form: type[T], key: KeyOf, given: object) -> T:
    """A number of a kind, within its bounds; an exact one stays exact."""
    about = key.about
    if isinstance(given, int | Decimal) and not isinstance(given, bool):
        whole = isinstance(given, int)
        exact = Decimal(given)
        fits = (whole or form is not int) and exact.is_finite()
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
