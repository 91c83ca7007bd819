"""``goodwill collect``: whom to call first about overdue money, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_of_a_view, asked_question, write_list
from commands.ui.failures import warn
from commands.ui.settings import Settings
from commands.ui.tables import Row, render, sentence, terminal_width
from commands.ui.view_tables import columns_of, heading, totals

if TYPE_CHECKING:
    from projections import Answer


_SHOWN = (
    "rank", "client", "name", "overdue", "asked", "currency", "days_late", "score", "amount", "mean_days_late", "lateness",
    "word", "today", "silence", "last_contact", "why",
)  # fmt: skip


@click.command()
@asked_of_a_view()
@click.option(
    "--currency", metavar="CODE", help="Rank all together in this currency, at the rates in force on the day."
)
def collect(settings: Settings, form: str, output: str | None, *, currency: str | None, **asked: Any) -> None:
    """Show whom to call first about overdue money, and why.

    The score is a sum of points: at most 40 for the amount, which is compared with the largest in the list,
    30 for its lateness, 10 for broken promises, 10 for a promise of today or one just broken, 10 for silence.
    [collect] in the policy sets these weights. The list does not ask for amounts that the client disputes, or
    promised to pay on a later day. Amounts of different currencies cannot be compared, so each currency has
    its own ranks unless --currency shows all in one.
    """
    from commands.ui.opening import asking
    from goodwill.worklists import ranked

    with asking(settings) as ledger:
        question = asked_question(ledger, asked)._replace(states="open")
        found = ask(ledger, "receivables", question, views=settings.views)
        answer = ranked(ledger, found, currency=currency or None)
    warn(answer.cautions)
    write_list(answer, form, output, _lines)


def _lines(answer: Answer) -> Iterator[str]:
    yield from heading(answer)
    yield ""
    if not answer.rows:
        yield "Nothing is overdue."
        return
    rows = answer.table()
    shown = columns_of(answer.shape, rows, only=_SHOWN)
    table: list[Row] = []
    sums = {total["currency"]: total for total in answer.sums()}
    for currency in dict.fromkeys(row["currency"] for row in rows):
        table += [[""] * len(shown)] if table else []
        table += [[one.cell(row) for one in shown] for row in rows if row["currency"] == currency]
        table += totals(shown, [sums[currency]])
    yield from render([one.column([*rows, *sums.values()]) for one in shown], table, room=terminal_width())
    if len(answer.totals) > 1 and "currency" not in answer.more:
        yield ""
        yield from sentence(
            "Each currency is ranked by itself: amounts of different currencies cannot be compared. --currency CODE ranks "
            "all together."
        )
