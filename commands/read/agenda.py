"""``goodwill agenda``: what is to be done in a week, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_of_a_view, result_of
from commands.ui import options
from commands.ui.output import TABLE, write
from commands.ui.printing import say
from commands.ui.read_log import note_read
from commands.ui.replacing import replacing
from commands.ui.settings import Settings
from commands.ui.targets import target_option
from ledger.text import counted

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer
    from projections.history import Horizon


@click.command()
@asked_of_a_view()
@click.option(
    "--week", metavar="WEEK", callback=options.week, help="Such as 2026-W27.  [default: that of --as-of]"
)
@click.option("--overdue", is_flag=True, help="Show only what is overdue.")
@click.option("--why", is_flag=True, help="Show the reasons in words, and the entries behind them.")
@target_option("--ics", "Write a calendar (RFC 5545) to the file, or to standard output with -.")
def agenda(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    week: str | None,
    overdue: bool,
    why: bool,
    ics: str | None,
    **asked: Any,
) -> None:
    """Show what is to be done in a week, and why.

    Fixed hours come first, then what is due sooner, then clients that buy more. What is overdue stands in the
    week of --as-of. A week that is past is shown as it was on its Monday, unless --as-of says another day.
    --mine includes clients that --actor covers on a day of the week that is not over; in a week that is past,
    on any of its days, whenever the cover was decided.
    """
    from commands.ui.opening import asking
    from commands.ui.values import identifier
    from goodwill.agendas import agenda_calendar, agenda_from, week_question
    from projections.receivables.lateness import debtors_of

    asked["client"] = identifier(asked["client"])
    late, owing = 0, False
    with asking(settings) as ledger:
        quick = partial(ask, ledger, views=settings.views)
        question, days = week_question(ledger, week, **asked)
        answer = agenda_from(ledger, quick, question, days, overdue=overdue, why=why)
        behind = (ledger.entry(row.entry) for row in answer.rows)
        note_read(settings, ledger, "agenda", asked["client"], (one.event for one in behind if one))
        if form == TABLE and ics is None and not answer.rows:
            late = debtors_of(quick("receivables", question))
        elif form == TABLE and ics is None and not asked["client"]:
            owing = _has_debts(ledger, question.horizon)
    if ics is None:
        write(result_of(answer, partial(_page, late=late, owing=owing)), form, output)
        return
    if ics == "-":
        with click.open_file(ics, "wb") as stream:
            stream.write(agenda_calendar(answer).encode())
    else:
        with replacing(ics, "ics") as file:
            file.write(agenda_calendar(answer))
    place = "standard output" if ics == "-" else ics
    say(f"wrote {counted(len(answer.rows), 'thing')} to do into {place}", err=True)


def _has_debts(ledger: EntryLog, horizon: Horizon) -> bool:
    """Whether there are invoices or opening balances; who owes what today would take longer to tell."""
    from ledger.events import BalanceOpened, InvoiceIssued

    kinds = (InvoiceIssued.kind, BalanceOpened.kind)
    return next(iter(ledger.recorder.chosen(kinds=kinds, upto=horizon.position)), None) is not None


def _page(answer: Answer, *, late: int, owing: bool) -> Iterator[str]:
    """The table, and where to look for money that is overdue, which is in no agenda."""
    from commands.ui.tables import sentence
    from commands.ui.view_tables import page

    yield from page(answer)
    if late:
        owe = "owes" if late == 1 else "owe"
        yield from sentence(
            f"{counted(late, 'client')} {owe} money that is overdue: `goodwill collect` shows whom to call first."
        )
    if owing:
        yield ""
        yield from sentence("Debts are in no agenda: `goodwill collect` shows whom to call about them first.")
