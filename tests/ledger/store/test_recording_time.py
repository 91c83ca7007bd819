"""The moment of recording: later than every one before it, and never far beyond what is known."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.store.recording_time import MOST_AHEAD, ClockAhead, Evidence, NoLaterMoment, moment_after
from ledger.times import stamp
from tests.conftest import RowMaker
from tests.helpers.depth import tries

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)).map(lambda one: one.replace(tzinfo=UTC))


def told(moment: datetime) -> Callable[[], Evidence]:
    return lambda: Evidence(moment, "its file", "`touch it` says so")


def refused() -> Evidence:
    raise AssertionError("nothing else is asked where the newest entry is near")


@pytest.mark.faults
@tries(25, 100)
@given(st.lists(moments, min_size=2, max_size=30))
def test_moments_rise_strictly_whatever_clocks_say(clocks: list[datetime]) -> None:
    newest, seen = stamp(clocks[0]), list[str]()
    for clock in clocks:
        newest = moment_after(newest, stamp(clock), refused)
        seen.append(newest)
    assert seen == sorted(set(seen))


def test_the_clock_counts_where_it_is_ahead_of_the_newest_entry() -> None:
    assert moment_after(stamp(START), stamp(START + timedelta(hours=1)), refused) == stamp(
        START + timedelta(hours=1)
    )
    assert moment_after("", stamp(START), told(START)) == stamp(START)
    assert moment_after("", "", refused) == ""
    assert moment_after(stamp(START), "", refused) == stamp(START + timedelta(microseconds=1))


@pytest.mark.parametrize("newest", ["", stamp(START)])
@pytest.mark.parametrize("beyond", [timedelta(seconds=1), timedelta(days=20 * 365)])
def test_a_clock_far_beyond_the_newest_entry_and_the_evidence_is_refused(
    newest: str, beyond: timedelta
) -> None:
    with pytest.raises(ClockAhead, match=r"the clock says 20\d\d.*set the clock right.*`touch it`"):
        moment_after(newest, stamp(START + MOST_AHEAD + beyond), told(START))


def test_a_ledger_that_rested_for_years_goes_on_once_something_else_confirms_the_clock() -> None:
    late = START + 5 * MOST_AHEAD
    assert moment_after(stamp(START), stamp(late), told(late)) == stamp(late)
    assert moment_after(stamp(START), stamp(START + MOST_AHEAD), refused) == stamp(START + MOST_AHEAD)


def test_the_end_of_the_calendar_has_no_later_moment() -> None:
    with pytest.raises(NoLaterMoment, match="end of the calendar; see docs"):
        moment_after(stamp(datetime.max.replace(tzinfo=UTC)), stamp(START), refused)


@pytest.mark.faults
@pytest.mark.parametrize("before", [0, 1])
def test_a_store_refuses_a_clock_twenty_years_ahead_and_records_nothing(
    recorder: store.Recorder, make_rows: RowMaker, before: int
) -> None:
    recorder.append(make_rows(before))
    ahead = stamp(datetime.now(UTC) + timedelta(days=20 * 365))
    with pytest.raises(ClockAhead):
        recorder.append(make_rows(2, recorded_at=ahead))
    assert recorder.last()[0] == before
    assert recorder.append(make_rows(1))[0] == before + 1


def test_the_time_of_the_file_confirms_the_clock(sqlite_url: str, make_rows: RowMaker) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    then = datetime.now(UTC) + timedelta(days=6 * 365)
    rows = make_rows(1, recorded_at=stamp(then))
    with pytest.raises(ClockAhead, match="its file is of") as refusal:
        recorder.append(rows)
    assert f"`touch {Path(sqlite_url)}`" in str(refusal.value)
    os.utime(sqlite_url, (then.timestamp(), then.timestamp()))
    assert recorder.append(rows) == (1, stamp(then))
    recorder.close()


def test_an_old_ledger_whose_moments_tie_is_read_as_before(sqlite_url: str, make_rows: RowMaker) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    tie = stamp(START)
    with recorder.database.appending() as (cursor, _, _):
        recorder.database.insert(
            cursor, [row._replace(position=row.version, recorded_at=tie) for row in make_rows(3)]
        )
    assert [row.recorded_at for row in recorder.rows()] == [tie] * 3
    assert (recorder.position_at(tie), recorder.position_at(stamp(START - timedelta(seconds=1)))) == (3, 0)
    assert recorder.append(make_rows(1, recorded_at=tie))[1] > tie
    assert recorder.position_at(tie) == 3
    recorder.close()
