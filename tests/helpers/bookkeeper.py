"""beancount, the independent book-keeper: it loads a journal, and says what it holds each client to owe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from beancount import loader
from beancount.core import realization
from beancount.ops import summarize

__all__ = ["Balances", "balances", "faults", "loaded"]

Balances: TypeAlias = dict[tuple[str, str], Decimal]
"""What each client owes in each currency, without what is nothing."""


def loaded(lines: Iterable[str]) -> Sequence[Any]:
    """The directives of a journal in which beancount finds no fault."""
    entries, found, _ = loader.load_string("\n".join(lines))
    assert [fault.message for fault in found] == []
    return list(entries)


def faults(lines: Iterable[str]) -> list[str]:
    """What beancount finds wrong with a journal."""
    return [fault.message for fault in loader.load_string("\n".join(lines))[1]]


def balances(entries: Sequence[Any], day: date) -> Balances:
    """What beancount holds each client to owe at the end of a day, by the code that the account bears."""
    codes = {entry.account: code for entry in entries if (code := (entry.meta or {}).get("code"))}
    seen = summarize.truncate(list(entries), day + timedelta(days=1))
    realize: Any = realization.realize  # beancount has types in part
    accounts: Any = realization.iter_children
    return {
        (codes[own.account], position.units.currency): position.units.number
        for own in accounts(realize(seen))
        if own.account in codes
        for position in own.balance
    }
