"""Corrections: facts about entries. The entry stays recorded; views use the correction from then on.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from typing import Any

from ledger.events.base import EntryCorrectedMethods, Event, Moment


class EntryVoided(Event, frozen=True, kw_only=True):
    """An entry was a mistake. Views leave it out from now on."""

    kind = "entry.voided"
    entry: str
    reason: str


class EntryCorrected(EntryCorrectedMethods, Event, frozen=True, kw_only=True):
    """An entry was wrong. Views use the replacement from now on."""

    kind = "entry.corrected"
    entry: str
    replacement: dict[str, Any]
    reason: str
    occurred_at: Moment | None = None
    replacement_shape: int | None = None
