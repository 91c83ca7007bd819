"""``goodwill replay --from DIR``: views made from partitions of entries."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

import click

from commands.ui.clock import now
from commands.ui.printing import say
from commands.ui.progress import progress
from commands.ui.settings import Settings
from ledger.text import counted_entries

if TYPE_CHECKING:
    from projections.stored.executors import Executor


_OF_DATABASES: Final = {".db", ".sqlite", ".sqlite3"}


class Partitioned(NamedTuple):
    """How partitions are folded, and where the rows go.

    Attributes:
        engine, jobs, address, to: the options of these names.
    """

    engine: str
    jobs: int
    address: str | None
    to: str | None

    @property
    def runs(self) -> Executor:
        """What runs the tasks."""
        from goodwill import executor

        if self.address and self.engine != "ray":
            raise click.UsageError("--address goes with --engine ray; add it, or leave --address out")
        return executor(
            cast("Literal['processes', 'ray']", self.engine), jobs=self.jobs, address=self.address
        )


def folder_in(to: str | None) -> Path | None:
    """The folder that ``--to`` names; None if it names a database, or nothing.

    Raises:
        click.UsageError: it is in no folder, or has the name of a database.
    """
    if not to or "://" in to:
        return None
    folder = Path(to)
    if folder.suffix in _OF_DATABASES and not folder.is_dir():
        raise click.UsageError(
            f"--to {to} names a folder for tables; for views in a file of SQLite write --to sqlite:///{to}"
        )
    if not folder.parent.is_dir():
        raise click.UsageError(f"--to {to}: there is no folder {folder.parent}; make it, or name another")
    return folder


def replay_partitions(
    settings: Settings, entries: Path, how: Partitioned, *, months: bool, as_of: date | None
) -> None:
    """Make tables or stored views of the entries in a folder, with progress on standard error."""
    import goodwill
    from commands.ui.opening import reading

    runs, folder = how.runs, folder_in(how.to)
    with progress("entries") as tell:

        def far(done: int, total: int, count: int) -> None:
            tell(done, total, count, "folding")

        if folder:
            day = now().astimezone().date()  # no ledger is read that could tell the zone of the house
            plan = goodwill.tables_of_partitions(
                entries, folder, as_of=as_of or day, runs=runs, keep_day=as_of is None, progress=far
            )
            made = f"{folder} holds the tables of {counted_entries(plan.entries)}, as of {plan.as_of}"
        else:
            with reading(settings) as ledger:
                rebuilt = goodwill.replay_partitions(
                    ledger, entries, views=how.to or settings.views, runs=runs, months=months, progress=far
                )
            made = f"rebuilt the stored views from {counted_entries(rebuilt.entries if rebuilt else 0)}"
    say(made, err=True)
