"""What belongs to no client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger import Entry, Ledger


def house_entries(ledger: Ledger) -> Iterator[Entry]:
    """The house's entries, without reading those of the clients."""
    from ledger.codec import decode
    from projections.policies import HOUSE

    return map(decode, ledger.recorder.rows(stream=HOUSE))
