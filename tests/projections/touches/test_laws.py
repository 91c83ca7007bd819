"""Laws of activity: a visit counts as planned once in whatever periods, and sums are those of the house."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import Filter, answer
from projections.framework.grouping import BY_CLIENT, grouped
from projections.touches.activity_groups import GROUPS
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


PLACES = {
    "H": {},
    "A": {"parent": "H", "segment": "shops", "territory": "Asia"},
    "B": {"parent": "H", "segment": "works", "territory": "Asia", "manager": "Bo"},
    "C": {"segment": "Shops", "manager": "Anna"},
}
"""Three companies of one group, and a client of its own."""
COUNTED = ("planned", "held", "missed_by_us", "missed_by_client", "cancelled", "not_reported", "off_plan")


@st.composite
def of_groups(draw: st.DrawFn) -> list[Entry]:
    """Touches with companies of a group and with a client, which may change hands."""
    book = Book()
    for code, fields in PLACES.items():
        book.client(code, **fields)
    for number in range(draw(st.integers(1, 8))):
        code, day = draw(st.sampled_from([*PLACES])), draw(_days)
        visit = {"channel": draw(st.sampled_from(["visit", "call"])), "started_at": f"{day}T10:00Z"}
        how = draw(st.sampled_from(["held", "planned", "reassigned"]))
        if how == "held":
            book.add("visit.held", code, f"{day}T10:00Z", **visit, summary="s")
        elif how == "planned":
            at = {"visit": f"{number}", "at": f"{day}T12:00Z"}
            book.add("visit.planned", code, f"{day}T09:00Z", **at, channel="visit", purpose="p")
        else:
            book.add(
                "client.reassigned", code, f"{day}T08:00Z", manager=draw(st.sampled_from(["Anna", "Bo"]))
            )
    return book.entries


@sees(20)
@tries(15, 200)
@given(of_groups())
def test_sums_by_anything_have_the_touches_and_the_clients_of_the_total(entries: list[Entry]) -> None:
    for by in {*BY_CLIENT, *GROUPS.by} - {"territory"}:
        asked = Filter(group=by == "group")
        found = answer(
            "activity", entries, as_of=ENDS[-1], known_at=None, position=10**9, start=ENDS[0], where=asked
        )
        rows, (total,) = grouped(found, GROUPS, by).rows, found.totals
        for name in COUNTED:
            assert sum(getattr(row, name) for row in rows) == getattr(total, name), (by, name)
        seen, most = sum(row.seen for row in rows), max((row.seen for row in rows), default=0)
        if by in GROUPS.by:  # two managers may see one client, by two channels
            assert most <= total.seen <= seen, by
        else:
            assert (sum(row.clients for row in rows), seen) == (total.clients, total.seen), by
            assert all(row.seen <= row.clients for row in rows), by
        saw(total.seen)
