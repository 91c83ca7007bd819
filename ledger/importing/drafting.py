"""Turns rows into drafts: leaves rows out, groups the rows of a document, makes its events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from ledger.entry import Draft
from ledger.importing.conditions import condition
from ledger.importing.expressions import Cells, Scope
from ledger.importing.faults import Wrong
from ledger.importing.mapping import Event, LeaveOut, Mapping
from ledger.importing.plans import Plan
from ledger.importing.records import Problems
from ledger.importing.report import Tally, ranges

_PartT = TypeVar("_PartT", Event, LeaveOut)


class Piece(NamedTuple):
    """The drafts of one document, and the clients whose registration in it has a fault."""

    drafts: list[Draft]
    unregistered: Collection[str] = ()


class _Group(NamedTuple):
    """The rows of one document with their numbers.

    Attributes:
        again: whether the document was closed before these rows came.
    """

    name: str
    numbers: list[int]
    rows: list[Cells]
    again: bool = False


def of_section(parts: Sequence[_PartT], section: str) -> list[tuple[int, _PartT]]:
    """The events or the rows to leave out for a kind of file, with their index in the mapping."""
    return [(at, one) for at, one in enumerate(parts) if one.file in {None, section}]


class Drafter:
    """Makes drafts of the rows of one file.

    Args:
        mapping: the mapping.
        scope: the columns of the file.
        file: its name.
        tally: counts rows read, left out and faulty.
        seen: for each event that happens once, the values for which it has happened in this import.

    Raises:
        MappingError: a part of the mapping makes no sense, or the file lacks a column that it reads.
    """

    def __init__(
        self, mapping: Mapping, scope: Scope, file: str, tally: Tally, seen: dict[int, set[str]]
    ) -> None:
        self._file = file
        self._tally = tally
        self._width = len(scope.names)
        self._group = scope.files.group
        if self._group is not None:
            self._document = _joined(scope, self._group.by, "by")
            self._same = _joined(scope, [f"{{{name}}}" for name in self._group.same], "same")
        self._leave = [
            (condition(leave.if_, scope, ("leave_out", at, "if")), leave.reason)
            for at, leave in of_section(mapping.leave_out, scope.section)
        ]
        self._plans = [
            (Plan(event, scope, ("event", at)), seen.setdefault(at, set()))
            for at, event in of_section(mapping.event, scope.section)
        ]

    def pieces(self, rows: Iterable[tuple[int, Sequence[str]]], actor: str) -> Iterator[Piece]:
        """The drafts of the rows, in the order of the file; faults go to the tally."""
        if not self._plans:
            return
        if self._group is None:
            for number, row in self._kept(rows):
                yield self._piece([number], [row], actor)
        else:
            for group in _grouped(self._kept(rows), self._document, self._group.within):
                if self._is_document(group):
                    yield self._piece(group.numbers, group.rows, actor)

    def _kept(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Cells]]:
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

    def _is_document(self, group: _Group) -> bool:
        """Whether the rows of a group make one document; if not, a fault says why."""
        name, numbers, first = self._file, group.numbers, self._same(group.rows[0])
        if group.again:
            what = f"document '{group.name}' comes again after other documents; raise within in the mapping's group"
            self._tally.fault(name, numbers, numbers[0], "", what)
            return False
        if self._group is not None and self._group.same:
            columns = " or ".join(self._group.same)
            for number, row in zip(numbers, group.rows, strict=True):
                if self._same(row) != first:
                    what = f"document '{group.name}' has another {columns} here than on row {numbers[0]}"
                    self._tally.fault(name, numbers, number, "", what)
                    return False
        return True

    def _piece(self, numbers: Sequence[int], rows: Sequence[Cells], actor: str) -> Piece:
        source = f"{self._file}:{ranges(numbers)}"
        drafts: list[Draft] = []
        faults: dict[
            tuple[int, str, str], None
        ] = {}  # a set in order: several events may find the same fault
        unregistered: set[str] = set()
        skipped = 0
        for plan, seen in self._plans:
            try:
                if plan.applies is not None and not plan.applies(rows[0]):
                    skipped += 1
                    continue
                once = plan.once(rows[0])
                if once is None or once not in seen:
                    drafts.append(plan.draft(rows, source, actor))
                    if once is not None:
                        seen.add(once)
            except Problems as problems:
                faults.update(dict.fromkeys(problems.found))
                if client := plan.registers(rows[0]):
                    unregistered.add(client)
            except Wrong as wrong:
                faults[0, "", str(wrong)] = None
        if skipped == len(self._plans):
            faults[0, "", "the mapping makes no event of it; add one, or a leave_out with the reason"] = None
        for at, field, what in faults:
            self._tally.fault(self._file, numbers, numbers[at], field, what)
        return Piece(drafts, unregistered)


def _grouped(
    rows: Iterable[tuple[int, Cells]], name_of: Callable[[Cells], str], within: int
) -> Iterator[_Group]:
    """Groups of rows in the order of their first rows.

    A group is closed when a row comes that is more than ``within`` rows behind its last one. So only open
    groups are held in memory. Rows that come after that form a group marked ``again``.
    """
    going: dict[str, _Group] = {}
    closed: set[str] = set()
    first: _Group | None = None
    for number, row in rows:
        name = name_of(row)
        group = going.get(name)
        if group is None:
            group = going[name] = _Group(name, [], [], name in closed)
        group.numbers.append(number)
        group.rows.append(row)
        first = first or group
        while number - first.numbers[-1] > within:
            closed.add(first.name)
            yield going.pop(first.name)
            first = next(iter(going.values()))
    yield from going.values()


def _joined(scope: Scope, templates: Sequence[str], part: str) -> Callable[[Cells], str]:
    place = ("file", scope.section, "group", part)
    reads = [scope.template(template, place).read for template in templates]
    if len(reads) == 1:
        return reads[0]
    return lambda row: "\x1f".join([read(row) for read in reads])
