"""Finding the client that a person means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.recording import identifier
from ledger.entry import client_stream
from ledger.events import ClientRegistered
from projections.choice import UnknownChoice

if TYPE_CHECKING:
    from ledger import Ledger

__all__ = ["known_client"]


def known_client(ledger: Ledger, client: str | None) -> str | None:
    """The client's code, as the ledger has it; none where none was asked for.

    Raises:
        UnknownChoice: there is no such client; the error names one that is near.
    """
    code = identifier(client)
    if code is None:
        return None
    stream = client_stream(code)
    if not ledger.recorder.versions([stream]):
        known = (entry.event.code for entry in ledger.history() if isinstance(entry.event, ClientRegistered))
        raise UnknownChoice("code", code, known)
    return code
