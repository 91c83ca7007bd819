"""``goodwill statement``: what a client is sent to compare with its own books."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from commands import options
from commands.clock import known_by, today
from commands.settings import Settings, pass_settings
from commands.ui.output import Result, write

if TYPE_CHECKING:
    from projections.receivables.statement import StatementOfAccount
    from reporting.statements import Sheet


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
    write(_result(said, language, sender), form, output)


def _result(said: StatementOfAccount, language: str | None, sender: str | None) -> Result:
    from commands.statement_table import lines
    from projections.receivables.statement import COLUMNS
    from reporting.statements import page

    return Result(
        whole=said.as_json,
        columns=lambda: COLUMNS,
        flat=said.table,
        lines=lambda: lines(_sheet(said, language, sender)),
        other={"html": lambda: page(_sheet(said, language, sender))},
    )


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
