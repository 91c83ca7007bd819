"""A law of activity: each visit counts as planned once, in whatever periods people ask for it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import answer
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

ENDS = [date(2025, 12, 31) + timedelta(days=30 * turn) for turn in range(4)]
_days = st.integers(1, 80).map(lambda count: ENDS[0] + timedelta(days=count))


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Visits that are planned, moved and moved back, held, missed or cancelled, on days in any order."""
    book = Book().client("ACME")
    for number in map(str, range(draw(st.integers(1, 4)))):
        acts = sorted(draw(st.lists(_days, min_size=1, max_size=4)))
        at = {"visit": number, "at": f"{draw(_days)}T10:00Z"}
        book.add("visit.planned", "ACME", str(acts[0]), **at, channel="visit", purpose="p")
        for day in acts[1:]:
            book.add(
                "visit.moved", "ACME", str(day), visit=number, at=f"{draw(_days)}T10:00Z", by="us", reason="r"
            )
        if draw(st.booleans()):
            end = max(draw(_days), acts[-1])
            held = {"started_at": f"{end}T10:00Z", "channel": "visit", "summary": "s"}
            how = draw(st.sampled_from(["held", "missed", "cancelled"]))
            book.add(
                f"visit.{how}",
                "ACME",
                str(end),
                visit=number,
                **held if how == "held" else {"by": "us", "reason": "r"},
            )
    return book.entries


def planned(entries: list[Entry], start: date, end: date) -> int:
    found = answer("activity", entries, as_of=end, known_at=None, position=10**9, start=start)
    (row,) = found.rows
    assert row.planned == sum(item.planned for item in found.items)
    return int(row.planned)


@sees(3)
@tries(15, 400)
@given(entries=histories())
def test_what_periods_planned_sums_to_what_all_of_them_planned(entries: list[Entry]) -> None:
    spans = [(before + timedelta(days=1), end) for before, end in pairwise(ENDS)]
    each = [planned(entries, *span) for span in spans]
    assert sum(each) == planned(entries, spans[0][0], ENDS[-1])
    if any(each) and any(entry.kind == "visit.moved" for entry in entries):
        saw()
