"""``goodwill health``: the view, or what its scores are made of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from commands.read.views import Writing, asked_of_a_view, show
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections import Answer

_COMPONENTS: Final = ("client", "name", "score", "drag", "components", "index")
_MONTHS: Final = "12 MONTHS"
_WIDE: Final = 104
"""Cells from which on a line has room for twelve months beside what is always shown."""


@click.command(help=REGISTER["health"].help)
@asked_of_a_view()
@click.option(
    "--components",
    is_flag=True,
    help="Show the components of each score, the index that four of them make, and what drags most.",
)
def health(settings: Settings, form: str, output: str | None, *, components: bool, **asked: Any) -> None:
    """Show the view, or the components alone."""
    from commands.ui.output import TABLE

    full = form != TABLE or (not components and _has_months(alone=asked["client"] is not None))
    lines = partial(_page, only=_COMPONENTS if components else ())
    show(settings, "health", Writing(form, output, items=False, table=lines), asked, full=full)


def _has_months(*, alone: bool) -> bool:
    """Whether a table has room for bars of twelve months, or for a line below it, and can show bars."""
    from commands.ui.view_tables import has_bars

    return (alone or _has_room()) and has_bars()


def _has_room() -> bool:
    from commands.ui.tables import terminal_width

    room = terminal_width()
    return room is None or room >= _WIDE


def _page(answer: Answer, *, only: tuple[str, ...]) -> Iterator[str]:
    from commands.ui.tables import sentence
    from commands.ui.view_tables import bars, has_bars, page
    from projections.health.bands import rises_at, why_later

    alone = any(hasattr(row, "months") for row in answer.rows)
    unsaid = not (only or alone or _has_room()) and has_bars()
    lines = [*page(answer, only=only, left_out=[_MONTHS] if unsaid else [])]
    yield from lines
    drawn = [bars(row.months) for row in answer.rows if alone] if not _has_room() else []
    if any(rises_at(row.score, row.band, answer.rules.health) is not None for row in answer.rows):
        yield from sentence(why_later(answer.rules.health))
    yield from (f"12 months: {one}" for one in drawn if not any(one in line for line in lines))
