"""Which companies belong together: a company that nobody owns, with all that it owns, directly or not."""

from __future__ import annotations

from typing import NamedTuple

from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.filters import Filter, parties
from projections.framework.fold import History, Horizon, fold


class Group(NamedTuple):
    """The companies of a group.

    Attributes:
        head: the code of the top company.
        codes: those of all of them, the top one first.
    """

    head: str
    codes: list[str]


def group_of(client: str, history: History, horizon: Horizon) -> Group:
    """The group that a client belongs to; one that has no other company is a group by itself.

    Raises:
        UnknownChoice: the ledger does not know the client.
    """
    folded = fold((clients.evolve,), history, horizon)
    directory = {code: one.pages[0] or Client(code) for code, one in folded.items()}
    found = parties(directory, directory.items(), Filter(clients=(client,), group=True))
    (party,) = (party for party in found if party.shown)
    codes = [one.code for one, _ in party.members if one.code != party.code]
    return Group(party.code, [party.code, *codes])
