"""Columns: a field of a row says in its annotation what it holds, and everything that shows or stores it reads that.

    score: Annotated[float | None, Column("From 0 to 100.", null="nothing is known")]

The names of JSON and CSV, the columns of the SQL table, the table on a terminal and the reference follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Form = Literal["text", "whole", "number", "money", "day"]
"""What a column holds; each database has its own type for it."""

_FORMS: dict[object, Form] = {int: "whole", bool: "whole", float: "number", Decimal: "money", date: "day"}


@dataclass(frozen=True, slots=True)
class Column:
    """What a field of a row holds, beside its name and its type, and how a terminal shows it.

    Attributes:
        meaning: one sentence.
        unit: what is counted; an exact number with a unit is no money.
        null: what it means where the field is empty.
        key: from 1, its place among the fields by which rows of one client on one day are told apart; 0: it is none.
        members: the names within a field that holds a dict, under a policy.
        stored: its name in SQL, where that is another; "" where it is not stored. With {} in it, each member of the
            shipped policy has a column of its own; without, a dict is stored as its sum.
        title: what stands above it on a terminal; by default the field's name.
        place: columns of a lower place come first.
        hidden: it is left to JSON and CSV.
        quiet: it is left out where it says nothing of any row.
        spare: it is left out, from the right, where the rest does not fit.
        least: how narrow it may become, in cells; 0: it is never cut.
        decimals: of a number that is no money of the row's currency; None: all of an exact one, one of any other.
        blank: nothing of it is shown as an empty cell, not as a dash.
        signed: a plus stands before what is more than nothing.
        bold: it stands out.
        colours: by text; or the colour of all that is not empty; or, of a field with members, theirs in order.
    """

    meaning: str = ""
    unit: str = ""
    null: str = ""
    key: int = 0
    members: Callable[[Policy], Sequence[str]] | None = None
    stored: str | None = None
    title: str = ""
    place: int = 0
    hidden: bool = False
    quiet: bool = False
    spare: bool = False
    least: int = 0
    decimals: int | None = None
    blank: bool = False
    signed: bool = False
    bold: bool = False
    colours: Mapping[str, str] | str | tuple[str, ...] = ()


class Field(NamedTuple):
    """A field of a row with its column and what it holds; several values of a form where it is a tuple."""

    name: str
    column: Column
    form: Form
    several: bool = False

    @property
    def money(self) -> bool:
        """Whether it is money of the row's currency; an exact number that counts something else is not."""
        return self.form == "money" and not self.column.unit

    @property
    def spread(self) -> bool:
        """Whether each of its members has a column of its own where it is stored."""
        return "{}" in (self.column.stored or "")

    def names(self, policy: Policy) -> list[str]:
        """What JSON lines flattened for CSV call it: its name, or one name for each member."""
        members = self.column.members
        return [self.name] if members is None else [f"{self.name} {one}" for one in members(policy)]


@cache
def row_fields(row: type[DataclassInstance]) -> tuple[Field, ...]:
    """The fields of a class of rows, in order."""
    hints = get_type_hints(row, include_extras=True)
    return tuple(_field(one.name, hints[one.name]) for one in fields(row))


def _field(name: str, hint: object) -> Field:
    column = Column()
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        column = next((note for note in notes if isinstance(note, Column)), column)
    return Field(name, column, _form(hint), get_origin(hint) is tuple)


def _form(hint: Any) -> Form:  # noqa: ANN401 - an annotation
    if get_origin(hint) is dict:
        return _form(get_args(hint)[1])
    if isinstance(hint, UnionType):
        return _form(next(one for one in get_args(hint) if one is not type(None)))
    return _FORMS.get(hint, "text")


CLIENT = Column("The client's code.", place=-1)
NAME = Column("The client's name.", null="the ledger knows none", place=-1, quiet=True, spare=True, least=12)
CURRENCY = Column("The currency of the row's money, as ISO 4217 has it.", key=1, title="CUR")
"""Columns that most rows have."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """The first fields of most rows: which client, or which group of companies as one.

    A class of rows adds its own fields behind them as ``class Row(Own, Who)``.
    """

    client: Annotated[str, CLIENT]
    name: Annotated[str | None, NAME]
