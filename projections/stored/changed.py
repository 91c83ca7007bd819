"""The clients of whom more was recorded than a question knows: they are folded from their entries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.store.database import Database
from projections.framework.answering import HeldStates, folded_timeline, held
from projections.framework.clients import Client
from projections.framework.past_days import Timeline
from projections.framework.registry import AnyView
from projections.history import Horizon
from projections.policy import Timetable
from projections.stored.history_source import LedgerHistorySource

_SINCE = "SELECT DISTINCT client FROM entries WHERE position > ? AND position <= ? AND client IS NOT NULL"


class Changed:
    """The clients of whom something was recorded after a moment: they are folded as they were known then."""

    def __init__(
        self, ledger: Database, source: LedgerHistorySource, horizon: Horizon, checkpoint: int
    ) -> None:
        self.codes: set[str] = set()
        self._source = source
        self._horizon = horizon._replace(known_at=None)
        if horizon.position < checkpoint:
            found = ledger.select(_SINCE, (horizon.position, checkpoint))
            self.codes = {code for (code,) in found}

    def held(self, view: AnyView, codes: Collection[str], policies: Timetable) -> dict[str, HeldStates]:
        """What was known of some of these clients."""
        known = self._source.clients(self._horizon, codes)
        return held([view], self._source, self._horizon, known, [policies])

    def timeline(self, view: AnyView, client: Client, policies: Timetable, since: date) -> Timeline:
        """What the rows of one of these clients were made of, from a day on."""
        return folded_timeline(view, client, self._horizon, policies, (self._source, since))
