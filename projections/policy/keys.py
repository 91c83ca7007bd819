"""The keys of the policy document, from the types and docstrings of its tables: names, forms, meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from ledger.policy_amounts import Figure
from ledger.policy_key import NO_KEY, Key
from projections.policy.document import Policy

_ATTRIBUTE = re.compile(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", re.MULTILINE)
"""Of a docstring: a key, and what it means."""


class KeyOf(NamedTuple):
    """A key of a table.

    Attributes:
        form: what its value is: a table's class, ``tuple[...]``, ``Literal[...]``, ``str``, ``bool`` or a
            kind of number.
        about: the numbers it may have.
        meaning: one sentence, with the unit.
    """

    name: str
    form: Any
    about: Key
    meaning: str

    @property
    def table(self) -> type | None:
        """The class of its value, where that is a table."""
        return self.form if _is_table(self.form) else None

    @property
    def each(self) -> type | None:
        """The kind of its items, where its value is a list."""
        return get_args(self.form)[0] if get_origin(self.form) is tuple else None

    @property
    def items(self) -> type | None:
        """The class of its items, where its value is a list of tables."""
        return self.each if _is_table(self.each) else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that are allowed, where they are few."""
        return get_args(self.form) if get_origin(self.form) is Literal else ()

    @property
    def words(self) -> str:
        """What its value has to be, in words."""
        if self.choices:
            return " or ".join(f'"{choice}"' for choice in self.choices)
        if self.table:
            return "a table"
        if self.items:
            return "a list of tables, which replaces the shipped list as a whole"
        if self.about.is_range:
            return f"two whole numbers {_bounds(self.about)}, the lower first"
        if self.each:
            rising = ", each more than the one before" if self.about.rising else ""
            return f"{'whole numbers' if self.each is int else 'numbers'} {_bounds(self.about)}{rising}"
        return _PLAIN.get(self.form) or number_words(self.form, self.about)


_PLAIN: dict[object, str] = {str: "a name", bool: "true or false"}


def number_words(form: object, about: Key) -> str:
    """What a number has to be, in words."""
    if form == Figure:
        number = number_words(Decimal, about)
        return f"{number}, or one for each currency as in {{ EUR = 10, HUF = 4000 }}, where others have {about.others}"
    decimals = ", with at most 8 decimals" if form is Decimal else ""
    return f"a {'whole ' if form is int else ''}number {_bounds(about)}{decimals}"


def _bounds(about: Key) -> str:
    if about.over is not None:
        return f"more than {about.over}, at most {about.most}"
    return f"from {about.least} to {about.most}"


def _is_table(form: object) -> bool:
    return is_dataclass(form) or hasattr(form, "_fields")


def keys_of(table: type) -> dict[str, KeyOf]:
    """The keys of a table by name, in the order in which they are written; none of what is no table."""
    if not _is_table(table):
        return {}
    meanings = {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(table.__doc__ or "")}
    found = {}
    for name, hint in get_type_hints(table, include_extras=True).items():
        form, about = get_args(hint) if get_origin(hint) is Annotated else (hint, Key())
        if about is NO_KEY:
            continue
        meaning = (form.__doc__ or "").partition("\n")[0] if _is_table(form) else meanings.get(name, "")
        found[name] = KeyOf(name, form, about, meaning)
    return found


def tables(table: type = Policy, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], type]]:
    """Every table of the document with its place, the outer ones first."""
    yield place, table
    for key in keys_of(table).values():
        if key.table:
            yield from tables(key.table, (*place, key.name))
