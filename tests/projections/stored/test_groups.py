"""Points for groups of products from stored views are those of the facts, whenever a product is described."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from projections import answer, stored
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees
from tests.helpers.stored import NOW, answer_of_spans, append, contents, somewhere

FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=40)
_days = st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days))
_products = st.sampled_from(["X", "Y"])
_POLICY = (
    "version = 'groups'\n[programme.earn]\n"
    "orders = [{ points = 1, per = 1, group = 'tea' }, { points = 2, per = 1, group = 'cup*' }]"
)


@st.composite
def assortments(draw: st.DrawFn) -> Book:
    """Orders of two products, which are described and put into other groups before, between and after."""
    book = Book().add("policy.adopted", None, "2025-12-01", version="groups", document=_POLICY).client("A")
    for number in range(draw(st.integers(8, 16))):
        product, day = draw(_products), draw(_days).isoformat()
        if draw(st.booleans()):
            line = {"product": product, "quantity": "1", "unit_price": str(draw(st.integers(1, 40)))}
            book.add("order.placed", "A", day, number=str(number), lines=[line])
        else:
            group = draw(st.sampled_from(["tea", "cups", "cups", None]))
            book.add("product.described", None, day, product=product, name="A product", group=group)
    return book


@sees(10)
@tries(10, 100, shrink=False)
@given(assortments(), _days, st.floats(0, 1))
def test_points_for_groups_are_the_same_from_spans_and_from_facts_whatever_is_described_later(
    book: Book, asked: date, part: float
) -> None:
    known = 2 + round((len(book.entries) - 2) * part)
    with somewhere() as (url, recorder):
        append(recorder, book.entries[:known])
        stored.rebuild(url, LAST)
        append(recorder, book.entries[known:])
        stored.catch_up(recorder.database, LAST)
        for day in (asked, LAST):
            for position in (known, len(book.entries)):
                facts = answer("loyalty", book.entries, as_of=day, known_at=NOW, position=position)
                spans = answer_of_spans(
                    recorder.database, "loyalty", as_of=day, known_at=NOW, position=position
                )
                if spans is not None:
                    saw(sum(bool(row.points) for row in facts.rows))
                    assert spans.as_json(items=True) == facts.as_json(items=True)
        stepped = contents(recorder.database)
        stored.rebuild(url, LAST)
        assert contents(recorder.database) == stepped
