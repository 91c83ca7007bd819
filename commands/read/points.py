"""``goodwill points``: what clients can spend and what the house owes for it; or the lots of points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, ask, asked_of_a_view, asked_question, result_of, show
from commands.ui.failures import warn
from commands.ui.options import was_given, within_days
from commands.ui.output import write
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command()
@asked_of_a_view()
@click.option("--lots", is_flag=True, help="Show the lots of all clients.")
@within_days(30, "Count points that expire within so many days as expiring.")
def points(
    settings: Settings, form: str, output: str | None, *, lots: bool, within: int, **asked: Any
) -> None:
    """Show each client's points and what we owe, or a client's lots.

    The liability is the worth of the points that clients can spend, less the part that you can expect to
    expire: the part that expired of all points whose last day has passed. The command expects none to expire
    until the oldest points are 24 months old.

    Of a lot, points earned less points taken back, spent and expired are left. The last column names the
    entries that changed the lot.
    """
    if lots or asked["client"]:
        _refuse_days()
        show(settings, "loyalty", Writing(form, output), asked, then=_lots, states="all")
        return
    from commands.ui.opening import asking
    from goodwill.accounts import owed_in

    with asking(settings) as ledger:
        quick = partial(ask, ledger, views=settings.views)
        answer = owed_in(quick, asked_question(ledger, asked), within)
    warn(answer.cautions)
    write(result_of(answer, _lines), form, output)


def _refuse_days() -> None:
    """Refuse ``--within``, which says nothing of lots: each shows its own last day."""
    if was_given("within"):
        raise click.UsageError(
            "--within is for the points of all clients; leave it out, or CLIENT and --lots"
        )


def _lots(ledger: EntryLog, answer: Answer) -> Answer:
    from projections.programme.listing import listed

    del ledger
    return listed(answer)


def _lines(answer: Answer) -> Iterator[str]:
    """The table for people: the clients, then what is expected to expire."""
    from commands.ui.tables import sentence
    from commands.ui.view_tables import page

    yield from page(answer)
    if answer.rows:
        yield ""
        yield from sentence(_breakage(**answer.more["breakage"]))


def _breakage(earned: Decimal, expired: Decimal, since: date | None, *, claimed: bool) -> str:
    from ledger.money import to_places
    from projections.programme.liability import HISTORY

    if since is None:
        return "The liability is zero: nobody has had points yet."
    if not claimed:
        return (
            f"The liability is the whole value: the oldest points are of {since}, and what is expected to expire is "
            f"left out from {HISTORY} months on."
        )
    part = f"{to_places(100 * expired / earned, 2)} %" if earned else "none"
    return (
        f"Of {earned:,f} points whose last day has passed, {expired:,f} expired; the liability is less by that "
        f"part ({part})."
    )
