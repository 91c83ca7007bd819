"""``goodwill statement``: what a client is sent to compare with its own books."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from commands import options
from commands.clock import known_by, today
from commands.output import destination, write_csv, write_json
from commands.settings import Settings, pass_settings

if TYPE_CHECKING:
    from projections.receivables.statement import StatementOfAccount
    from reporting.statements import Sheet

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
    end = asked["end"] or today()
    start = asked["start"] or end.replace(day=1)
    if start > end:
        raise click.BadParameter(f"{start} comes after the last day, {end}", param_hint="--from")
    said = _ask(settings, client, start, end, asked["known_at"], group=asked["group"])
    with destination(output, exact=form != "table") as stream:
        match form:
            case "json":
                write_json(stream, said.as_json())
            case "csv":
                from projections.receivables.statement import COLUMNS

                write_csv(stream, COLUMNS, said.table())
            case "html":
                from reporting.statements import page

                stream.writelines(f"{line}\n" for line in page(_sheet(said, language, sender)))
            case _:
                from commands.statement_table import lines

                for line in lines(_sheet(said, language, sender)):
                    click.echo(line, file=stream)


def _ask(
    settings: Settings, client: str, start: date, end: date, known_at: datetime | None, *, group: bool
) -> StatementOfAccount:
    from commands.clients import known_client
    from commands.house import house_entries
    from commands.opening import pasts, reading
    from projections.fold import Horizon
    from projections.receivables.statement import statement as ask

    with reading(settings) as ledger:
        code = known_client(ledger, client, known_at)
        known_at = known_by(ledger, known_at)
        return ask(
            code or client,
            pasts(ledger),
            house_entries(ledger),
            start=start,
            horizon=Horizon(end, known_at, ledger.position_at(known_at)),
            group=group,
        )


def _sheet(said: StatementOfAccount, language: str | None, sender: str | None) -> Sheet:
    """The texts, in the language asked for or else in the client's."""
    from reporting.statements import DOCUMENT, sheet
    from reporting.words import words_for, words_in

    if language:
        words = words_in(DOCUMENT, language)
    else:
        words = words_for(DOCUMENT, said.registered.locale if said.registered else None)
    return sheet(said, words, (sender or "").strip() or None)
