"""``goodwill export``: the ledger for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.ui import options
from commands.ui.noting import note_read
from commands.ui.output import destination
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import counted_of
from reporting.exports import EXPORTS

_HELP = "Write the ledger for another program."
_ENTRIES = "entries"
_OF_ENTRIES = (
    "all entries with every column, into the new folder DIR: JSON lines, and a manifest with their digest. "
    "With --format parquet it holds Parquet files in partitions by client, which `goodwill replay --from DIR` "
    "folds on several machines; run it again to add what is new. `goodwill load DIR` makes a ledger of either."
)


@click.command(
    help="\n\n".join(
        [
            _HELP,
            *(f"FORMAT is {name}: {one.line} {one.more}" for name, one in EXPORTS.items()),
            f"FORMAT is {_ENTRIES}: {_OF_ENTRIES}",
        ]
    )
)
@click.argument("form", metavar="FORMAT", type=click.Choice([*EXPORTS, _ENTRIES]))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "written",
    type=click.Choice(["jsonl", "parquet"]),
    default="jsonl",
    show_default=True,
    help="Of entries: how they are written.",
)
@click.option(
    "--partitions",
    type=options.Within(1, 9_999),
    metavar="N",
    help="With --format parquet: their number, of a new folder; without it, one for every 50,000 entries.",
)
@options.two_clocks("today")
@options.output
@options.force
@pass_settings
def export(settings: Settings, /, form: str, folder: Path | None, output: str | None, **seen: Any) -> None:
    """Write one of the exports."""
    import goodwill
    from commands.ui.opening import reading

    written, partitions = seen.pop("written"), seen.pop("partitions")
    if partitions and (form, written) != (_ENTRIES, "parquet"):
        raise click.UsageError("--partitions goes with export entries DIR --format parquet")
    if form == _ENTRIES:
        if folder is None or output or seen.pop("as_of"):
            raise click.UsageError(
                f"{_ENTRIES} go into a new folder; write export {_ENTRIES} DIR, and leave out --output and --as-of"
            )
        with reading(settings) as ledger:
            note_read(settings, ledger, "export entries")
            manifest: goodwill.Manifest | goodwill.Partitions
            if written == "parquet":
                manifest = goodwill.export_partitions(ledger, folder, number=partitions, **seen)
            else:
                manifest = goodwill.export_entries(ledger, folder, **seen)
        say(f"{folder} holds {counted_of(manifest.entries)}")
        return
    if folder is not None or options.was_given("written"):
        raise click.UsageError(f"a folder and --format are for {_ENTRIES}; name a file with --output")
    with reading(settings) as ledger, destination(output, form) as stream:
        note_read(settings, ledger, f"export {form}")
        stream.writelines(f"{line}\n" for line in goodwill.export(ledger, form, **seen))
