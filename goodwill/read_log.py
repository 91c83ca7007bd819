"""The record of who read personal data or exported the ledger, where the policy wants it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from goodwill.entries import house_entries
from goodwill.moments import horizon_of, local_now
from ledger.entry import Draft, Entry
from ledger.events import KINDS, AnyEvent, DataRead, EntryCorrected
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from projections.policy import in_force

_EXPORTS = ("export", "backup", "audit bundle", "follow", "page", "template")
_TO_FILE = " --output"


@exact
def reads_are_logged(ledger: EntryLog, shown: Iterable[AnyEvent] | None = None) -> bool:
    """Whether the policy of today has it recorded that a person reads these events.

    Args:
        shown: the events; they are looked at only under such a policy. None: all, or the ledger is exported.
    """
    policy = in_force(house_entries(ledger), horizon_of(ledger))
    return policy.audit.log_reads and (shown is None or any(map(is_personal, shown)))


@exact
def log_read(
    ledger: Journal, *, actor: str, command: str, client: str | None = None, to_file: bool = False
) -> Entry | None:
    """Record that a person reads personal data or exports the ledger; call it before you show anything.

    Args:
        actor: the person.
        command: what reads.
        client: the code of the client whose data are read; None: of all clients.
        to_file: whether the command writes them to a file.
    """
    from ledger.judging import make_event

    command += _TO_FILE if to_file else ""
    event = make_event("data.read", {"command": command, "client": client})
    return ledger.record(Draft(event, local_now(ledger), actor)).entry


def is_export(event: DataRead) -> bool:
    """Whether a recorded reading left a copy outside of the ledger: an export, a backup, output in a file."""
    return event.command.startswith(_EXPORTS) or event.command.endswith(_TO_FILE)


def is_personal(event: AnyEvent) -> bool:
    """Whether an event may have personal data: its kind has a field for it, or its note is about people."""
    about = event.people or getattr(event, "person", None)
    return event.kind in personal_kinds() or (event.note is not None and bool(about))


@cache
def personal_kinds() -> frozenset[str]:
    """The kinds of event that have a field with personal data; a correction may have any field."""
    return frozenset({EntryCorrected.kind, *(kind for kind, event in KINDS.items() if event.personal)})
