"""The record that a person reads personal data or exports the ledger, made before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from commands.ui.settings import Settings

if TYPE_CHECKING:
    from ledger.events import AnyEvent
    from ledger.recording.entry_log import EntryLog


def note_read(
    settings: Settings,
    ledger: EntryLog,
    command: str,
    client: str | None = None,
    shown: Iterable[AnyEvent] | None = None,
) -> None:
    """Record who reads, if the policy in force has it recorded. Without an adopted policy nothing is.

    Args:
        command: the command that reads.
        client: the client whose entries are read; None: of all.
        shown: the events that are shown; None: all.

    Raises:
        PersistenceError: it cannot be recorded, so nothing is to be shown.
    """
    if ledger.recorder.newest("policy.adopted") is None:
        return
    from commands.ui.opening import recording
    from goodwill.read_log import log_read, reads_are_logged
    from ledger.store.errors import PersistenceError

    if reads_are_logged(ledger, shown):
        try:
            with recording(settings) as journal:
                log_read(
                    journal, actor=settings.actor, command=command, client=client, to_file=_writes_a_file()
                )
        except PersistenceError as wrong:
            wrong.add_note(
                "nothing was shown, because the policy has it recorded who reads (audit.log_reads)"
            )
            raise


def _writes_a_file() -> bool:
    """Whether the command that runs was given a file for its output."""
    output = click.get_current_context().params.get("output")
    return output is not None and str(output) != "-"
