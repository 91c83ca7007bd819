"""Tells whether stored views can answer soon, and warns a reader of the clients that they leave out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from commands.ui.failures import complain_once

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from ledger.store.database import Database

OUTDATED = "another version of Goodwill built the stored views; `goodwill replay` rebuilds them"
_SOONER_FROM_FACTS = 20_000  # entries; taking in more may take longer than reading all of them


def are_quick(ledger: EntryLog, views: Database, tell: Callable[[str], None] = complain_once) -> bool:
    """Whether stored views are of this program and have little to take in.

    Args:
        ledger: what they are made of.
        views: the database that holds them.
        tell: prints a warning about views of another program.
    """
    from projections import stored

    if stored.outdated(views):
        tell(OUTDATED)
        return False
    waiting = stored.behind(ledger.database, views)
    return waiting is not None and waiting <= _SOONER_FROM_FACTS


def tell_left_out(views: Database, tell: Callable[[str], None]) -> None:
    """Warn of clients that stored views leave out, so that they cannot answer about everybody."""
    from projections import stored

    if codes := stored.left_out(views):
        some = ", ".join(codes[:3]) + (f" and {len(codes) - 3} more" if codes[3:] else "")
        what = f"the stored views have no figures of {some}, so the entries are read"
        tell(f"{what}; `goodwill check` says why, and `goodwill project` tries again")
