"""The stored tables of a view: the fields of its rows are their columns; and what is never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from projections.framework.fold_parts import Evolve

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
class Subtable(Generic[Row, Piece]):
    """A field of a row that has a table of its own, because its members depend on the policy.

    Attributes:
        table: of its pieces.
        of: the pieces of a row.
    """

    table: Table[Piece]
    of: Callable[[Row], Iterable[Piece]]


def _all(row: object) -> int:
    del row
    return 0


def _as_it_is(row: Row, event: object) -> Row:
    del event
    return row


class Unstored(NamedTuple):
    """Texts of rows that are never stored, such as names of people, which can be erased in their entries.

    Attributes:
        evolve: the fold of a client that has them.
        filled: a row with its text, from the state of its client.
        first: the position of the first entry that the text of a row needs, 0 for all; None: it needs none.
        alone: the position of the entry that has the text of a row as it was recorded, so that the row needs
            no other; 0: that is not known.
        told: a row with its text, from the event of that entry.

    A row is what the view makes before rows are compared, which may be another class than that of its table.
    """

    evolve: Evolve
    filled: Callable[[Any, Any], Any]
    first: Callable[[Any], int | None] = _all
    alone: Callable[[Any], int] = _all
    told: Callable[[Any, Any], Any] = _as_it_is
