"""On which line each key of a TOML document stands, which no TOML library tells."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import count
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""Where in a document: keys and, counted from 0, items of a list."""

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # text of several lines may end in up to two quotes of its own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|#[^\n]*"
    r"|[\[\]{}=,]"
    r"|\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+"  # a date and a time may have a space between them
    r"""|[^\s\[\]{}=,"'#]+""",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, on which each table, key and item of a list is first named.

    Args:
        text: a document that ``tomllib`` can read.
    """
    return _Walk(text).document()


class _Walk:
    """Walks through a document that is known to be valid, and so asks few questions."""

    def __init__(self, text: str) -> None:
        self.text, self.line = text, 1
        self.pieces = self.read()
        self.found: dict[Place, int] = {}
        self.last: dict[Place, int] = {}  # item of each list of tables

    def read(self) -> Iterator[str]:
        """The pieces of the document but for comments; ``line`` is always that of the last."""
        end = 0
        for piece in _PIECE.finditer(self.text):
            self.line += self.text.count("\n", end, piece.start())
            end = piece.start()
            if not piece[0].startswith("#"):
                yield piece[0]

    def document(self) -> dict[Place, int]:
        table: Place = ()
        for piece in self.pieces:
            if piece == "[":
                table = self.header()
            else:
                self.pair(table, piece)
        return self.found

    def header(self) -> Place:
        """``[a.b]`` or ``[[a.b]]``, whose first bracket is taken; gives the table that it opens."""
        line, piece = self.line, next(self.pieces)
        *outer, last = self.key(next(self.pieces) if piece == "[" else piece, "]")
        place: Place = ()
        for part in outer:
            place = (*place, part)
            if place in self.last:
                place = (*place, self.last[place])
        place = (*place, last)
        if piece == "[":
            next(self.pieces)
            self.mark(place, line)
            self.last[place] = self.last.get(place, -1) + 1
            place = (*place, self.last[place])
        self.mark(place, line)
        return place

    def key(self, piece: str, end: str) -> Iterator[str]:
        """The parts of a dotted key, up to what ends it, which is taken."""
        dotted = ""
        while piece != end:
            dotted, piece = dotted + piece, next(self.pieces)
        inner: object = tomllib.loads(f"{dotted} = 0")
        while isinstance(inner, dict):
            ((part, inner),) = inner.items()
            yield part

    def pair(self, table: Place, piece: str) -> None:
        """``key = value``, whose first piece is taken."""
        line = self.line
        place = (*table, *self.key(piece, "="))
        self.mark(place, line)
        self.value(place, next(self.pieces))

    def value(self, place: Place, piece: str) -> None:
        """What a key or an item is, whose first piece is taken; all but lists and tables is one piece."""
        numbers = count()
        while piece in "[{" and (inner := next(self.pieces)) not in "]}":
            if inner == ",":
                continue
            if piece == "{":
                self.pair(place, inner)
            else:
                item = (*place, next(numbers))
                self.mark(item, self.line)
                self.value(item, inner)

    def mark(self, place: Place, line: int) -> None:
        """Notes the line of a key, and of the tables above it that were not named."""
        for length in range(1, len(place) + 1):
            self.found.setdefault(place[:length], line)
