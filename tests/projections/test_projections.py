"""What holds for every view: order of arrival, the two clocks, corrections, and whose figures are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.events import ClientRegistered, ClientTermsAgreed, OrderPlaced, SettlementMade
from projections import ALL, DEFAULT, Answer, Filter, UnknownChoice, UnknownView, answer
from projections.framework.fold import fold, fold_client, fold_days
from projections.framework.fold_parts import reads
from projections.framework.registry import names_with_rows, views_with_rows
from projections.history import Horizon, remembered
from projections.ordering import in_order, place, touched_from
from projections.policy import Receivables
from projections.receivables import evolve
from projections.receivables.applying import settle
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import CLIENTS, FIRST, facts, ledger
from tests.helpers.seen import saw, sees

days = st.integers(-2, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
END = date(2030, 1, 1)


def ask(name: str, entries: Iterable[Entry], as_of: date = END, **where: Any) -> Answer:
    return answer(name, list(entries), as_of=as_of, known_at=None, position=10**9, where=Filter(**where))


def figures(said: Answer) -> list[object]:
    """What an answer says, without the positions of the entries behind it."""
    items = [{**row, "entries": None, "entry": None} for row in said.table(items=True)]
    rows: list[Any] = said.rows
    if rows and "entry" in said.table()[0]:  # each is about one entry, and stands in the order of these
        rows = sorted(({**row, "entry": None} for row in said.table()), key=str)
    return [rows, said.totals, sorted(items, key=str)]


@tries(25, 100)
@given(said=facts(), day=days, name=st.sampled_from(sorted(names_with_rows())))
def test_the_order_of_arrival_changes_no_figure(said: list[Fact], day: date, name: str) -> None:
    assert figures(ask(name, ledger(said).entries, day)) == figures(
        ask(name, ledger(sorted(said, key=lambda fact: fact[2])).entries, day)
    )


@tries(25, 100)
@given(said=facts(), day=days, name=st.sampled_from(sorted(names_with_rows())))
def test_an_answer_as_of_a_day_is_that_of_a_ledger_that_stopped_there(
    said: list[Fact], day: date, name: str
) -> None:
    book = ledger(said)
    stopped = [entry for entry in book.entries if entry.on <= day or isinstance(entry.event, SettlementMade)]
    assert figures(ask(name, book.entries, day)) == figures(ask(name, stopped, day))


@tries(25, 100)
@given(said=facts(), cut=st.integers(6, 31), name=st.sampled_from(sorted(names_with_rows())))
def test_an_answer_as_known_at_a_moment_is_that_of_a_ledger_cut_there(
    said: list[Fact], cut: int, name: str
) -> None:
    book = ledger(said)
    cut = min(cut, len(book.entries))
    book.void(cut)
    known_at = book.entries[cut - 1].recorded_at
    as_known = answer(name, book.entries, as_of=END, known_at=known_at, position=len(book.entries))
    as_placed = answer(name, book.entries, as_of=END, known_at=None, position=cut)
    assert as_known.rows == as_placed.rows == ask(name, book.entries[:cut]).rows
    assert as_known.items == as_placed.items


@tries(25, 100)
@given(said=facts(), day=days)
def test_read_once_or_client_by_client_the_pages_are_the_same(said: list[Fact], day: date) -> None:
    book = ledger(said)
    horizon = Horizon(day, None, 10**9)
    history = remembered(book.entries)
    together = fold((evolve,), history, horizon)
    assert {code: (one.states, one.since) for code, one in together.items()} == {
        code: (one.states, one.since)
        for code in CLIENTS
        for one in [fold_client((evolve,), history(code), horizon)]
    }


@sees(10)
@tries(25, 100)
@given(said=facts(), day=days)
def test_receivables_are_conserved_to_the_cent(said: list[Fact], day: date) -> None:
    book = ledger(said)
    for where in ({}, {"clients": ("ACME",)}, {"group": True}):
        view = ask("receivables", book.entries, day, **where)
        for row in [*view.rows, *view.totals]:
            saw()
            assert row.not_due + sum(row.overdue.values()) - row.unapplied == row.balance
        for total in view.totals:
            of_items = [item.open for item in view.items if item.currency == total.currency]
            assert sum(of_items) == total.balance


SIGN = {
    "invoice.issued": 1,
    "charge.added": 1,
    "balance.opened": 1,
    "credit_note.issued": -1,
    "payment.received": -1,
}


@tries(25, 100)
@given(said=facts(), day=days)
def test_the_balance_is_the_sum_of_the_signed_facts(said: list[Fact], day: date) -> None:
    plain = [fact for fact in said if fact[0] in {*SIGN, "settlement.made"} and "instalments" not in fact[3]]
    plain = [fact for fact in plain if fact[0] != "charge.added" or "document" not in fact[3]]
    book = ledger([(kind, "ACME", when, fields) for kind, _, when, fields in plain])
    expected = dict.fromkeys(("EUR", "USD"), Decimal(0))
    counted = set()
    for entry in sorted(book.entries, key=place):
        event: Any = entry.event
        if entry.kind in SIGN and entry.on <= day:
            amount = SIGN[entry.kind] * event.amount
            number = amount > 0, event.number or "opening"
            expected[event.currency or "EUR"] += 0 if number in counted else amount
            counted.add(number)  # of two documents with one number, which no rule admits, the first counts
    shown = {total.currency: total.balance for total in ask("receivables", book.entries, day).totals}
    assert {currency: shown.get(currency, 0) for currency in expected} == expected


@sees(12)
@tries(60, 100)
@given(said=facts(), day=days)
def test_settling_neither_makes_nor_loses_money(said: list[Fact], day: date) -> None:
    book = ledger(said)
    for code in CLIENTS:
        (page,) = fold_client((evolve,), remembered(book.entries)(code), Horizon(day, None, 10**9)).states
        for policy in (DEFAULT, replace(DEFAULT, receivables=Receivables(allocation="explicit"))):
            books = settle(page, policy)
            owed = sum(part.amount for part in books.items) - sum(one.worth for one in books.credits)
            saw(len(books.items))
            assert owed == sum(part.open for part in books.items) - sum(one.left for one in books.credits)
            assert all(part.open >= 0 for part in books.items)
            assert all(one.left >= 0 for one in books.credits)


def test_what_is_learnt_late_is_folded_where_it_happened() -> None:
    book = Book().client("ACME")
    book.add("invoice.cancelled", "ACME", "2026-03-01", number="1")
    book.add("invoice.issued", "ACME", "2026-01-05", number="1", amount="100")
    assert ask("receivables", book.entries).rows == []
    assert ask("receivables", book.entries, date(2026, 2, 1)).rows[0].balance == 100


def test_a_voided_entry_counts_until_the_ledger_learns_better() -> None:
    book = Book().client("ACME").add("invoice.issued", "ACME", "2026-01-05", number="1", amount="100")
    book.void(2)
    assert ask("receivables", book.entries).rows == []
    (before,) = answer("receivables", book.entries, as_of=END, known_at=None, position=2).rows
    assert before.balance == 100


def test_a_corrected_entry_counts_as_it_should_have_been() -> None:
    book = Book().client("ACME").add("invoice.issued", "ACME", "2026-01-05", number="1", amount="100")
    book.correct(2, {"number": "1", "amount": "90", "currency": "EUR"})
    (row,) = ask("receivables", book.entries).rows
    assert row.balance == 90


def test_a_projection_reads_what_the_annotation_of_its_fold_says() -> None:
    assert {ClientRegistered, ClientTermsAgreed, SettlementMade} <= set(reads(evolve))
    assert OrderPlaced in reads(ALL["health"].fold)


def house() -> Book:
    """Three companies of one group and one that stands alone, with one invoice each."""
    book = Book()
    book.client("TOP", territory="Asia", manager="Aylin", segment="retail")
    book.client("MID", parent="TOP", territory="Asia/Thailand", manager="Aylin", segment="retail")
    book.client("LOW", parent="MID", territory="Asia/Thailand/Bangkok", manager="Boris")
    book.client("ONE", territory="Asiana", manager="Boris", segment="horeca")
    for code, amount in [("TOP", "1"), ("MID", "10"), ("LOW", "100"), ("ONE", "1000")]:
        book.add("invoice.issued", code, "2026-01-05", number=f"I-{code}", amount=amount)
    return book


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, {"TOP": 1, "MID": 10, "LOW": 100, "ONE": 1000}),
        ({"clients": ("MID", "ONE")}, {"MID": 10, "ONE": 1000}),
        ({"manager": "boris"}, {"LOW": 100, "ONE": 1000}),
        ({"territory": "Asia"}, {"TOP": 1, "MID": 10, "LOW": 100}),
        ({"territory": "Asia/Thailand"}, {"MID": 10, "LOW": 100}),
        ({"segment": "retail"}, {"TOP": 1, "MID": 10}),
        ({"group": True}, {"TOP": 111, "ONE": 1000}),
        ({"group": True, "clients": ("LOW",)}, {"TOP": 111}),
        ({"group": True, "manager": "Boris"}, {"TOP": 100, "ONE": 1000}),
    ],
)
def test_a_filter_says_whose_figures_are_shown(where: dict[str, Any], expected: dict[str, int]) -> None:
    view = ask("receivables", house().entries, **where)
    assert {row.client: row.balance for row in view.rows} == expected
    assert view.totals[0].balance == sum(expected.values())


@pytest.mark.parametrize(
    "where",
    [{"clients": ("TOPP",)}, {"manager": "Boriss"}, {"territory": "Asia/Thai"}, {"segment": "retial"}],
)
def test_an_unknown_choice_is_an_error_that_names_what_is_near(where: dict[str, Any]) -> None:
    with pytest.raises(UnknownChoice, match="did you mean") as refused:
        ask("receivables", house().entries, **where)
    assert isinstance(refused.value, LedgerError)


def test_a_client_known_later_is_no_error_and_has_no_row() -> None:
    book = Book().client("ACME", "2026-05-01")
    assert ask("health", book.entries, date(2026, 4, 30), clients=("ACME",)).rows == []


def test_who_answers_for_a_client_is_told_as_of_the_day() -> None:
    book = house().add("client.reassigned", "ONE", "2026-03-01", manager="Aylin")
    february = ask("receivables", book.entries, date(2026, 2, 28), manager="Aylin")
    march = ask("receivables", book.entries, date(2026, 3, 1), manager="Aylin")
    assert [[row.client for row in view.rows] for view in (february, march)] == [
        ["MID", "TOP"],
        ["MID", "ONE", "TOP"],
    ]


def test_a_registration_says_who_the_client_is_from_the_beginning() -> None:
    book = Book().client("ACME", "2026-05-01")
    book.add("invoice.issued", "ACME", "2026-01-05", number="1", amount="100")
    (row,) = ask("receivables", book.entries, date(2026, 2, 1)).rows
    assert row.name == "ACME Ltd"


def test_an_unknown_view_is_an_error_that_names_one_like_it_or_the_others() -> None:
    with pytest.raises(UnknownView, match="did you mean 'health'"):
        ask("wealth", [])
    with pytest.raises(UnknownView, match="health, loyalty, receivables"):
        ask("zzz", [])


def test_the_answer_says_what_it_depends_on() -> None:
    said = ask("health", house().entries)
    assert (said.view, said.as_of, said.policy) == ("health", END, DEFAULT.version)


def test_a_fact_that_comes_to_be_seen_later_is_folded_in_its_place_among_those_before() -> None:
    book = Book().client("ACME")
    book.add("invoice.issued", "ACME", "2026-01-10", number="I", amount="100")
    book.add("payment.received", "ACME", "2026-01-10", number="P", amount="100")
    book.add("settlement.made", "ACME", "2026-02-20", source="P", target="I", amount="60", on="2026-02-28")
    book.add("payment.refunded", "ACME", "2026-02-25", number="P")
    ends = [date(2026, 1, 31), date(2026, 2, 27), date(2026, 2, 28)]
    for until in range(1, 4):
        *_, (_, folded, _) = fold_days((evolve,), book.entries, ends[:until])
        ((_, alone, _),) = fold_days((evolve,), book.entries, ends[until - 1 : until])
        assert folded.states == alone.states
    assert folded.states[0].credits["P"].rest == 60


@sees(10)
@tries(25, 100)
@given(facts(), st.integers(1, 3))
def test_before_the_day_that_the_newest_facts_touch_the_same_is_seen_as_without_them(
    said: list[Fact], count: int
) -> None:
    history = remembered(ledger(said).entries)
    for code in CLIENTS:
        known = list(history(code))
        old = known[:-count]
        touched = touched_from(known, old[-1].position if old else 0)
        (opening, rest), (opened, before) = in_order(known), in_order(old)
        saw(touched > date.min)
        assert touched == date.min or opening == opened
        assert [one for one in rest if one[0] < touched] == [one for one in before if one[0] < touched]
        assert touched_from(known, known[-1].position if known else 0) == date.max


@sees(10)
@tries(25, 100)
@given(facts(), st.lists(st.integers(0, 80), min_size=1, max_size=6, unique=True))
def test_day_after_day_the_pages_are_those_of_each_day_alone(said: list[Fact], counts: list[int]) -> None:
    history = remembered(ledger(said).entries)
    ends = [(FIRST + timedelta(days=count)).date() for count in sorted(counts)]
    for code in CLIENTS:
        known, evolves = list(history(code)), [view.fold for view in views_with_rows()]
        kept: list[object] = [None] * len(evolves)
        for end, (_, folded, kinds) in zip(ends, fold_days(evolves, known, ends), strict=True):
            ((_, alone, _),) = fold_days(evolves, known, [end])
            saw()
            assert folded.states == alone.states
            same = [n for n, one in enumerate(evolves) if kinds is not None and kinds.isdisjoint(reads(one))]
            assert all(repr(folded.states[n]) == kept[n] for n in same)
            kept = [repr(page) for page in folded.states]
