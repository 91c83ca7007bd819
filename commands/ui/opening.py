"""The one place that opens a ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import click

from commands.ui.clock import now
from commands.ui.failures import complain, complain_once
from commands.ui.printing import say
from commands.ui.settings import Settings
from ledger.personal.master import ERASED_KEYS
from ledger.seal.anchors import OlderCopy, check_anchored

if TYPE_CHECKING:
    from datetime import date, tzinfo
    from pathlib import Path

    from ledger.recording.entry_log import EntryLog
    from ledger.recording.journal import Journal
    from ledger.times import Clock

PATIENCE = 3.0  # seconds for which a person waits without asking why


@contextmanager
def reading(settings: Settings) -> Iterator[EntryLog]:
    """The entries of the ledger, which must exist; closed in the end."""
    from ledger.recording.entry_log import EntryLog

    with EntryLog(settings.ledger, clock=now, keys=settings.key_folder) as ledger:
        try:
            _check_anchored(settings, ledger)
        except OlderCopy as wrong:
            complain_once(str(wrong))
        yield ledger


@contextmanager
def asking(settings: Settings) -> Iterator[EntryLog]:
    """As ``reading``, for a question about many clients, which stored views answer sooner.

    Without them an answer may take long; then a line below it tells a person at a terminal of them.
    """
    from goodwill.storing import wanting
    from ledger.text import counted_entries

    began = monotonic()
    with reading(settings) as ledger:
        yield ledger
        seconds = monotonic() - began
        if seconds > PATIENCE and sys.stderr.isatty() and wanting(ledger, settings.views):
            what = f"it took {int(seconds):,} s to answer from {counted_entries(ledger.position)}"
            told = f"{what}; `goodwill project` stores the views, which answer sooner"
            click.get_current_context().call_on_close(partial(complain, told))


def zone_of(settings: Settings) -> tzinfo | None:
    """The time zone of the house of the ledger, which must exist; None if the house names none."""
    from goodwill.names import house_zone

    with reading(settings) as ledger:
        return house_zone(ledger)


def today_of(settings: Settings) -> date:
    """This day, in the time zone of the house of the ledger, which must exist; or else of the machine."""
    from goodwill.moments import today

    with reading(settings) as ledger:
        return today(ledger)


@contextmanager
def recording(settings: Settings, *, clock: Clock = now) -> Iterator[Journal]:
    """The ledger, which must exist, to record in it; closed in the end."""
    from ledger.recording.journal import Journal

    with Journal(settings.ledger, clock=clock, keys=settings.key_folder) as ledger:
        _check_anchored(settings, ledger)
        keep_erased(settings, ledger)
        yield ledger


def keep_erased(settings: Settings, ledger: EntryLog) -> None:
    """Erase again what was erased before, if a backup brought it back."""
    ledger_id = ledger.database.ledger_id
    if not (settings.key_folder / ledger_id / ERASED_KEYS).exists():
        return
    from goodwill.erasing import erase_again
    from ledger.store.personal import NotOwner

    try:
        count = erase_again(ledger, settings.keyring_of(ledger_id), settings.views)
    except NotOwner:  # readers see it as erased all the same
        complain(
            "the keys of people who were erased are here again; have the owner of the tables run `goodwill checkpoint`"
        )
        return
    if count:
        who = "a person who was" if count == 1 else f"{count:,} people who were"
        complain(f"this copy had the data of {who} erased; it is erased again")


def _check_anchored(settings: Settings, ledger: EntryLog) -> None:
    """Check that the ledger has all entries that its newest checkpoint was signed over."""
    ledger_id = ledger.database.ledger_id
    anchor = settings.anchor_of(ledger_id)
    if anchor.exists():
        check_anchored(anchor, ledger_id, ledger.position)


@contextmanager
def writing(settings: Settings, *, clock: Clock = now) -> Iterator[Journal]:
    """The ledger to record in; if there is none, one that is created with its first entry."""
    from ledger.store import exists

    if exists(settings.ledger):
        with recording(settings, clock=clock) as ledger:
            yield ledger
        return

    from commands.ui.new_ledger import ledger_to_come

    with ledger_to_come(settings.ledger, settings.key_folder, clock=clock) as coming:
        try:
            yield coming
        finally:
            if coming.made:
                say(f"created ledger {place(settings.ledger)}", err=True)
                tell_keys(settings.keyring_of(coming.real().database.ledger_id).folder, err=True)


def tell_keys(folder: Path, *, err: bool = False) -> None:
    """Say in which folder the keys of a ledger were made; without them its names are sealed."""
    say(f"made keys in {folder}; keep a copy of this folder elsewhere", err=err)


def place(url: str) -> str:
    """The place of a ledger, as it was named, without its password."""
    if "://" not in url:
        return url
    from ledger.store import database_at

    with closing(database_at(url)) as database:
        return database.place
