"""Corrections: facts about entries. The entry stays recorded; views use the correction from then on."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ledger.constrained import Identifier, Moment
from ledger.events.models.base import Event, Reason, optional


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
