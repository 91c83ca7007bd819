"""What moved a figure sums exactly to the difference of what a view says of two days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import Filter, Move, UnknownDocument, UnknownView, answer, explain_change
from projections.framework.registry import names_with_rows
from tests.helpers.attributed import FIGURES, books, groups, summed
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS, FIRST

days = st.integers(-2, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
spans = st.tuples(days, days).map(sorted)
documents = st.sampled_from(
    [
        "[health.commerce]\nhalf_life = 20",
        "[receivables]\nallocation = 'explicit'",
        "[health]\nwatch_from = 1",
    ]
)


def moved(name: str, book: Book, client: str, since: date, until: date, **more: Any) -> Move:
    own = [entry for entry in book.entries if entry.client in (None, client)]
    said = {"known_at": None, "position": 10**9, **more}
    return explain_change(name, own, since=since, until=until, **said)


def figures(name: str, book: Book, day: date, where: Filter) -> dict[tuple[str, str | None], Decimal]:
    said = answer(name, book.entries, as_of=day, known_at=None, position=10**9, where=where)
    return summed(name, said.rows)


def holds(name: str, book: Book, said: Move, where: Filter) -> None:
    """The lines lead from what the view says of the first day to what it says of the last."""
    before, after = (figures(name, book, day, where) for day in (said.since, said.until))
    assert {(one.figure, one.currency): one.before for one in said.changes if one.before} == before
    assert {(one.figure, one.currency): one.after for one in said.changes if one.after} == after
    moves: dict[tuple[str, str | None], Decimal] = {}
    last: dict[tuple[str, str | None], Decimal] = {}
    for line in said.lines:
        one = line.contribution
        key = one.figure, one.currency
        moves[key], last[key] = moves.get(key, Decimal(0)) + one.amount, line.total
    for key in {**before, **after, **moves}:
        assert after.get(key, 0) - before.get(key, 0) == moves.get(key, 0)
        assert last.get(key, after.get(key, 0)) == after.get(key, 0)


@tries(25, 100)
@given(
    book=books(),
    span=spans,
    client=st.sampled_from(CLIENTS),
    name=st.sampled_from(sorted(FIGURES)),
    adopted=st.lists(st.tuples(days, documents), max_size=2),
)
def test_what_moved_a_figure_sums_to_its_difference_whatever_the_policies_of_the_days(
    book: Book, span: list[date], client: str, name: str, adopted: list[tuple[date, str]]
) -> None:
    for number, (day, text) in enumerate(adopted):
        document = f"version = 'p{number}'\n{text}"
        book.add("policy.adopted", None, day.isoformat(), version=f"p{number}", document=document)
    holds(name, book, moved(name, book, client, *span), Filter(clients=(client,)))


@tries(25, 100)
@given(book=groups(), span=spans, name=st.sampled_from(sorted(FIGURES)))
def test_what_moved_a_group_sums_to_its_difference(book: Book, span: list[date], name: str) -> None:
    said = explain_change(name, book.entries, since=span[0], until=span[1], known_at=None, position=10**9)
    holds(name, book, said, Filter(clients=(CLIENTS[2],), group=True))


@tries(25, 100)
@given(book=books(), span=spans, client=st.sampled_from(CLIENTS), number=st.sampled_from("123"))
def test_what_moved_a_document_leads_from_what_was_open_of_it_to_what_is(
    book: Book, span: list[date], client: str, number: str
) -> None:
    try:
        said = moved("receivables", book, client, *span, document=number)
    except UnknownDocument:
        return
    changed = sum((one.change for one in said.changes), Decimal(0))
    assert changed == sum((line.contribution.amount for line in said.lines), Decimal(0))


@tries(25, 100)
@given(
    book=books(), day=days, client=st.sampled_from(CLIENTS), name=st.sampled_from(sorted(names_with_rows()))
)
def test_nothing_moves_on_one_day(book: Book, day: date, client: str, name: str) -> None:
    assert moved(name, book, client, day, day).lines == []


ORDER = {"lines": [{"product": "A", "quantity": "10", "unit_price": "10.00"}]}


def ordering() -> Book:
    """Two orders a month apart, of which the second is cancelled."""
    book = Book().client("ACME")
    book.add("order.placed", "ACME", "2026-01-01", number="SO-1", **ORDER)
    book.add("order.placed", "ACME", "2026-02-01", number="SO-2", **ORDER)
    book.add("order.cancelled", "ACME", "2026-02-03", number="SO-2", by="us")
    return book


def lines(said: Move) -> list[tuple[int, str | None, Decimal]]:
    return [
        (line.contribution.position, line.contribution.how, line.contribution.amount) for line in said.lines
    ]


def test_older_orders_count_for_less_and_new_ones_for_themselves() -> None:
    said = moved("health", ordering(), "ACME", date(2026, 1, 31), date(2026, 2, 2))
    (old, why, less), (new, how, more) = lines(said)
    assert (old, why, new, how) == (2, "older by 2 days", 3, None)
    assert less < 0 < more


def test_between_two_days_without_facts_only_age_moves_the_score() -> None:
    said = moved("health", ordering(), "ACME", date(2026, 3, 1), date(2026, 3, 31))
    moves = [line.contribution for line in said.lines]
    assert {(one.what, one.how) for one in moves} == {
        ("order", "older by 30 days"),
        ("taken back", "older by 30 days"),
        ("order overdue", None),
    }
    assert all(one.amount < 0 for one in moves if one.position == 2)


def test_a_day_makes_the_last_order_a_day_older() -> None:
    said = moved("loyalty", ordering(), "ACME", date(2026, 3, 1), date(2026, 3, 2))
    assert lines(said) == [(2, "older by 1 day", Decimal(1))]


def test_another_last_order_takes_the_place_of_the_one_before() -> None:
    said = moved("loyalty", ordering(), "ACME", date(2026, 1, 31), date(2026, 2, 2))
    assert lines(said)[:2] == [(2, "counts no more", Decimal(-30)), (3, None, Decimal(1))]


def test_the_score_of_a_day_on_which_nothing_was_known_is_unknown_and_counts_as_nought() -> None:
    said = moved("health", ordering(), "ACME", date(2025, 12, 1), date(2026, 1, 1))
    (change,) = said.changes
    assert (change.before, change.change) == (None, change.after)
    assert said.as_json()["figures"][0]["before"] is None


def test_another_policy_is_a_line_of_its_own_with_the_entry_that_adopted_it() -> None:
    book = ordering()
    text = "version = 'own'\n[health.commerce]\nhalf_life = 20"
    book.add("policy.adopted", None, "2026-03-10", version="own", document=text)
    said = moved("health", book, "ACME", date(2026, 3, 9), date(2026, 3, 10))
    (policy,) = (line for line in said.lines if line.contribution.what == "policy")
    assert (policy.contribution.document, policy.contribution.position) == ("own", 5)
    assert policy.contribution.amount < 0
    assert policy.entry.kind == "policy.adopted"


def owing() -> Book:
    """An invoice of March, paid in part in April; the payment was learnt last."""
    book = Book().client("ACME")
    book.add("invoice.issued", "ACME", "2026-03-01", number="I-1", amount="100.00", due="2026-03-31")
    book.add("payment.received", "ACME", "2026-04-02", number="P-1", amount="40.00")
    return book


def test_a_payment_moves_the_balance_and_settling_does_not() -> None:
    book = owing().add("settlement.made", "ACME", "2026-04-05", source="P-1", target="I-1", amount="40.00")
    said = moved("receivables", book, "ACME", date(2026, 3, 31), date(2026, 4, 30))
    assert lines(said) == [(3, None, Decimal(-40))]
    assert [line.total for line in said.lines] == [Decimal(60)]


def test_what_was_not_known_then_moved_nothing() -> None:
    said = moved("receivables", owing(), "ACME", date(2026, 3, 31), date(2026, 4, 30), position=2)
    assert said.lines == []


def test_what_is_open_of_a_document_is_moved_by_what_settles_it() -> None:
    span = date(2026, 3, 31), date(2026, 4, 30)
    said = moved("receivables", owing(), "ACME", *span, document="I-1")
    assert lines(said) == [(3, "derived", Decimal(-40))]
    with pytest.raises(UnknownDocument, match="did you mean 'I-1'"):
        moved("receivables", owing(), "ACME", *span, document="I-2")


def test_a_view_that_is_not_there_has_nothing_that_moves() -> None:
    with pytest.raises(UnknownView):
        moved("wealth", owing(), "ACME", date(2026, 3, 31), date(2026, 4, 30))


def test_the_json_says_what_each_figure_was_and_became() -> None:
    said: Mapping[str, Any] = moved(
        "receivables", owing(), "ACME", date(2026, 3, 31), date(2026, 4, 30)
    ).as_json()
    assert (said["from"], said["to"]) == ("2026-03-31", "2026-04-30")
    assert said["figures"] == [
        {"figure": "balance", "currency": "EUR", "before": "100.00", "after": "60.00", "change": "-40.00"}
    ]
    (only,) = said["contributions"]
    assert (only["entry"], only["what"], only["amount"], only["total"]) == (3, "payment", "-40.00", "60.00")
