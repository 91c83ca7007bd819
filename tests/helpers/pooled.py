"""Random histories of companies that pool their points."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.helpers.entries import Book

CODES = ("A", "B", "C")
FIRST = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
_POLICY = (
    "version = 'pooled'\n[programme]\npooling = 'group'\n[programme.expiry]\nafter = 20\n"
    "[programme.earn]\norders = [{ points = 1, per = 1 }]"
)


@st.composite
def groups(draw: st.DrawFn) -> Book:
    """Companies that earn, spend, join and leave, under a policy that pools their points."""
    book = Book().add("policy.adopted", None, "2025-12-01", version="pooled", document=_POLICY)
    for code in CODES:
        book.client(code, parent=draw(st.sampled_from([None, "A"])) if code != "A" else None)
    for number in range(draw(st.integers(4, 14))):
        code, day = draw(st.sampled_from(CODES)), draw(days).isoformat()
        kind = draw(
            st.sampled_from(["points.granted", "points.redeemed", "order.placed", "client.parent_changed"])
        )
        match kind:
            case "order.placed":
                lines = [{"product": "X", "quantity": "1", "unit_price": str(draw(st.integers(1, 40)))}]
                book.add(kind, code, day, number=str(number), lines=lines)
            case "client.parent_changed":
                owner = draw(st.sampled_from([None, *(one for one in CODES if one != code)]))
                book.add(kind, code, day, parent=owner)
            case _:
                book.add(kind, code, day, number=str(number), points=str(draw(st.integers(1, 40))))
    return book
