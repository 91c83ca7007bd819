"""The state of points: the facts about a client's points, and its account of money."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from ledger.entry import Fact
from ledger.events import Event
from ledger.subledger import Account
from ledger.subledger.points.account import POSTED, PointsAccount, post
from projections import receivables
from projections.framework.fold_parts import Deferred, Reads, Waiting, joined


class Member(NamedTuple):
    """A client in the programme.

    Attributes:
        money: what it owes and has paid, which most policies do not ask for; None without a fact about it.
        facts: those about its points; None if there are none.
    """

    money: Account | Waiting | None
    facts: PointsAccount | None

    @property
    def account(self) -> Account:
        """What it owes and has paid."""
        account = self.money.state if isinstance(self.money, Waiting) else self.money
        return account or Account()

    @property
    def points(self) -> PointsAccount:
        """The facts about its points."""
        return self.facts or PointsAccount()


def _posted(
    state: PointsAccount | None, entry: Fact, event: Annotated[Event, Reads(POSTED)]
) -> PointsAccount:
    """The facts about points after an entry."""
    del event  # the subledger reads it from the entry
    account = state or PointsAccount()
    post(account, entry)
    return account


evolve = joined((Deferred(receivables.evolve), _posted), Member)
"""The fold of members; the account is that of receivables where these are folded too."""
