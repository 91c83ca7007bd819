"""``goodwill import``: events from spreadsheets and other files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from commands.record.counts import kind_counts
from commands.ui import options
from commands.ui.file_formats import must_end, promised
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from commands.ui.targets import target_option
from ledger.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.importing import FileFault, Report

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "--map",
    "mapping",
    type=_FILE,
    metavar="MAPPING",
    help="The TOML document that says what the rows mean.",
)
@click.option(
    "--suggest",
    is_flag=True,
    help="Write a first draft of a mapping for FILE, with questions, and record nothing.",
)
@click.option("--sheet", metavar="NAME", help="With --suggest: the sheet of a workbook to draft for.")
@click.option(
    "--encoding",
    metavar="NAME",
    help="The encoding of files for which the mapping states none, such as cp1254.",
)
@click.option(
    "--on-fault",
    type=click.Choice(["stop", "skip"]),
    default="stop",
    show_default=True,
    help="stop: record nothing if a row has a fault. skip: record the other rows.",
)
@click.option(
    "--yes", is_flag=True, help="Correct the entries of changed rows of a week's workbook without asking."
)
@click.option(
    "--on-behalf-of",
    metavar="NAME",
    help="Of a week's workbook: the person for whom you act.  [default: the manager of each client that you cover]",
)
@target_option("--rejects", "Write the faulty rows to a CSV file, or to a workbook (.xlsx).")
@options.output
@options.force
@options.dry_run
@pass_settings
@click.pass_context
def import_(
    ctx: click.Context,
    settings: Settings,
    /,
    *,
    files: tuple[Path, ...],
    mapping: Path | None,
    suggest: bool,
    output: str | None,
    rejects: str | None,
    **choices: Any,
) -> None:
    """Read events from spreadsheets: CSV, TSV, XLSX, JSON lines.

    A workbook of `goodwill template` needs no mapping. Of other files the mapping says what the rows mean;
    --suggest writes a first draft of it. Importing the same file again adds nothing, and an interrupted
    import records nothing. The report accounts for every row: recorded, repeated, left out, or faulty.
    """
    sheet = choices.pop("sheet")
    if weeks := _weeks(files, mapped=suggest or mapping is not None):
        yes, behalf = choices.pop("yes"), choices.pop("on_behalf_of")
        needless = mapping, suggest, sheet, output, rejects, choices.pop("encoding")
        if len(weeks) < len(files) or any(needless):
            step = "import it without other files, and leave out --map, --suggest, --sheet, --output, --rejects and --encoding"
            raise click.UsageError(f"{weeks[0]} is a week's workbook, which needs no mapping; {step}", ctx)
        from commands.record.week_import import import_weeks
        from commands.ui.values import identifier

        import_weeks(ctx, settings, weeks, yes=yes, on_behalf_of=identifier(behalf), **choices)
        return
    if suggest:
        _suggest(ctx, settings, files, choices["encoding"], sheet, output)
        return
    if sheet is not None:
        raise click.UsageError("--sheet goes with --suggest; a mapping says `sheet` itself", ctx)
    for option in ("yes", "on_behalf_of"):
        if choices.pop(option):
            raise click.UsageError(
                f"--{option.replace('_', '-')} goes with a week's workbook; leave it out", ctx
            )
    if mapping is None:
        draft = f"`goodwill import {files[0]} --suggest --output mapping.toml`"
        raise click.UsageError(f"--map is missing; {draft} writes a first draft of a mapping", ctx)
    if mapping.suffix != ".toml" and files[0].suffix == ".toml":
        right = f"`goodwill import {mapping} --map {files[0]}`"
        raise click.UsageError(f"--map is followed by the mapping; did you swap the two? Write {right}", ctx)
    if output is not None:
        raise click.UsageError("--output goes with --suggest; leave it out, or add --suggest", ctx)
    _import(ctx, settings, files, mapping, rejects, **choices)


def _import(
    ctx: click.Context,
    settings: Settings,
    files: Sequence[Path],
    mapping: Path,
    rejects: str | None,
    **choices: Any,
) -> None:
    """Import files by a mapping, and say what became of their rows."""
    from commands.record.faults import told
    from commands.ui.failures import FAILED
    from commands.ui.opening import writing
    from commands.ui.progress import progress
    from ledger.importing import Rejects, load_mapping, run_import

    if rejects is not None:
        _readable_again(rejects)
    read = load_mapping(mapping)
    with ExitStack() as said:  # a file that is not replaced must not keep the report back
        with writing(settings) as ledger, progress("rows") as show:
            report = run_import(
                ledger,
                files,
                read,
                actor=settings.actor,
                **choices,
                rejects=None if rejects is None else Rejects(rejects, partial(_until_said, said, rejects)),
                progress=lambda at: show(at.done, at.total, at.rows, f"{at.doing} {at.file}"),
            )
        for line in [*told(report.faults), *told(_warnings(report))]:
            say(line, err=True)
        for line in _said(report, stopped=choices["on_fault"] == "stop"):
            say(line)
        if rejects is not None and not report.faults and Path(rejects).exists():
            say(f"no row was kept out; {rejects} was left as it is")
    if report.faults:
        ctx.exit(FAILED)


def _weeks(files: Sequence[Path], *, mapped: bool) -> list[Path]:
    """The files that are weeks' workbooks; damaged ones, which take long, only if not mapped."""
    from ledger.importing.week.reading import is_marked, is_week

    return list(filter(is_marked if mapped else is_week, files))


def _suggest(
    ctx: click.Context,
    settings: Settings,
    files: Sequence[Path],
    encoding: str | None,
    sheet: str | None,
    output: str | None,
) -> None:
    """Write a draft of a mapping. One that is there may hold answers, so it takes ``--force`` to replace."""
    from commands.ui.output import destination
    from commands.ui.targets import FORCE
    from ledger.importing.faults import MappingError
    from ledger.importing.suggestion import suggest

    if len(files) > 1:
        raise click.UsageError("--suggest reads one file at a time; name one", ctx)
    if output not in {None, "-"} and Path(str(output)).exists() and not ctx.meta.get(FORCE):
        raise click.UsageError(f"{output} is there already; name another file, or add --force", ctx)
    must_end(output, ["toml"])
    try:
        draft = suggest(files[0], encoding, sheet, _clients(settings))
    except MappingError as wrong:
        raise click.BadParameter(
            str(wrong).removeprefix("mapping, sheet: "), ctx, param_hint="--sheet"
        ) from None
    with destination(output, "toml") as stream:
        stream.write(draft)


def _clients(settings: Settings) -> list[tuple[str, str]]:
    """The codes and names of the clients in the ledger; none if there is no ledger yet."""
    from commands.ui.opening import reading
    from ledger.recording.namesakes import all_named
    from ledger.store import exists

    if not exists(settings.ledger):
        return []
    with reading(settings) as ledger:
        return [(one.code, one.name) for one in all_named(ledger.recorder)]


@contextmanager
def _until_said(said: ExitStack, path: str, *, encoding: str | None) -> Iterator[IO[Any]]:
    """The stream to the rejects, which appear when the stack is left; a person works in a workbook."""
    from commands.ui.replacing import put_bytes, replacing

    if encoding is not None:
        yield said.enter_context(replacing(path, "csv", encoding))
        return
    content = BytesIO()
    yield content
    said.callback(lambda: put_bytes(path, content.getvalue()))


def _readable_again(rejects: str) -> None:
    """Check that an import will know rejects by their name.

    Raises:
        click.UsageError: their name is that of another format.
    """
    if promised(rejects) not in {"", "csv", "xlsx"}:
        named = Path(rejects).with_suffix(".xlsx")
        raise click.UsageError(f"--rejects writes CSV or a workbook; write --rejects {named}, or a .csv")


_STEPS = {
    "no-due-date": "due on its own day, until client.terms_agreed or the mapping's fields.due says otherwise"
}
"""What to do about warnings of which a mapping makes many, in place of their rows, by their codes."""


def _warnings(report: Report) -> list[FileFault]:
    """The warnings to tell with their rows: those about what was recorded, or would be."""
    found = report.warnings if report.written or report.dry_run else {}
    return [fault for code, faults in found.items() if code not in _STEPS for fault in faults]


def _said(report: Report, *, stopped: bool) -> Iterator[str]:
    """The report, line by line; ``stopped``: a fault keeps out all rows."""
    would = "would be " if report.dry_run else ""
    yield f"{counted(report.read, 'row')} read"
    if report.written or report.dry_run:
        yield from kind_counts(f"{would}recorded", report.appended)
        yield from kind_counts("recorded already", report.repeated)
    if report.over and (report.written or report.dry_run):
        yield f"{counted(report.over, 'order')} beyond a credit limit or with a bad credit check; `goodwill receivables --exposure` shows whose"
    if report.misbilled and (report.written or report.dry_run):
        yield f"{counted(report.misbilled, 'invoice')} of an order billed already or in another currency; see `goodwill check`"
    if report.untied and (report.written or report.dry_run):
        yield f"{counted(report.untied, 'client')} with orders and invoices that name none, so exposure counts both; name the orders in fields.orders of the invoices"
    for code, count in sorted(report.warned.items()) if report.written or report.dry_run else ():
        named = len(report.warnings[code])
        step = _STEPS.get(code) or (f"the first {named} are named" if named < count else "")
        yield f"{counted(count, 'event')} with a warning: {'; '.join(filter(None, (code.replace('-', ' '), step)))}"
    for one in report.left_out:
        yield f"{counted(one.count, 'row')} of {one.file} left out: {one.reason}"
    if report.faults:
        kept = _kept_out(report) if report.written else "nothing was recorded"
        yield f"{counted(report.fault_count, 'fault')}; {kept}"
        if stopped:
            yield "correct the rows, or record the others with --on-fault skip --rejects FILE"
    if not report.read:
        yield "no file has a row below its header; nothing to import"
    yield from report.notes


def _kept_out(report: Report) -> str:
    """How many rows faults kept out whole, and of how many another event is recorded."""
    whole = report.spoiled - report.partly
    if report.partly and not whole:
        return f"{counted(report.partly, 'row')} kept out in part"
    return f"{counted(whole, 'row')} kept out" + (f", {report.partly:,} in part" if report.partly else "")
