"""What of a view is stored: tables whose columns are the fields of its rows, and how a stored row holds on later days."""

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
        about: a sentence or two for who reads it.
        row: the class of its rows.
    """

    name: str
    about: str
    row: type[Row_co]


@dataclass(frozen=True, slots=True)
class Part(Generic[Row, Piece]):
    """A field of a row that has a table of its own, since its members are others under each policy.

    Attributes:
        table: where its pieces are.
        of: the pieces of a row.
        into: the row with the pieces that were stored of it.
    """

    table: Table[Piece]
    of: Callable[[Row], Iterable[Piece]]
    into: Callable[[Row, Sequence[Piece], Policy], Row]


class Ageing(NamedTuple):
    """How the days change a stored row in ways that only its items show.

    Attributes:
        columns: the columns of the items, in SQL, that tell.
        begun: from today and the policy, what says whether an item made the row another since the day it was made.
            It is given that day and then the values of the columns.
    """

    columns: tuple[str, ...]
    begun: Callable[[date, Policy], Callable[..., bool]]


@dataclass(frozen=True, slots=True)
class Lasting(Generic[Row]):
    """How a stored row holds on a later day, while no fact enters and the policy is the same.

    Attributes:
        later: the row so many days later.
        ageing: what makes it another row all the same.
    """

    later: Callable[[Row, int], Row]
    ageing: Ageing | None = None


def same(row: Row, days: int) -> Row:
    """A row that is the same on any later day."""
    del days
    return row
