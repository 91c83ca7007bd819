"""``goodwill``: the table of commands. Each command is a module of its own under ``commands``."""

from __future__ import annotations

import sys

try:
    import atexit
    import gc
    import os
    import signal
    from pathlib import Path
    from typing import Final

    import click

    from commands.ui.lazy import LazyGroup, Sections
    from commands.ui.settings import Settings
    from ledger.garbage_collector import own_process
    from projections.framework.registry import REGISTER
except KeyboardInterrupt:  # before there is a command that could answer
    sys.stderr.write("goodwill: interrupted\n")
    sys.exit(130)

__all__ = ["goodwill", "main"]

COMMANDS: Final[Sections] = {
    "Begin": {
        "init": "Make an empty ledger.",
        "demo": "Fill an empty ledger with a generated portfolio, and show it.",
    },
    "Record": {
        "kinds": "List the kinds of event, or the fields of one.",
        "record": "Append an event, or many from a file.",
        "schema": "Print the JSON Schema of events, a mapping or a policy.",
        "template": "Write a workbook to fill in, such as that of a week.",
        "import": "Read events from spreadsheets: CSV, TSV, XLSX, JSON lines.",
    },
    "Read": {
        "history": "Show what happened, in order, with corrections in place.",
        "follow": "Write each entry as a line, each new one as it is recorded.",
        "show": "Show one entry, its corrections and what rests on it.",
        "brief": "Show on one page what to know before a visit.",
        **{name: view.line for name, view in REGISTER.items()},
        "cover": "Show who stands in for whom, and what deputies recorded.",
        "advise": "Show the largest order to seek, and what to offer.",
        "report": "Show a manager's month on one page, beside those before.",
        "points": "Show each client's points and what we owe, or a client's lots.",
        "statement": "Draw up a client's statement of account.",
        "explain": "Show the entries behind a figure.",
        "changes": "Show which figures changed, and the entries that changed them.",
        "export": "Write the ledger for another program.",
    },
    "Browse": {
        "serve": "Show the ledger in a browser, read only.",
        "page": "Write the page of a client, or of the house, as one file.",
    },
    "Collect": {
        "collect": "Show whom to call first about overdue money, and why.",
        "reminders": "Show the reminders that are due; record them with --record.",
        "settle": "Propose what unapplied money settles; record it with --yes.",
    },
    "Audit": {
        "check": "Find faults in the data, and whether the views follow from it.",
        "audit": "List what an auditor asks about: late, corrected, copied ...",
        "verify": "Verify that no entry was changed since it was recorded.",
        "checkpoint": "Sign what is recorded so far, to be handed out.",
        "prove": "Write a receipt: proof that an entry is in the ledger.",
        "verify-receipt": "Check a receipt, without any ledger.",
        "backtest": "Test how well the health score foresaw who stopped ordering.",
    },
    "Govern": {
        "policy": "Show, check and adopt the house's rules for its figures.",
        "erase": "Erase the personal data of a person for ever.",
        "rotate-key": "Replace the master key that encrypts personal data.",
        "roles": "Show the roles of a ledger in PostgreSQL, and print their SQL.",
    },
    "Store": {
        "project": "Bring the stored views up to the newest entry and today.",
        "replay": "Rebuild the stored views from all entries.",
        "upgrade": "Copy a ledger made before, with personal data encrypted.",
        "backup": "Write a whole copy of the ledger, while others record.",
        "restore": "Make a ledger of a backup, and check it.",
        "load": "Make a ledger of exported entries, in either database.",
    },
    "Shell": {
        "completion": "Print the completion script for a shell.",
    },
}

_COLLECT_AFTER = 50_000
"""New objects after which Python looks for cycles. Imports make many objects and hardly any cycles."""

EPILOG = """\b
Begin with `goodwill demo`, or with `goodwill init` and `goodwill kinds`.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 differences found,
4 cannot read or write, 5 another program recorded first, 130 interrupted,
143 ended by SIGTERM."""


@click.group(
    cls=LazyGroup,
    sections=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--ledger",
    metavar="PATH|URL",
    envvar="GOODWILL_LEDGER",
    default="./goodwill.db",
    show_default=True,
    show_envvar=True,
    help="The ledger: a SQLite file, or a SQLAlchemy URL of SQLite or PostgreSQL.",
)
@click.option(
    "--actor",
    metavar="NAME",
    envvar="GOODWILL_ACTOR",
    show_envvar=True,
    help="The person who records. Without it, your login name.",
)
@click.option(
    "--views",
    metavar="PATH|URL",
    envvar="GOODWILL_VIEWS",
    show_envvar=True,
    help="The database of the stored views, if it is not the ledger's own.",
)
@click.option(
    "--keys",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="GOODWILL_KEYS",
    show_envvar=True,
    help="The folder of the keys of ledgers. Without it, one among this login's settings.",
)
@click.option(
    "--anchor",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GOODWILL_ANCHOR",
    show_envvar=True,
    help="The file with the newest checkpoint. Without it, one beside the keys.",
)
@click.version_option(package_name="goodwill", message="%(prog)s %(version)s")
@click.pass_context
def goodwill(
    ctx: click.Context, /, ledger: str, actor: str | None, views: str | None, **places: Path | None
) -> None:
    """A ledger of what happened with your clients, and what it means: on any date, as known at any moment."""
    if not ledger.strip():
        raise click.BadParameter("name a file or a URL", param_hint="--ledger")
    ctx.obj = Settings(ledger, (actor or "").strip() or None, (views or "").strip() or None, **places)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """The console script."""
    own_process()
    gc.set_threshold(_COLLECT_AFTER)
    signal.signal(signal.SIGTERM, _end)
    atexit.register(gc.freeze)  # what is left goes with the process, and is not searched for cycles once more
    # While Python ends, a signal would kill the process, although its work is done.
    for number in (signal.SIGINT, signal.SIGTERM):
        atexit.register(signal.signal, number, signal.SIG_IGN)
    goodwill(prog_name="goodwill")


def _end(number: int, _frame: object) -> None:
    """Stop what is under way, so that nothing unfinished stays; asked again, the process ends at once.

    Raises:
        Ended: always.
    """
    from commands.ui.failures import Ended  # noqa: PLC0415 - seldom needed

    signal.signal(number, signal.SIG_DFL)
    raise Ended


if __name__ == "__main__":
    main()
