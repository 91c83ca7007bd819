"""Approvals by their asker, or by a person who is not above the asker, as ``check`` lists them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.approvals import Approval
from ledger.codec import decode
from ledger.entry import HOUSE, Entry, as_draft
from ledger.recording.entry_log import EntryLog

if TYPE_CHECKING:
    from ledger.rules import ClientState
    from ledger.rules.refusals import Rule

_MOST_STATES = 256


class Approvals:
    """What is wrong with approvals, by all that a ledger knows up to a position.

    Rules are imported, and a stream is read, only for an entry that is an approval.
    """

    def __init__(self, ledger: EntryLog, upto: int | None = None) -> None:
        self._ledger, self._upto = ledger, upto
        self._state = lru_cache(_MOST_STATES)(self._refolded)

    def fault(self, entry: Entry) -> Rule | None:
        """The rule that an approval breaks; None if it breaks none, and for any other entry.

        Args:
            entry: as it is in force.
        """
        if not isinstance(entry.event, Approval):
            return None
        from ledger.rules import Context
        from ledger.rules.approvals import wrong_approvals

        context = Context(entry.recorded_at, house=lambda: self._state(HOUSE))
        return next(wrong_approvals(self._state(entry.stream), as_draft(entry), context), None)

    def _refolded(self, stream: UUID) -> ClientState:
        from ledger.rules import refold

        return refold([*map(decode, self._ledger.recorder.rows(stream=stream, upto=self._upto))])
