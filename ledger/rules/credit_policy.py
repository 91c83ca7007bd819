"""What rules have to know of the house's policy: what becomes of an order that passes the credit limit.

The policy is a TOML document that the house adopts, and the views read all of it and judge its sense. The rules read
these few keys, and take what is no such value as if it was not said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args

from ledger.policy_key import CENTURY, Key

HELD = "credit: "
"""What the reason of a hold begins with, where the policy held the order: a history taken over to another ledger
says the hold that the policy made there already."""

OnExcess = Literal["warn", "hold", "refuse"]


@dataclass(frozen=True, slots=True)
class Credit:
    """What becomes of an order that passes the client's credit limit, or comes while debt is too late."""

    on_excess: Annotated[
        OnExcess,
        Key(
            "What becomes of an order beyond the credit limit: recorded with a warning (warn), recorded and held "
            "until somebody releases it (hold), or not recorded (refuse). Prepaid clients are exempt."
        ),
    ] = "warn"
    max_days_late: Annotated[
        int,
        Key(
            "Days past its due date after which any debt, however small, is an excess; shipped with a century, "
            "which never passes.",
            least=0,
            most=CENTURY,
        ),
    ] = CENTURY


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules know of a policy.

    Attributes:
        derive: payments that say nothing are put against the oldest debt, so that it is not late.
    """

    credit: Credit = field(default_factory=Credit)
    derive: bool = True


@dataclass(frozen=True, slots=True)
class Adopted:
    """A policy that the house adopted."""

    at: datetime
    known: Known


_NOTHING_ADOPTED = Known()


def credit_on(adopted: list[Adopted], day: date) -> Known:
    """What is known of the policy in force on a day: the last that was adopted by then, or else the shipped one.

    Args:
        adopted: in order of their moments.
        day: the day.
    """
    for one in reversed(adopted):
        if one.at.date() <= day:
            return one.known
    return _NOTHING_ADOPTED


@lru_cache(maxsize=64)
def known_of(document: str) -> Known:
    """What the rules know of a policy from its document."""
    try:
        said: Mapping[str, Any] = tomllib.loads(document)
    except (ValueError, RecursionError):  # no rule admits such a document, but an older one might have
        return _NOTHING_ADOPTED
    credit, receivables = (_table(said, name) for name in ("credit", "receivables"))
    shipped = Credit()
    on_excess, late = credit.get("on_excess", ""), credit.get("max_days_late")
    if on_excess not in get_args(OnExcess):
        on_excess = shipped.on_excess
    if not isinstance(late, int) or isinstance(late, bool) or not 0 <= late <= CENTURY:
        late = shipped.max_days_late
    return Known(Credit(on_excess, late), derive=receivables.get("allocation") != "explicit")


def _table(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = said.get(name)
    return table if isinstance(table, Mapping) else {}
