"""On which line each key of a TOML document stands, which ``tomllib`` does not say."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple, TypeAlias

__all__ = ["Place", "lines_of"]

Place: TypeAlias = tuple[str | int, ...]
"""Where in a document: keys and, counted from 0, items of a list."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # text of several lines may end in up to two quotes of its own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|#[^\n]*"
    r"|\n"
    r"|[\[\]{}=,.]"
    r"""|[^\s\[\]{}=,."'#]+""",
    re.DOTALL,
)


class _Token(NamedTuple):
    text: str
    line: int


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, on which each table, key and item of a list is first named.

    Args:
        text: a document that ``tomllib`` can read.
    """
    return _Scanner(text).document()


class _Scanner:
    """Walks through a document that is known to be valid, and so asks few questions."""

    def __init__(self, text: str) -> None:
        self.tokens = []
        line, end = 1, 0
        for found in _TOKEN.finditer(text):
            line += text.count("\n", end, found.start())
            self.tokens.append(_Token(found[0], line))
            line += found[0].count("\n")
            end = found.end()
        self.tokens.reverse()  # so that the next one is taken from the end
        self.found: dict[Place, int] = {}
        self.lists: dict[Place, int] = {}

    def document(self) -> dict[Place, int]:
        table: Place = ()
        while token := self.next():
            if token.text == "[":
                table = self.header(token.line)
            else:
                self.pair(table, token)
        return self.found

    def next(self) -> _Token | None:
        """Takes the next token that is no comment and no end of a line."""
        while self.tokens:
            token = self.tokens.pop()
            if token.text != "\n" and not token.text.startswith("#"):
                return token
        return None

    def take(self) -> _Token:
        """Takes the next token, which a valid document has."""
        token = self.next()
        if token is None:
            raise ValueError("the document ends within a value")
        return token

    def header(self, line: int) -> Place:
        """``[a.b]`` or ``[[a.b]]``, whose first bracket is taken; gives the table that it opens."""
        token = self.take()
        of_list = token.text == "["
        *outer, last = self.key(self.take() if of_list else token, "]")
        if of_list:
            self.take()
        place: Place = ()
        for part in outer:
            place = (*place, part)
            if place in self.lists:
                place = (*place, self.lists[place] - 1)
        place = (*place, last)
        self.mark(place, line)
        if of_list:
            self.lists[place] = self.lists.get(place, 0) + 1
            place = (*place, self.lists[place] - 1)
            self.mark(place, line)
        return place

    def key(self, token: _Token, end: str) -> list[str]:
        """The parts of a dotted key, up to what ends it, which is taken."""
        parts = []
        while token.text != end:
            if token.text != ".":
                quoted = token.text[0] in "\"'"
                parts.append(tomllib.loads(f"key = {token.text}")["key"] if quoted else token.text)
            token = self.take()
        return parts

    def pair(self, table: Place, token: _Token) -> None:
        """``key = value``, whose first token is taken."""
        place = (*table, *self.key(token, "="))
        self.mark(place, token.line)
        self.value(place, self.take())

    def value(self, place: Place, token: _Token) -> None:
        """What a key or an item of a list is, whose first token is taken."""
        if token.text == "[":
            count = 0
            while (item := self.take()).text != "]":
                if item.text != ",":
                    self.mark((*place, count), item.line)
                    self.value((*place, count), item)
                    count += 1
        elif token.text == "{":
            while (first := self.take()).text != "}":
                if first.text != ",":
                    self.pair(place, first)
        else:
            while self.tokens and self.tokens[-1].text[0] not in ",]}\n#":
                self.tokens.pop()  # a number with a point, a date with a time

    def mark(self, place: Place, line: int) -> None:
        """Notes the line of a key, and of the tables above it where they were not named."""
        for length in range(1, len(place) + 1):
            self.found.setdefault(place[:length], line)
