"""Rows into drafts: what is left out by choice, what belongs together, which events it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ledger.entry import Draft
from ledger.importing.conditions import condition
from ledger.importing.expressions import Find, Row, Scope
from ledger.importing.faults import Wrong
from ledger.importing.grouping import Bunch, grouped
from ledger.importing.mapping import Event, LeaveOut, Mapping
from ledger.importing.plans import Plan
from ledger.importing.readers import Layout
from ledger.importing.records import Problems
from ledger.importing.report import Tally, ranges


class Piece(NamedTuple):
    """The drafts that one document makes: those of a row, or of the rows of a group."""

    numbers: Sequence[int]
    drafts: list[Draft]


def events_of(mapping: Mapping, section: str) -> list[tuple[int, Event]]:
    """The events that the rows of a kind of file make, with their place in the mapping."""
    return [(at, one) for at, one in enumerate(mapping.event) if one.file in {None, section}]


def leave_outs_of(mapping: Mapping, section: str) -> list[tuple[int, LeaveOut]]:
    """What is left out of a kind of file, with its place in the mapping."""
    return [(at, one) for at, one in enumerate(mapping.leave_out) if one.file in {None, section}]


class Drafter:
    """Makes drafts of the rows of one file.

    Args:
        mapping: the mapping.
        layout: the file.
        find: makes look-ups.
        tally: what is counted: rows read and left out, and faults.
        seen: for each event that happens once, what it has happened for in this import.

    Raises:
        MappingError: the file lacks a column that the mapping reads.
    """

    def __init__(
        self, mapping: Mapping, layout: Layout, find: Find, tally: Tally, seen: dict[int, set[str]]
    ) -> None:
        self._file = layout.path.name
        self._tally = tally
        self._width = len(layout.names)
        self._group = layout.files.group
        scope = Scope(layout.section, layout.files, layout.names, find, typed=layout.typed)
        self._plans = [
            (Plan(event, scope, ("event", at)), seen.setdefault(at, set()))
            for at, event in events_of(mapping, layout.section)
        ]
        self._leave = [
            (condition(leave.if_, scope, ("leave_out", at, "if")), leave.reason)
            for at, leave in leave_outs_of(mapping, layout.section)
        ]
        if self._group is not None:
            self._document = _joined(scope, self._group.by)
            self._same = _joined(scope, [f"{{{name}}}" for name in self._group.same])

    def pieces(self, rows: Iterable[tuple[int, Sequence[str]]], actor: str) -> Iterator[Piece]:
        """The drafts of the rows, in the order of the file; faults go to the tally."""
        if not self._plans:
            return
        if self._group is None:
            for number, row in self._kept(rows):
                yield self._piece([number], [row], actor)
        else:
            for bunch in grouped(self._kept(rows), self._document, self._group.within):
                if self._whole(bunch):
                    yield self._piece(bunch.numbers, bunch.rows, actor)

    def _kept(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Row]]:
        tally, width, leave, name = self._tally, self._width, self._leave, self._file
        for number, row in rows:
            tally.read += 1
            try:
                if len(row) > width:
                    what = f"it has {len(row)} cells, the header has {width}; is a quotation mark missing?"
                    tally.fault(name, [number], number, "", what)
                    continue
                for test, reason in leave:
                    if test(row):
                        tally.leave_out(name, number, reason)
                        break
                else:
                    yield number, row
            except Wrong as wrong:
                tally.fault(name, [number], number, "", str(wrong))

    def _whole(self, bunch: Bunch) -> bool:
        """Whether the rows make one document; where they do not, why is a fault."""
        name, numbers, first = self._file, bunch.numbers, self._same(bunch.rows[0])
        if bunch.again:
            what = f"document '{bunch.name}' comes again after other documents; raise within in the mapping's group"
            self._tally.fault(name, numbers, numbers[0], "", what)
            return False
        if self._group is not None and self._group.same:
            for number, row in zip(numbers, bunch.rows, strict=True):
                if self._same(row) != first:
                    what = f"document '{bunch.name}' has another {' or '.join(self._group.same)} here than on row {numbers[0]}"
                    self._tally.fault(name, numbers, number, "", what)
                    return False
        return True

    def _piece(self, numbers: Sequence[int], rows: Sequence[Row], actor: str) -> Piece:
        source = f"{self._file}:{ranges(numbers)}"
        drafts: list[Draft] = []
        faults: dict[tuple[int, str, str], None] = {}  # what several events say of one cell is said once
        made = False
        for plan, seen in self._plans:
            try:
                if plan.applies is not None and not plan.applies(rows[0]):
                    continue
                made = True
                once = plan.once(rows[0])
                if once is None or once not in seen:
                    drafts.append(plan.draft(rows, source, actor))
                    if once is not None:
                        seen.add(once)
            except Problems as problems:
                made = True
                faults.update(dict.fromkeys(problems.found))
                if client := plan.registers(rows[0]):
                    self._tally.unregistered.add(client)
            except Wrong as wrong:
                made = True
                faults[0, "", str(wrong)] = None
        if not made:
            faults[0, "", "the mapping makes no event of it; add one, or a leave_out with the reason"] = None
        for at, field, what in faults:
            self._tally.fault(self._file, numbers, numbers[at], field, what)
        return Piece(numbers, drafts)


def _joined(scope: Scope, templates: Sequence[str]) -> Callable[[Row], str]:
    reads = [scope.template(template, ("file", "group")).read for template in templates]
    if len(reads) == 1:
        return reads[0]
    return lambda row: "\x1f".join([read(row) for read in reads])
