"""How much each factor weighs by which `goodwill collect` ranks."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from ledger.policy_key import Key

__all__ = ["Collect"]


def _most(what: str) -> Key:
    return Key(f"{what}.", least=0, most=1_000)


class Collect(NamedTuple):
    """The most points that each factor can give; a client's score is the sum of what they gave."""

    amount: Annotated[
        int, _most("What can be asked for, against the largest such amount in view in the same currency")
    ] = 40
    lateness: Annotated[int, _most("Its days late, weighted by amount; full from 90 days on")] = 30
    word: Annotated[int, _most("The part of what was promised so far that was not paid in time")] = 10
    today: Annotated[
        int, _most("A promise names this day, or was broken on one of the three days before")
    ] = 10
    silence: Annotated[
        int, _most("Days since somebody spoke with the client or reminded it; full from 30 days on")
    ] = 10
