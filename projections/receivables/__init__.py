"""Who owes what: a client's account, what settles what in it, and what is open for a date.

The state of the view is the client's account (``ledger.subledger``). From it come open documents by age
(``ageing``), what is contested and promised of them (``disputes``, ``promises``), statements (``statement``)
and the entries behind what is open (``tracing``). ``projections.collections``, ``credit`` and ``measures``
read the same accounts; ``lists`` names what all of them show, and ``view`` declares the view.
"""

from __future__ import annotations

from typing import Annotated

from ledger.entry import Fact
from ledger.events import ClientCreditChecked, Event, ReminderSent, VisitHeld
from ledger.subledger import POSTED, Account, post
from projections.framework.fold_parts import Reads

_ASIDE = (VisitHeld, ReminderSent, ClientCreditChecked)
"""Of what the subledger posts, what tells whom to call and what to sell, and moves no money or promise."""


def evolve(state: Account | None, entry: Fact, event: Annotated[Event, Reads(POSTED, _ASIDE)]) -> Account:
    """The account after an entry; it reads every kind that the subledger posts."""
    del event  # the subledger reads it from the entry
    account = state or Account()
    post(account, entry)
    return account
