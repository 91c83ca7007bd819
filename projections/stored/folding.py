"""Folds one client from its entries to its view states and the rows of its views."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.codec import Row, decode
from ledger.events import KINDS
from projections.framework.fold import Folded, fold_days, subscriptions, take
from projections.framework.history import Horizon
from projections.framework.ordering import seen_from
from projections.policy import Timetable
from projections.stored.cells import Cells
from projections.stored.history_source import READ, ClientHistory
from projections.stored.row_writer import Rows, RowWriter, fault_rows
from projections.stored.tables import MONTHLY, TABLES
from projections.stored.view_states import EVOLVES, FOLD_OF, State, dump

_SUBSCRIBED = subscriptions(EVOLVES)
_END = 2**62  # beyond every position


class Change(NamedTuple):
    """What to write of a client.

    Attributes:
        state: its row of the table of view states, as text, which takes less memory than the objects.
        fault: why its entries cannot be folded.
        months: its rows of month-ends from this day on are replaced; None: they stay.
        rows: its new rows for the day.
        ended: its new rows of month-ends.
    """

    client: str
    state: Sequence[Any]
    fault: str | None
    months: date | None
    rows: Rows
    ended: Rows

    def by_table(self) -> Iterator[tuple[str, list[Cells]]]:
        """All new rows by table."""
        yield from self.rows.items()
        for name, rows in self.ended.items():
            yield name + MONTHLY, rows


def _no_rows() -> Rows:
    return {name: [] for name in TABLES}


def advance(
    state: State, rows: Sequence[Row], as_of: date, policies: Timetable, *, months: bool
) -> Change | None:
    """Fold a client's new entries into its stored state.

    Args:
        state: the client's state.
        rows: its new entries, in order of position.
        as_of: the day for which to make its rows.
        policies: each row is made under the policy of its day.
        months: whether rows of month-ends are kept.

    Returns:
        None if the client has to be refolded, because the entries are out of order or change a month that is
        over; the state is unusable then.
    """
    try:
        return shown(state, as_of, policies) if _taken(state, rows, as_of, months=months) else None
    except Exception:  # noqa: BLE001 - refolding the client reports what is wrong with it
        return None


def _taken(state: State, rows: Sequence[Row], as_of: date, *, months: bool) -> bool:
    folded = state.folded
    if state.fault or folded.due <= as_of or (months and crosses_month(state.shown, as_of)):
        return False
    for row in rows:
        on = _day(row)
        if months and crosses_month(on, as_of):
            return False
        if row.kind in READ or row.kind not in KINDS:
            entry, opened = decode(row), len(folded.opened)
            take(folded, entry, _SUBSCRIBED, Horizon(as_of, None, _END))
            earlier = len(folded.opened) > opened or crosses_month(seen_from(entry), as_of)
            if not folded.in_order or (months and earlier):
                return False
        folded.since = min(folded.since, on)
        state.position = row.position
    return True


def refold(history: ClientHistory, as_of: date, months: date | None, policies: Timetable) -> Change:
    """Fold a client from all its entries.

    Args:
        history: all its entries.
        as_of: the day for which to make its rows.
        months: the first day from which to make rows of month-ends; None: make none.
        policies: each row is made under the policy of its day.
    """
    state, today, ended = State(history.client, history.position, as_of), _no_rows(), _no_rows()
    try:
        facts, since = history.facts()
        ends = [] if months is None else list(_month_ends(max(since, months), as_of))
        days = [*ends, as_of]
        writer = RowWriter()
        for day, (folded, changed) in zip(days, fold_days(EVOLVES, facts, days), strict=True):
            folded.since = since
            state.folded = folded
            names = {name for name, number in FOLD_OF.items() if number in changed}
            _show(state, day, policies, writer, today if day == as_of else ended, names)
    except Exception as wrong:  # noqa: BLE001 - a client that cannot be folded stops no other
        state.fault = str(wrong) or type(wrong).__name__
        state.folded = Folded([None] * len(EVOLVES))
        return shown(state, as_of, policies)._replace(months=date.min)
    return Change(history.client, dump(state), None, months, today, ended)


def shown(state: State, as_of: date, policies: Timetable) -> Change:
    """The rows of a client for a day, from its state, which holds what had happened by then."""
    state.shown = as_of
    rows = _no_rows()
    if state.fault:
        fault_rows(state.client, state.fault, as_of, rows)
    else:
        _show(state, as_of, policies, RowWriter(), rows)
    return Change(state.client, dump(state), state.fault, None, rows, {})


def crosses_month(start: date, end: date) -> bool:
    """Whether a month ended between two days: on the first or later, and before the second."""
    return next(_month_ends(start, end), None) is not None


def _month_ends(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        if last < end:
            yield last
        day = following


def _show(
    state: State, day: date, policies: Timetable, writer: RowWriter, rows: Rows, changed: Collection[str] = ()
) -> None:
    if state.folded.since <= day:
        writer.show(state.directory, state.views, day, policies.on(day), rows, changed)


def _day(row: Row) -> date:
    return date.fromisoformat(row.occurred_at[:10])
