"""A made-up portfolio of key accounts, for demonstrations, tests and measurements of any size.

It goes through the same door as everybody's facts: ``fill`` records what ``portfolio`` generates::

    clock = SteppedClock()
    with Ledger.create("demo.db", clock=clock) as ledger:
        fill(ledger, clock, portfolio(clients=40))
"""

from __future__ import annotations

from commands.demo.filling import SteppedClock, fill
from commands.demo.weeks import Batch, portfolio

__all__ = ["Batch", "SteppedClock", "fill", "portfolio"]
