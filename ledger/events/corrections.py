"""Corrections: facts about facts. What was recorded stays; what it means from then on changes."""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import Field

from ledger.events.base import FILLED, Event, Moment, Reason
from ledger.text import Identifier


class EntryVoided(Event):
    """An entry should never have been: from now on views are made without it."""

    kind = "entry.voided"
    entry: Identifier = Field(description="the entry's id, or its position in the ledger")
    reason: Reason


class EntryCorrected(Event):
    """An entry should have said something else: from now on views are made with the replacement."""

    kind = "entry.corrected"
    entry: Identifier = Field(description="the entry's id, or its position in the ledger")
    replacement: dict[str, Any] = Field(description="the fields of a whole event of the same kind")
    reason: Reason
    occurred_at: Moment | None = Field(default=None, description="when it happened, where that was wrong too")
    replacement_shape: int | None = Field(
        default=None, description="the shape of the replacement's fields; the newest, if none"
    )

    def answers(self, draft: Event) -> bool:
        """Whether this is the correction that a draft asks for; what its replacement left open may be filled in."""
        if not isinstance(draft, EntryCorrected):
            return False
        open_ = FILLED - draft.replacement.keys()
        stated = {name: said for name, said in self.replacement.items() if name not in open_}
        return self.model_copy(update={"replacement": stated}) == draft


Correction: TypeAlias = EntryVoided | EntryCorrected
"""What is judged against every entry of its stream; made once, since asking for it is on every entry's way."""
