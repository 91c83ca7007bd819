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
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct, field

from ledger.assortment import Described
from ledger.policy_key import CENTURY, OLDEST_FIRST, Allocating, Approvals, Covers, Credit, Discounts, Key

T = TypeVar("T")

HELD = "credit: "
"""The reason of a hold that the policy made starts with this. A history moved to another ledger brings such
holds along, and the policy there has made them already."""
HELD_FOR_DISCOUNT = "discount: "
"""The same of a hold for a discount alone."""


class HousePolicy(Struct, frozen=True):
    """The part of a policy that rules read.

    Attributes:
        credit, discounts, approvals, covers: the tables of these names, as ``ledger/policy_key.py`` declares
            them: one more key in them is a field there, and nothing here.
        derive: whether payments without a document settle the oldest debts, which are then not late.
        programme: the table about the programme of points as JSON, which ``programme_of`` reads; "" for none.
        described: the descriptions of products, whose groups the programme may name.
        gifts: what may be spent on a person in a year, by currency; "" is any currency that is not named.
    """

    credit: Credit = field(default_factory=Credit)
    derive: bool = True
    discounts: Discounts = field(default_factory=Discounts)
    approvals: Approvals = field(default_factory=Approvals)
    covers: Covers = field(default_factory=Covers)
    programme: str = ""
    described: list[Described] = field(default_factory=list)
    gifts: dict[str, Decimal] = field(default_factory=dict)


class AdoptedCredit(Struct, frozen=True):
    """A policy that the house adopted."""

    at: datetime
    policy: HousePolicy


_SHIPPED = HousePolicy()


def policy_on(adopted: list[AdoptedCredit], day: date) -> HousePolicy:
    """The policy in force on a day: the last one adopted by then, or else the shipped one.

    Args:
        adopted: in order of their days, and of their moments within a day.
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
    return HousePolicy(
        credit=_read(Credit, tables, "credit"),
        discounts=_read(Discounts, tables, "discounts"),
        approvals=_read(Approvals, tables, "approvals"),
        covers=_read(Covers, tables, "covers"),
        derive=_read(Allocating, tables, "receivables").allocation == OLDEST_FIRST,
        programme=json.dumps(programme, default=str) if (programme := _table(tables, "programme")) else "",
        gifts=_limits(_table(tables, "gifts").get("limit")),
    )


def _read(kind: type[T], tables: dict[str, Any], name: str) -> T:
    """A table; a key that is left out or invalid has its shipped value."""
    stated, hints = _table(tables, name), get_type_hints(kind, include_extras=True)
    return kind(**{key: stated[key] for key, hint in hints.items() if _fits(hint, stated.get(key))})


def _fits(hint: object, value: object) -> bool:
    """Whether a key can have a value: one of a few texts, yes or no, or a whole number in bounds."""
    form, key = get_args(hint) if get_origin(hint) is Annotated else (hint, Key())
    if get_origin(form) is Literal:
        return isinstance(value, str) and value in get_args(form)
    if isinstance(value, bool):
        return form is bool
    return form is int and isinstance(value, int) and (key.least or 0) <= value <= (key.most or CENTURY)


def _limits(stated: object) -> dict[str, Decimal]:
    """Amounts by currency; a single one stands for all currencies, and 0 sets no limit."""
    found = stated if isinstance(stated, dict) else {"": stated}
    return {
        str(currency).upper(): Decimal(amount)
        for currency, amount in found.items()
        if isinstance(amount, int | Decimal) and not isinstance(amount, bool) and amount > 0
    }


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name)
    return table if isinstance(table, dict) else {}
