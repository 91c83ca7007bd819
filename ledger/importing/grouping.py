"""Rows that make one document together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ledger.importing.expressions import Row


class Bunch(NamedTuple):
    """The rows of one document with their numbers.

    Attributes:
        again: whether a document of this name had already been closed when these rows came.
    """

    name: str
    numbers: list[int]
    rows: list[Row]
    again: bool = False


def grouped(rows: Iterable[tuple[int, Row]], name_of: Callable[[Row], str], within: int) -> Iterator[Bunch]:
    """Documents in the order of their first rows.

    A document is closed when a row comes that lies more than ``within`` rows behind its last one, so only the
    documents that may go on are held in memory. One that comes again after that is given out as such.
    """
    going: dict[str, Bunch] = {}
    closed: set[str] = set()
    for number, row in rows:
        name = name_of(row)
        bunch = going.get(name)
        if bunch is None:
            bunch = going[name] = Bunch(name, [], [], name in closed)
        bunch.numbers.append(number)
        bunch.rows.append(row)
        while number - (first := next(iter(going.values()))).numbers[-1] > within:
            closed.add(first.name)
            yield going.pop(first.name)
    yield from going.values()
