"""What the ledger knows already: a file of the next month names the clients of this one again."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from ledger.corrections import in_force
from ledger.entry import Draft, Entry, stream_of
from ledger.errors import Refused
from ledger.events import ClientRegistered, EntryCorrected, PaymentReceived
from ledger.importing.running_totals import paid_in_all
from ledger.master_data import changed_by, changes
from ledger.recording.difference import Difference, differences
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import KeyTaken, Outcome
from ledger.rules.clients import ClientTaken


class Known(NamedTuple):
    """An entry that a refused draft may repeat.

    Attributes:
        entry: as it was recorded, with its corrections.
        later: the entries that changed fields of it since, in the order in which that happened.
    """

    entry: Entry
    later: list[Entry]

    def differences(self, draft: Draft) -> list[Difference]:
        """What a draft says differently from what is in force. What the draft leaves empty says nothing."""
        event = self.entry.event
        for entry in self.later:
            event = replace(event, **changes(event, entry.event))
        found = differences(self.entry._replace(event=event), draft)
        return [one for one in found if one.field != "occurred_at" and one.drafted is not None]

    def told(self, one: Difference, draft: Draft) -> str:
        """A difference in words, with the entry that changed the field last."""
        changed = [entry for entry in self.later if one.field in changes(self.entry.event, entry.event)]
        if not changed:
            return str(one)
        last = f"{changed[-1].kind} of {changed[-1].on} ({_place(changed[-1])})"
        if self.is_former(one, draft):
            return f"{one}, as it was before {last}"
        return f"{one}, there since {last}"

    def is_former(self, one: Difference, draft: Draft) -> bool:
        """Whether a draft gives a value that was in force before the present one."""
        stated = [changes(self.entry.event, entry.event) for entry in self.later]
        values = [
            getattr(self.entry.event, one.field),
            *(new[one.field] for new in stated if one.field in new),
        ]
        return getattr(draft.event, one.field) in values[:-1]


class KnownOtherwise(Refused):
    """The ledger knows it already, with another value in a field that the file gives."""

    code = "known-otherwise"

    def __init__(self, draft: Draft, known: Known, found: list[Difference]) -> None:
        name, what = draft.client or draft.key, ", ".join(known.told(one, draft) for one in found)
        new = [one.field for one in found if not known.is_former(one, draft)]
        steps = f", or that entry with {EntryCorrected.kind}" if new else ""
        if added := [one.field for one in found if one.recorded is None]:
            steps += f", or take {' and '.join(added)} out of the mapping"
        kinds = {kind.kind for one in new if (kind := changed_by(type(draft.event), one))}
        changed = f"; if it changed, record {' and '.join(sorted(kinds))}" if kinds else ""
        step = _NAMED_BY_CODE if _is_named_by_code(draft, found) else f"correct the file{steps}{changed}"
        super().__init__(f"'{name}' is recorded already ({_place(known.entry)}), where {what}", step)


_NAMED_BY_CODE = (
    "the mapping takes the name from the column of the code: remove its [[event]] of client.registered, let its `if` leave "
    "out the clients that are known, or take the name from another column"
)


def _is_named_by_code(draft: Draft, found: list[Difference]) -> bool:
    """Whether a draft of a client says its name differently, for it gives the code in place of one."""
    event = draft.event
    return (
        isinstance(event, ClientRegistered)
        and event.name == event.code
        and any(one.field == "name" for one in found)
    )


def _place(entry: Entry) -> str:
    return f"position {entry.position}" if entry.position else "earlier in this import"


def unless_known(work: StagedWork, draft: Draft, no: Refused, *, once: bool) -> Outcome | Refused:
    """The outcome of a refused draft that repeats what is recorded, although its date or key may differ.

    Its date may differ, because an event that happens once has the date of the first row in its file. It is
    compared with what is in force: a client that was renamed has its new name.

    Args:
        work: the unit of work that refused it.
        draft: the draft.
        no: the refusal.
        once: whether the mapping makes it once for each of its values.

    Returns:
        An outcome if nothing differs, a refusal with both values of what differs, or else ``no``.
    """
    if isinstance(no, KeyTaken) and not once and isinstance(draft.event, PaymentReceived):
        return paid_in_all(work, draft, no)
    known = _known(work, draft, no, once=once)
    if (
        known is None
        or type(known.entry.event) is not type(draft.event)
        or known.entry.client != draft.client
    ):
        return no
    found = known.differences(draft)
    return KnownOtherwise(draft, known, found) if found else Outcome(known.entry, new=False)


def _known(work: StagedWork, draft: Draft, no: Refused, *, once: bool) -> Known | None:
    """What a refused draft may repeat."""
    if isinstance(no, KeyTaken) and (once or isinstance(draft.event, ClientRegistered)):
        stream, version = no.entry.stream, no.entry.version
    elif isinstance(no, ClientTaken):
        stream, version = stream_of(draft.event, draft.client), None
    else:
        return None
    entries = in_force(work.entries(stream))
    for entry in entries:
        if entry.version == version or (version is None and isinstance(entry.event, ClientRegistered)):
            later = [one for one in entries if changes(entry.event, one.event)]
            return Known(entry, sorted(later, key=attrgetter("occurred_at")))
    return None
