"""What the ledger knows already: a file of the next month names the clients of this one again."""

from __future__ import annotations

from ledger.corrections import in_force
from ledger.entry import Draft, Entry, stream_of
from ledger.errors import Refused
from ledger.events import ClientRegistered
from ledger.recording.difference import Difference, differences, told
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import KeyTaken, Outcome
from ledger.rules.clients import ClientTaken


class KnownOtherwise(Refused):
    """The ledger knows it already, with another value in a field that the file gives."""

    code = "known-otherwise"

    def __init__(self, draft: Draft, entry: Entry, found: list[Difference]) -> None:
        name = draft.client or draft.key
        super().__init__(
            f"'{name}' is recorded already (position {entry.position}), where {told(found)}; correct the file, "
            "or that entry with entry.corrected"
        )


def unless_known(work: StagedWork, draft: Draft, no: Refused, *, once: bool) -> Outcome | Refused:
    """The outcome of a refused draft that repeats what is recorded, although its date or key may differ.

    Its date may differ, because an event that happens once has the date of the first row in its file. Fields
    that the draft leaves empty say nothing.

    Args:
        work: the unit of work that refused it.
        draft: the draft.
        no: the refusal.
        once: whether the mapping makes it once for each of its values.

    Returns:
        An outcome if nothing differs, a refusal with both values of what differs, or else ``no``.
    """
    recorded = _recorded(work, draft, no, once=once)
    if recorded is None or type(recorded.event) is not type(draft.event) or recorded.client != draft.client:
        return no
    found = [
        one for one in differences(recorded, draft) if one.field != "occurred_at" and one.drafted is not None
    ]
    return KnownOtherwise(draft, recorded, found) if found else Outcome(recorded, new=False)


def _recorded(work: StagedWork, draft: Draft, no: Refused, *, once: bool) -> Entry | None:
    """The entry, with its corrections, that a refused draft may repeat."""
    if isinstance(no, KeyTaken) and once:
        version = no.entry.version
        entries = in_force(work.entries(no.entry.stream))
        return next((entry for entry in entries if entry.version == version), None)
    if isinstance(no, ClientTaken):
        entries = in_force(work.entries(stream_of(draft.event, draft.client)))
        return next((entry for entry in entries if isinstance(entry.event, ClientRegistered)), None)
    return None
