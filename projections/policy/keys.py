"""The keys of the policy document, from the dataclasses of ``projections.policy``: names, forms, meanings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from projections.policy.amounts import Figure
from projections.policy.document import Key, Policy

__all__ = ["KeyOf", "dotted", "keys_of", "number_words", "tables"]


class KeyOf(NamedTuple):
    """A key of a table.

    Attributes:
        form: what its value is: a table's class, ``tuple[...]``, ``Literal[...]``, ``str`` or a kind of number.
        about: its meaning, and the numbers it may have.
    """

    name: str
    form: Any
    about: Key

    @property
    def table(self) -> type | None:
        """The class of its value, where that is a table."""
        return self.form if _is_table(self.form) else None

    @property
    def items(self) -> type | None:
        """The class of its items, where its value is a list of tables."""
        first = get_args(self.form)[0] if get_origin(self.form) is tuple else None
        return first if _is_table(first) else None

    @property
    def number(self) -> type | None:
        """The kind of its numbers, where its value is a list of such."""
        return get_args(self.form)[0] if get_origin(self.form) is tuple and not self.items else None

    @property
    def by_currency(self) -> bool:
        """Whether its value may be a table of numbers by currency, instead of a number."""
        return bool(self.form == Figure)

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that are allowed, where they are few."""
        return get_args(self.form) if get_origin(self.form) is Literal else ()

    @property
    def sentence(self) -> str:
        """Its meaning and its form, for people."""
        return f"{self.about.meaning} {self.words[0].upper()}{self.words[1:]}."

    @property
    def words(self) -> str:
        """What its value has to be, in words."""
        if self.choices:
            return " or ".join(f'"{choice}"' for choice in self.choices)
        if self.items:
            return "a list of tables, which replaces the shipped list as a whole"
        if self.table:
            return "a table"
        if self.about.is_range:
            return f"two whole numbers {_bounds(self.about)}, the lower first"
        if get_origin(self.form) is tuple:
            rising = ", each more than the one before" if self.about.rising else ""
            return f"{'whole numbers' if self.number is int else 'numbers'} {_bounds(self.about)}{rising}"
        return "a name" if self.form is str else number_words(self.form, self.about)


def number_words(form: object, about: Key) -> str:
    """What a number has to be, in words."""
    if form == Figure:
        number = number_words(Decimal, about)
        return f"{number}, or one for each currency as in {{ EUR = 10, HUF = 4000 }}, where others have 0"
    decimals = ", with at most 8 decimals" if form is Decimal else ""
    return f"a {'whole ' if form is int else ''}number {_bounds(about)}{decimals}"


def _bounds(about: Key) -> str:
    if about.over is not None:
        return f"more than {about.over}, at most {about.most}"
    return f"from {about.least} to {about.most}"


def _is_table(form: object) -> bool:
    return is_dataclass(form) or hasattr(form, "_fields")


def keys_of(table: type) -> dict[str, KeyOf]:
    """The keys of a table by name, in the order in which they are written."""
    found = {}
    for name, hint in get_type_hints(table, include_extras=True).items():
        if get_origin(hint) is Annotated:
            form, about = get_args(hint)
            found[name] = KeyOf(name, form, about)
    return found


def tables(table: type = Policy, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], type]]:
    """Every table of the document with its place, the outer ones first."""
    yield place, table
    for key in keys_of(table).values():
        if key.table:
            yield from tables(key.table, (*place, key.name))


def dotted(place: tuple[str | int, ...]) -> str:
    """A key's place as a person says it: ``loyalty.tiers 2, reached_at``."""
    said = ""
    for part in place:
        if isinstance(part, int):
            said += f" {part + 1},"
        else:
            said += f"{' ' if said.endswith(',') else '.'}{part}"
    return said.strip(".,")
