"""The parts of a page: links, facts, tables and texts. The layout escapes every text in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, TypeAlias

from reporting.charts import Chart


class Link(NamedTuple):
    """A text that leads somewhere.

    Attributes:
        href: where; "": nowhere.
        current: whether that is the page itself.
    """

    text: str
    href: str = ""
    current: bool = False


class Cell(NamedTuple):
    """A cell of a table, or a fact.

    Attributes:
        href: where its text leads; "": nowhere.
        tone: "good", "warn" or "bad", which the text says too; "": none of them.
        faint: whether it matters less.
        struck: whether it is no longer in force.
    """

    text: str
    href: str = ""
    tone: str = ""
    faint: bool = False
    struck: bool = False


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        number: whether its cells are numbers, which are aligned at their ends.
        wraps: whether its texts may go over several lines.
        href: the address of the same page sorted by it; "": it cannot be sorted.
        sorted: "ascending" or "descending", if the rows are sorted by it.
        meaning: a sentence; "": its title says all.
        words: whether a text of it has several words, which go over lines where a page is narrow.
    """

    title: str
    number: bool = False
    wraps: bool = False
    href: str = ""
    sorted: str = ""
    meaning: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        caption: what it shows, for those who cannot see where it stands.
        rows: a cell for each column.
        sums: rows that stand below a rule.
        pages: links to more of its rows, with what is shown now.
        explained: whether the meanings of its columns are listed below it.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Sequence[Cell]] = ()
    pages: Sequence[Link] = ()
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what is known under each; ``large`` ones are the figures that a page is about."""

    kind: ClassVar[str] = "facts"
    named: Sequence[tuple[str, Cell]]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. One that the reader has to know before the figures is a caution.

    ``href`` is where it leads; "": nowhere.
    """

    kind: ClassVar[str] = "text"
    text: str
    caution: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with the table of its figures."""

    kind: ClassVar[str] = "drawing"
    chart: Chart


Part: TypeAlias = Table | Facts | Text | Drawing


class Section(NamedTuple):
    """A section of a page.

    Attributes:
        title: its heading; "": it has none.
        parts: in their order.
        href: where the heading leads; "": nowhere.
        half: whether another may stand beside it on a wide screen.
    """

    title: str
    parts: Sequence[Part]
    href: str = ""
    half: bool = False

    @property
    def heading(self) -> Link:
        """Its title, with where it leads."""
        return Link(self.title, self.href)
