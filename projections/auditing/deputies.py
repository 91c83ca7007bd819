"""Entries on behalf of another person, inside and outside of a cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from ledger.entry import Entry
from projections.auditing.trail import AboutEntry, Trail, about, position_of
from projections.framework.columns import Column

ADVICE = (
    "Where no cover held, ask the manager whether they knew; then record the cover, or correct the entry."
)

Covered = Callable[[Entry], bool]
"""Whether the actor of an entry stood in for the person on whose behalf it was recorded."""


@dataclass(frozen=True, kw_only=True)
class DeputyRow(AboutEntry):
    """An entry on behalf of another person."""

    cover: Annotated[
        Literal["inside", "outside"],
        Column(
            "Whether a cover held on the day on which it happened or was recorded.",
            colours={"outside": "yellow"},
        ),
    ]
    voided_by: Annotated[
        int | None, Column("The position of the entry that voids it.", null="it is in force", quiet=True)
    ]


def deputies(trail: Trail, covered: Covered) -> list[DeputyRow]:
    """The entries on behalf of another person, in order of position.

    Args:
        trail: the entries.
        covered: judges one of them.
    """
    return [
        DeputyRow(
            **about(entry),
            cover="inside" if covered(entry) else "outside",
            voided_by=position_of(mark.voided_by),
        )
        for entry, mark in trail.chosen()
        if entry.on_behalf_of is not None
    ]
