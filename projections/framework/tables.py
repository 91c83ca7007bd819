"""The stored tables of a view: fields of rows are their columns, and a row may hold on later days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")
Piece = TypeVar("Piece", bound="DataclassInstance")
Row_co = TypeVar("Row_co", bound="DataclassInstance", covariant=True)


@dataclass(frozen=True, slots=True)
class Table(Generic[Row_co]):
    """Rows of a class in a table of their own.

    Attributes:
        name: of the SQL table.
        about: a sentence or two for its readers.
        row: the class of its rows.
    """

    name: str
    about: str
    row: type[Row_co]


@dataclass(frozen=True, slots=True)
class Part(Generic[Row, Piece]):
    """A field of a row that has a table of its own, because its members depend on the policy.

    Attributes:
        table: of its pieces.
        of: the pieces of a row.
        into: the row with its stored pieces.
    """

    table: Table[Piece]
    of: Callable[[Row], Iterable[Piece]]
    into: Callable[[Row, Sequence[Piece], Policy], Row]


class Ageing(NamedTuple):
    """How time changes a stored row in ways that only its items show.

    Attributes:
        columns: the SQL columns of the items that show it.
        begun: from today and the policy, a test of whether an item has changed the row since the day it was
            made. Its arguments are that day and then the values of the columns.
    """

    columns: tuple[str, ...]
    begun: Callable[[date, Policy], Callable[..., bool]]


@dataclass(frozen=True, slots=True)
class Lasting(Generic[Row]):
    """How a stored row follows time, without a new fact and under the same policy.

    Attributes:
        later: the row so many days later.
        ageing: the changes that ``later`` cannot make.
    """

    later: Callable[[Row, int], Row]
    ageing: Ageing | None = None


def same(row: Row, days: int) -> Row:
    """A row that time does not change."""
    del days
    return row
