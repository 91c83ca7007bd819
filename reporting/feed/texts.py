"""Tables as CSV by RFC 4180: exact numbers as digits, dates by ISO 8601, moments in UTC, nothing for null."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO, TextIOWrapper
from typing import Any, BinaryIO, Final, TextIO

from reporting.catalogue.facts import Row
from reporting.catalogue.shape import Table, Type


def _exact(value: Decimal) -> str:
    return format(value, "f")


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _yes(value: object) -> str:
    return "true" if value else "false"


_WRITERS: Final[dict[Type, Callable[[Any], str]]] = {"money": _exact, "timestamp": _moment, "boolean": _yes}


def packer(table: Table) -> Callable[[Iterable[Row]], bytes]:
    """Makes lines of rows of a table, for a ``CsvTable`` in another process."""

    def pack(rows: Iterable[Row]) -> bytes:
        lines = StringIO(newline="")
        _Lines(table, lines).write(rows)
        return lines.getvalue().encode()

    return pack


class _Lines:
    """Writes rows as lines of text."""

    def __init__(self, table: Table, text: TextIO) -> None:
        self.writer = csv.writer(text, lineterminator="\n")
        writers = [_WRITERS.get("money" if one.decimal else one.type) for one in table.columns]
        self._special = [(at, write) for at, write in enumerate(writers) if write]

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        for row in rows:
            cells = [*row]
            for at, write in self._special:
                if cells[at] is not None:
                    cells[at] = write(cells[at])
            self.writer.writerow(cells)


class CsvTable:
    """Writes the rows of a table to a file, after a line with the names of its columns.

    Args:
        table: its columns are those of the rows.
        file: is written to, and stays open.
    """

    def __init__(self, table: Table, file: BinaryIO) -> None:
        self._file = file
        self._text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._lines = _Lines(table, self._text)
        self._lines.writer.writerow(table.names)

    def write(self, rows: Iterable[Row]) -> None:
        """Take some rows."""
        self._lines.write(rows)

    def append(self, packed: bytes) -> None:
        """Take some packed rows."""
        self._text.flush()
        self._file.write(packed)

    def close(self) -> None:
        """Write the rest."""
        self._text.flush()

    def abandon(self) -> None:
        """Let the file go, which stays open."""
        self._text.detach()
