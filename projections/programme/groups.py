"""Which companies ever were in one group: those may have spent each other's points."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.entry import Fact
from ledger.events import ClientParentChanged, ClientRegistered
from ledger.subledger.points.pooling import both_ways, reachable
from projections.framework.fold import fold
from projections.history import History, Horizon


def _owners(state: set[str] | None, entry: Fact, event: ClientRegistered | ClientParentChanged) -> set[str]:
    """The codes of all owners that a client ever had."""
    del entry
    return {*(state or ()), *filter(None, [event.parent])}


def connected(codes: Iterable[str], history: History, horizon: Horizon) -> set[str]:
    """The companies that ever were in one group with some clients, or with one of those, and the clients."""
    folded = fold((_owners,), history, horizon)
    beside = both_ways({code: one.states[0] or () for code, one in folded.items()})
    return reachable(codes, lambda code: beside.get(code, ()))
