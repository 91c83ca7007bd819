"""The keys of the house's policy that rules read: credit, approvals, gifts and the programme of points.

The house adopts a policy as a TOML document. Views read all of it and report its faults. Rules read these few
keys, and use the shipped value in place of an invalid one.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from msgspec import Struct, field

from ledger.assortment import Described
from ledger.policy_key import CENTURY, Credit, Discounts, OnExcess

HELD = "credit: "
"""The reason of a hold that the policy made starts with this. A history moved to another ledger brings such
holds along, and the policy there has made them already."""
HELD_FOR_DISCOUNT = "discount: "
"""The same of a hold for a discount alone."""


class HousePolicy(Struct, frozen=True):
    """The part of a policy that rules read.

    Attributes:
        credit: the limits of orders.
        discounts: what becomes of a discount that nobody approved.
        strict_approvals: whether an approval by a person who is not above the asker is refused.
        strict_covers: whether an entry on behalf of a manager without a cover is refused.
        derive: whether payments without a document settle the oldest debts, which are then not late.
        programme: the table about the programme of points as JSON, which ``programme_of`` reads; "" for none.
        described: the descriptions of products, whose groups the programme may name.
        gifts: what may be spent on a person in a year, by currency; "" is any currency that is not named.
    """

    credit: Credit = field(default_factory=Credit)
    derive: bool = True
    strict_approvals: bool = False
    discounts: Discounts = field(default_factory=Discounts)
    programme: str = ""
    described: list[Described] = field(default_factory=list)
    gifts: dict[str, Decimal] = field(default_factory=dict)
    strict_covers: bool = False


class AdoptedCredit(Struct, frozen=True):
    """A policy that the house adopted."""

    at: datetime
    policy: HousePolicy


_SHIPPED = HousePolicy()


def policy_on(adopted: list[AdoptedCredit], day: date) -> HousePolicy:
    """The policy in force on a day: the last one adopted by then, or else the shipped one.

    Args:
        adopted: in order of their moments.
        day: the day.
    """
    for each in reversed(adopted):
        if each.at.date() <= day:
            return each.policy
    return _SHIPPED


@lru_cache(maxsize=64)
def policy_of(document: str) -> HousePolicy:
    """The part of a policy that rules read, from its document."""
    try:
        tables = tomllib.loads(document, parse_float=Decimal)
    except (ValueError, RecursionError):  # older rules admitted such documents
        return _SHIPPED
    credit, receivables = (_table(tables, name) for name in ("credit", "receivables"))
    on_excess, on_bad_check = (_outcome(credit, name) for name in ("on_excess", "on_bad_check"))
    discounts = Discounts(_outcome(_table(tables, "discounts"), "on_excess"))
    late = credit.get("max_days_late")
    if not isinstance(late, int) or isinstance(late, bool) or not 0 <= late <= CENTURY:
        late = _SHIPPED.credit.max_days_late
    return HousePolicy(
        Credit(on_excess, late, on_bad_check),
        derive=receivables.get("allocation") != "explicit",
        discounts=discounts,
        strict_approvals=_table(tables, "approvals").get("strict") is True,
        programme=json.dumps(programme, default=str) if (programme := _table(tables, "programme")) else "",
        gifts=_limits(_table(tables, "gifts").get("limit")),
        strict_covers=_table(tables, "covers").get("on_missing") == "refuse",
    )


def _limits(stated: object) -> dict[str, Decimal]:
    """Amounts by currency; a single one stands for all currencies, and 0 sets no limit."""
    found = stated if isinstance(stated, dict) else {"": stated}
    return {
        str(currency).upper(): Decimal(amount)
        for currency, amount in found.items()
        if isinstance(amount, int | Decimal) and not isinstance(amount, bool) and amount > 0
    }


def _outcome(credit: dict[str, Any], name: str) -> OnExcess:
    stated = credit.get(name, "")
    usual: OnExcess = getattr(_SHIPPED.credit, name)
    return stated if stated in get_args(OnExcess) else usual


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name)
    return table if isinstance(table, dict) else {}
