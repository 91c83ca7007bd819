"""``goodwill statement``: what a client is sent to compare with its own books."""

from __future__ import annotations

from typing import Any

import click

from commands import options
from commands.clock import today
from commands.output import destination, write_csv, write_json
from commands.settings import Settings, pass_settings

__all__ = ["statement"]


@click.command()
@click.argument("client", type=options.CODE)
@click.option(
    "--from",
    "start",
    type=options.DAY,
    metavar="DATE",
    help="The first day.  [default: the first of the month of the last day]",
)
@click.option(
    "--to",
    "end",
    type=options.DAY,
    metavar="DATE",
    help="The last day, whose balance closes it.  [default: today]",
)
@options.known_at
@click.option("--group", is_flag=True, help="With all companies of the client's group, as one.")
@click.option(
    "--language",
    metavar="LANGUAGE",
    help="In which language, such as ro or ro-MD.  [default: the client's, or else English]",
)
@click.option("--sender", metavar="NAME", help="Whose statement it is, as it is to stand there.")
@options.output_format("table", "html", "csv", "json")
@options.output
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

    Opening balance, every document and payment with the balance after it, closing balance and its age, per currency.
    The table and the page are in the client's language; csv and json are the same in every language.
    """
    import goodwill
    from commands.opening import reading
    from goodwill.reports import statement_sheet

    end = asked["end"] or today()
    start = asked["start"] or end.replace(day=1)
    if start > end:
        raise click.BadParameter(f"{start} comes after the last day, {end}", param_hint="--from")
    with reading(settings) as ledger:
        said = goodwill.statement(
            ledger, client, start=start, end=end, known_at=asked["known_at"], group=asked["group"]
        )
    with destination(output, exact=form != "table") as stream:
        match form:
            case "json":
                write_json(stream, said.as_json())
            case "csv":
                from projections.receivables.statement import COLUMNS

                write_csv(stream, COLUMNS, said.table())
            case "html":
                stream.write(goodwill.statement_page(said, language=language, sender=sender))
            case _:
                from commands.statement_table import lines

                for line in lines(statement_sheet(said, language=language, sender=sender)):
                    click.echo(line, file=stream)
