"""The one place that opens a ledger."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

import click

from commands.clock import now
from commands.settings import Settings

if TYPE_CHECKING:
    from ledger import Ledger

__all__ = ["place", "reading", "writing"]

T = TypeVar("T")


@contextmanager
def reading(settings: Settings) -> Iterator[Ledger]:
    """The ledger, which must exist; closed in the end."""
    from ledger import Ledger

    with Ledger(settings.ledger, clock=now) as ledger:
        yield ledger


def writing(settings: Settings, act: Callable[[Ledger], T], *, dry_run: bool = False) -> T:
    """Lets ``act`` write to the ledger, and makes one where there is none.

    What is refused leaves nothing behind: a new ledger takes its place only once something is recorded in it. Where
    two make one at once the second acts again, on the ledger of the first, so ``act`` may run twice.
    """
    from ledger.store import exists

    if not exists(settings.ledger):
        file = _file(settings.ledger)
        if dry_run:
            with TemporaryDirectory(prefix="goodwill-") as scratch:
                return _at_new(str(Path(scratch) / "ledger.db"), act)
        if file is None:
            _create(settings.ledger)
        else:
            with suppress(FileExistsError):
                return _at_place(file, act)
    with reading(settings) as ledger:
        return act(ledger)


def _file(url: str) -> Path | None:
    """The file of a SQLite ledger; None for a database server."""
    if "://" not in url:
        return Path(url)
    name = url.partition(":///")[2] if url.startswith("sqlite") else ""
    return Path(name.partition("?")[0]) if name else None


def place(url: str) -> str:
    """Where a ledger is, fit to be shown: without a password."""
    if "://" not in url:
        return url
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)


def _create(url: str) -> None:
    from ledger.errors import LedgerExists
    from ledger.store import create

    with suppress(LedgerExists):
        create(url)
        click.echo(f"created ledger {place(url)}", err=True)


def _at_new(url: str, act: Callable[[Ledger], T]) -> T:
    from ledger import Ledger

    with Ledger.create(url, clock=now) as ledger:
        return act(ledger)


def _at_place(file: Path, act: Callable[[Ledger], T]) -> T:
    """Acts on a new ledger beside its place, and links it there if anything was recorded, even when ``act`` failed."""
    from ledger import Ledger

    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.new")
    recorded = False
    try:
        try:
            with Ledger.create(str(beside), clock=now) as ledger:
                try:
                    return act(ledger)
                finally:
                    recorded = ledger.position > 0
        finally:
            if recorded:
                os.link(beside, file)  # fails where somebody else was first; never replaces a ledger
                click.echo(f"created ledger {file}", err=True)
    finally:
        for leftover in (beside, *(beside.with_name(beside.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
