"""``goodwill prospects``: how we found each, what we did, and when it first ordered."""

from __future__ import annotations

from typing import Any

import click

from commands.read.views import Writing, asked_of_a_view, show
from commands.ui.settings import Settings
from projections.framework.registry import NAMED


@click.command(help=NAMED["prospects"].help)
@asked_of_a_view()
def prospects(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show the view."""
    show(settings, "prospects", Writing(form, output), asked)
