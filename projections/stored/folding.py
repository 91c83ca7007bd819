"""One client, from its stored rows to its pages and the rows of its views."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.codec import Row, decode
from ledger.events import KINDS
from projections.fold import Folded, Horizon, fold_days, subscriptions, take
from projections.ordering import seen_from
from projections.policy import Timetable
from projections.stored.cells import Cells
from projections.stored.history_source import READ, Past
from projections.stored.row_writer import Rows, RowWriter, fault_rows
from projections.stored.tables import MONTHLY, TABLES
from projections.stored.view_states import EVOLVES, PAGE_OF, State, dump

_SUBSCRIBED = subscriptions(EVOLVES)
_END = 2**62  # beyond every position


class Change(NamedTuple):
    """What is to be written of a client.

    Attributes:
        page: its row of the table of pages. Text already: pages are many small objects, and are not kept until it is written.
        fault: why its entries cannot be folded.
        months: its rows of month-ends from this day on are replaced; None: they stay.
        rows: its new rows for the day.
        ended: those of month-ends.
    """

    client: str
    page: Sequence[Any]
    fault: str | None
    months: date | None
    rows: Rows
    ended: Rows

    def by_table(self) -> Iterator[tuple[str, list[Cells]]]:
        """All new rows, by the names of their tables."""
        yield from self.rows.items()
        for name, rows in self.ended.items():
            yield name + MONTHLY, rows


def _no_rows() -> Rows:
    return {name: [] for name in TABLES}


def advance(
    state: State, rows: Sequence[Row], as_of: date, policies: Timetable, *, months: bool
) -> Change | None:
    """Take a client's new rows into its pages.

    Args:
        state: the client as it was stored.
        rows: its new rows, in order of position.
        as_of: the day for which its rows are wanted.
        policies: under which rows are made.
        months: whether rows of month-ends are kept.

    Returns:
        None where the client is to be folded again, since they did not come in the order of folding, or change what
        a month that is over looked like. The state is of no use then.
    """
    try:
        return shown(state, as_of, policies) if _taken(state, rows, as_of, months=months) else None
    except Exception:  # noqa: BLE001 - whatever is wrong with this client, folding it again says what
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


def refold(past: Past, as_of: date, months: date | None, policies: Timetable) -> Change:
    """Fold a client from all its entries.

    Args:
        past: all its entries.
        as_of: the day for which its rows are wanted.
        months: its rows of month-ends are wanted from this day on; None: not at all.
        policies: under which rows are made, each under the one of its day.
    """
    state, now, ended = State(past.client, past.position, as_of), _no_rows(), _no_rows()
    try:
        facts, since = past.facts()
        ends = [] if months is None else list(_month_ends(max(since, months), as_of))
        days = [*ends, as_of]
        writer = RowWriter()
        for day, (folded, changed) in zip(days, fold_days(EVOLVES, facts, days), strict=True):
            folded.since = since
            state.folded = folded
            names = {name for name, number in PAGE_OF.items() if number in changed}
            _show(state, day, policies, writer, now if day == as_of else ended, names)
    except Exception as wrong:  # noqa: BLE001 - one client that cannot be folded holds up no other
        state.fault = str(wrong) or type(wrong).__name__
        state.folded = Folded([None] * len(EVOLVES))
        return shown(state, as_of, policies)._replace(months=date.min)
    return Change(past.client, dump(state), None, months, now, ended)


def shown(state: State, as_of: date, policies: Timetable) -> Change:
    """The rows of a client for a day, from its pages, which hold what had happened by then."""
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
