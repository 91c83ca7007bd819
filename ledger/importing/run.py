"""An import in two passes: the first judges everything and writes nothing, the second records in batches.

Rules are judged in the order of the files (as the mapping lists their kinds) and of their rows. Keys make it
repeatable: what was recorded before, by an import that was killed or by the same one, is found and not recorded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from ledger.entry import Draft
from ledger.errors import Refused, Unreadable
from ledger.importing.checking import wanted_columns
from ledger.importing.drafting import Drafter
from ledger.importing.faults import MappingError
from ledger.importing.lookups import LookUps
from ledger.importing.mapping import Mapping
from ledger.importing.readers import Layout, Meter, inspect, rows
from ledger.importing.rejects import write_rejects
from ledger.importing.report import Progress, Report, Tally
from ledger.recording.application import Ledger

OnFault: TypeAlias = Literal["stop", "skip"]
Say: TypeAlias = Callable[[Progress], None]
_BATCH = 1_000
_EVERY = 2_048
_FOLLOWED = "kept out besides, because a fault kept out their client: {:,} of the events"


class _Item(NamedTuple):
    draft: Draft
    file: str
    numbers: Sequence[int]


def run_import(  # noqa: PLR0913 - an import is said by these, each by its name
    ledger: Ledger,
    files: Sequence[Path],
    mapping: Mapping,
    *,
    actor: str,
    dry_run: bool = False,
    on_fault: OnFault = "stop",
    rejects: Path | None = None,
    progress: Say | None = None,
) -> Report:
    """Records what files say, as the mapping has it.

    Args:
        ledger: where to.
        files: the files, in any order.
        mapping: what their rows mean.
        actor: who records, where the mapping does not say.
        dry_run: only the first pass; the report says what would be appended.
        on_fault: ``stop`` writes nothing where there is any fault; ``skip`` writes the rest.
        rejects: where to write the rows that a fault kept out, as CSV; only where there are some.
        progress: told now and then how far it is.

    Raises:
        MappingError: the mapping makes no sense for these files; nothing was read or written.
        Unreadable: a file cannot be read to its end; nothing was written.
        Conflict: others kept recording; what is missing is recorded by the same import run again.
    """
    layouts = _layouts(files, mapping)
    job = _Job(mapping, layouts, actor, progress or (lambda _: None), passes=1 if dry_run else 2)
    report = Report(dry_run=dry_run, notes=_notes(layouts))
    tally, refused = _rehearse(ledger, job, report)
    if not dry_run and (on_fault == "skip" or not tally.faults):
        _record(ledger, job, report, refused, tally)
    report.spoiled = sum(map(len, tally.faulted.values()))
    if tally.followed:
        report.notes.append(_FOLLOWED.format(tally.followed))
    if dry_run or report.written:
        report.recorded = report.read - report.spoiled - sum(one.count for one in report.left_out)
    else:
        report.appended.clear()
    if rejects is not None and tally.faults:
        write_rejects(rejects, layouts, tally)
    return report


class _Job:
    """What both passes have in common."""

    def __init__(self, mapping: Mapping, layouts: list[Layout], actor: str, say: Say, passes: int) -> None:
        self._mapping, self._layouts, self._actor, self._say = mapping, layouts, actor, say
        self._find = LookUps(mapping, layouts).find
        self._total = passes * sum(layout.stamp[0] for layout in layouts)
        self._before = 0

    def items(self, tally: Tally, doing: str) -> Iterator[_Item]:
        """Every draft in the order in which it is to be judged."""
        items = self._in_file_order(tally, doing)
        if self._mapping.order == "when":
            return iter(sorted(items, key=_by_time))
        return items

    def _in_file_order(self, tally: Tally, doing: str) -> Iterator[_Item]:
        seen: dict[int, set[str]] = {}
        drafters = [Drafter(self._mapping, layout, self._find, tally, seen) for layout in self._layouts]
        for layout, drafter in zip(self._layouts, drafters, strict=True):
            for piece in drafter.pieces(self._rows(layout, tally, doing), self._actor):
                for draft in piece.drafts:
                    yield _Item(draft, layout.path.name, piece.numbers)
            self._before += layout.stamp[0]
            self._say(Progress(doing, layout.path.name, tally.read, self._before, self._total))

    def _rows(self, layout: Layout, tally: Tally, doing: str) -> Iterator[tuple[int, list[str]]]:
        about = layout.path.stat()
        if (about.st_size, about.st_mtime_ns) != layout.stamp:
            raise Unreadable(f"{layout.path.name} has changed while it was being imported; import it again")
        meter = Meter()
        for pair in rows(layout, meter):
            yield pair
            if not pair[0] % _EVERY:
                done = self._before + meter.done
                self._say(Progress(doing, layout.path.name, tally.read, done, self._total))


def _by_time(item: _Item) -> tuple[bool, object]:
    """Clients come before what happened with them, whenever they were registered; then what happened first."""
    return item.draft.event.kind != "client.registered", item.draft.occurred_at


def _rehearse(ledger: Ledger, job: _Job, report: Report) -> tuple[Tally, set[int]]:
    """The first pass; gives what it counted, and which drafts a rule refused, by their order."""
    tally, refused, rehearsal = Tally(), set(), ledger.rehearse()
    for at, (draft, file, numbers) in enumerate(job.items(tally, "checking")):
        try:
            outcome = rehearsal.decide(draft)
        except Refused as no:
            refused.add(at)
            if draft.event.kind == "client.registered" and draft.client:
                tally.unregistered.add(draft.client)
            elif no.code == "unknown-client" and tally.follow(file, numbers, str(vars(no)["client"])):
                continue
            tally.fault(file, numbers, numbers[0], "", f"{draft.event.kind}: {no}")
        else:
            (report.appended if outcome.new else report.repeated)[draft.event.kind] += 1
            report.over += bool(outcome.advice)
    report.read, report.left_out, report.faults = tally.read, tally.left_out(), tally.faults
    return tally, refused


def _record(ledger: Ledger, job: _Job, report: Report, refused: set[int], tally: Tally) -> None:
    """The second pass. The counts of the first are replaced by what was done."""
    report.appended.clear()
    report.repeated.clear()
    report.over = 0
    batch: list[_Item] = []
    for at, item in enumerate(job.items(Tally(), "recording")):
        if at not in refused:
            batch.append(item)
        if len(batch) >= _BATCH:
            _write(ledger, batch, report, tally)
            batch = []
    _write(ledger, batch, report, tally)
    report.written = True


def _write(ledger: Ledger, batch: list[_Item], report: Report, tally: Tally) -> None:
    """One batch, one transaction. A draft that somebody else made inadmissible since the first pass is a fault."""
    while batch:
        try:
            outcomes = ledger.record_many([item.draft for item in batch])
        except Refused as no:
            draft, file, numbers = batch.pop(no.index or 0)
            tally.fault(file, numbers, numbers[0], "", f"{draft.event.kind}: {no}")
            continue
        for item, outcome in zip(batch, outcomes, strict=True):
            (report.appended if outcome.new else report.repeated)[item.draft.event.kind] += 1
            report.over += bool(outcome.advice)
        return


def _layouts(files: Sequence[Path], mapping: Mapping) -> list[Layout]:
    """The files with how they are read, in the order of the mapping's kinds of file."""
    wanted = wanted_columns(mapping)
    names = [path.name for path in files]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise MappingError("", f"two files are called {twice}, and entries name their source so; rename one")
    found = [(_section(path, mapping), path) for path in files]
    return [
        inspect(path, name, section, wanted[name])
        for name, section in mapping.files.items()
        for of, path in found
        if of == name
    ]


def _section(path: Path, mapping: Mapping) -> str:
    names = [
        name
        for name, files in mapping.files.items()
        if not files.match or any(fnmatchcase(path.name.lower(), match.lower()) for match in files.match)
    ]
    if len(names) != 1:
        said = (
            f"several kinds of file match {path.name}: {', '.join(names)}"
            if names
            else f"no kind of file matches {path.name}"
        )
        raise MappingError("file", f"{said}; change a match, or leave the file out")
    return names[0]


def _notes(layouts: Sequence[Layout]) -> list[str]:
    guesses = [
        f"{layout.path.name} was read as {layout.encoding}, which is a guess; if letters look wrong, state encoding"
        for layout in layouts
        if layout.guessed
    ]
    twins = [
        f"{layout.path.name}: column '{name}' appears more than once; a later one is called '{called}'"
        for layout in layouts
        for name, called in layout.twice
    ]
    return [*guesses, *twins]
