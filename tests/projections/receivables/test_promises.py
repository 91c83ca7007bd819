"""Promises to pay: kept, partly kept or broken by what was settled by their day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.subledger.documents import Promise
from projections import DEFAULT, Answer, Filter, answer
from projections.framework.fold import fold_client
from projections.history import Horizon
from projections.receivables import evolve, promises
from projections.receivables.applying import settle
from projections.receivables.earmarks import by_part, spread
from projections.receivables.promise_outcomes import Judged, Settled, broken_rate, judge
from projections.receivables.promises import judged, promised
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

DAY = date(2026, 3, 31)


def acme() -> Book:
    book = Book().client("ACME")
    for number in ("1", "2"):
        book.add("invoice.issued", "ACME", "2026-03-01", number=number, amount="100", due="2026-03-10")
    return book


def promise(book: Book, number: str, amount: str = "100", by: str = "2026-03-20", *documents: str) -> Book:
    return book.add(
        "payment.promised",
        "ACME",
        "2026-03-12",
        number=number,
        amount=amount,
        by_date=by,
        documents=documents,
    )


def pay(book: Book, day: str, amount: str, *documents: str, number: str = "P") -> Book:
    share = str(Decimal(amount) / len(documents)) if documents else ""
    settles = [{"document": document, "amount": share} for document in documents]
    return book.add("payment.received", "ACME", day, number=number, amount=amount, settles=settles)


def seen(book: Book, day: str) -> Answer:
    as_of = date.fromisoformat(day)
    return answer("receivables", book.entries, as_of=as_of, known_at=None, position=len(book.entries))


def states(book: Book, day: str = "2026-03-31") -> dict[str, tuple[str, str]]:
    found = promises.listed(seen(book, day)).rows
    return {row.number: (row.state, str(row.settled.normalize())) for row in found}


def test_a_promise_is_kept_by_what_was_settled_by_its_day() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20", "1"), "2026-03-20", "100", "1")
    assert states(book) == {"A": ("kept", "1E+2")}


def test_a_part_in_time_keeps_a_part_and_the_rest_a_day_late_does_not_count() -> None:
    book = promise(acme(), "A", "100", "2026-03-20", "1")
    pay(book, "2026-03-20", "40", "1")
    pay(book, "2026-03-21", "60", "1", number="Q")
    assert states(book) == {"A": ("partly kept", "4E+1")}


def test_nothing_in_time_breaks_it() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20", "1"), "2026-03-21", "100", "1")
    assert states(book) == {"A": ("broken", "0")}


def test_what_was_paid_late_is_told_with_its_day_and_is_still_broken() -> None:
    book = promise(promise(acme(), "A", "100", "2026-03-20", "1"), "B", "50", "2026-03-24", "2")
    pay(book, "2026-03-21", "40", "1")
    pay(book, "2026-03-23", "60", "1", number="Q")
    pay(book, "2026-03-23", "50", "2", number="R")
    rows = {row.number: row for row in promises.listed(seen(book, "2026-03-31")).rows}
    assert (rows["A"].state, rows["A"].paid, rows["A"].days_late) == ("broken", date(2026, 3, 23), 3)
    assert (rows["B"].state, rows["B"].paid, rows["B"].days_late) == ("kept", date(2026, 3, 23), None)


def test_it_is_pending_until_its_day_has_ended_unless_it_was_kept_sooner() -> None:
    book = promise(acme(), "A", "100", "2026-03-20", "1")
    assert states(book, "2026-03-19")["A"][0] == "pending"
    assert states(book, "2026-03-20")["A"][0] == "pending"
    assert states(book, "2026-03-21")["A"][0] == "broken"
    assert states(pay(book, "2026-03-14", "100", "1"), "2026-03-14")["A"][0] == "kept"


def test_what_was_paid_before_the_promise_does_not_keep_it() -> None:
    book = pay(acme(), "2026-03-11", "50", "1")
    assert states(promise(book, "A", "50", "2026-03-20", "1"))["A"][0] == "broken"


def test_a_promise_that_names_no_document_is_kept_by_any() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20"), "2026-03-15", "100", "2")
    assert states(book)["A"][0] == "kept"


def test_one_that_names_a_document_is_not_kept_by_another() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20", "1"), "2026-03-15", "100", "2")
    assert states(book)["A"][0] == "broken"


def test_money_that_settles_nothing_yet_keeps_a_promise_that_names_no_document() -> None:
    book = promise(Book().client("ACME"), "A", "100", "2026-03-20")
    assert states(pay(book, "2026-03-15", "100"))["A"][0] == "kept"


def test_no_settlement_counts_for_two_promises() -> None:
    book = promise(promise(acme(), "A", "100", "2026-03-20"), "B", "100", "2026-03-22")
    pay(book, "2026-03-15", "150")
    assert states(book) == {"A": ("kept", "1E+2"), "B": ("partly kept", "5E+1")}


def test_a_promise_that_names_its_document_is_served_before_one_that_names_none() -> None:
    book = promise(promise(acme(), "A", "100", "2026-03-20"), "B", "100", "2026-03-22", "1")
    pay(book, "2026-03-15", "100", "1")
    assert states(book) == {"A": ("broken", "0"), "B": ("kept", "1E+2")}


def test_a_credit_note_counts_and_a_write_off_does_not() -> None:
    book = promise(promise(acme(), "A", "100", "2026-03-20", "1"), "B", "100", "2026-03-20", "2")
    book.add("credit_note.issued", "ACME", "2026-03-15", number="C", amount="100", invoice="1")
    book.add("debt.written_off", "ACME", "2026-03-15", number="W", document="2", amount="100")
    assert {number: state for number, (state, _) in states(book).items()} == {"A": "kept", "B": "broken"}


def test_a_payment_that_bounced_keeps_nothing() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20", "1"), "2026-03-15", "100", "1")
    book.add("payment.reversed", "ACME", "2026-03-25", number="P")
    assert states(book, "2026-03-24")["A"][0] == "kept"
    assert states(book)["A"][0] == "broken"


def test_a_payment_matched_late_by_a_clerk_counts_on_its_own_day() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20", "1"), "2026-03-20", "100")
    book.add("settlement.made", "ACME", "2026-03-28", source="P", target="1", amount="100")
    assert states(book)["A"][0] == "kept"


def test_a_settlement_with_a_day_of_its_own_counts_from_that_day() -> None:
    book = pay(promise(acme(), "A", "100", "2026-03-20", "1"), "2026-03-15", "200")
    on = {"on": "2026-03-25"}
    book.add("settlement.made", "ACME", "2026-03-28", source="P", target="1", amount="100", **on)
    assert states(book)["A"][0] == "broken"


def test_what_is_promised_stands_beside_the_balance_and_stays_in_it() -> None:
    book = promise(acme(), "A", "150", "2026-03-20")
    (row,) = seen(pay(book, "2026-03-14", "30", "1"), "2026-03-15").rows
    assert (row.balance, row.promised) == (Decimal(170), Decimal(120))
    (row,) = seen(book, "2026-03-20").rows
    assert (row.balance, row.promised) == (Decimal(170), Decimal(0))


def test_no_more_is_promised_than_is_open() -> None:
    book = promise(promise(acme(), "A", "100", "2026-03-20", "1"), "B", "900", "2026-03-22", "1")
    said = seen(book, "2026-03-15")
    assert [(item.document, item.promised) for item in said.items] == [("1", Decimal(100)), ("2", Decimal(0))]
    assert said.totals[0].promised == 100


def test_the_totals_say_how_much_was_broken() -> None:
    book = promise(acme(), "A", "100", "2026-03-20", "1")
    promise(book, "B", "100", "2026-04-20", "2")
    pay(book, "2026-03-20", "25", "1")
    (total,) = promises.listed(seen(book, "2026-03-31")).totals
    assert [str(one) for one in (total.amount, total.settled, total.pending, total.broken)] == [
        "200.00", "25.00", "100.00", "75.00",
    ]  # fmt: skip
    assert total.broken_rate == Decimal("75.00")


def test_what_was_promised_is_written_to_the_cent() -> None:
    (row,) = promises.listed(seen(promise(acme(), "A", "7"), "2026-03-31")).rows
    assert (str(row.amount), str(row.settled)) == ("7.00", "0.00")


def test_a_company_of_a_group_has_its_own_name_beside_its_promise() -> None:
    book = promise(acme().client("HEAD"), "A").add(
        "client.parent_changed", "ACME", "2026-01-01", parent="HEAD"
    )
    day = date(2026, 3, 15)
    told = answer(
        "receivables", book.entries, as_of=day, known_at=None, position=99, where=Filter(group=True)
    )
    assert [(row.client, row.name) for row in promises.listed(told).rows] == [("ACME", "ACME Ltd")]


def test_without_a_promise_whose_day_has_come_there_is_no_rate() -> None:
    assert broken_rate([]) is None
    pending = Promise("A", Decimal(1), "EUR", DAY, date(2026, 4, 2), (), 1)
    assert broken_rate(judge([pending], [], DAY)) is None


def test_what_is_settled_on_the_day_of_the_promise_counts_and_on_its_last_day_and_no_day_beyond() -> None:
    first, last = date(2026, 3, 10), date(2026, 3, 20)
    given = [Promise("A", Decimal(1), "EUR", first, last, (), 1)]

    def state(day: date) -> str:
        (one,) = judge(given, [Settled(None, Decimal(1), "EUR", day)], DAY)
        return one.state

    assert [state(day) for day in (date(2026, 3, 9), first, last, date(2026, 3, 21))] == [
        "broken",
        "kept",
        "kept",
        "broken",
    ]


days = st.dates(date(2026, 1, 1), date(2026, 1, 9))
money = st.integers(1, 9).map(Decimal)
documents = st.sampled_from(["1", "2", "3"])


@st.composite
def given_promises(draw: st.DrawFn) -> list[Promise]:
    named = st.lists(documents, max_size=2, unique=True).map(tuple)
    fields = st.tuples(money, days, days, named)
    return [
        Promise(str(place), amount, "EUR", min(one, other), max(one, other), about, place)
        for place, (amount, one, other, about) in enumerate(draw(st.lists(fields, max_size=6)))
    ]


facts = st.lists(st.builds(Settled, st.none() | documents, money, st.just("EUR"), days), max_size=8)


@tries(25, 100)
@given(given_promises(), facts, days)
def test_promises_never_count_more_than_was_settled(
    made: list[Promise], settled: list[Settled], as_of: date
) -> None:
    judged: list[Judged] = judge(made, settled, as_of)
    assert sum(one.settled for one in judged) <= sum(one.amount for one in settled)
    assert all(0 <= one.settled <= one.amount for one in judged)
    late = judge(made, settled, as_of, late=True)
    assert [(one.settled, one.state) for one in late] == [(one.settled, one.state) for one in judged]
    paid = sum(one.amount if one.paid else one.settled for one in late)
    assert paid <= sum(one.amount for one in settled)
    assert all(one.paid for one in late if one.state == "kept")


@tries(25, 100)
@given(given_promises(), facts, days, st.randoms(use_true_random=False))
def test_the_order_in_which_settlements_are_told_changes_nothing(
    made: list[Promise], settled: list[Settled], as_of: date, dice: Any
) -> None:
    told = list(settled)
    dice.shuffle(told)
    assert judge(made, told, as_of) == judge(made, settled, as_of)


_facts = st.lists(
    st.tuples(st.sampled_from("IIPPMM"), st.integers(0, 40), st.integers(1, 4), st.integers(1, 9)),
    min_size=10,
    max_size=30,
)
"""What (invoice, payment or promise), its day, the document that it is about, and a number."""


@sees(13)
@tries(25, 150)
@given(_facts, st.integers(5, 40))
def test_what_is_promised_is_the_same_from_every_promise_of_the_past(
    steps: list[tuple[str, int, int, int]], offset: int
) -> None:
    book, start = Book().client("A"), date(2026, 3, 1)
    for count, (what, at, document, number) in enumerate(sorted(steps, key=lambda one: one[1])):
        on, amount = start + timedelta(days=at), str(10 * number)
        named = [] if number % 3 == 0 else [f"I{document}"]
        if what == "I":
            book.add("invoice.issued", "A", str(on), number=f"I{count % 5}", amount=amount, due=str(on))
        elif what == "P":
            book.add("payment.received", "A", str(on), number=f"P{count}", amount=amount)
        else:
            by = str(on + timedelta(days=4 * number))
            book.add(
                "payment.promised",
                "A",
                str(on),
                number=f"M{count}",
                amount=amount,
                by_date=by,
                documents=named,
            )
    day = start + timedelta(days=offset)
    account = fold_client([evolve], book.entries, Horizon(day, None, len(book.entries))).states[0]
    books = settle(account, DEFAULT)
    owing = [one for one in judged(account, books, day) if one.settled < one.amount and one.promise.by > day]
    owing.sort(key=lambda one: not one.promise.documents)
    parts = [books.under(one.promise.documents) if one.promise.documents else books.items for one in owing]
    whole = by_part(spread((one.amount - one.settled, held) for one, held in zip(owing, parts, strict=True)))
    saw(len(owing))
    assert promised(account, DEFAULT, day) == whole
