"""The stored tables of a view: the fields of its rows are their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

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
    """

    table: Table[Piece]
    of: Callable[[Row], Iterable[Piece]]
