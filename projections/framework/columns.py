"""Columns: the annotation of a row's field describes it to everything that shows or stores it.

    score: Annotated[float | None, Column("From 0 to 100.", null="nothing is known")]

It defines the names in JSON and CSV, the column of the SQL table, the table on a terminal and the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")

Form = Literal["text", "whole", "number", "money", "day", "flag"]
"""The kind of a column's values; each database has its own type for it."""

_FORMS: dict[object, Form] = {int: "whole", bool: "flag", float: "number", Decimal: "money", date: "day"}


@dataclass(frozen=True, slots=True)
class Column:
    """The description of a row's field, beyond its name and type, and how a terminal shows it.

    Attributes:
        meaning: one sentence.
        unit: what a number counts; an exact number with a unit is no money.
        null: what an empty field means.
        key: its place, from 1, in the key that tells rows of one client on one day apart; 0: it is not in the
            key.
        summed: SQLite keeps it as a whole number of the currency's smallest unit too, so that sums are exact.
        members: the names within a field that holds a dict, under a policy.
        stored: its name in SQL, if it differs; "" if it is not stored. With {} in it, each member under the
            shipped policy has a column of its own; without, a dict is stored as its sum.
        personal: whether it holds personal data: a person's name, address, number, or a remark about them. A
            reader of the stored views in PostgreSQL may not select it.
        title: the heading on a terminal; by default the field's name.
        place: columns of a lower place come first.
        hidden: only JSON and CSV have it.
        derived: it follows from other figures of the row; people do not read its changes.
        quiet: it is left out if it is empty in every row.
        spare: it is left out, from the right, if the table does not fit.
        least: how narrow it may become, in cells; 0: it is never cut.
        places: the decimal places to which a number is rounded. Written rows in SQL hold it as a whole number
            of the last place, which takes a byte or two in place of eight; None: it is not rounded.
        decimals: of a number that is no money; None: all of an exact number, one of any other.
        unit_price: it is the price of one unit, which may have parts of the smallest coin; people see all its
            decimals.
        blank: zero is shown as an empty cell, not as a dash.
        signed: a plus sign precedes positive numbers.
        bold: it stands out.
        bars: its numbers from 0 to 100 are shown as a line of bars.
        words: what a person reads in place of its values.
        colours: by text; or one colour for all that is not empty; or, for a field with members, theirs in
            order.
    """

    meaning: str = ""
    unit: str = ""
    null: str = ""
    key: int = 0
    summed: bool = False
    members: Callable[[Policy], Sequence[str]] | None = None
    stored: str | None = None
    personal: bool = False
    title: str = ""
    place: int = 0
    hidden: bool = False
    derived: bool = False
    quiet: bool = False
    spare: bool = False
    least: int = 0
    places: int | None = None
    decimals: int | None = None
    unit_price: bool = False
    blank: bool = False
    signed: bool = False
    bold: bool = False
    bars: bool = False
    words: Callable[[Any], str] | None = None
    colours: Mapping[str, str] | str | tuple[str, ...] = ()


class Field(NamedTuple):
    """A field of a row with its column and the kind of its values.

    Attributes:
        several: of a tuple, which is stored as text, the kind of each of its values; None: it is no tuple.
    """

    name: str
    column: Column
    form: Form
    several: Form | None = None

    @property
    def money(self) -> bool:
        """Whether it is money of the row's currency, and not a count."""
        return self.form == "money" and not self.column.unit

    @property
    def spread(self) -> bool:
        """Whether each of its members has a stored column of its own."""
        return "{}" in (self.column.stored or "")

    def names(self, policy: Policy) -> list[str]:
        """Its names in a flat row: its own, or one for each member."""
        members = self.column.members
        return [self.name] if members is None else [f"{self.name} {one}" for one in members(policy)]


@cache
def row_fields(row: type[DataclassInstance | tuple[Any, ...]]) -> tuple[Field, ...]:
    """The fields of a class of rows, a dataclass or a named tuple, in order."""
    hints = get_type_hints(row, include_extras=True)
    names = getattr(row, "_fields", None) or [one.name for one in fields(row)]  # type: ignore[arg-type]
    return tuple(_field(name, hints[name]) for name in names)


def _field(name: str, hint: object) -> Field:
    column = Column()
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        column = next((note for note in notes if isinstance(note, Column)), column)
    return Field(name, column, _form(hint), _form(get_args(hint)[0]) if get_origin(hint) is tuple else None)


def _form(hint: Any) -> Form:  # noqa: ANN401 - an annotation
    if get_origin(hint) is dict:
        return _form(get_args(hint)[1])
    if isinstance(hint, UnionType):
        return _form(next(one for one in get_args(hint) if one is not type(None)))
    return _FORMS.get(hint, "text")


UNKNOWN_COST = "no order states the cost of some goods"
"""Why a margin is empty."""
CLIENT = Column("The client's code.", place=-1)
NAME = Column("The client's name.", null="the ledger knows none", place=-1, quiet=True, least=12)
CURRENCY = Column("The currency of the row's money, as ISO 4217 has it.", key=1, title="CUR")
"""Columns that most rows have."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """The first fields of most rows: the client, or the group of companies.

    A class of rows adds its own fields after them: ``class Row(Own, Who)``.
    """

    client: Annotated[str, CLIENT]
    name: Annotated[str | None, NAME]


def in_words(code: str) -> str:
    """A code as a person reads it: visit planned."""
    return code.replace("_", " ")


def filled(shape: type[R], values: dict[str, Any]) -> R:
    """A row of a frozen class without slots, from all its fields by name; it keeps the dict that it is given.

    Its constructor sets field by field, which takes most of the time of an answer about thousands of clients.
    Nothing checks the names here; a test of all views does.
    """
    row = object.__new__(shape)
    object.__setattr__(row, "__dict__", values)
    return row
