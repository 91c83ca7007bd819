"""``goodwill receivables --roll-forward``: from the balance before a period to the one at its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, show
from commands.ui.opening import today_of
from commands.ui.periods import ends
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from projections import Answer


def show_roll_forward(
    settings: Settings,
    writing: Writing,
    period: tuple[date, date] | None,
    asked: dict[str, Any],
    *,
    by: str,
    currency: str | None,
) -> None:
    """Roll receivables forward; by default over the twelve months up to the day asked for.

    Raises:
        UsageError: the grouping is one of another listing, or the day asked for lies before the period.
    """
    from goodwill.figures import rolled_from
    from projections.framework.periods import Period
    from projections.receivables.rolling import GROUPINGS

    if by == "group":
        by, asked = "client", asked | {"group": True}
    if by not in GROUPINGS:
        raise click.UsageError(
            f"--roll-forward is summed by {', '.join(GROUPINGS)} or group; ask for one {by} with --{by} NAME"
        )
    start, end = period or Period.year_up_to(asked["as_of"] or today_of(settings))
    if asked["as_of"] is not None and asked["as_of"] < start:
        raise click.BadParameter(
            f"{asked['as_of']} comes before the period, {start}; give a later day", param_hint="--as-of"
        )
    asked["as_of"] = ends(settings, start, end, asked["as_of"])
    then = partial(rolled_from, start=start, by=by, currency=currency)
    writing = writing._replace(table=partial(_page, items=writing.items))
    show(settings, "receivables", writing, asked, then=then)


def _page(answer: Answer, *, items: bool) -> Iterator[str]:
    """The table for people: the balance before, what moved it, and the balance at the end."""
    from commands.ui.view_tables import columns_of, heading, lines_of

    start, end = answer.more["period"]["start"], answer.more["period"]["end"]
    yield from heading(answer)
    yield click.style(f"from {start} to {end}, {(end - start).days + 1:,} days", dim=True)
    yield ""
    rows, shape = answer.table(items=items), answer.item_shape if items else answer.shape
    if not rows or shape is None:
        yield "Nothing moved." if items else "Nothing was owed, and nothing moved."
        return
    if "manager" in rows[0] and not items:
        rows = [row | {"manager": row["manager"] or "(no manager)"} for row in rows]
    sums = [] if items else answer.sums()
    shown = columns_of(shape, [*rows, *(rows[0] | total for total in sums)])  # --top may leave rows out
    yield from lines_of(shown, rows, sums)
