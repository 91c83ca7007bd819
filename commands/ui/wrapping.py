"""Text broken into lines of a terminal, whose cells some scripts fill by two and some marks not at all."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress

_WORD = re.compile(r"`[^`]*`\S*|\S+")
"""A word of a sentence; a command in it is one, so that it can be copied whole."""


def width(text: str) -> int:
    """How many cells a terminal gives the text."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def wrapped(text: str, cells: int) -> list[str]:
    """A text on as many lines as it needs, broken between words where it can be."""
    return _filled(text.split(" "), cells)


def told(message: str) -> str:
    """A message for standard error; for a terminal, broken between words and around commands."""
    cells = _cells_of_stderr()
    if cells is None:
        return message
    lines = (_sentence(line, cells) if width(line) > cells else [line] for line in message.split("\n"))
    return "\n".join(part for line in lines for part in line)


def _cells_of_stderr() -> int | None:
    """How many cells a line of standard error has; None if it is closed, or no terminal."""
    with suppress(AttributeError, OSError, ValueError):
        if sys.stderr.isatty():
            import shutil

            own = os.get_terminal_size(sys.stderr.fileno())
            return shutil.get_terminal_size(fallback=own).columns or None
    return None


def _sentence(line: str, cells: int) -> list[str]:
    words: list[str] = []
    for word in _WORD.findall(line):
        words += [word] if width(word) <= cells else word.split(" ")
    return _filled(words, cells)


def _filled(words: list[str], cells: int) -> list[str]:
    """Words on as many lines as they need."""
    lines, line = list[str](), ""
    for word in words:
        together = f"{line} {word}" if line else word
        if width(together) <= cells:
            line = together
            continue
        lines += [line] if line else []
        *whole, line = _pieces(word, cells)
        lines += whole
    return [*lines, line]


def _pieces(word: str, cells: int) -> list[str]:
    """A word in pieces that fit; a mark stays with its letter, because it takes no cell."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter) > cells:
            pieces.append("")
        pieces[-1] += letter
    return pieces
