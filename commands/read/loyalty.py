"""``goodwill loyalty``: the view, or its segments, and who moved between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, ask, asked_of_a_view, asked_question, show
from commands.ui.options import dated, not_after
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["loyalty"].help)
@asked_of_a_view()
@click.option("--segments", is_flag=True, help="Show how many clients each segment has, and their value.")
@dated("--from", "since", help="With --segments: show the moves between segments since the end of this day.")
@dated("--to", "until", help="With --from: up to the end of this day; the same as --as-of.")
@click.option("--items", is_flag=True, help="With --from: show each client that moved.")
def loyalty(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    segments: bool,
    since: date | None,
    until: date | None,
    items: bool,
    **asked: Any,
) -> None:
    """Show the view, or what is made of it."""
    if (since or until) and not segments:
        raise click.UsageError(
            "--from goes with --segments; `goodwill changes loyalty` shows what else changed"
        )
    if since is None and (until or items):
        raise click.UsageError("--to and --items go with --from; for one day use --as-of")
    if until and asked["as_of"]:
        raise click.UsageError("--to and --as-of are the same day; leave out one")
    if since is not None:
        from commands.ui.opening import today_of

        asked["as_of"] = until or asked["as_of"] or today_of(settings)
        not_after(since, asked["as_of"])
    then = partial(_segments, since=since, views=settings.views, asked=asked) if segments else None
    table = partial(_moves, items=items) if since else None
    show(settings, "loyalty", Writing(form, output, items, table), asked, then=then)


def _segments(
    ledger: EntryLog, answer: Answer, *, since: date | None, views: str | None, asked: dict[str, Any]
) -> Answer:
    from goodwill.accounts import moves_since
    from projections.segments import segmented

    if since is None:
        return segmented(answer)
    before = asked_question(ledger, asked | {"as_of": since})
    return moves_since(partial(ask, ledger, views=views), before, answer)


def _moves(answer: Answer, *, items: bool) -> Iterator[str]:
    """The table for people: the moves or who made them, then how many did."""
    from commands.ui.tables import currency_text
    from commands.ui.view_tables import columns_of, heading, lines_of, nothing
    from ledger.text import counted

    yield from heading(answer)
    yield click.style(f"moves since {answer.more['since']}", dim=True)
    yield ""
    rows, shape = answer.table(items=items), answer.item_shape if items else answer.shape
    if not rows or shape is None:
        yield "Nobody moved." if items else nothing(answer)
        return
    shown = columns_of(shape, rows)
    yield from lines_of(shown, rows, [] if items else answer.sums())
    yield ""
    for total in answer.totals:
        where = f"in {code}" if (code := currency_text(total.currency)) else "without a currency"
        yield f"{total.moved:,} of {counted(total.clients, 'client')} moved {where}."
