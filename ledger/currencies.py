"""The currency of an event's amounts: its own, that of what it is about, or else the client's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledger.events import AnyEvent

_ABOUT: Final = ("target", "document", "documents", "number", "order")
"""The fields that name what an event is about, in the order in which they are asked."""


def lacks_currency(event: AnyEvent) -> bool:
    """Whether an event has an amount or a price and leaves its currency to what it is about."""
    return getattr(event, "currency", None) is None and any(
        getattr(event, name) is not None for name in event.money
    )


def currency_of(event: AnyEvent, under: Callable[[str], str | None], own: str | None) -> str | None:
    """The currency of an event's amounts; None if nothing gives one.

    Args:
        event: what has the amounts.
        under: the currency of the document or order with a number; None if there is none.
        own: the client's.
    """
    if (stated := getattr(event, "currency", None)) is not None:
        return str(stated)
    for field in _ABOUT:
        named = getattr(event, field, None) or ""
        if (found := under(named if isinstance(named, str) else named[0])) is not None:
            return found
    return own
