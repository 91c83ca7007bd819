"""What rules say of recorded entries in hindsight: wrong approvals, deputies without a cover."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.approvals import Approval
from ledger.codec import decode
from ledger.entry import HOUSE, Draft, Entry, as_draft
from ledger.recording.entry_log import EntryLog

if TYPE_CHECKING:
    from ledger.rules import ClientState, Context
    from ledger.rules.refusals import Rule

_MOST_STATES = 256


class Hindsight:
    """What is wrong with approvals and deputies, by all that a ledger knows up to a position.

    Rules are imported, and a stream is read, only for an entry that is asked about.
    """

    def __init__(self, ledger: EntryLog, upto: int | None = None) -> None:
        self._ledger, self._upto = ledger, upto
        self._state = lru_cache(_MOST_STATES)(self._refolded)

    def approval(self, entry: Entry) -> Rule | None:
        """The rule that an approval breaks; None if it breaks none, and for any other entry.

        Args:
            entry: as it is in force.
        """
        if not isinstance(entry.event, Approval):
            return None
        from ledger.rules.approvals import wrong_approvals

        return next(wrong_approvals(*self._judged(entry)), None)

    def covered(self, entry: Entry) -> bool:
        """Whether the actor of an entry stood in for the person on whose behalf it was recorded."""
        from ledger.rules.our_people import uncovered

        return not any(uncovered(*self._judged(entry)))

    def _judged(self, entry: Entry) -> tuple[ClientState, Draft, Context]:
        from ledger.rules import Context

        context = Context(entry.recorded_at, house=lambda: self._state(HOUSE))
        return self._state(entry.stream), as_draft(entry), context

    def _refolded(self, stream: UUID) -> ClientState:
        from ledger.rules import refold

        return refold([*map(decode, self._ledger.recorder.rows(stream=stream, upto=self._upto))])
