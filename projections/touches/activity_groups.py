"""Activity summed: by what is known of clients from rows, by manager and by channel from touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, TypeAlias

from projections.framework.columns import Column
from projections.framework.grouping import Grouped, Groups
from projections.policy import Policy
from projections.touches.activity_rows import ActivityRow, Counted, CountedItem, TouchItem, counts, told_of
from projections.touches.visits import HELD


@dataclass(frozen=True, kw_only=True)
class ActivityGroup(Counted, Grouped):
    """The touches of a group in a period."""

    clients: Annotated[
        int, Column("Clients of the group on the last day.", unit="clients", place=-1, quiet=True)
    ]
    seen: Annotated[int, Column("Clients with a touch that took place.", unit="clients", place=-1)]


class Kept(NamedTuple):
    """In place of its row, a client of the manager on the last day; touches count for their own manager."""

    deciders: int


_Part: TypeAlias = ActivityRow | Kept | TouchItem | CountedItem


def _sums(found: Sequence[_Part], policy: Policy) -> Mapping[str, Any]:
    """The figures of a group: of its rows, or of its touches and the clients that it has beside them."""
    del policy
    rows = [one for one in found if isinstance(one, ActivityRow)]
    clients = rows + [one for one in found if isinstance(one, Kept)]
    touches = [one for one in found if isinstance(one, TouchItem)]
    counted = [one for one in found if isinstance(one, CountedItem)]
    seen = {one.client for one in touches if one.in_period and one.outcome == HELD}
    seen |= {one.client for one in counted if one.of.held}
    return {
        "clients": len(clients),
        "seen": len(seen) + sum(row.seen for row in rows),
        "deciders": sum(one.deciders for one in clients),
        **counts([*map(told_of, touches)], [*rows, *(one.of for one in counted)]),
    }


def _by_manager(one: ActivityRow | TouchItem | CountedItem) -> list[tuple[str | None, Any]]:
    return [(one.manager, Kept(one.deciders) if isinstance(one, ActivityRow) else one)]


def _by_channel(one: ActivityRow | TouchItem | CountedItem) -> list[tuple[str | None, Any]]:
    return [] if isinstance(one, ActivityRow) else [(one.channel, one)]


_OF_TOUCHES = {"manager": _by_manager, "channel": _by_channel}
GROUPS = Groups(ActivityGroup, _sums, _OF_TOUCHES, items=frozenset(_OF_TOUCHES))
"""How activity is summed."""
