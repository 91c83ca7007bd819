"""Read a policy document over the default, and find all its faults at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from ledger.errors import key_path, near_or_all
from ledger.money import CURRENCIES, WITHDRAWN, exact, quantum, rounded
from ledger.policy_amounts import ByCurrency, Figure
from ledger.text import trimmed
from projections.policy.contradictions import contradictions
from projections.policy.document import DEFAULT, Policy
from projections.policy.keys import KeyOf, keys_of, number_words, tables
from projections.policy.lines import Place, lines_of

T = TypeVar("T")

_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_DECIMALS = 8
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)")


_RETIRED: dict[Place, str] = {
    (
        "health",
        "weights",
    ): "the score is the chance of the next order, not a mean of components; leave it out",
    ("health", "freshness"): "the evidence behind a score counts order days; leave it out",
    ("health", "commerce", "half_score"): "it became half, of another scale; leave it out, or write half = 6",
    ("health", "engagement", "tolerance"): "tolerance in [touches] holds for health too; leave it out",
    (
        "health",
        "engagement",
        "tolerance_key",
    ): "tolerance_key in [touches] holds for health too; leave it out",
}
"""Keys of earlier versions, and what to do about them. They are ignored in policies that a house adopted."""


class PolicyFault(NamedTuple):
    """Something wrong with a document, and what to do about it.

    Attributes:
        line: counted from 1; None if no line of the document is to blame.
        key: the key's place in the document; empty if the fault is about the whole.
    """

    line: int | None
    key: str
    problem: str

    @property
    def what(self) -> str:
        """The key and the problem."""
        return f"{self.key}: {self.problem}" if self.key else self.problem

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}" if self.line else self.what


class Reading(NamedTuple):
    """A policy as a document states it; use it only if there are no faults."""

    policy: Policy
    faults: list[PolicyFault]


@exact
def read(text: str, *, adopted: bool = False) -> Reading:
    """Read a policy document; keys that it leaves out are as in the default.

    Args:
        text: the document.
        adopted: whether a house adopted it before; then keys that count no more are no faults.
    """
    try:
        document = tomllib.loads(text, parse_float=Decimal)
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as wrong:
        return Reading(DEFAULT, [_not_toml(str(wrong))])
    except (ValueError, ArithmeticError):
        return Reading(
            DEFAULT, [PolicyFault(None, "", "a number in it has too many digits; write a shorter one")]
        )
    except RecursionError:
        return Reading(
            DEFAULT, [PolicyFault(None, "", "it is nested too deeply for a policy; write it flatter")]
        )
    reader = _Reader(adopted=adopted)
    policy = reader.table(Policy, document, (), DEFAULT)
    if "version" not in document:
        reader.wrong(("version",), 'it is missing; give the policy a name, such as version = "2026-1"')
    for places, problem in list(contradictions(policy, reader.sound)):
        reader.wrong(next((place for place in places if place in lines), places[0]), problem)
    policy = replace(policy, ignored=tuple(map(key_path, reader.ignored)))
    faults = [PolicyFault(_line(lines, place), key_path(place), problem) for place, problem in reader.found]
    return Reading(policy, sorted(faults, key=lambda fault: fault.line or 0))


def _not_toml(message: str) -> PolicyFault:
    at = _AT_LINE.search(message)
    what = _AT_LINE.sub(f", at column {at[2]}" if at else "", message).replace(
        " (at end of document)", " at the end"
    )
    problem = f"not valid TOML: {what[0].lower()}{what[1:]}; see https://toml.io"
    return PolicyFault(int(at[1]) if at else None, "", problem)


def _line(lines: Mapping[Place, int], place: Place) -> int | None:
    """The line of a key, or of the nearest table around it that the document names."""
    return next((lines[place[:end]] for end in range(len(place), 0, -1) if place[:end] in lines), None)


class _Reader:
    """Turns TOML into the classes of the policy, and collects what is wrong and where."""

    def __init__(self, *, adopted: bool) -> None:
        self.found: list[tuple[Place, str]] = []
        self.ignored: list[Place] = []
        self._adopted = adopted

    def wrong(self, place: Place, problem: str) -> None:
        self.found.append((place, problem))

    def sound(self, place: Place) -> bool:
        return not any(wrong[: len(place)] == place for wrong, _ in self.found)

    def table(self, kind: type[T], given: Mapping[str, object], place: Place, default: object) -> T:
        """A table; keys that are left out or wrong are as in the default."""
        keys = keys_of(kind)
        for name in given:
            if self._adopted and (*place, name) in _RETIRED:
                self.ignored.append((*place, name))
            elif name not in keys:
                self.wrong((*place, name), _unknown(name, keys, place))
        values, usual = {}, getattr(kind, "_field_defaults", {}) if default is None else {}
        for name, key in keys.items():
            kept = values[name] = getattr(default, name, usual.get(name))
            if name in given:
                values[name] = self.value(key, given[name], (*place, name), kept)
            elif default is None and name not in usual:
                self.wrong((*place, name), f"it is missing; write {key.words}")
        return kind(**values)

    def value(self, key: KeyOf, given: object, place: Place, default: object) -> object:
        """The value of a key."""
        try:
            if key.table:
                return self.table(key.table, _of(dict, given, key.words), place, default)
            if key.items:
                items = enumerate(_of(list, given, key.words))
                return tuple(self.item(key.items, item, (*place, at)) for at, item in items)
            if key.form == Figure and isinstance(given, dict):
                return self.figures(key, given, place)
            return _single(key, given)
        except _Wrong as wrong:
            self.wrong(place, str(wrong))
            return default

    def figures(self, key: KeyOf, given: Mapping[str, object], place: Place) -> ByCurrency:
        """Amounts by currency; each that is wrong is a fault of its own."""
        if not given:
            raise _Wrong(f"write {key.words}, not an empty table")
        found = []
        for currency, figure in given.items():
            try:
                found.append(_in_currency(key, currency, figure))
            except _Wrong as wrong:
                self.wrong((*place, currency), str(wrong))
        return ByCurrency(found)

    def item(self, kind: type, given: object, place: Place) -> object:
        """An item of a list of tables; keys that it leaves out have the default of their field, if any."""
        if isinstance(given, dict):
            return self.table(kind, given, place, None)
        self.wrong(place, f"write a table with {', '.join(keys_of(kind))}, not {_shown(given)}")
        return None


def _unknown(name: str, keys: Mapping[str, KeyOf], place: Place) -> str:
    if (*place, name) in _RETIRED:
        return f"it counts no more: {_RETIRED[*place, name]}"
    homes = [".".join(home) for home, table in tables() if name in keys_of(table) and home != place]
    if homes:
        return f"there is no such key here; it belongs in [{homes[0]}]"
    return f"there is no such key; {near_or_all(name, [*keys])}"


class _Wrong(ValueError):
    """A value is not what its key wants; the message says what to write instead."""


def _of(kind: type[T], given: object, words: str) -> T:
    """The value, which has to be of a kind."""
    if not isinstance(given, kind):
        raise _Wrong(f"write {words}, not {_shown(given)}")
    return given


def _single(key: KeyOf, given: object) -> object:
    """The value of a key that is no table and no list of tables."""
    if key.form is str:
        return _name(given)
    if key.form is bool:
        return _of(bool, given, key.words)
    if key.choices:
        if given in key.choices:
            return given
        raise _Wrong(f"write {key.words}, not {_shown(given)}")
    if not key.each:
        return _number(Decimal if key.form == Figure else key.form, key, given)
    numbers: tuple[Any, ...] = tuple(_number(key.each, key, one) for one in _of(list, given, key.words))
    low = next(iter(numbers), 0)
    if key.about.is_range and not (len(numbers) == 2 and low <= numbers[-1]):  # noqa: PLR2004 - its ends
        raise _Wrong(f"write {key.words}, such as [1, 5], not {list(numbers)}")
    if key.about.rising and not (numbers and all(one < two for one, two in pairwise(numbers))):
        raise _Wrong(f"write {key.words}, such as [30, 60, 90], not {list(numbers)}")
    return numbers


def _in_currency(key: KeyOf, currency: str, given: object) -> tuple[str, Decimal]:
    """An amount in a currency."""
    if currency not in CURRENCIES and currency not in WITHDRAWN:
        raise _Wrong("ISO 4217 knows no such currency; write a code such as EUR")
    amount = _number(Decimal, key, given)
    if (coins := rounded(amount, currency)) != amount:
        raise _Wrong(f"the smallest unit of {currency} is {quantum(currency)}; write {coins}, not {amount}")
    return currency, amount


def _name(given: object) -> str:
    name = trimmed(given) if isinstance(given, str) else ""
    if _NAME.fullmatch(name):
        return name
    wanted = "a name of 1 to 200 characters in quotes, without line breaks"
    raise _Wrong(f"write {wanted}, not {_shown(given)}")


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
    raise _Wrong(f"write {number_words(form, about)}, not {_shown(given)}")


def _shown(given: object) -> str:
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
