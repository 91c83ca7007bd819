"""``goodwill replay``: the stored views, made again from nothing; or what another policy would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from commands.store.replay_partitions import Partitioned, folder_in, replay_partitions
from commands.ui import options
from commands.ui.failures import complain
from commands.ui.jobs import jobs_option, usual_jobs
from commands.ui.policy_file import POLICY_FILE
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from projections.stored import Rebuilt


_PARTITIONS = {"engine", "address", "to"}
_REBUILDING = {"jobs", "months", "entries", *_PARTITIONS}
_NAMED = 5


@click.command()
@options.exact_client
@jobs_option("The number of processes that compute the views")
@click.option(
    "--months/--no-months",
    default=True,
    show_default=True,
    help="Store the month-ends too, or leave them out until the next replay.",
)
@click.option(
    "--policy",
    type=POLICY_FILE,
    metavar="FILE",
    help="With --diff: the policy to try.",
)
@click.option(
    "--from",
    "entries",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Read the entries that `export entries DIR --format parquet` wrote, a partition for each task.",
)
@click.option(
    "--engine",
    type=click.Choice(["processes", "ray"]),
    default="processes",
    show_default=True,
    help="With --from: what runs the tasks.",
)
@click.option(
    "--address",
    metavar="ADDRESS",
    help="With --engine ray: a cluster that is there; without it, one of this machine is started, and ends.",
)
@click.option(
    "--to",
    metavar="DIR|URL",
    help="With --from: a folder for tables, as Parquet; or the database URL of the views.",
)
@click.option("--diff", is_flag=True, help="With --policy: show what it would change, and change nothing.")
@options.two_clocks("today")
@options.whose
@options.results()
@pass_settings
@click.pass_context
def replay(
    ctx: click.Context,
    settings: Settings,
    /,
    *,
    jobs: int | None,
    months: bool,
    policy: Path | None,
    diff: bool,
    **asked: Any,
) -> None:
    """Rebuild the stored views from all entries.

    The new views are built beside those in use, and replace them in one step at the end. If another process
    is rebuilding, the command waits, and then rebuilds once more.

    With --from DIR the entries come from a folder of Parquet files, and every partition is a task, for
    processes of this machine or for the machines of a Ray cluster, which have to see the folder under the
    same name. A command that was ended goes on where it was. With --to FOLDER it rebuilds nothing, but writes
    the tables of `goodwill export tables` there, as Parquet in partitions; no ledger is needed.

    With --policy FILE --diff the command rebuilds nothing. It computes every view, and the lists that follow
    from it (reminders, calls, exceeded credit, provision, measures of collection), under the policy in force
    and under that of the file, and shows each figure that differs. CLIENT, --manager and the other filters
    choose the clients.
    """
    given = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    _check_usage(given, to_folder=folder_in(asked["to"]) is not None)
    if diff and policy is not None:
        from commands.store.difference import show_difference

        show_difference(settings, policy, **{name: asked[name] for name in asked if name not in _REBUILDING})
        return
    if entries := asked["entries"]:
        how = Partitioned(jobs=jobs or 1, **{name: asked[name] for name in _PARTITIONS})
        replay_partitions(settings, entries, how, months=months, as_of=asked["as_of"])
        return
    if made := make_again(settings, jobs=jobs or _usual_jobs(settings), months=months):
        say(f"rebuilt the stored views from {made.entries:,} entries", err=True)


def _check_usage(given: set[str], *, to_folder: bool) -> None:
    """Refuse options of a comparison for a rebuild, and those of a rebuild for a comparison."""
    if "policy" in given and "diff" not in given:
        raise click.UsageError(
            "--policy goes with --diff, which shows what would change; `goodwill policy adopt` puts a policy in force"
        )
    if "diff" in given and "policy" not in given:
        raise click.UsageError("--diff compares with a policy; name its file with --policy")
    if "entries" not in given and (without := given & _PARTITIONS):
        raise click.UsageError(
            f"{_named(without)} goes with --from DIR; `goodwill export entries DIR --format parquet` writes such a folder"
        )
    if to_folder and "months" in given:
        raise click.UsageError(
            "tables in a folder have no month-ends; leave out --months and --no-months, or name a day with --as-of"
        )
    comparing, rebuilding = "diff" in given, _REBUILDING | ({"as_of"} if to_folder else set())
    wrong = given & _REBUILDING if comparing else given - rebuilding
    if wrong and comparing:
        raise click.UsageError(f"a comparison rebuilds no views; leave out {_named(wrong)}")
    if wrong:
        raise click.UsageError(
            f"a rebuild is of all clients, for today; {_named(wrong)} goes with --policy FILE --diff"
            + (", or with --from DIR --to FOLDER" if wrong == {"as_of"} else "")
        )


def _named(parameters: set[str]) -> str:
    others = {"client": "CLIENT", "form": "--format", "entries": "--from"}
    return ", ".join(others.get(name, "--" + name.replace("_", "-")) for name in sorted(parameters))


def _usual_jobs(settings: Settings) -> int:
    from commands.ui.opening import reading

    with reading(settings) as ledger:
        return usual_jobs(ledger.position)


def make_again(
    settings: Settings, *, jobs: int, months: bool, needed: Callable[[], bool] = lambda: True
) -> Rebuilt | None:
    """Rebuild the stored views, with progress on standard error; None if another process did while we waited.

    ``needed`` is asked once no other process rebuilds them.
    """
    from projections.stored import pool

    runs = pool(jobs)
    runs.prepare("projections.stored.keeping.filling")
    from commands.ui.opening import today_of
    from commands.ui.progress import progress
    from projections.stored import FromLedger, rebuild

    with progress("entries") as say:
        made = rebuild(
            settings.ledger,
            today_of(settings),
            views=settings.views,
            filling=FromLedger(runs),
            months=months,
            progress=lambda done, total, entries: say(done, total, entries, "folding"),
            waiting=lambda: complain("another process is rebuilding the stored views; waiting for it"),
            needed=needed,
        )
    if made and made.unlike:
        complain(_unlike(made.unlike))
    return made


def _unlike(clients: Sequence[str]) -> str:
    """Names the clients and where to look; the views that differed are replaced by now."""
    named = ", ".join(clients[:_NAMED]) + (", ..." if len(clients) > _NAMED else "")
    whose = f"client {named}" if len(clients) == 1 else f"{len(clients):,} clients ({named})"
    return (
        f"the entries of {whose} give another result than at the last rebuild, and none is newer: they or "
        "the views were changed by hand; compare the ledger with a backup (docs/how-to/back-up-and-move.md)"
    )
