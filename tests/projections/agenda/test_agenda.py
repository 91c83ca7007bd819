"""What is to be done in a week: each reason once, nothing that is done, and a calendar of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections import ANY, Answer, Filter
from projections.agenda.covers import with_covers
from projections.agenda.reasons import REASONS
from projections.agenda.view import over
from projections.agenda.weeks import name_of, week_called, week_of
from projections.framework.asking import ask_all
from projections.framework.history import Horizon
from reporting.icalendar import calendar
from tests.helpers.entries import Book

TUESDAY = date(2026, 6, 30)
TOLD = """
2026-01-01 client.registered A code=A name="Azur, SRL" currency=EUR manager=Ana
2026-01-01 client.registered B code=B name=Borealis currency=EUR manager=Ana
2026-01-01 client.registered C code=C name=Corvus currency=EUR manager=Bob

2026-06-20 visit.planned A visit=V1 at=2026-07-02T10:00:00+03:00 channel=visit purpose="autumn; range"
2026-06-20 visit.planned A visit=V2 at=2026-07-01T16:30:00+03:00 channel=call purpose=prices
2026-06-25 visit.moved A visit=V2 at=2026-07-02T09:00:00+03:00 by=client reason=fair
2026-06-20 visit.planned A visit=V3 at=2026-06-26T10:00:00+03:00 channel=visit purpose=stock
2026-06-01 visit.planned A visit=V4 at=2026-06-10T10:00:00+03:00 channel=visit purpose=done
2026-06-10 visit.held A visit=V4 channel=visit started_at=2026-06-10T10:00:00+03:00 summary=talked next_step={"what":"send\\u0020samples","due":"2026-07-03","number":"S1"}
2026-06-20 visit.planned A visit=V5 at=2026-07-02T12:00:00+03:00 channel=visit purpose=off
2026-06-22 visit.cancelled A visit=V5 by=us reason=ill
2026-06-20 visit.planned A visit=V6 at=2026-07-06T10:00:00+03:00 channel=visit purpose="next week"

2026-06-01 commitment.made A number=K1 by=us what="price list" due=2026-06-29
2026-06-01 commitment.made A number=K2 by=client what="signed annex" due=2026-07-05
2026-06-01 commitment.made A number=K3 by=us what=kept due=2026-07-01
2026-06-20 commitment.kept A number=K3
2026-06-01 commitment.made A number=K4 by=us what=broken due=2026-07-01
2026-06-20 commitment.broken A number=K4
2026-06-01 commitment.made A number=K5 by=us what=moved due=2026-07-01
2026-06-20 commitment.moved A number=K5 due=2026-08-01
2026-06-01 goal.set A number=G1 goal="second store" measure=shelf until=2026-07-01
2026-06-01 goal.set A number=G2 goal=closed measure=shelf until=2026-07-01
2026-06-20 goal.closed A number=G2 outcome=reached
2026-06-01 measure.taken A number=M1 against=X what="double boxes" due=2026-07-01
2026-06-01 measure.taken A number=M2 against=X what=checked due=2026-07-01
2026-06-20 measure.checked A number=M2 worked=true

2026-05-01 invoice.issued B number=1 amount=100 currency=EUR due=2026-06-01
2026-05-01 invoice.issued C number=2 amount=100 currency=EUR due=2026-06-01
2026-06-20 payment.promised B number=P1 amount=60 currency=EUR by_date=2026-07-02
2026-06-10 payment.promised C number=P2 amount=70 currency=EUR by_date=2026-06-28
2026-06-01 proposal.made B number=Q1 currency=EUR amount=500 closes_on=2026-07-03 valid_until=2026-08-31
2026-06-01 proposal.made B number=Q2 currency=EUR amount=900 valid_until=2026-07-04
2026-06-01 proposal.made B number=Q3 currency=EUR amount=900 closes_on=2026-07-04
2026-06-20 proposal.accepted B number=Q3
2026-06-01 tender.entered B number=T1 amount=800 deadline=2026-07-01
2026-06-01 tender.entered B number=T2 amount=800 deadline=2026-07-01
2026-06-20 tender.lost B number=T2
2025-07-01 contract.signed B number=N1 starts=2025-07-01 ends=2026-09-29 notice_days=90
2025-07-01 contract.signed B number=N2 starts=2025-07-01 ends=2026-07-05
2025-07-01 contract.signed B number=N3 starts=2025-07-01 ends=2026-05-31
2025-07-01 contract.signed B number=N4 starts=2025-07-01 ends=2026-05-31 auto_renewal=true
2025-07-01 contract.signed B number=N5 starts=2025-07-01 ends=2026-07-05
2026-06-20 contract.ended B number=N5 reason=replaced
2025-07-02 client.credit_checked B outcome=good source=register valid_until=2026-07-02
2025-07-02 client.credit_checked C outcome=good source=register valid_until=2026-07-02
2026-06-02 client.credit_checked C outcome=good source=register valid_until=2027-07-02
2026-01-02 client.ranked B rank=key reason=size until=2026-07-01
2026-01-02 client.ranked C rank=key reason=size until=2026-06-27
2026-01-02 health.overridden B reason="new owner" band=watch until=2026-07-04

2026-06-05 objection.raised C number=O1 topic=price severity=2
2026-06-05 objection.raised C number=O2 topic=price severity=2
2026-06-20 objection.resolved C number=O2 outcome=accepted
2026-06-06 complaint.raised C number=H1 topic="three jars broken" severity=2
2026-06-06 complaint.raised C number=H2 topic=late severity=2
2026-06-20 complaint.resolved C number=H2 outcome=replaced
2026-06-01 client.rhythm_agreed C of=orders days=14
2026-06-01 order.placed C number=R1 currency=EUR lines=[{"product":"P","quantity":"1","unit_price":"300"}]
2026-06-24 order.placed B number=R2 currency=EUR lines=[{"product":"P","quantity":"1","unit_price":"100"}]
2026-06-24 order.delivered B number=R2
2026-06-23 order.placed A number=R3 currency=EUR lines=[{"product":"P","quantity":"1","unit_price":"600"}]
2026-06-23 order.delivered A number=R3
2026-06-25 feedback.given A scale=csat score=5 about=R3
2026-03-01 shelf.checked C lines=[{"product":"P","present":true}]
2026-03-11 shelf.checked C lines=[{"product":"P","present":true}]
2026-03-21 shelf.checked C lines=[{"product":"P","present":true}]
2026-06-25 shelf.checked C lines=[{"product":"P","present":true}]
2026-06-29 client.covered C deputy=Ana from=2026-07-03 until=2026-07-10 reason=leave
2026-06-29 manager.covered - manager=ANA deputy=Bob from=2026-07-04 until=2026-07-12 reason=leave
2026-06-29 manager.covered - manager=Zoe deputy=Bob from=2026-07-04 until=2026-07-12 reason=leave
"""


def facts_of(told: str) -> Iterator[tuple[str, str | None, str, dict[str, Any]]]:
    """The kind, the client, the day and the fields of lines of text: day, kind, client, and name=value."""
    for one in filter(None, told.splitlines()):
        day, kind, client, rest = [*one.split(" ", 3), ""][:4]
        lexer = shlex.shlex(rest, posix=True)
        lexer.whitespace_split, lexer.quotes = True, '"' if "=[" not in rest and "={" not in rest else ""
        fields = dict(word.split("=", 1) for word in lexer)
        named = None if client == "-" else client
        yield kind, named, day, {name: _value(text) for name, text in fields.items()}


def book_of(told: str) -> Book:
    """A ledger from lines of text."""
    book = Book()
    for kind, client, day, fields in facts_of(told):
        book.add(kind, client, day, **fields)
    return book


def _value(text: str) -> Any:
    return json.loads(text) if text[0] in "[{" or text in ("true", "false") else text


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


WEEK = [
    ("A", "visit_planned", "V2", "07-02", "09:00"),
    ("A", "visit_planned", "V1", "07-02", "10:00"),
    ("B", "contract_ran_out", "N3", "06-30", None),
    ("C", "order_overdue", None, "06-30", None),
    ("A", "visit_unreported", "V3", "06-30", None),
    ("C", "promise_broken", "P2", "06-30", None),
    ("A", "commitment_due", "K1", "06-30", None),
    ("C", "complaint_open", "H1", "06-30", None),
    ("C", "objection_open", "O1", "06-30", None),
    ("A", "goal_ending", "G1", "07-01", None),
    ("A", "measure_check_due", "M1", "07-01", None),
    ("B", "contract_notice", "N1", "07-01", None),
    ("B", "feedback_due", "R2", "07-01", None),
    ("B", "rank_expiring", None, "07-01", None),
    ("B", "tender_closing", "T1", "07-01", None),
    ("B", "credit_check_expiring", None, "07-02", None),
    ("B", "promise_due", "P1", "07-02", None),
    ("A", "next_step_due", "S1", "07-03", None),
    ("C", "cover_begins", None, "07-03", None),
    ("B", "proposal_closing", "Q1", "07-03", None),
    ("B", "override_expiring", None, "07-04", None),
    ("B", "proposal_expiring", "Q2", "07-04", None),
    (None, "cover_begins", None, "07-04", None),
    ("A", "client_commitment_due", "K2", "07-05", None),
    ("C", "touch_due", None, "07-05", None),
    ("B", "contract_ending", "N2", "07-05", None),
]
"""Fixed hours first, then by day due, then by worth: A bought 600, C 300 and B 100."""


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


def test_a_calendar_is_read_back_and_keeps_its_identities() -> None:
    found = agenda()
    events = read(calendar(found.rows, found.as_of))
    assert len(events) == len({event["UID"] for event in events}) == len(WEEK)
    assert (events[1]["DTSTART"], events[1]["SUMMARY"]) == (
        "20260702T070000Z",
        "Azur, SRL (A): visit: autumn; range",
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
