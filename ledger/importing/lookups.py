"""Look-ups: values found in another file of the same import, such as an agent's manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeAlias

from ledger.errors import Place
from ledger.importing.detection import Meter
from ledger.importing.faults import Follows, MappingError, Wrong
from ledger.importing.mapping import LookUp, Mapping, of_section
from ledger.importing.readers import Layout, check_width, rows
from ledger.importing.report import Tally
from ledger.importing.values import Cell
from ledger.text import fold

_Table: TypeAlias = dict[Cell, Cell | Follows | None]
"""The cells found by the cells looked up; None if several rows disagree."""


class LookUps:
    """The look-ups of an import. A file is read into memory at the first look-up in it.

    Args:
        mapping: the mapping.
        layouts: the files of the import.
        tally: notes the faults of files that make no events; drafting notes those of the others.
    """

    def __init__(self, mapping: Mapping, layouts: Sequence[Layout], tally: Tally) -> None:
        self._mapping = mapping
        self._layouts = layouts
        self._tally = tally
        self._tables: dict[tuple[str, str, str], _Table | None] = {}

    def find(self, look_up: LookUp, place: Place) -> Callable[[Cell], Cell]:
        """A function from the value of ``by`` to the ``take`` of the row that has it.

        Raises:
            MappingError: no file of that kind was given, or the look-ups form a circle.
        """
        table = self._table(look_up, place)
        name = look_up.file
        language = self._mapping.files[name].language

        def find(cell: Cell) -> Cell:
            try:
                found = table[fold(cell, language) if language else cell]
            except KeyError:
                raise Wrong(
                    f"'{cell}' is not in the file {name} under {look_up.by}; add it, or give a default"
                ) from None
            if isinstance(found, Follows):
                raise found.with_traceback(None)
            if found is None:
                raise Wrong(
                    f"'{cell}' stands several times in the file {name}, with different {look_up.take}; keep one of the rows"
                )
            return found

        return find

    def _table(self, look_up: LookUp, place: Place) -> _Table:
        key = (look_up.file, look_up.by, look_up.take)
        table = self._tables.get(key)
        if table is None:
            if key in self._tables:
                raise MappingError(
                    place, f"looking up in {look_up.file} goes in a circle; look it up in another file"
                )
            self._tables[key] = None
            self._tables[key] = table = self._read(look_up, place)
        return table

    def _read(self, look_up: LookUp, place: Place) -> _Table:
        """The cells found by the cells looked up."""
        layouts = [layout for layout in self._layouts if layout.section == look_up.file]
        if not layouts:
            match = " or ".join(self._mapping.files[look_up.file].match) or "any name"
            raise MappingError(
                place, f"it looks values up in file.{look_up.file}; give that file too ({match})"
            )
        table: _Table = {}
        for layout in layouts:
            scope = layout.scope(self.find)
            by, take = scope.template(look_up.by, place).read, scope.template(look_up.take, place).read
            scope.check_columns()
            for number, row in rows(layout, Meter()):
                try:
                    check_width(row, len(scope.names))
                    found, wanted = scope.folded(by(row)), take(row)
                except Wrong as wrong:
                    self._fault(layout, number, wrong)
                    with suppress(Wrong):
                        table[scope.folded(by(row))] = Follows(
                            f"it is on row {number} of {layout.name}, which has a fault"
                        )
                else:
                    table[found] = wanted if table.get(found, wanted) == wanted else None
        return table

    def _fault(self, layout: Layout, number: int, wrong: Wrong) -> None:
        if not of_section(self._mapping.event, layout.section):
            self._tally.fault_beside(layout.name, number, str(wrong))
