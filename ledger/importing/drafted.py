"""The lines of a mapping as a draft writes them: an event, a quoted text, a cell in a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ledger.importing.sampling import Column
from ledger.importing.templates import reference

_LONG = 30  # characters of a cell in a comment


def event(
    kind: str, fields: Sequence[tuple[str, str]], *envelope: tuple[str, str], test: str | None = None
) -> Iterator[str]:
    """The table of an event; fields and envelope are pairs of a name and a value in TOML."""
    yield ""
    yield "[[event]]"
    yield f"kind = {quoted(kind)}"
    if test is not None:
        yield f"if = {test}"
    yield from (f"{name} = {value}" for name, value in envelope)
    yield "[event.fields]"
    yield from (f"{name} = {value}" for name, value in fields)


def quoted(text: str) -> str:
    """A text as a string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def brace(column: Column) -> str:
    """A column as the value of a field."""
    return quoted(reference(column.title))


def filled(column: Column) -> str:
    """The test whether a row has a cell of a column."""
    return f"{{ column = {quoted(column.title)}, empty = false }}"


def in_one_line(cell: str) -> str:
    """A cell in a comment: one line, cut, and without what TOML forbids."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."
