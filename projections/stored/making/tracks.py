"""The rows of one table of a client, followed from one day to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from ledger.times import month_end_before
from projections.stored.making.stored_spans import Past, row_of
from projections.stored.tables.layout import Cells, DayNumber
from projections.stored.tables.relations import FOREVER, Relation


class MonthEnds:
    """The rows of one table for month-ends; those that stay the same from one to the next are one row."""

    def __init__(self, stored: Iterable[Cells] = (), since: date = date.min) -> None:
        """Go on from rows that are stored, as they were before a day."""
        self._last = month_end_before(since).toordinal()
        self._held: dict[Cells, DayNumber] = {}
        self._ended: list[tuple[DayNumber, DayNumber, Cells]] = []
        for _, start, until, *cells in cast("Iterable[tuple[Any, ...]]", stored):
            if until < self._last:
                self._ended.append((start, until, (*cells,)))
            elif start <= self._last:
                self._held[*cells,] = start

    def take(self, day: date, rows: Iterable[Cells]) -> None:
        """Note all rows of a month-end, no two the same; each is later than the last."""
        follows = month_end_before(day).toordinal() == self._last
        before, number = self._held if follows else {}, day.toordinal()
        now = {row: before.get(row, number) for row in rows}
        self._end(row for row in self._held if not (follows and row in now))
        self._held, self._last = now, number

    def keep(self, day: date) -> None:
        """Note that all rows stay the same up to a month-end, which follows those that were noted."""
        self._last = day.toordinal()

    def _end(self, rows: Iterable[Cells]) -> None:
        self._ended += [(self._held[row], self._last, row) for row in rows]

    def rows(self, client: str) -> list[Cells]:
        """The rows as the table has them."""
        held = [(start, self._last, row) for row, start in self._held.items()]
        return [(client, start, until, *row) for start, until, row in (*self._ended, *held)]


class Track:
    """The rows of one table, day after day."""

    def __init__(self, relation: Relation, stored: Iterable[Cells], since: date) -> None:
        """Go on from rows that are stored, as they held before a day."""
        self.since, self._layout, day = since, relation.layout, since.toordinal()
        self._held: dict[Any, tuple[Any, Cells, DayNumber]] = {}
        self._spans: list[tuple[DayNumber, DayNumber, Any, Cells]] = []
        for client, end, start, *cells in cast("Iterable[tuple[Any, ...]]", stored):
            row = row_of(relation, client, cells)
            if end < day:
                self._spans.append((start, end, row, (*cells,)))
            elif start < day:
                self._held[self._layout.key(row)] = row, (*cells,), start

    def take(self, day: date, rows: Iterable[Any]) -> None:
        """Note all rows of a day of change; each day is later than the last."""
        now = dict.fromkeys(self._held) | {self._layout.key(row): row for row in rows}
        self.take_touched(day, now.items())

    def take_touched(self, day: date, rows: Iterable[tuple[Any, Any]]) -> None:
        """As ``take``, of the rows that changed, by key; None for one that is no more."""
        held, number = self._held, day.toordinal()
        for key, row in rows:
            before = held.pop(key, None)
            cells = None if row is None else self._layout.cells(row)
            if before is not None:
                old, old_cells, start = before
                if cells == old_cells:
                    held[key] = row, cells, start
                    continue
                self._spans.append((start, number, old, old_cells))
            if cells is not None:
                held[key] = row, cells, number

    def end(self) -> None:
        """Let the rows that are held hold forever."""
        self._spans += [(start, FOREVER, row, cells) for row, cells, start in self._held.values()]

    def rows(self, client: str) -> list[Cells]:
        """The rows as the table has them."""
        return [(client, end, start, *cells) for start, end, _, cells in self._spans]

    @property
    def past(self) -> Past:
        """The rows with their days."""
        return Past([(start, end, row) for start, end, row, _ in self._spans])
