"""An import: it reads the files once, decides the drafts in batches, and records all of them or none.

The rules decide drafts in the order of the kinds of file in the mapping, of the files and of their rows. Keys
make an import repeatable: it does not record again what is recorded already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, TypeAlias

from ledger.collector import uncollected
from ledger.entry import Draft
from ledger.errors import Conflict, Refused, Unreadable
from ledger.importing.checking import wanted_columns
from ledger.importing.detection import Meter
from ledger.importing.drafting import Drafter, Piece
from ledger.importing.faults import MappingError
from ledger.importing.lookups import LookUps
from ledger.importing.mapping import Mapping
from ledger.importing.readers import Layout, inspect, rows, stamp_of
from ledger.importing.report import OpenRejects, Progress, Report, Tally, write_rejects
from ledger.judging import tidy
from ledger.recording.journal import TRIES, Journal
from ledger.recording.staged_work import StagedWork
from ledger.store.staging import EPOCH, Staged, StagingArea

OnFault: TypeAlias = Literal["stop", "skip"]
OnProgress: TypeAlias = Callable[[Progress], None]
_BATCH = 2_000  # documents and drafts decided at once
_FIRST = -(1 << 62)  # before every moment


def run_import(  # noqa: PLR0913 - most are options, passed by name
    ledger: Journal,
    files: Sequence[Path],
    mapping: Mapping,
    *,
    actor: str,
    dry_run: bool = False,
    on_fault: OnFault = "stop",
    rejects: OpenRejects | None = None,
    progress: OnProgress | None = None,
) -> Report:
    """Record the events that the mapping makes of the rows of files, in one transaction.

    Args:
        ledger: the ledger that records them.
        files: the files, in any order.
        mapping: the meaning of their rows.
        actor: the actor of drafts for which the mapping gives none.
        dry_run: decide them and record nothing; the report says what would be appended.
        on_fault: ``stop`` records nothing if there is a fault; ``skip`` records the rest.
        rejects: opens the CSV file for rows that faults keep out; called only if there are some.
        progress: called now and then with the progress.

    Raises:
        MappingError: the mapping makes no sense for these files; nothing was read or recorded.
        Unreadable: a file cannot be read to its end; nothing was recorded.
        Conflict: other writers kept recording first; nothing was recorded, so run the same import again.
    """
    layouts = _layouts(files, mapping)
    tally = Tally([layout.path.name for layout in layouts])
    source = _Source(mapping, layouts, actor, tally, progress or (lambda _: None))
    with ledger.stage() as work, uncollected():
        for pieces in source.batches():
            outcomes = iter(work.decide_each([draft for piece in pieces for draft in piece.drafts]))
            for piece in pieces:
                tally.unregistered.update(piece.unregistered)
                for draft in piece.drafts:
                    tally.note(draft, next(outcomes))
        written = not dry_run and _append(work, tally, on_fault, source)
    report = tally.report(_notes(layouts), dry_run=dry_run, written=written)
    if rejects is not None and report.faults:
        write_rejects(rejects, layouts, tally, report)
    return report


def _append(work: StagedWork, tally: Tally, on_fault: OnFault, source: _Source) -> bool:
    """Append the admitted drafts; False if a fault stops the import."""
    for tried in range(TRIES):
        if tried:
            tally.start_again()
            for draft, outcome in work.again():
                tally.note(draft, outcome)
        if tally.faulted and on_fault == "stop":
            return False
        source.tell("recording")
        if work.append():
            return True
    raise Conflict(TRIES)


class _Source:
    """The files as batches of drafts, in the order in which the rules decide them."""

    def __init__(
        self, mapping: Mapping, layouts: list[Layout], actor: str, tally: Tally, progress: OnProgress
    ) -> None:
        self._layouts, self._actor, self._tally, self._progress = layouts, actor, tally, progress
        self._by_time = mapping.order == "when"
        find, seen = LookUps(mapping, layouts).find, dict[int, set[str]]()
        self._drafters = [
            Drafter(mapping, layout.scope(find), layout.path.name, tally, seen) for layout in layouts
        ]
        self._before, self._file, self._meter = 0, "", Meter()

    def batches(self) -> Iterator[list[Piece]]:
        """Batches of the drafts of documents."""
        batch: list[Piece] = []
        size = 0
        for piece in self._sorted() if self._by_time else self._pieces():
            batch.append(piece)
            size += 1 + len(piece.drafts)
            if size >= _BATCH:
                yield batch
                self.tell("checking")
                batch, size = [], 0
        yield batch

    def tell(self, doing: str) -> None:
        """Report the progress."""
        done, total = self._before + self._meter.done, sum(layout.stamp[0] for layout in self._layouts)
        self._progress(Progress(doing, self._file, self._tally.read, done, total))

    def _pieces(self) -> Iterator[Piece]:
        for layout, drafter in zip(self._layouts, self._drafters, strict=True):
            _check_unchanged(layout)
            self._file, self._meter = layout.path.name, Meter()
            yield from drafter.pieces(rows(layout, self._meter), self._actor)
            self._before, self._meter = self._before + layout.stamp[0], Meter()
            self.tell("checking")
            _check_unchanged(layout)

    def _sorted(self) -> Iterator[Piece]:
        """Registrations of clients come first, whatever their date; the rest in order of ``occurred_at``."""
        with StagingArea() as area:
            for piece in self._pieces():
                yield piece._replace(drafts=[draft for draft in piece.drafts if not _staged(draft, area)])
            for staged in area:
                yield Piece([staged.draft()])


def _staged(draft: Draft, area: StagingArea) -> bool:
    """Let a draft wait for its turn, unless its envelope is malformed, so that it will be refused anyway."""
    try:
        draft = tidy(draft)
    except Refused:
        return False
    event, at = draft[:2]
    turn = _FIRST if event.kind == "client.registered" else (at - EPOCH) // timedelta(microseconds=1)
    area.add([Staged.undecided(draft, turn)])
    return True


def _check_unchanged(layout: Layout) -> None:
    if stamp_of(layout.path) != layout.stamp:
        raise Unreadable(f"{layout.path.name} has changed while it was being imported; import it again")


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
