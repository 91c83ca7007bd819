"""Rules about commitments: what we and the client owe each other."""

from __future__ import annotations

from ledger.events import CommitmentBroken, CommitmentKept, CommitmentMade, CommitmentMoved
from ledger.rules.client_state import ClientState
from ledger.rules.numbered_things import COMMITMENT
from ledger.rules.registry import judges


@judges
def judge_commitment(
    client_state: ClientState, event: CommitmentMade | CommitmentKept | CommitmentBroken | CommitmentMoved
) -> None:
    """A commitment's number is used once, and only an open one can be kept, broken or moved."""
    COMMITMENT.judge(client_state, event)
