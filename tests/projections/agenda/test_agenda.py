"""What is to be done in a week: each reason once, nothing that is done, and a calendar of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections import ANY, Answer, Filter
from projections.agenda.covers import with_covers
from projections.agenda.reasons import REASONS
from projections.agenda.view import over
from projections.agenda.weeks import name_of, week_called, week_of
from projections.framework.answering import ask_all
from projections.history import Horizon
from reporting.icalendar import calendar
from tests.helpers.entries import Book
from tests.helpers.week_of_work import TOLD, WEEK, facts_of

TUESDAY = date(2026, 6, 30)


def book_of(told: str) -> Book:
    """A ledger from lines of text."""
    book = Book()
    for kind, client, day, fields in facts_of(told):
        book.add(kind, client, day, **fields)
    return book


BOOK = book_of(TOLD)


def agenda(
    day: date = TUESDAY,
    week: str | None = None,
    where: Filter = ANY,
    *,
    book: Book = BOOK,
) -> Answer:
    days = week_called(week) if week else week_of(day)
    horizon = Horizon(day, None, 10**9)
    ((found,),) = ask_all([over(days.start)], book.entries, horizon, (None,), where)
    house = [entry for entry in book.entries if entry.client is None]
    return with_covers(found, house, days)


def shown(found: Answer) -> list[tuple[Any, ...]]:
    return [(row.client, row.reason, row.number, f"{row.when:%m-%d}", row.at) for row in found.rows]


def test_a_week_lists_each_reason_and_nothing_that_is_done() -> None:
    assert shown(agenda()) == WEEK
    assert {reason for _, reason, *_ in WEEK} == {*REASONS}
    assert {row.client: row.worth for row in agenda().rows} == {
        "A": Decimal(60),
        "B": Decimal(10),
        "C": Decimal(30),
        None: None,
    }


def test_what_is_overdue_stands_in_the_week_of_the_day_asked_only() -> None:
    overdue = [(row.client, row.reason) for row in agenda().rows if row.due and row.due < TUESDAY]
    assert overdue == [
        ("B", "contract_ran_out"),
        ("C", "order_overdue"),
        ("A", "visit_unreported"),
        ("C", "delivery_late"),
        ("C", "promise_broken"),
        ("A", "commitment_due"),
    ]
    assert (
        shown(agenda(week="2026-W28"))
        == [
            ("A", "visit_planned", "V6", "07-06", "10:00"),
            ("C", "touch_due", None, "07-05", None),
        ][:1]
    )


def test_an_agenda_of_the_past_shows_what_was_to_be_done_then() -> None:
    reasons = {(row.reason, row.number) for row in agenda(date(2026, 6, 8)).rows}
    assert {("visit_planned", "V4"), ("complaint_open", "H2"), ("objection_open", "O2")} <= reasons
    assert reasons.isdisjoint({("next_step_due", "S1"), ("contract_notice", "N1"), ("promise_due", "P1")})
    assert agenda(date(2026, 6, 8)).rows == agenda(date(2026, 6, 8), book=book_upto(date(2026, 6, 8))).rows


def book_upto(day: date) -> Book:
    book = Book()
    book.entries = BOOK.upto(day)
    return book


def test_a_touch_that_is_planned_in_the_week_needs_no_reminder_of_the_rhythm() -> None:
    assert ("C", "touch_due") in {(row.client, row.reason) for row in agenda().rows}
    book = book_upto(TUESDAY)
    planned = book_of(TOLD)
    planned.add(
        "visit.planned", "C", "2026-06-29", visit="V9", at="2026-07-03", channel="call", purpose="prices"
    )
    rows = {(row.client, row.reason, row.at) for row in agenda(book=planned).rows}
    assert ("C", "visit_planned", None) in rows
    assert ("C", "touch_due", None) not in rows
    assert len(book.entries) < len(planned.entries)


def test_an_agreed_rhythm_of_touches_wins_and_a_lost_client_has_none() -> None:
    book = book_of(TOLD).add("client.rhythm_agreed", "C", "2026-06-26", of="touches", days=5)
    (row,) = [row for row in agenda(book=book).rows if row.reason == "touch_due"]
    assert (row.due, row.why.partition(": ")[2]) != (date(2026, 7, 5), "")
    assert row.due == date(2026, 6, 30)
    book.add("client.lost", "C", "2026-06-29", reason="closed")
    assert {"touch_due", "order_overdue"}.isdisjoint(row.reason for row in agenda(book=book).rows)


def test_the_share_of_a_client_is_of_all_clients_in_view() -> None:
    assert {row.worth for row in agenda(where=Filter(clients=("A",))).rows if row.client} == {Decimal(60)}
    assert {row.worth for row in agenda(where=Filter(manager="Bob")).rows} == {Decimal(100)}


def read(text: str) -> list[dict[str, str]]:
    """The events of a calendar, with lines unfolded and escapes undone."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    events: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            plain = value.replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n").replace("\\\\", "\\")
            events[-1][name] = plain
    return events


@pytest.mark.parametrize(("later", "clients"), [(2, [None, "C"]), (3, ["C", None]), (4, [None]), (5, [])])
def test_a_cover_stands_until_its_first_day_is_over(later: int, clients: list[str | None]) -> None:
    rows = agenda(TUESDAY + timedelta(days=later)).rows
    assert {row.client for row in rows if row.reason == "cover_begins"} == {*clients}


def test_a_calendar_is_read_back_and_keeps_its_identities() -> None:
    found = agenda()
    events = read(calendar(found.rows, found.as_of))
    assert len(events) == len({event["UID"] for event in events}) == len(WEEK)
    assert (events[1]["DTSTART"], events[1]["SUMMARY"]) == (
        "20260702T070000Z",
        "visit planned: Azur, SRL (A): visit: autumn; range",
    )
    assert [event["CATEGORIES"] for event in events] == [reason for _, reason, *_ in WEEK]
    assert events[-1]["DTSTART;VALUE=DATE"] == "20260705"
    later = read(calendar(agenda(TUESDAY + timedelta(days=1)).rows, TUESDAY))
    assert {event["UID"] for event in later} <= {event["UID"] for event in events}
    long = found.rows[0].__class__(**vars(found.rows[0]) | {"what": "ştă\\" * 40})
    assert "ştă\\" * 40 in read(calendar([long], TUESDAY))[0]["SUMMARY"]


@pytest.mark.parametrize("text", ["2026-W27", "2026w27", " 2026-W27 "])
def test_a_week_begins_on_monday(text: str) -> None:
    week = week_called(text)
    assert (week.start, week.end, name_of(week)) == (date(2026, 6, 29), date(2026, 7, 5), "2026-W27")


@pytest.mark.parametrize("text", ["2026-W54", "2026-27", "W27", "0000-W01"])
def test_what_is_no_week_is_refused_with_a_form(text: str) -> None:
    with pytest.raises(ValueError, match="is not a week; write it like 2026-W27"):
        week_called(text)
