"""An import in two passes: the first decides all drafts and records nothing, the second records in batches.

The rules decide drafts in the order of the kinds of file in the mapping, of the files and of their rows. Keys
make an import repeatable: it does not record again what it, or an import that was killed, recorded before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from ledger.entry import Draft
from ledger.errors import Refused, Unreadable
from ledger.importing.checking import wanted_columns
from ledger.importing.detection import Meter
from ledger.importing.drafting import Drafter
from ledger.importing.faults import MappingError
from ledger.importing.lookups import LookUps
from ledger.importing.mapping import Mapping
from ledger.importing.readers import Layout, inspect, rows, stamp_of
from ledger.importing.report import Progress, Report, Tally, write_rejects
from ledger.recording.journal import Journal

OnFault: TypeAlias = Literal["stop", "skip"]
OnProgress: TypeAlias = Callable[[Progress], None]
_BATCH = 1_000  # drafts in one transaction
_EVERY = 2_048  # rows between two reports of progress
_FOLLOWED = "also kept out, because the registration of their client has a fault: {:,} of the events"


class _Item(NamedTuple):
    draft: Draft
    file: str
    numbers: Sequence[int]


def run_import(  # noqa: PLR0913 - most are options, passed by name
    ledger: Journal,
    files: Sequence[Path],
    mapping: Mapping,
    *,
    actor: str,
    dry_run: bool = False,
    on_fault: OnFault = "stop",
    rejects: Path | None = None,
    progress: OnProgress | None = None,
) -> Report:
    """Record the events that the mapping makes of the rows of files.

    Args:
        ledger: the ledger that records them.
        files: the files, in any order.
        mapping: the meaning of their rows.
        actor: the actor of drafts for which the mapping gives none.
        dry_run: do the first pass only; the report says what would be appended.
        on_fault: ``stop`` records nothing if there is a fault; ``skip`` records the rest.
        rejects: the CSV file for rows that faults keep out; written only if there are some.
        progress: called now and then with the progress.

    Raises:
        MappingError: the mapping makes no sense for these files; nothing was read or recorded.
        Unreadable: a file cannot be read to its end; nothing was recorded.
        Conflict: other writers kept recording first; run the same import again to record the rest.
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
    """The part that both passes share: it makes drafts of the rows, and reports the progress."""

    def __init__(
        self, mapping: Mapping, layouts: list[Layout], actor: str, progress: OnProgress, passes: int
    ) -> None:
        self._mapping, self._layouts, self._actor, self._progress = mapping, layouts, actor, progress
        self._find = LookUps(mapping, layouts).find
        self._total = passes * sum(layout.stamp[0] for layout in layouts)
        self._before = 0

    def items(self, tally: Tally, doing: str) -> Iterator[_Item]:
        """All drafts in the order in which the rules decide them."""
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
            self._progress(Progress(doing, layout.path.name, tally.read, self._before, self._total))

    def _rows(self, layout: Layout, tally: Tally, doing: str) -> Iterator[tuple[int, list[str]]]:
        if stamp_of(layout.path) != layout.stamp:
            raise Unreadable(f"{layout.path.name} has changed while it was being imported; import it again")
        meter = Meter()
        for pair in rows(layout, meter):
            yield pair
            if not pair[0] % _EVERY:
                done = self._before + meter.done
                self._progress(Progress(doing, layout.path.name, tally.read, done, self._total))


def _by_time(item: _Item) -> tuple[bool, object]:
    """Registrations of clients come first, whatever their date; the rest in order of ``occurred_at``."""
    return item.draft.event.kind != "client.registered", item.draft.occurred_at


def _rehearse(ledger: Journal, job: _Job, report: Report) -> tuple[Tally, set[int]]:
    """The first pass: its counts, and the indexes of the drafts that the rules refused."""
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
            report.count_advice(outcome.advice)
    report.read, report.left_out, report.faults = tally.read, tally.left_out(), tally.faults
    return tally, refused


def _record(ledger: Journal, job: _Job, report: Report, refused: set[int], tally: Tally) -> None:
    """The second pass. Its counts replace those of the first."""
    report.appended.clear()
    report.repeated.clear()
    report.over = report.misbilled = 0
    batch: list[_Item] = []
    for at, item in enumerate(job.items(Tally(), "recording")):
        if at not in refused:
            batch.append(item)
        if len(batch) >= _BATCH:
            _write(ledger, batch, report, tally)
            batch = []
    _write(ledger, batch, report, tally)
    report.written = True


def _write(ledger: Journal, batch: list[_Item], report: Report, tally: Tally) -> None:
    """Record a batch in one transaction. A draft that is refused only now becomes a fault."""
    while batch:
        try:
            outcomes = ledger.record_many([item.draft for item in batch])
        except Refused as no:
            draft, file, numbers = batch.pop(no.index or 0)
            tally.fault(file, numbers, numbers[0], "", f"{draft.event.kind}: {no}")
            continue
        for item, outcome in zip(batch, outcomes, strict=True):
            (report.appended if outcome.new else report.repeated)[item.draft.event.kind] += 1
            report.count_advice(outcome.advice)
        return


def _layouts(files: Sequence[Path], mapping: Mapping) -> list[Layout]:
    """The layouts of the files, in the order of the mapping's kinds of file."""
    wanted = wanted_columns(mapping)
    names = [path.name for path in files]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise MappingError(
            (), f"two files are called {twice}, and the source of an entry is a file's name; rename one"
        )
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
        problem = f"no kind of file matches {path.name}"
        if names:
            problem = f"several kinds of file match {path.name}: {', '.join(names)}"
        raise MappingError(("file",), f"{problem}; change a match, or leave the file out")
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
