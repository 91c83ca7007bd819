"""Turns rows into drafts: leaves rows out, groups the rows of a document, makes its events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from ledger.entry import Draft
from ledger.importing.conditions import condition
from ledger.importing.expressions import Cells, Scope
from ledger.importing.faults import Wrong
from ledger.importing.mapping import Mapping, of_section
from ledger.importing.plans import Plan
from ledger.importing.readers import check_width
from ledger.importing.records import Problems
from ledger.importing.report import Tally
from ledger.importing.row_numbers import ranges
from ledger.importing.templates import reference

_STATES = ("client.", "contact.", "plan.", "rate.")
"""The kinds that say what somebody or something is; the others happen, and can happen twice on a day."""


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
    again: bool


_Row: TypeAlias = tuple[int, Cells, str, Sequence[str] | None]
"""A row: its number, its cells, its document; if it has a fault, the documents that it may belong to."""


class Drafter:
    """Makes drafts of the rows of one file.

    Args:
        mapping: the mapping.
        scope: the columns of the file.
        file: its name.
        tally: counts rows read, left out and faulty.
        seen: for each event that happens once, the values for which it has happened in this import.
        broken: the documents to keep out, because a row of them has a fault or comes too late.

    Attributes:
        late: the documents of which a row came after the document was closed.

    Raises:
        MappingError: a part of the mapping makes no sense, or the file lacks a column that it reads.
    """

    def __init__(
        self,
        mapping: Mapping,
        scope: Scope,
        file: str,
        tally: Tally,
        seen: dict[int, set[str]],
        broken: Collection[str] = (),
    ) -> None:
        self._file = file
        self._tally = tally
        self._width = len(scope.names)
        self._broken = set(broken)
        self.late: set[str] = set()
        self._group = scope.files.group
        self._document: Callable[[Cells], str] = lambda _: ""
        if self._group is not None:
            self._document = _joined(scope, self._group.by, "by")
            self._same = _joined(scope, [reference(name) for name in self._group.same], "same")
        self._leave = [
            (condition(leave.if_, scope, ("leave_out", at, "if")), leave.reason)
            for at, leave in of_section(mapping.leave_out, scope.section)
        ]
        self._plans = [
            (Plan(event, scope, ("event", at)), seen.setdefault(at, set()))
            for at, event in of_section(mapping.event, scope.section)
        ]
        scope.check_columns()
        self._repeatable = sum(plan.may_repeat for plan, _ in self._plans)
        self._keys: dict[int, int] = {}

    def pieces(self, rows: Iterable[tuple[int, Sequence[str]]], actor: str) -> Iterator[Piece]:
        """The drafts of the rows, in the order of the file; faults go to the tally."""
        if not self._plans:
            return
        if self._group is None:
            for number, row, *_ in self._kept(rows):
                yield self._piece([number], [row], actor)
        else:
            for group in self._grouped(self._kept(rows), self._group.within):
                if self._is_document(group):
                    yield self._piece(group.numbers, group.rows, actor)

    def _kept(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[_Row]:
        """The rows that are not left out; where rows make documents, those with a fault too."""
        tally, width, leave, name = self._tally, self._width, self._leave, self._file
        document = self._document
        for number, row in rows:
            tally.read += 1
            try:
                if len(row) > width:
                    check_width(row, width)
                for test, reason in leave:
                    if test(row):
                        tally.leave_out(name, number, reason)
                        break
                else:
                    yield number, row, document(row), None
            except Wrong as wrong:
                tally.problem(name, [number], number, "", wrong.what)
                if self._group is not None:
                    yield number, row, "", self._possible(row)

    def _possible(self, row: Sequence[str]) -> list[str]:
        """The documents that a faulty row may belong to: its cells may have moved to the right."""
        names: dict[str, None] = {}
        for cells in (row[: self._width], row[-self._width :]):
            with suppress(Wrong):
                names[self._document(cells)] = None
        return list(names)

    def _grouped(self, rows: Iterable[_Row], within: int) -> Iterator[_Group]:
        """Groups of rows in the order of their first rows.

        A group is closed when a row comes that is more than ``within`` rows behind its last one. So only open
        groups are held in memory. Rows that come after that form a group marked ``again``.
        """
        going: dict[str, _Group] = {}
        closed: set[str] = set()
        first: _Group | None = None
        for number, cells, name, possible in rows:
            if possible is not None:
                self._broken.update(possible)
                self.late.update(closed.intersection(possible))
                continue
            group = going.get(name)
            if group is None:
                group = going[name] = _Group(name, [], [], name in closed)
            group.numbers.append(number)
            group.rows.append(cells)
            first = first or group
            while number - first.numbers[-1] > within:
                closed.add(first.name)
                yield going.pop(first.name)
                first = next(iter(going.values()))
        yield from going.values()

    def _is_document(self, group: _Group) -> bool:
        """Whether the rows of a group make one document; if not, a fault says why."""
        name, numbers, first = self._file, group.numbers, self._same(group.rows[0])
        if group.again:
            self.late.add(group.name)
            what = f"document '{group.name}' comes again after other documents; raise within in the mapping's group"
            self._tally.fault(name, numbers, numbers[0], "", what)
            return False
        if group.name in self._broken:
            self._tally.keep_out(name, numbers)
            return False
        if self._group is not None and self._group.same:
            columns = " or ".join(self._group.same)
            for number, row in zip(numbers, group.rows, strict=True):
                if self._same(row) != first:
                    what = f"document '{group.name}' has another {columns} here than on row {numbers[0]}; make them the same"
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
        skipped = repeatable = 0
        for plan, seen in self._plans:
            try:
                if plan.applies is not None and not plan.applies(rows[0]):
                    skipped += 1
                    repeatable += plan.may_repeat
                    continue
                once = plan.once(rows[0])
                if once is None or once not in seen:
                    draft = plan.draft(rows, source, actor, numbers[0])
                    if once is not None:
                        seen.add(once)
                        self._tally.once.add(draft.key or "")
                    else:
                        self._check_alone(draft, numbers[0])
                    drafts.append(draft)
            except Problems as problems:
                faults.update(dict.fromkeys(problems.found))
                self._tally.lack(plan.about(rows[0]))
                if client := plan.registers(rows[0]):
                    unregistered.add(client)
            except Wrong as wrong:
                faults[0, "", wrong.what] = None
        adds_nothing = not drafts and not faults and 0 < self._repeatable == repeatable
        if skipped == len(self._plans) or adds_nothing:
            faults[0, "", "the mapping makes no event of it; add one, or a leave_out with the reason"] = None
        for at, field, what in faults:
            self._tally.problem(self._file, numbers, numbers[at], field, what)
        return Piece(drafts, unregistered)

    def _check_alone(self, draft: Draft, number: int) -> None:
        """Check that no earlier row of the file has the key: the second of two equal payments would be lost.

        A file may well say twice what somebody or something is.

        Raises:
            Wrong: one has; the sentence names it.
        """
        if draft.event.kind.startswith(_STATES):
            return
        first = self._keys.setdefault(hash(draft.key), number)  # a hash is half as large as its text
        if first != number:
            raise Wrong(
                f"{draft.event.kind}: row {first} has the same key '{draft.key}'; leave one of the two rows out, "
                "or let the key tell them apart by another column, {#row} or {#count}"
            )


def _joined(scope: Scope, templates: Sequence[str], part: str) -> Callable[[Cells], str]:
    place = ("file", scope.section, "group", part)
    reads = [scope.template(template, place).read for template in templates]
    if len(reads) == 1:
        return reads[0]
    return lambda row: "\x1f".join([read(row) for read in reads])
