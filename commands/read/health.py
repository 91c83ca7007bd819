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


@click.command(help=REGISTER["health"].help)
@asked_of_a_view
@click.option(
    "--components",
    is_flag=True,
    help="Show the components of each score, the index that four of them make, and what drags most.",
)
def health(settings: Settings, form: str, output: str | None, *, components: bool, **asked: Any) -> None:
    """Show the view, or the components alone."""
    table = partial(_page, only=_COMPONENTS) if components else None
    show(settings, "health", Writing(form, output, items=False, table=table), asked)


def _page(answer: Answer, *, only: tuple[str, ...]) -> Iterator[str]:
    from commands.ui.view_tables import page

    yield from page(answer, only=only)
