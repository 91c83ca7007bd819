"""Groups of companies: a company that no client owns, with all that it owns, directly or not."""

from __future__ import annotations

from typing import NamedTuple

from projections.framework import clients
from projections.framework.filters import Filter, account_holders
from projections.framework.fold import fold
from projections.history import History, Horizon


class Group(NamedTuple):
    """The companies of a group.

    Attributes:
        head: the code of the top company.
        codes: those of all of them, the top company first.
    """

    head: str
    codes: list[str]


def group_of(client: str, history: History, horizon: Horizon) -> Group:
    """The group of a client; a client without other companies is a group by itself.

    Raises:
        UnknownChoice: the ledger does not know the client.
    """
    folded = fold((clients.evolve,), history, horizon)
    directory = clients.directory(folded)
    holders = account_holders(directory, directory.items(), Filter(clients=(client,), group=True))
    (group,) = (holder for holder in holders if holder.shown)
    codes = [member.code for member, _ in group.members if member.code != group.code]
    return Group(group.code, [group.code, *codes])
