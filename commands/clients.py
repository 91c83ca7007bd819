"""Finding the client that a person means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.recording import identifier
from ledger.entry import client_stream
from ledger.events import ClientRegistered
from projections.choice import UnknownChoice

if TYPE_CHECKING:
    from datetime import datetime

    from ledger import Ledger


def known_client(ledger: Ledger, client: str | None, known_at: datetime | None = None) -> str | None:
    """The client's code, as the ledger has it; none where none was asked for.

    Args:
        ledger: where it is looked for.
        client: the code as it was typed.
        known_at: clients that the ledger knew by then; None: by now.

    Raises:
        UnknownChoice: there is no such client; the error names one that is near.
    """
    code = identifier(client)
    if code is None:
        return None
    if not ledger.recorder.versions([client_stream(code)]) or not _known(ledger, code, known_at):
        entries = ledger.history(known_at=known_at)
        known = (entry.event.code for entry in entries if isinstance(entry.event, ClientRegistered))
        raise UnknownChoice("code", code, known)
    return code


def _known(ledger: Ledger, code: str, known_at: datetime | None) -> bool:
    """Whether anything of the client was recorded by then."""
    return known_at is None or next(ledger.history(code, known_at=known_at), None) is not None
