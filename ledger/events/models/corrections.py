"""Corrections: facts about entries. The entry stays recorded; views use the correction from then on."""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import Field

from ledger.events.base import FILLED, Event, Moment, Reason, optional
from ledger.text import Identifier


class EntryVoided(Event):
    """An entry was a mistake. Views leave it out from now on."""

    kind = "entry.voided"
    entry: Identifier = Field(description="the id of the entry, or its position in the ledger")
    reason: Reason


class EntryCorrected(Event):
    """An entry was wrong. Views use the replacement from now on."""

    kind = "entry.corrected"
    entry: Identifier = Field(description="the id of the entry, or its position in the ledger")
    replacement: dict[str, Any] = Field(description="all fields of the right event, of the same kind")
    reason: Reason
    occurred_at: Moment | None = optional("when it happened, if that was wrong too")
    replacement_shape: int | None = optional("the shape of the replacement's fields; the newest if left out")

    def answers(self, draft: Event) -> bool:
        """Whether this recorded correction repeats a draft, apart from fields that the ledger filled in."""
        if not isinstance(draft, EntryCorrected):
            return False
        open_ = FILLED - draft.replacement.keys()
        stated = {name: value for name, value in self.replacement.items() if name not in open_}
        return self.model_copy(update={"replacement": stated}) == draft


Correction: TypeAlias = EntryVoided | EntryCorrected
"""A rule decides these against all entries of the stream. ``isinstance`` with this alias is a hot path."""
