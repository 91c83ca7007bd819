"""A question to a view: it is made once, where it is asked, and goes whole to where it is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

from projections.framework.filters import ANY, Filter
from projections.framework.needed import Needed
from projections.history import Horizon
from projections.policy import Policy

States: TypeAlias = Literal["open", "all"] | tuple[str, ...]
"""Whose states are wanted beside rows: of holders with something open, clients with such entries, or all."""


class Question(NamedTuple):
    """What is asked of a view, or of several.

    Attributes:
        horizon: how far the answer looks.
        where: the clients wanted.
        policy: how figures are made; None: by the policy that the house had adopted.
        today: the day on which the answer is seen, if its own day is yet to come; None: its own day.
        seen_at: the moment that the answer names if it depends on that day; None: that of the horizon.
        start: the first day of the period of a view that is about one; None: as the view declares it.
        full: whether the rows have the fields too that take longer to work out.
        states: whose states the account holders have; the facts give all of them.
        needed: what is needed of the rows, if not all: the answer may have others too, and has no totals.
    """

    horizon: Horizon
    where: Filter = ANY
    policy: Policy | None = None
    today: date | None = None
    seen_at: datetime | None = None
    start: date | None = None
    full: bool = False
    states: States = ()
    needed: Needed | None = None

    @property
    def of_everyone(self) -> Question:
        """The same about all clients, with the companies of a group as one where this has them so."""
        return self._replace(where=Filter(group=self.where.group))
