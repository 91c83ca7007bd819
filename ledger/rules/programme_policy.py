"""The programme of points as rules read it, from the JSON that ``credit_policy`` keeps of a document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from ledger.policy_amounts import ByCurrency, Figure
from ledger.programme_keys import NO_PROGRAMME, Programme


@lru_cache(maxsize=64)
def programme_of(stored: str) -> Programme:
    """The programme, or the shipped one in place of one that cannot be used."""
    try:
        programme: Programme = _table(Programme, json.loads(stored or "{}"))
    except (ArithmeticError, AttributeError, TypeError, ValueError):  # older rules admitted such documents
        return NO_PROGRAMME
    return programme


def _table(kind: Any, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any table of the programme
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{name: _value(hints[name], value) for name, value in given.items() if name in hints})


def _value(hint: Any, given: Any) -> Any:  # noqa: ANN401 - any value of the programme
    form = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if form == Figure and isinstance(given, dict):
        return ByCurrency((currency, Decimal(amount)) for currency, amount in given.items())
    if form in (Decimal, Figure):
        return Decimal(given)
    if is_dataclass(form):
        return _table(form, given)
    if get_origin(form) is tuple:
        return tuple(_table(get_args(form)[0], one) for one in given)
    if form in (bool, int, str) and not isinstance(given, form):
        raise TypeError(given)
    return given
