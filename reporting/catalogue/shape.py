"""What the catalogue says of a table: what a row is, what tells rows apart, what each column holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

VERSION: Final = 1
"""The version of the schema. Within one, no column is renamed or retyped, and new ones only follow."""

Type = Literal["text", "integer", "number", "money", "date", "timestamp", "boolean"]
"""What a column holds. Money is exact, in the currency that the row names; a timestamp is a moment in UTC."""

Group = Literal["dimensions", "facts", "views"]

AS_ARRAY: Final = "as a JSON array"

IN_CURRENCY: Final = "currency"
"""The unit of money: the row's column of that name has it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        meaning: in a sentence.
        unit: what a number counts; of money, the column that names the currency.
        null: what a null means; "": there is none.
        exact: of a number, whether it is decimal; else it is a binary fraction.
        personal: whether it holds personal data, which leaves only where it is asked for.
        several: whether its text is a JSON array of texts, as its meaning says in the words of ``AS_ARRAY``.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    null: str = ""
    exact: bool = False
    personal: bool = False
    several: bool = False

    @property
    def decimal(self) -> bool:
        """Whether its values are exact decimals."""
        return self.type == "money" or self.exact


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a table that name the row of another table, or of the same.

    Attributes:
        of: the columns there, in the same order.
    """

    columns: tuple[str, ...]
    table: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the catalogue.

    Attributes:
        about: what it is, in a sentence or two.
        grain: what one row is, in words that follow "a row for".
        key: the columns that tell rows apart; none if nothing does.
    """

    name: str
    group: Group
    about: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of a name.

        Raises:
            KeyError: there is none.
        """
        found = {column.name: column for column in self.columns}
        return found[name]

    def without_personal(self) -> Table:
        """The same table without the columns that hold personal data."""
        return replace(self, columns=tuple(one for one in self.columns if not one.personal))


def text(name: str, meaning: str, null: str = "", *, personal: bool = False) -> Column:
    """A column of text."""
    return Column(name, "text", meaning, null=null, personal=personal)


def integer(name: str, meaning: str, null: str = "", unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", meaning, unit, null)


def exact(name: str, meaning: str, null: str = "", unit: str = "") -> Column:
    """A column of exact decimal numbers that are no money."""
    return Column(name, "number", meaning, unit, null, exact=True)


def money(name: str, meaning: str, null: str = "") -> Column:
    """A column of money in the currency of the row."""
    return Column(name, "money", meaning, IN_CURRENCY, null)


def day(name: str, meaning: str, null: str = "") -> Column:
    """A column of calendar days."""
    return Column(name, "date", meaning, null=null)


def moment(name: str, meaning: str, null: str = "") -> Column:
    """A column of moments."""
    return Column(name, "timestamp", meaning, null=null)


def yes(name: str, meaning: str, null: str = "") -> Column:
    """A column of true and false."""
    return Column(name, "boolean", meaning, null=null)


CURRENCY = text("currency", "The currency of the row's money, as ISO 4217 has it.")

_REFERRED = {
    "client": ("clients", "client"),
    "product": ("products", "product"),
    "manager": ("managers", "name"),
    "competitor": ("competitors", "competitor"),
    "position": ("entries", "position"),
    "entry": ("entries", "position"),
}
"""The table and the column that a column of a name refers to, in every table that has one."""


def _references(table: str, columns: Iterable[Column]) -> Iterator[Reference]:
    """The references of a table by the names of its columns; a table does not refer to itself by its key."""
    for column in columns:
        if column.name in _REFERRED:
            other, of = _REFERRED[column.name]
            if (other, of) != (table, column.name):
                yield Reference((column.name,), other, (of,))


def table(
    name: str, group: Group, about: str, grain: str, columns: Iterable[Column], key: Iterable[str]
) -> Table:
    """A table whose references follow from the names of its columns; the arguments are those of ``Table``."""
    found = (*columns,)
    return Table(
        name=name,
        group=group,
        about=about,
        grain=grain,
        key=(*key,),
        columns=found,
        references=(*_references(name, found),),
    )
