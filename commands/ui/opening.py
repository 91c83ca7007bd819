"""The one place that opens a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from commands.ui.clock import now
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.times import Clock


@contextmanager
def reading(settings: Settings, *, clock: Clock = now) -> Iterator[Ledger]:
    """The ledger, which must exist; closed in the end."""
    from ledger import Ledger

    with Ledger(settings.ledger, clock=clock) as ledger:
        yield ledger


@contextmanager
def writing(settings: Settings, *, clock: Clock = now) -> Iterator[Ledger]:
    """The ledger; if there is none, one that is created with its first entry."""
    from ledger.store import exists

    if exists(settings.ledger):
        with reading(settings, clock=clock) as ledger:
            yield ledger
        return

    from commands.ui.coming import ledger_to_come

    with ledger_to_come(settings.ledger, clock=clock) as coming:
        try:
            yield coming
        finally:
            if coming.made:
                click.echo(f"created ledger {place(settings.ledger)}", err=True)


def place(url: str) -> str:
    """The place of a ledger, without its password."""
    if "://" not in url:
        return url
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)
