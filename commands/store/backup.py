"""``goodwill backup``: a whole copy of the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ui.failures import complain
from commands.ui.printing import say
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted_entries


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_settings
def backup(settings: Settings, *, file: Path) -> None:
    """Write a whole copy of the ledger, while others record.

    FILE is a new SQLite file, which is a ledger itself. It appears when it is complete, for its owner alone.
    Of a ledger in PostgreSQL the command copies the entries; pg_dump copies the database.
    """
    import goodwill
    from commands.ui.opening import reading

    with reading(settings) as ledger:
        note_read(settings, ledger, "backup")
        whole = ledger.database.dialect == "sqlite"
        entries = goodwill.backup(ledger, file)
    if not whole:
        complain("only the entries were copied; pg_dump copies the database with its stored views")
    say(f"backed up {counted_entries(entries)} to {file}")
