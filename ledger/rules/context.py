"""What a rule may know beyond the client state. It is passed in; no rule reads the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ledger.rules.credit_policy import Known


def _no_credit(_day: date) -> None:
    return None


def _no_ancestors(_code: str) -> Iterator[str]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Context:
    """The world as far as rules ask about it.

    Attributes:
        now: the moment of recording, aware.
        ancestors: the codes of a client's parent, grandparent ... as the ledger knows them.
        policy: what the house's policy of a day says to the rules; None where credit is not to be judged.
    """

    now: datetime
    ancestors: Callable[[str], Iterator[str]] = _no_ancestors
    policy: Callable[[date], Known | None] = _no_credit
