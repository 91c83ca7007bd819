"""``goodwill export``: the ledger for other programs."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from commands.read.exporting import PLACED
from commands.ui import options
from commands.ui.file_formats import must_end
from commands.ui.jobs import jobs_option
from commands.ui.output import destination
from commands.ui.printing import say
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from reporting.exports import EXPORTS

_HELP = "Write the ledger for another program."
_LINES = ("as_of", "known_at")
"""The options of an export that is lines of text."""
_FORMATS = [*dict.fromkeys(form for one in PLACED.values() for form in one.formats)]


@click.command(
    help="\n\n".join(
        [
            _HELP,
            *(f"FORMAT is {name}: {one.line} {one.more}" for name, one in EXPORTS.items()),
            *(f"FORMAT is {name}: {one.about}" for name, one in PLACED.items()),
        ]
    )
)
@click.argument("form", metavar="FORMAT", type=click.Choice([*EXPORTS, *PLACED]))
@click.argument("place", metavar="[DIR|FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--format", type=click.Choice(_FORMATS), help="Of entries and tables: how they are written.")
@click.option(
    "--partitions",
    type=options.Within(1, 9_999),
    metavar="N",
    help="Of entries in Parquet: their number, of a new folder; without it, one for every 50,000 entries.",
)
@click.option(
    "--table", "tables", multiple=True, metavar="NAME", help="Only this table; can be given several times."
)
@jobs_option("Of tables: the number of processes")
@click.option("--personal", is_flag=True, help="Write the columns of tables with personal data too.")
@click.option("--monthly", is_flag=True, help="Write the month-ends of the tables of views too.")
@options.two_clocks("today")
@options.output
@options.force
@pass_settings
def export(settings: Settings, /, form: str, place: Path | None, output: str | None, **given: Any) -> None:
    """Write one of the exports."""
    import goodwill
    from commands.ui.opening import reading

    given = {name: value for name, value in given.items() if value}
    if form in PLACED:
        _into_place(settings, form, place, output, given)
        return
    if place is not None:
        raise click.UsageError(f"{form} is lines of text; name a file with --output")
    must_end(output, [form])
    _refuse_others(form, given, _LINES)
    with reading(settings) as ledger, destination(output, form) as stream:
        note_read(settings, ledger, f"export {form}")
        stream.writelines(f"{line}\n" for line in goodwill.export(ledger, form, **given))


def _into_place(
    settings: Settings, form: str, place: Path | None, output: str | None, given: dict[str, Any]
) -> None:
    """Write an export that makes a new file or folder."""
    from commands.ui.opening import reading
    from commands.ui.replacing import made_at

    one = PLACED[form]
    if place is None or output:
        raise click.UsageError(
            f"export {form} names its place without --output; write export {form} {one.place}"
        )
    _refuse_others(form, given, (*one.options, *(["format"] if one.formats else [])))
    if one.formats and given.setdefault("format", one.formats[0]) not in one.formats:
        raise click.UsageError(f"export {form} has no such format; give --format {' or '.join(one.formats)}")
    if "partitions" in given and given["format"] != "parquet":
        raise click.UsageError(
            "--partitions is for entries in Parquet; write export entries DIR --format parquet"
        )
    with reading(settings) as ledger:
        note_read(settings, ledger, f"export {form}")
        with made_at(place, f"export {form}") if one.place == "FILE" else nullcontext(place) as new:
            written = one.write(ledger, new, given)
    say(f"{place} holds {written}")


def _refuse_others(form: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
    """Refuse the options that an export does not have."""
    for parameter in click.get_current_context().command.params:
        if parameter.name in given and parameter.name not in known:
            raise click.UsageError(f"export {form} has no {parameter.opts[0]}; leave it out")
