"""The rows of one table of a client, followed from one day of change to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from projections.stored.tables import DIRECTORY, FOREVER, Cells, Relation


def row_of(relation: Relation, client: str, cells: Iterable[Any]) -> Any:  # noqa: ANN401 - of its class of rows
    """A row of a client from the columns of a table as they are stored."""
    head = (client,) if relation == DIRECTORY else ()
    return relation.layout.row(*head, *relation.layout.read(cells))


class Past(NamedTuple):
    """Rows of a client with the days, as text, between which they held."""

    spans: Sequence[tuple[str, str, Any]]

    def on(self, day: date) -> list[Any]:
        """The rows that held on a day."""
        text = day.isoformat()
        return [row for start, end, row in self.spans if start <= text < end]


class Track:
    """The rows of one table, day after day."""

    def __init__(self, relation: Relation, stored: Iterable[Cells], since: date) -> None:
        """Go on from rows that are stored, as they held before a day."""
        self.since, self._layout, day = since, relation.layout, since.isoformat()
        self._held: dict[Any, tuple[Any, Cells, str]] = {}
        self._spans: list[tuple[str, str, Any, Cells]] = []
        for client, end, start, *cells in cast("Iterable[tuple[str, ...]]", stored):
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
        text = day.isoformat()
        for key, row in rows:
            self._note(key, row, text)

    def _note(self, key: object, row: Any, day: str) -> None:  # noqa: ANN401 - a row of the table
        cells = None if row is None else self._layout.cells(row)
        if (before := self._held.pop(key, None)) is not None:
            old, old_cells, start = before
            if cells == old_cells:
                self._held[key] = row, old_cells, start
                return
            self._spans.append((start, day, old, old_cells))
        if cells is not None:
            self._held[key] = row, cells, day

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
