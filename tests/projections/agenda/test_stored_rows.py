"""The agenda from stored rows is that of the facts: for any day and week, however the rows came about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import ANY, Filter, answer, stored
from projections.agenda.promised import PATIENCE, PROMISED
from projections.framework.clients import Client
from projections.framework.fold import fold_client
from projections.history import Horizon
from projections.policy import DEFAULT, UnreadablePolicy
from projections.receivables import evolve
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import ALL, CLIENTS, PLANNING, SELLING
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY, NOW, answer_of_spans, append, contents, days, histories, somewhere

KINDS: Final = (
    *("order.placed", "order.delivered", "order.cancelled", "return.received", "payment.promised"),
    *("visit.planned", "visit.moved", "visit.cancelled", "feedback.given", "client.rhythm_agreed"),
    *("invoice.issued", "payment.received", "complaint.raised", "complaint.resolved", "health.overridden"),
)
WORKING = [*PLANNING, *(one for one in (*ALL, *SELLING) if one[0] in KINDS)]
"""What an agenda is made of."""


@sees(15)
@tries(8, 150)
@given(histories(WORKING), st.floats(0, 1), st.lists(days, min_size=2, max_size=4))
def test_stored_rows_give_the_agenda_of_the_facts(
    entries: list[Entry], part: float, asked: list[date]
) -> None:
    known = round(len(entries) * part)
    with somewhere() as (url, recorder):
        append(recorder, entries[:known])
        stored.rebuild(url, DAY)
        append(recorder, entries[known:])
        stored.catch_up(recorder.database, DAY)
        for day, start in pairwise(asked):
            for where in (ANY, Filter(clients=(CLIENTS[0],))):
                try:
                    facts = answer(
                        "agenda",
                        entries,
                        as_of=day,
                        known_at=NOW,
                        position=len(entries),
                        where=where,
                        start=start,
                    )
                except UnreadablePolicy:
                    continue
                quick = answer_of_spans(
                    recorder.database, "agenda", as_of=day, known_at=NOW, where=where, start=start
                )
                assert quick is not None
                assert quick.rows == facts.rows
                saw(1 + len(facts.rows))
        stored.catch_up(recorder.database, DAY, every_row=True)
        stepped = contents(recorder.database)
        stored.rebuild(url, DAY)
        assert contents(recorder.database) == stepped


def reasons(book: Book, asked: Iterable[date]) -> dict[date, set[str]]:
    """Why something is to be done on each of some days, as stored rows and facts have it."""
    found = {}
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, DAY)
        for day in asked:
            quick = answer_of_spans(recorder.database, "agenda", as_of=day, known_at=None)
            facts = answer("agenda", book.entries, as_of=day, known_at=None, position=len(book.entries))
            assert quick is not None
            assert quick.rows == facts.rows
            found[day] = {row.reason for row in quick.rows}
    return found


def after(day: date, count: int) -> list[date]:
    return [day + timedelta(days=number) for number in range(count)]


def test_feedback_is_asked_in_the_week_of_its_day_and_not_after_it() -> None:
    book = Book().client("ACME", "2026-01-01")
    line = {"product": "X", "quantity": "1", "unit_price": "100"}
    book.add("order.placed", "ACME", "2026-03-02", number="O", lines=[line], currency="EUR")
    book.add("order.delivered", "ACME", "2026-03-03", number="O")
    found = reasons(book, after(date(2026, 3, 2), 20))
    assert [day for day, why in found.items() if "feedback_due" in why] == after(date(2026, 3, 9), 7)
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, DAY)
        with recorder.database.reading() as cursor:
            cursor.execute("SELECT valid_to FROM views_1_agenda_things WHERE sort = 'delivery'")
            assert [end for (end,) in cursor.fetchall()] == [date(2026, 3, 16).toordinal()], (
                "no row is kept for ever"
            )


def test_the_next_order_is_overdue_from_the_day_after_its_usual_gap() -> None:
    book = Book().client("ACME", "2026-01-01")
    for number, day in enumerate(("2026-03-02", "2026-03-12")):
        line = {"product": "X", "quantity": "1", "unit_price": "100"}
        book.add("order.placed", "ACME", day, number=f"O{number}", lines=[line], currency="EUR")
    # (10 days + 2 x 60 of the policy) / (1 gap + 2) = 43.3, so 44 days after 12 March
    found = reasons(book, after(date(2026, 4, 20), 10))
    assert [day for day, why in found.items() if "order_overdue" in why] == after(date(2026, 4, 26), 4)
    document = "version = 'p'\n[health.commerce]\nusual_gap = 30\nusual_weight = 0.5"
    book.add("policy.adopted", None, "2026-03-20", version="p", document=document)
    # (10 + 0.5 x 30) / (1 + 0.5) = 16.7, so 17 days
    found = reasons(book, after(date(2026, 3, 25), 10))
    assert [day for day, why in found.items() if "order_overdue" in why] == after(date(2026, 3, 30), 5)
    book.add("client.rhythm_agreed", "ACME", "2026-03-27", of="orders", days=21)
    found = reasons(book, after(date(2026, 3, 27), 10))
    assert [day for day, why in found.items() if "order_overdue" in why] == after(date(2026, 4, 3), 3)


def test_another_day_for_feedback_counts_from_the_day_of_its_policy_on() -> None:
    book = Book().client("ACME", "2026-01-01")
    line = {"product": "X", "quantity": "1", "unit_price": "100"}
    book.add("order.placed", "ACME", "2026-03-02", number="O", lines=[line], currency="EUR")
    book.add("order.delivered", "ACME", "2026-03-03", number="O")
    document = "version = 'p'\n[touches]\nfeedback_after = 21"
    book.add("policy.adopted", None, "2026-03-18", version="p", document=document)
    found = reasons(book, after(date(2026, 3, 2), 40))
    due = [*after(date(2026, 3, 9), 7), *after(date(2026, 3, 23), 7)]
    assert [day for day, why in found.items() if "feedback_due" in why] == due


def test_another_rhythm_of_touches_counts_from_the_day_of_its_policy_on() -> None:
    book = Book().client("ACME", "2026-01-01")
    for day in ("2026-01-05", "2026-01-15", "2026-01-25", "2026-02-04", "2026-03-01", "2026-03-26"):
        fields = {"channel": "visit", "started_at": f"{day}T10:00:00+00:00", "summary": "s"}
        book.add("visit.held", "ACME", day, **fields)
    document = "version = 'p'\n[touches]\ngaps = 3"
    book.add("policy.adopted", None, "2026-04-08", version="p", document=document)
    found = reasons(book, after(date(2026, 3, 27), 40))
    silent = [day for day, why in found.items() if "touch_due" in why]
    assert silent == [*after(date(2026, 3, 30), 9), *after(date(2026, 4, 20), 16)]


def test_a_broken_promise_is_spoken_about_for_thirteen_weeks() -> None:
    book = Book().client("ACME", "2026-01-01")
    book.add("invoice.issued", "ACME", "2026-01-02", number="1", amount="100", due="2026-01-20")
    promise = {"number": "P", "amount": "60", "currency": "EUR", "by_date": "2026-02-01"}
    book.add("payment.promised", "ACME", "2026-01-25", **promise)
    found = reasons(book, after(date(2026, 1, 31), 120))
    broken = [day for day, why in found.items() if "promise_broken" in why]
    assert broken == after(date(2026, 2, 2), PATIENCE)
    assert found[date(2026, 1, 31)] == found[date(2026, 2, 1)] == {"promise_due"}


def test_where_an_account_is_settled_anew_all_promises_are_shown_anew() -> None:
    book = Book().client("ACME", "2026-01-01")
    book.add("invoice.issued", "ACME", "2026-01-02", number="1", amount="100", due="2026-01-20")
    promise = {"number": "P", "amount": "60", "currency": "EUR", "by_date": "2026-02-01"}
    book.add("payment.promised", "ACME", "2026-01-25", **promise)
    horizon = Horizon(date(2026, 1, 26), None, len(book.entries))
    account = fold_client((evolve,), book.entries, horizon).states[0]
    asked = Client("ACME"), account, horizon.as_of, DEFAULT
    assert PROMISED.touched(*asked) is None, "at first all may have changed"
    assert [key for key, _ in PROMISED.touched(*asked) or ()] == [("promise", "P")]
    account.agree(account.terms)
    assert PROMISED.touched(*asked) is None, "what was shown before is not known any more"


def test_an_order_leaves_the_worth_when_twelve_months_have_passed() -> None:
    book = Book().client("ACME", "2024-01-01").client("BETA", "2024-01-01")
    for client, day in (("ACME", "2025-03-10"), ("BETA", "2026-03-01")):
        line = {"product": "X", "quantity": "1", "unit_price": "100"}
        book.add("order.placed", client, day, number="O", lines=[line], currency="EUR")
        book.add("complaint.raised", client, day, number="C", topic="late", severity=1)
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, DAY)
        worth = [
            {row.client: int(row.worth) for row in found.rows if row.reason == "complaint_open"}
            for day in (date(2026, 3, 9), date(2026, 3, 10))
            if (found := answer_of_spans(recorder.database, "agenda", as_of=day, known_at=None))
        ]
    assert worth == [{"ACME": 50, "BETA": 50}, {"ACME": 0, "BETA": 100}]
