"""Where results go, and how they are written for programs."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, Final, NamedTuple, TextIO

import click

from commands.ui.printing import visible
from commands.ui.replacing import replacing
from ledger.unseen import CONTROLS, UNSEEN

RAW = "goodwill.raw"
"""Where Click's context keeps that ``--raw`` was asked for."""
_FORMULA = re.compile(rf"[\s{CONTROLS}{UNSEEN}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
"""What a spreadsheet may take for a formula, in full width too, and behind what it does not show."""


@contextmanager
def destination(path: str | None, form: str) -> Iterator[TextIO]:
    """The stream to write to.

    Args:
        path: a file; None or "-": standard output.
        form: the format. What programs read is UTF-8 in every locale; in a table for people, what their
            terminal cannot show becomes a question mark.
    """
    if path is not None and path != "-":
        with replacing(path, form) as stream:
            yield stream
        return
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if form == TABLE else "utf-8", errors="replace", newline="\n")
    yield sys.stdout
    sys.stdout.flush()


def dumps(value: object) -> str:
    """JSON on one line, in its own script rather than in escapes."""
    return json.dumps(value, ensure_ascii=False)


class Result(NamedTuple):
    """The result of a command, as each format takes it; only the format asked for is computed.

    Attributes:
        whole: one JSON document; an iterator of objects is written as a list, one a line.
        rows: the objects of JSON lines.
        lines: the lines for people.
        columns: the names of the columns of CSV.
        flat: the rows of CSV, where they are not those of JSON lines.
        other: the lines of formats that this result alone has.
    """

    whole: Callable[[], object]
    rows: Callable[[], Iterable[Mapping[str, Any]]] = list
    lines: Callable[[], Iterable[str]] = list
    columns: Callable[[], Iterable[str]] = list
    flat: Callable[[], Iterable[Mapping[str, Any]]] | None = None
    other: Mapping[str, Callable[[], Iterable[str]]] = {}


def write(result: Result, form: str, output: str | None) -> None:
    """Write a result in a format, to a file or to standard output."""
    with destination(output, form) as stream:
        if form in result.other:
            stream.writelines(f"{line}\n" for line in result.other[form]())
        else:
            FORMATS[form](stream, result)


def _table(stream: TextIO, result: Result) -> None:
    for line in result.lines():
        click.echo(visible(line), file=stream)


def _json(stream: TextIO, result: Result) -> None:
    whole = result.whole()
    if not isinstance(whole, Iterator):
        stream.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return
    before = "["
    for row in whole:
        stream.write(f"{before}\n{dumps(row)}")
        before = ","
    stream.write("[]\n" if before == "[" else "\n]\n")


def _jsonl(stream: TextIO, result: Result) -> None:
    stream.writelines(f"{dumps(row)}\n" for row in result.rows())


def _csv(stream: TextIO, result: Result) -> None:
    writer = csv.DictWriter(stream, list(result.columns()), lineterminator="\n")
    writer.writeheader()
    context = click.get_current_context(silent=True)
    cell = _cell if context is not None and context.meta.get(RAW) else _harmless
    for row in (result.flat or result.rows)():
        writer.writerow({name: cell(value) for name, value in row.items()})


def _harmless(value: object) -> object:
    """A cell in which no spreadsheet sees a formula: text that begins like one follows an apostrophe."""
    text = _cell(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(value) else text


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict | list | tuple):
        from projections.framework.answer import plain

        return dumps(plain(value))
    return value


TABLE: Final = "table"
FORMATS: Final[dict[str, Callable[[TextIO, Result], None]]] = {
    TABLE: _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
}
"""Every format that results are written in, the default first: a new one is a function and its name here."""
