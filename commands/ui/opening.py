"""The one place that opens a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import click

from commands.ui.clock import now
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.store.database import Database
    from ledger.times import Clock
    from projections.stored import LedgerPasts


@contextmanager
def reading(settings: Settings, *, clock: Clock = now) -> Iterator[Ledger]:
    """The ledger, which must exist; closed in the end."""
    from ledger import Ledger

    with Ledger(settings.ledger, clock=clock) as ledger:
        yield ledger


@contextmanager
def writing(settings: Settings, *, clock: Clock = now) -> Iterator[Ledger]:
    """The ledger; where there is none, one that is made when the first event is recorded."""
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


def stored_views(url: str | None, ledger: Ledger) -> AbstractContextManager[Database | None]:
    """The database of the stored views: the ledger's own where none is named; None where none were made there yet."""
    from goodwill.asking import stored_views as opened

    return opened(url, ledger)


def pasts(ledger: Ledger) -> LedgerPasts:
    """The ledger's entries for whoever folds them: of all clients, or of those that are asked for alone."""
    from goodwill.asking import pasts as read

    return read(ledger)


def place(url: str) -> str:
    """Where a ledger is, fit to be shown: without a password."""
    if "://" not in url:
        return url
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)
