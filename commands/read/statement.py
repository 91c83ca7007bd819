"""``goodwill statement``: the account of a client, which the client compares with its own books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.clock import today
from commands.ui.output import Result, write
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from projections.receivables.statement import StatementOfAccount


@click.command()
@options.client
@options.dated(
    "--from",
    "start",
    help="The first day.  [default: the first of the month of the last day]",
)
@options.dated(
    "--to",
    "end",
    help="The last day, whose balance closes it.  [default: today]",
)
@options.known_at
@click.option("--group", is_flag=True, help="With all companies of the client's group, as one.")
@click.option(
    "--language",
    metavar="LANGUAGE",
    help="The language, such as ro or ro-MD.  [default: the client's, or else English]",
)
@click.option("--sender", metavar="NAME", help="Name of the sender, as the statement shows it.")
@options.results("table", "html", "csv", "json")
@pass_settings
def statement(
    settings: Settings,
    /,
    client: str,
    form: str,
    output: str | None,
    language: str | None,
    sender: str | None,
    **asked: Any,
) -> None:
    """Draw up a client's statement of account.

    It has, per currency, the opening balance, every document and payment with the balance after it, and the
    closing balance with its age. The table and the page are in the client's language; csv and json are the
    same in every language.
    """
    import goodwill
    from commands.ui.opening import reading

    end = asked["end"] or today()
    start = asked["start"] or end.replace(day=1)
    if start > end:
        raise click.BadParameter(f"{start} comes after the last day, {end}", param_hint="--from")
    with reading(settings) as ledger:
        found = goodwill.statement(
            ledger, client, start=start, end=end, known_at=asked["known_at"], group=asked["group"]
        )
    write(_result(found, language, sender), form, output)


def _result(found: StatementOfAccount, language: str | None, sender: str | None) -> Result:
    import goodwill
    from commands.read.statement_table import lines
    from goodwill.reports import statement_sheet
    from projections.receivables.statement import COLUMNS

    return Result(
        whole=found.as_json,
        columns=lambda: COLUMNS,
        flat=found.table,
        lines=lambda: lines(statement_sheet(found, language=language, sender=sender)),
        other={
            "html": lambda: [goodwill.statement_page(found, language=language, sender=sender).rstrip("\n")]
        },
    )
