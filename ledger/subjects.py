"""What an entry is about by a number, where things of several sorts of a client may have that number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias

PROPOSAL, TENDER, ORDER, PRODUCT = "proposal", "tender", "order", "product"
NUMBERED: Final = (PROPOSAL, TENDER, ORDER)
"""The sorts of things with a number; one that comes first is meant before the others."""

Thing: TypeAlias = tuple[str, str]
"""A thing of a client: its sort and its number."""


def meant(stated: str | None, number: str, on: date, made: Mapping[Thing, date]) -> str | None:
    """The sort of what an entry is about; None if nothing that is known has the number.

    Without a stated sort it is the first of ``NUMBERED`` that was made by the day of the entry. If none was
    made by then, it is the thing that took the number first.

    Args:
        stated: the sort that the entry states.
        number: what the entry is about.
        on: the day of the entry.
        made: the days on which the things of the client were made.
    """
    if stated is not None:
        return stated
    known = [(made[sort, number], sort) for sort in NUMBERED if (sort, number) in made]
    then = next((sort for day, sort in known if day <= on), None)
    return then or min(known, key=lambda one: one[0], default=(on, None))[1]
