"""Rows held by column. Work that looks at one column of many rows takes less than half the time this way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from ledger.codec import Row

_AT: Final = {name: at for at, name in enumerate(Row._fields)}
_AT_ONCE: Final = 2_048


class RowBlock:
    """Some rows, held by column: a check of one column then visits no other, and needs no row as an object.

    Args:
        rows: each with all columns, in the order of ``Row``; more may follow.
        stream: gives the stream of each from what is stored; None: it stands there.

    Attributes:
        columns: the values of each column, in that order.
    """

    __slots__ = ("columns",)

    def __init__(self, rows: Iterable[Sequence[Any]], stream: Callable[[Any], UUID] | None = None) -> None:
        self.columns: list[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(_AT)
        if stream is not None:
            self.columns[_AT["stream"]] = list(map(stream, self["stream"]))

    def __getitem__(self, name: str) -> Sequence[Any]:
        """The values of a column."""
        return self.columns[_AT[name]]

    def row(self, at: int) -> Row:
        """One of the rows, by its place in the block."""
        return Row._make(column[at] for column in self.columns)

    def rows(self) -> list[Row]:
        """All rows."""
        return list(map(Row._make, zip(*self.columns, strict=True)))


def blocks_of(rows: Iterable[Row]) -> Iterator[RowBlock]:
    """The same rows, block by block."""
    rows = iter(rows)
    while some := list(islice(rows, _AT_ONCE)):
        yield RowBlock(some)
