"""How long the points of a client stay as they are while nothing more is recorded."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any

from ledger.subledger.points.expiry import last_days
from ledger.subledger.points.moves import GIVEN_BACK, TAKEN_BACK, UNCOUNTED
from ledger.times import shifted
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.programme.points import SOON, moved_of
from projections.programme.tiers import counts_until


def stays(holder: AccountHolder[Any], as_of: date, policy: Policy) -> date:
    """The last day up to which the points of an account holder, and its tier, surely stay as on a day.

    A move changes them when its points can be spent, expire soon, expire, or count for the tier no more. A
    tier is lost some days after its points count no more, one step after the other.
    """
    expiry, keys = policy.programme.expiry, policy.programme.qualifying
    moves = [*chain.from_iterable(moved_of(holder, policy).values())]
    come = {move.on for move in moves}
    expire = {last_days(expiry)(on) for on in come}
    expire |= {shifted(move.on, expiry.grace_days) for move in moves if move.what == GIVEN_BACK}
    fewer = {counts_until(on, keys) for on in come}
    fewer |= {move.on for move in moves if move.what in (TAKEN_BACK, UNCOUNTED)}
    falls = [keys.grace_days + step * keys.days for step in range(len(policy.loyalty.tiers))]
    changes = (come | fewer, [0]), (expire, [-SOON, 1]), (fewer, falls)
    turns = [day.toordinal() + later for days, after in changes for day in days for later in after]
    last, number = date.max.toordinal(), as_of.toordinal()
    return date.fromordinal(min([last, *(turn for turn in turns if turn > number)]) - 1)
