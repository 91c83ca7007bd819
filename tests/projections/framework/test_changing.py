"""What changed between two ends: figures that differ, and the entries whose parts sum to the change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from projections import ALL, Filter, UnknownChoice, answer
from projections.framework.attribution.causes import End
from projections.framework.changing import COLUMNS, Change, Changes, changes
from projections.framework.registry import names_with_rows
from projections.history import Horizon, remembered
from projections.policy import DEFAULT, in_force
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS, FIRST, facts, ledger
from tests.helpers.seen import saw, sees

lawful = tries(8, 100, shrink=False)
EXPLAINED = {"balance", "score", "recency_days", "frequency", "monetary", "points"}
ADDITIVE = {"balance", "not_due", "unapplied", "frequency", "monetary", "points", "open_items"}
ABOUT = {"client", "name", "currency"}
END = date(2026, 6, 30)

days = st.integers(-2, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
documents = st.sampled_from(
    [
        "[health.commerce]\nhalf_life = 20",
        "[receivables]\nallocation = 'explicit'",
        "[health]\nwatch_from = 1",
    ]
)
filters = st.sampled_from([Filter(), Filter(group=True), Filter(manager="Anna"), Filter(clients=CLIENTS[:1])])


@st.composite
def ledgers(draw: st.DrawFn) -> Book:
    """Random facts with corrections, of clients who change hands; policies that were adopted."""
    book = ledger([fact for some in draw(st.lists(facts(), min_size=3, max_size=4)) for fact in some])
    for number, day in enumerate(draw(st.lists(days, min_size=2, max_size=4))):
        goods = [{"product": "A", "quantity": "2", "unit_price": "70.00"}]
        book.add("order.placed", CLIENTS[number % 3], day.isoformat(), number=f"S{number}", lines=goods)
    last = len(book.entries)
    for position in draw(st.lists(st.integers(7, last), max_size=3, unique=True)):
        if draw(st.booleans()):
            book.void(position)
        else:
            book.correct(position, {**to_builtins(book.entries[position - 1].event), "note": "as it was"})
    for client, day in draw(st.lists(st.tuples(st.sampled_from(CLIENTS), days), max_size=2)):
        book.add(
            "client.reassigned", client, day.isoformat(), manager=draw(st.sampled_from(["Anna", "Boris"]))
        )
    for number, (day, text) in enumerate(draw(st.lists(st.tuples(days, documents), max_size=2))):
        document = f"version = 'p{number}'\n{text}"
        book.add("policy.adopted", None, day.isoformat(), version=f"p{number}", document=document)
        if draw(st.booleans()):
            book.void(len(book.entries))
    return book


@st.composite
def horizons(draw: st.DrawFn, count: int = 2) -> list[tuple[Fraction, date]]:
    """Ends in order: parts of what is known, and days; the parts or the days may be the same."""
    mode = draw(st.sampled_from(["knowledge", "days", "both"]))
    tenths = [10] * count if mode == "days" else sorted(draw(st.integers(2, 10)) for _ in range(count))
    seen = [draw(days)] * count if mode == "knowledge" else sorted(draw(days) for _ in range(count))
    return list(zip([Fraction(part, 10) for part in tenths], seen, strict=True))


def end(book: Book, horizon: Horizon, where: Filter, views: Sequence[str]) -> End:
    """An end, as views answer from the facts."""
    found = {}
    for name in views:
        try:
            found[name] = answer(name, book.entries, **horizon._asdict(), where=where)
        except UnknownChoice:
            continue
    house = [entry for entry in book.entries if entry.client is None]
    return End(horizon, in_force(house, horizon), found)


def changed(
    book: Book,
    first: Horizon,
    last: Horizon,
    where: Filter | None = None,
    views: Sequence[str] = (*names_with_rows(),),
) -> Changes:
    ends = tuple(end(book, horizon, where or Filter(), views) for horizon in (first, last))
    house = [entry for entry in book.entries if entry.client is None]
    return changes(views, (ends[0], ends[1]), remembered(book.entries), house, CLIENTS)


def at(book: Book, part: Fraction | int, day: date) -> Horizon:
    return Horizon(day, None, round(len(book.entries) * part))


def shares(one: Change) -> list[Decimal]:
    return [cause.share for cause in one.causes if cause.share is not None]


@sees(4)
@given(book=ledgers(), ends=horizons(), where=filters)
@lawful
def test_the_parts_of_entries_and_the_rest_sum_to_the_change(
    book: Book, ends: list[tuple[Fraction, date]], where: Filter
) -> None:
    first, last = (at(book, *one) for one in ends)
    for one in changed(book, first, last, where).changes:
        figure = one.figure
        if figure.figure in EXPLAINED:
            saw()
            if one.rest is None:  # a row that is new shows the client's points, whatever came to them
                assert figure.figure == "points"
                assert None in (figure.now, figure.then)
                continue
            assert sum(shares(one), one.rest) == Decimal(str(figure.change))
        elif not one.causes:
            assert one.rest is None or one.rest == Decimal(str(figure.change))


@sees(4)
@given(book=ledgers(), ends=horizons(), where=filters)
@lawful
def test_every_entry_named_lies_between(book: Book, ends: list[tuple[Fraction, date]], where: Filter) -> None:
    first, last = (at(book, *one) for one in ends)
    for one in changed(book, first, last, where).changes:
        assert [cause.entry.position for cause in one.causes] == sorted(
            {cause.entry.position for cause in one.causes}
        )
        for entry, fact, _ in one.causes:
            saw()
            assert last.knows(entry)
            late = first.as_of < entry.on <= last.as_of
            settled = (
                entry.kind == "settlement.made"
            )  # it counts from the day that it states, or its documents'
            assert not first.knows(entry) or late or settled
            assert (fact is None) == (entry.kind not in {"entry.voided", "entry.corrected"})
            assert fact is None or first.knows(fact)


@sees(12)
@given(book=ledgers(), ends=horizons(3))
@lawful
def test_changes_of_what_is_a_sum_add_up_from_one_end_to_the_next(
    book: Book, ends: list[tuple[Fraction, date]]
) -> None:
    found = [at(book, *one) for one in ends]

    def by_figure(first: Horizon, last: Horizon) -> dict[object, Any]:
        return {
            (one.figure.client, one.figure.currency, one.figure.figure): one.figure.change
            for one in changed(book, first, last).changes
            if one.figure.figure in ADDITIVE or one.figure.figure.startswith("overdue ")
        }

    one, two, whole = (by_figure(found[a], found[b]) for a, b in ((0, 1), (1, 2), (0, 2)))
    for key in {**one, **two, **whole}:
        saw()
        assert one.get(key, 0) + two.get(key, 0) == whole.get(key, 0)


@sees(16)
@given(book=ledgers(), ends=horizons(), where=filters)
@lawful
def test_figures_differ_just_where_the_answers_do(
    book: Book, ends: list[tuple[Fraction, date]], where: Filter
) -> None:
    first, last = (at(book, *one) for one in ends)
    said = changed(book, first, last, where)
    found = {
        (one.figure.view, one.figure.client, one.figure.document, one.figure.currency, one.figure.figure)
        for one in said.changes
    }
    wanted = set(differing(said))
    saw(len(wanted))
    assert found == wanted
    assert said.changed == len({client for _, client, *_ in wanted}) <= said.clients


def differing(said: Changes) -> Iterator[tuple[str, str, str | None, str | None, str]]:
    for name in said.views:
        before, after = (
            {
                (row["client"], document(name, row), row.get("currency"), figure): value
                for row in (end.answers[name].table() if name in end.answers else ())
                for figure, value in row.items()
                if figure not in {*ABOUT, *keys(name)}
            }
            for end in (said.first, said.last)
        )
        for key in {**before, **after}:
            if (before.get(key) or None) != (after.get(key) or None):
                yield name, *key


def keys(view: str) -> list[str]:
    """The columns that tell the rows of a client apart, in views that have several."""
    return [name for name, one in ALL[view].fields.items() if one.column.key and name not in ABOUT]


def document(view: str, row: Mapping[str, Any]) -> str | None:
    return " ".join(str(row[key]) for key in keys(view) if row[key] is not None) or None


@given(book=ledgers(), day=days, where=filters)
@lawful
def test_nothing_changed_between_equal_ends(book: Book, day: date, where: Filter) -> None:
    assert changed(book, at(book, 1, day), at(book, 1, day), where).changes == []


near = days.map(lambda day: [(Fraction(1), day), (Fraction(1), day + timedelta(days=2))])
"""Two days between which most clients have no entry."""


@sees(2)
@given(book=ledgers(), ends=near | near | horizons(), where=filters)
@lawful
def test_clients_without_an_entry_between_need_not_be_read(
    book: Book, ends: list[tuple[Fraction, date]], where: Filter
) -> None:
    first, last = (at(book, *one) for one in ends)
    whole = changed(book, first, last, where)
    touched = {
        entry.client or ""
        for entry in book.entries
        if not first.knows(entry)
        or first.as_of < entry.on <= last.as_of
        or entry.kind in {"entry.corrected", "settlement.made"}
    }
    saw(len([one for one in whole.changes if one.figure.client not in touched]))
    house = [entry for entry in book.entries if entry.client is None]
    read = changes(whole.views, (whole.first, whole.last), remembered(book.entries), house, touched)
    assert read == whole


def told(said: Changes, figure: str = "balance") -> list[tuple[Any, ...]]:
    """Of a figure: the client, both values, the rest, and each entry with its part."""
    return [
        (
            one.figure.client,
            *(map(text, (one.figure.now, one.figure.then, one.rest))),
            [(cause.entry.position, text(cause.share)) for cause in one.causes],
        )
        for one in said.changes
        if one.figure.figure == figure
    ]


def text(value: object) -> str | None:
    return None if value is None else str(value)


def owing() -> Book:
    """Positions 1 to 4: two clients, of whom the first owes an invoice and paid part of it."""
    book = Book().client("ACME", manager="Anna").client("BETA", manager="Boris")
    book.add("invoice.issued", "ACME", "2026-03-01", number="1", amount="100.00", due="2026-03-31")
    return book.add("payment.received", "ACME", "2026-03-10", number="P", amount="30.00")


def known(position: int, day: date = END) -> Horizon:
    return Horizon(day, None, position)


def test_a_late_entry_is_named_with_what_it_did() -> None:
    book = owing().add("payment.received", "ACME", "2026-03-12", number="Q", amount="20.00")
    said = changed(book, known(4), known(5))
    assert told(said) == [("ACME", "70.00", "50.00", "0.00", [(5, "-20.00")])]
    assert told(said, "overdue 91-120") == [("ACME", "70.00", "50.00", None, [(5, None)])]
    assert (said.clients, said.changed) == (2, 1)


def test_a_correction_is_named_for_what_the_fact_that_it_corrects_counts_otherwise() -> None:
    book = owing().correct(3, {"number": "1", "amount": "90.00", "currency": "EUR", "due": "2026-03-31"})
    said = changed(book, known(4), known(5))
    assert told(said) == [("ACME", "70.00", "60.00", "0.00", [(5, "-10.00")])]
    (cause,) = next(one for one in said.changes if one.figure.figure == "balance").causes
    assert cause.corrects is not None
    assert cause.corrects.position == 3
    book.void(5)
    again = changed(book, known(5), known(6))
    assert told(again) == [("ACME", "60.00", "70.00", "0.00", [(6, "10.00")])]
    assert changed(book, known(4), known(6)).changes == []


def test_a_correction_that_moves_no_balance_is_named_for_what_it_made_due_or_settled() -> None:
    book = owing()
    book.correct(3, {"number": "1", "amount": "100.00", "currency": "EUR", "due": "2026-07-15"})
    said = changed(book, known(4), known(5))
    assert told(said) == []
    assert told(said, "not_due") == [("ACME", "0.00", "70.00", None, [(5, None)])]
    book = owing().add("invoice.issued", "ACME", "2026-03-02", number="2", amount="30.00", due="2026-07-15")
    settles = [{"document": "2", "amount": "30.00"}]
    book.correct(4, {"number": "P", "amount": "30.00", "currency": "EUR", "settles": settles})
    said = changed(book, known(5), known(6))
    assert told(said) == []
    assert told(said, "not_due") == [("ACME", "30.00", "0.00", None, [(6, None)])]


def test_between_two_days_the_facts_of_the_days_between_are_named_and_age_is_the_rest() -> None:
    book = owing()
    said = changed(book, known(4, date(2026, 3, 1)), known(4, date(2026, 4, 1)))
    assert told(said) == [("ACME", "100.00", "70.00", "0.00", [(4, "-30.00")])]
    aged = changed(book, known(4, date(2026, 3, 31)), known(4, date(2026, 4, 1)))
    assert told(aged, "not_due") == [("ACME", "70.00", "0.00", "-70.00", [])]
    assert told(aged) == []


def test_a_client_who_changes_hands_leaves_the_manager_with_the_entry_that_says_so() -> None:
    book = owing().add("client.reassigned", "ACME", "2026-04-01", manager="Boris")
    first, last = known(5, date(2026, 3, 31)), known(5, date(2026, 4, 2))
    assert told(changed(book, first, last, Filter(manager="Anna"))) == [
        ("ACME", "70.00", None, "-70.00", [(5, None)])
    ]
    assert told(changed(book, first, last, Filter(manager="Boris"))) == [
        ("ACME", None, "70.00", "70.00", [(5, None)])
    ]


def test_a_policy_that_was_adopted_is_the_entry_that_changed_a_figure() -> None:
    book = owing().add("order.placed", "ACME", "2026-03-01", number="S", lines=[
        {"product": "A", "quantity": "1", "unit_price": "100.00"},
    ])  # fmt: skip
    document = "version = 'p'\n[health.commerce]\nhalf_life = 20"
    book.add("policy.adopted", None, "2026-03-05", version="p", document=document)
    said = changed(book, known(5), known(6), views=["health"])
    ((_, _, _, rest, causes),) = told(said, "score")
    assert (rest, [position for position, _ in causes]) == ("0.0", [6])
    assert (said.first.policy.version, said.last.policy.version) == (DEFAULT.version, "p")


def test_a_client_whom_only_the_last_end_knows_begins_with_nothing() -> None:
    book = owing().client("CETA").add("invoice.issued", "CETA", "2026-03-01", number="1", amount="5.00")
    said = changed(book, known(4), known(6), Filter(clients=("CETA",)), views=["receivables"])
    assert told(said) == [("CETA", None, "5.00", "0.00", [(6, "5.00")])]
    assert told(changed(book, known(4), known(6), views=["receivables"])) == told(said)


def test_as_json_amounts_are_text_and_a_row_has_the_columns() -> None:
    book = owing().add("payment.received", "ACME", "2026-03-12", number="Q", amount="20.00")
    said = changed(book, known(4), known(5), views=["receivables"]).as_json()
    assert (said["views"], said["clients"], said["changed"]) == (["receivables"], 2, 1)
    assert said["from"] == {"as_of": "2026-06-30", "known_at": None, "position": 4, "policy": DEFAULT.version}
    assert said["changes"][0] == {
        "client": "ACME", "name": "ACME Ltd", "view": "receivables", "currency": "EUR", "document": None,
        "figure": "balance", "from": "70.00", "to": "50.00", "change": "-20.00", "rest": "0.00",
        "entries": [
            {"entry": 5, "kind": "payment.received", "on": "2026-03-12", "client": "ACME", "share": "-20.00"}
        ],
    }  # fmt: skip
    assert tuple(said["changes"][0]) == COLUMNS["client"]


def test_a_competitor_is_named_without_a_product_that_no_entry_names() -> None:
    book = Book().client("ACME").add("competitor.seen", "ACME", "2026-03-01", competitor="Rival")
    found = changed(book, known(1), known(2), views=["market"]).changes
    assert {one.figure.document for one in found} == {"Rival"}
