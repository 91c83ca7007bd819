"""An import: it reads the files once, decides the drafts in batches, and records all of them or none.

The rules decide drafts in the order of the kinds of file in the mapping, of the files and of their rows. Keys
make an import repeatable: it does not record again what is recorded already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from ledger.entry import Draft
from ledger.errors import Conflict, Refused, Unreadable
from ledger.events import ClientRegistered
from ledger.garbage_collector import uncollected
from ledger.importing.checking import wanted_columns
from ledger.importing.detection import Meter, form_of
from ledger.importing.drafting import Drafter, Piece
from ledger.importing.faults import EncodingUncertain, MappingError
from ledger.importing.known_names import unless_known
from ledger.importing.lookups import LookUps
from ledger.importing.mapping import Files, Mapping
from ledger.importing.readers import Layout, foreign_cells, inspect, rows, stamp_of
from ledger.importing.rejects import Rejects, must_keep, write_rejects
from ledger.importing.report import Progress, Report, Tally
from ledger.judging import tidy
from ledger.money import exact
from ledger.recording.journal import TRIES, Journal
from ledger.recording.namesakes import Namesakes, hints_of_clients
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import Outcome
from ledger.rules.credit import Advice
from ledger.store.reading import Reader
from ledger.store.staging import EPOCH, Staged, StagingArea

OnFault: TypeAlias = Literal["stop", "skip"]
OnProgress: TypeAlias = Callable[[Progress], None]
Broken: TypeAlias = dict[str, set[str]]
"""By file, the documents that are kept out whole."""
_BATCH = 2_000  # documents and drafts decided at once
_FIRST = -(1 << 62)  # before every moment


@exact
def run_import(  # noqa: PLR0913 - most are options, passed by name
    ledger: Journal,
    files: Sequence[Path],
    mapping: Mapping,
    *,
    actor: str,
    dry_run: bool = False,
    on_fault: OnFault = "stop",
    encoding: str | None = None,
    rejects: Rejects | None = None,
    progress: OnProgress | None = None,
) -> Report:
    """Record the events that the mapping makes of the rows of files, in one transaction.

    It reads the files once; with ``skip`` a second time if a row came too late for its document, which is
    then kept out whole.

    Args:
        ledger: the ledger that records them.
        files: the files, in any order.
        mapping: the meaning of their rows.
        actor: the actor of drafts for which the mapping gives none.
        dry_run: decide them and record nothing; the report says what would be appended.
        on_fault: ``stop`` records nothing if there is a fault; ``skip`` records the rest.
        encoding: the encoding of files for which the mapping states none.
        rejects: the file for rows that faults keep out; opened only if there are some.
        progress: called now and then with the progress.

    Raises:
        MappingError: the mapping makes no sense for these files; nothing was read or recorded.
        CannotKeep: rejects as CSV would change numbers or dates of a program; nothing was recorded.
        EncodingUncertain: an encoding can only be guessed, and this is no dry run; nothing was recorded.
        Unreadable: a file cannot be read to its end; nothing was recorded.
        Conflict: other writers kept recording first; nothing was recorded, so run the same import again.
    """
    layouts = _layouts(files, mapping, encoding)
    if rejects is not None:
        must_keep(rejects, layouts)
    if not dry_run:
        for uncertain in _guesses(layouts):
            raise uncertain
    read = partial(_Source, mapping, layouts, actor, progress or (lambda _: None), ledger.recorder)
    tally, written = _recorded(ledger, read, on_fault, dry_run=dry_run)
    report = tally.report(_notes(layouts), dry_run=dry_run, written=written)
    if rejects is not None and report.faults:
        write_rejects(rejects, layouts, tally, report)
    return report


def _recorded(
    ledger: Journal, read: Callable[[Broken], _Source], on_fault: OnFault, *, dry_run: bool
) -> tuple[Tally, bool]:
    """Decide what the files say and record it; with ``skip``, read again without documents that came late.

    Returns:
        What became of the drafts, and whether anything was recorded.
    """
    broken: Broken = {}
    while True:
        source = read(broken)
        with ledger.stage() as work, uncollected():
            _decide(work, source)
            late = source.late() if on_fault == "skip" else broken
            if late == broken:
                return source.tally, not dry_run and _append(work, on_fault, source)
        broken = late


def _decide(work: StagedWork, source: _Source) -> None:
    """Decide what the files say, document by document."""
    tally = source.tally
    for pieces in source.batches():
        outcomes = iter(work.decide_each([draft for piece in pieces for draft in piece.drafts]))
        for piece in pieces:
            tally.unregistered.update(piece.unregistered)
            for draft in piece.drafts:
                _note(work, source, draft, next(outcomes))


def _note(work: StagedWork, source: _Source, draft: Draft, outcome: Outcome | Refused) -> None:
    if isinstance(outcome, Refused):
        outcome = unless_known(work, draft, outcome, once=draft.key in source.tally.once)
    elif outcome.new and isinstance(draft.event, ClientRegistered):
        same = map(Advice, source.namesakes.of(draft.event.code, draft.event.name))
        outcome = outcome._replace(advice=(*outcome.advice, *same))
    source.tally.note(draft, outcome)


def _append(work: StagedWork, on_fault: OnFault, source: _Source) -> bool:
    """Append the admitted drafts; False if a fault stops the import."""
    tally = source.tally
    for tried in range(TRIES):
        if tried:
            tally.start_again()
            source.namesakes.forget()
            for draft, outcome in work.again():
                _note(work, source, draft, outcome)
        if tally.has_faults and on_fault == "stop":
            return False
        source.tell("recording")
        if work.append():
            return True
    raise Conflict(TRIES)


class _Source:
    """The files as batches of drafts, in the order in which the rules decide them.

    Attributes:
        tally: what became of the drafts.
        namesakes: finds clients of one name.
    """

    def __init__(
        self,
        mapping: Mapping,
        layouts: list[Layout],
        actor: str,
        progress: OnProgress,
        reader: Reader,
        broken: Broken,
    ) -> None:
        self.tally = tally = Tally([layout.name for layout in layouts], hints_of_clients(reader))
        self.namesakes = Namesakes(reader)
        self._layouts, self._actor, self._progress = layouts, actor, progress
        self._by_time = mapping.order == "when"
        find, seen = LookUps(mapping, layouts, tally).find, dict[int, set[str]]()
        self._drafters = [
            Drafter(mapping, layout.scope(find), layout.name, tally, seen, broken.get(layout.name, ()))
            for layout in layouts
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

    def late(self) -> Broken:
        """By file, the documents of which a row came too late or has a fault that comes too late."""
        pairs = zip(self._layouts, self._drafters, strict=True)
        return {layout.name: drafter.late for layout, drafter in pairs if drafter.late}

    def tell(self, doing: str) -> None:
        """Report the progress."""
        done, total = self._before + self._meter.done, sum(layout.stamp[0] for layout in self._layouts)
        self._progress(Progress(doing, self._file, self.tally.read, done, total))

    def _pieces(self) -> Iterator[Piece]:
        for layout, drafter in zip(self._layouts, self._drafters, strict=True):
            _check_unchanged(layout)
            self._file, self._meter = layout.name, Meter()
            yield from drafter.pieces(rows(layout, self._meter), self._actor)
            self._before, self._meter = self._before + layout.stamp[0], Meter()
            self.tell("checking")
            _check_unchanged(layout)

    def _sorted(self) -> Iterator[Piece]:
        """Registrations of clients come first, of any date; the rest in order of ``occurred_at``."""
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
        raise Unreadable(f"{layout.name} has changed while it was being imported", "import it again")


def _layouts(files: Sequence[Path], mapping: Mapping, encoding: str | None) -> list[Layout]:
    """The layouts of the files, in the order of the mapping's kinds of file."""
    wanted = wanted_columns(mapping)
    found = [(_sections(path, mapping), path) for path in files]
    chosen = [(path, name) for name in mapping.files for of, path in found if name in of]
    names = Counter((path.name, mapping.files[name].sheet) for path, name in chosen)
    for (name, _), times in names.items():
        if times > 1:
            raise MappingError(
                (), f"two files are called {name}, and the source of an entry is a file's name; rename one"
            )
    return [
        inspect(path, name, _stating(mapping.files[name], encoding), wanted[name]) for path, name in chosen
    ]


def _stating(files: Files, encoding: str | None) -> Files:
    return files if files.encoding or not encoding else files.model_copy(update={"encoding": encoding})


def _sections(path: Path, mapping: Mapping) -> list[str]:
    """The kinds of file that a file is: one, or several that each read a sheet of their own of a workbook."""
    names = [
        name
        for name, files in mapping.files.items()
        if not files.match or any(fnmatchcase(path.name.lower(), match.lower()) for match in files.match)
    ]
    if not names:
        raise MappingError(
            ("file",), f"no kind of file matches {path.name}; change a match, or leave the file out"
        )
    sheets = {mapping.files[name].sheet for name in names} - {None}
    if len(names) > 1 and (len(sheets) < len(names) or form_of(path) != "xlsx"):
        listed = ", ".join(names)
        raise MappingError(
            ("file",),
            f"several kinds of file match {path.name}: {listed}; change a match, leave the file out, or state "
            "for each of them its own sheet of the workbook",
        )
    return names


def _guesses(layouts: Sequence[Layout]) -> Iterator[EncodingUncertain]:
    """What is uncertain of the files whose encoding can only be guessed."""
    for layout in layouts:
        if layout.guessed:
            yield EncodingUncertain(layout.name, layout.encoding, foreign_cells(layout))


def _notes(layouts: Sequence[Layout]) -> list[str]:
    twins = [
        f"{layout.name}: column '{name}' appears more than once; a later one is called '{called}'"
        for layout in layouts
        for name, called in layout.twice
    ]
    return [*map(str, _guesses(layouts)), *twins]
