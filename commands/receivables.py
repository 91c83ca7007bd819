"""``goodwill receivables``: who owes what; each further listing is in a module of its own."""

from __future__ import annotations

from typing import Any

import click

from commands.settings import Settings
from commands.views import asked_of_a_view, show

__all__ = ["receivables"]


@click.command()
@asked_of_a_view
@click.option("--items", is_flag=True, help="Show every open document or instalment.")
def receivables(settings: Settings, form: str, output: str | None, *, items: bool, **asked: Any) -> None:
    """Show who owes what, by how long it is overdue.

    Not due and overdue, less what is unapplied, is the balance: to the cent, for every currency.
    """
    show(settings, "receivables", form, output, asked, items=items)
