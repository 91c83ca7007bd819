"""Points in amounts as they are typed that may stand between thousands: ``1.250`` may mean 1,250 or 1.25."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.money import minor_unit
from ledger.problems import two_ways

if TYPE_CHECKING:
    from ledger.events.models.fields import FieldOf

_GROUP = re.compile(r"([+-]?[1-9]\d{0,2})\.(\d{3})", re.ASCII)
_PLACES = 3
"""Decimal places of an amount that looks like a group of thousands; an amount in dinars has as many."""


def doubts_about(
    fields: Sequence[FieldOf], values: Mapping[str, Any], currency: Callable[[], str | None]
) -> Iterator[tuple[list[str], str]]:
    """The fields whose amount may have a point between thousands, and how to write each meaning.

    A zero behind two decimal places says nothing, so it may be the end of a group of three digits. A price
    such as 1.255 may be as fine as that, and no other amount may.

    Args:
        fields: those that may have been typed.
        values: what was typed, by field.
        currency: says the currency of the amounts, if it is known; asked only where there is a doubt.
    """
    for path, text in _amounts(fields, values):
        found = _GROUP.fullmatch(text.strip())
        if not found or not (text.strip().endswith("0") or path[-1] == "amount"):
            continue
        if (places := minor_unit(currency() or "")) < _PLACES:
            whole, rest = found.groups()
            fine = f"write {whole}.{rest[:-1]}"
            if not rest.endswith("0"):
                fine = f"write at most {places} places, such as {f'{whole}.{rest[:places]}'.rstrip('.')}"
            yield path, two_ways(text, whole, rest, f"point {fine}")


def _amounts(fields: Sequence[FieldOf], values: Mapping[str, Any]) -> Iterator[tuple[list[str], str]]:
    """The amounts of money that were typed as text, also those inside of values, by the way to them."""
    for field in fields:
        value = values.get(field.name)
        for number, each in enumerate(value if isinstance(value, list) else [value], start=1):
            if field.money and isinstance(each, str):
                yield [field.name], each
            elif isinstance(each, Mapping):
                at = [str(number)] if field.many else []
                yield from (
                    ([field.name, *at, *inside], text) for inside, text in _amounts(field.parts, each)
                )
