"""Writes the rows that SQL cannot make of spans: those of today and of month-ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from ledger.times import month_ends, shifted
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.past_days import PastDay, Timeline, past_days
from projections.framework.registry import AnyView
from projections.policy import Timetable, UnreadablePolicy
from projections.stored.making.stored_spans import Past, basis_on, stored_timeline
from projections.stored.making.tracks import MonthEnds
from projections.stored.tables.every import WRITTEN, WRITTEN_TABLES
from projections.stored.tables.layout import MONTHLY, Cells, layout_of
from projections.stored.tables.relations import DIRECTORY

Rows = dict[str, list[Cells]]
"""Rows by table."""


class Written(NamedTuple):
    """The written rows of a client: those that SQL cannot make.

    Attributes:
        as_of: today.
        policies: the rows of a day are made under the policy of that day.
        rows: those of today by table.
        ends: those of month-ends by table.
    """

    as_of: date
    policies: Timetable
    rows: Rows
    ends: Mapping[str, MonthEnds]

    def keep(self, view: AnyView, day: date) -> None:
        """Note that a view's rows of a client for a month-end are those of the month-end before."""
        for table in WRITTEN_TABLES[view.name]:
            self.ends[table.name + MONTHLY].keep(day)

    def write(self, view: AnyView, holder: AccountHolder[Any], day: date) -> None:
        """Add a view's rows of a client for a day."""
        policy = self.policies.on(day)
        if isinstance(policy, UnreadablePolicy):
            return
        for table in WRITTEN_TABLES[view.name]:
            several: Iterable[Any]
            if view.items and table is view.items.table:
                several = view.items.of(holder, day, policy)
            else:
                several = view.rows(holder, day, policy)
                if view.storing.part and table is view.storing.part.table:
                    several = chain.from_iterable(map(view.storing.part.of, several))
            cells = map(layout_of(table.row, written=True).cells, several)
            if day == self.as_of:
                head = holder.code, day.toordinal(), policy.version
                self.rows[table.name] += [(*head, *one) for one in cells]
            else:
                self.ends[table.name + MONTHLY].take(day, [(policy.version, *one) for one in cells])


def written_days(since: date, as_of: date, *, months: bool) -> list[date]:
    """The days from a client's first to today for which it has written rows."""
    if since > as_of:
        return []
    return [*(month_ends(since, as_of) if months else ()), as_of]


def write_rows(code: str, pasts: Mapping[str, Past], days: Sequence[date], made: Written) -> None:
    """Write the rows of views with spans for some days."""
    for view in WRITTEN if days else ():
        if view.spans:
            _write_view(view, code, pasts, days, made)


def _write_view(
    view: AnyView, code: str, pasts: Mapping[str, Past], days: Sequence[date], made: Written
) -> None:
    """Write the rows of a view for some days; those that surely stay the same are made once."""
    line = stored_timeline(view, Client(code), pasts)
    turns = {*line.days, *pasts[DIRECTORY.name].days, *(day for day, _ in made.policies.steps)}
    changes = [date.min, *sorted(turns), date.max]
    back, kept, at = max(view.lookback.days, default=0), dict[object, Any](), 0
    while at < len(days):
        day, at = days[at], at + 1
        client = next(iter(pasts[DIRECTORY.name].on(day)), None) or Client(code)
        bases = {back: basis_on(view, pasts, shifted(day, -back)) for back in (0, *view.lookback.days)}
        holder = AccountHolder(client.code, client.name, client.currency, [(client, bases[0])])
        holder.earlier = {back: [bases[back]] for back in view.lookback.days}
        holder.kept = kept
        holder.past = partial(_before, line, client, day, made.policies)
        made.write(view, holder, day)
        following, policy = bisect_right(changes, day), made.policies.on(day)
        if day < made.as_of and days[at] < changes[following]:  # a month-end later, nothing may have changed
            if changes[following - 1] > shifted(day, -back) or isinstance(policy, UnreadablePolicy):
                continue
            stays = min(shifted(changes[following], -1), view.storing.stays(holder, day, policy))
            after = bisect_right(days, stays, at, len(days) - 1)  # today is always written
            if after > at:
                made.keep(view, days[after - 1])
                at = after


def _before(line: Timeline, client: Client, day: date, policies: Timetable) -> Iterator[PastDay]:
    """The days before a day, of a client as it is on that day."""
    return past_days(lambda _: [line._replace(client=client)], day, policies)
