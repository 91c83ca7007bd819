"""``goodwill replay --from DIR``: views made from partitions of entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import click

from commands.ui.clock import today
from commands.ui.printing import say
from commands.ui.progress import progress
from commands.ui.settings import Settings
from commands.ui.tables import counted_of

if TYPE_CHECKING:
    from projections.stored.executors import Executor


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

    @property
    def folder(self) -> Path | None:
        """The folder for the rows; None if they go into a database."""
        return Path(self.to) if self.to and "://" not in self.to else None


def replay_partitions(settings: Settings, entries: Path, how: Partitioned, *, months: bool) -> None:
    """Make views of the entries in a folder, with progress on standard error."""
    import goodwill
    from commands.ui.opening import reading

    runs = how.runs
    with progress("entries") as tell:

        def far(done: int, total: int, count: int) -> None:
            tell(done, total, count, "folding")

        if how.folder:
            plan = goodwill.fold_partitions(
                entries, how.folder, as_of=today(), runs=runs, months=months, progress=far
            )
            made, where = plan.entries, str(how.folder)
        else:
            with reading(settings) as ledger:
                rebuilt = goodwill.replay_partitions(
                    ledger, entries, views=how.to or settings.views, runs=runs, months=months, progress=far
                )
            made, where = rebuilt.entries if rebuilt else 0, "the stored views"
    say(f"made rows of {counted_of(made)} in {where}", err=True)
