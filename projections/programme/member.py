"""The state of points: the facts about a client's points, and its account of money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from ledger.entry import Fact
from ledger.events import Event
from ledger.subledger import POSTED, Account
from ledger.subledger import post as post_money
from ledger.subledger.points.account import POSTED as POINTS
from ledger.subledger.points.account import PointsAccount
from ledger.subledger.points.account import post as post_points
from projections.framework.fold import Reads

_READ = (*POINTS, *POSTED)


@dataclass(slots=True)
class Member:
    """A client in the programme.

    Attributes:
        points: the facts about its points.
        facts: how many facts about money there are.
        shown: what a reader saw of it when its span rows were last made.
    """

    points: PointsAccount = field(default_factory=PointsAccount)
    facts: int = 0
    shown: object = field(default=None, compare=False, repr=False)
    _account: Account = field(default_factory=Account)
    _waiting: list[Fact] = field(default_factory=list)

    def wait(self, entry: Fact) -> None:
        """Keep a fact about money until somebody asks for the account: most policies need none."""
        self._waiting.append(entry)
        self.facts += 1

    @property
    def account(self) -> Account:
        """What it owes and has paid."""
        for entry in self._waiting:
            post_money(self._account, entry)
        self._waiting.clear()
        return self._account


def evolve(state: Member | None, entry: Fact, event: Annotated[Event, Reads(_READ)]) -> Member:
    """The member after an entry."""
    member = state or Member()
    if type(event) in POSTED:
        member.wait(entry)
    else:
        post_points(member.points, entry)
    return member
