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
    "`goodwill load DIR` makes a ledger of it."
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
@options.two_clocks("today")
@options.output
@options.force
@pass_settings
def export(settings: Settings, /, form: str, folder: Path | None, output: str | None, **seen: Any) -> None:
    """Write one of the exports."""
    import goodwill
    from commands.ui.opening import reading

    if form == _ENTRIES:
        if folder is None or output or seen.pop("as_of"):
            raise click.UsageError(
                f"{_ENTRIES} go into a new folder; write export {_ENTRIES} DIR, and leave out --output and --as-of"
            )
        with reading(settings) as ledger:
            note_read(settings, ledger, "export entries")
            manifest = goodwill.export_entries(ledger, folder, **seen)
        say(f"exported {counted_of(manifest.entries)} to {folder}")
        return
    if folder is not None:
        raise click.UsageError(f"a folder is for {_ENTRIES}; name a file with --output")
    with reading(settings) as ledger, destination(output, form) as stream:
        note_read(settings, ledger, f"export {form}")
        stream.writelines(f"{line}\n" for line in goodwill.export(ledger, form, **seen))
