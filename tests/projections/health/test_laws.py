"""Laws of health over whole histories: the money that a house counts in, and what moved a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.policy_amounts import ByCurrency
from projections import DEFAULT, Filter, answer, explain_change
from projections.framework.clients import Client
from projections.framework.fold import fold
from projections.health.assessing import Assessment, assess
from projections.health.view import VIEW
from projections.history import Horizon, remembered
from projections.policy import Policy
from tests.helpers.dealings import dealings, each
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import CLIENTS, FIRST, ledger
from tests.helpers.seen import saw, sees

FACTOR = 400


def _scaled(fields: Any) -> Any:
    """Fields with amounts of another money."""
    return each(fields, lambda amount: str(Decimal(amount) * FACTOR))


def _standing(book: Book, day: date, policy: Policy) -> dict[str, Assessment]:
    """How each client stands on a day, before anything is rounded."""
    folded = fold((VIEW.fold,), remembered(book.entries), Horizon(day, None, 10**9))
    bases = {
        code: VIEW.basis(Client(code, currency="EUR"), one.states[0], day, policy)
        for code, one in folded.items()
    }
    return {code: assess([basis], day, policy.health, None) for code, basis in bases.items()}


UNITS = ByCurrency((code, Decimal(FACTOR)) for code in ("EUR", "USD"))
SCALED = replace(
    DEFAULT,
    version="scaled",
    health=replace(DEFAULT.health, commerce=replace(DEFAULT.health.commerce, value_unit=UNITS)),
)
days = st.integers(20, 120).map(lambda count: (FIRST + timedelta(days=count)).date())


@sees(8)
@tries(25, 100)
@given(said=dealings(), day=days)
def test_a_ledger_in_a_money_of_another_size_has_the_same_scores(said: list[Fact], day: date) -> None:
    small = _standing(ledger(said), day, DEFAULT)
    large = _standing(ledger([(*one[:3], _scaled(one[3])) for one in said]), day, SCALED)
    assert small.keys() == large.keys()
    for code, one in small.items():
        # A discounted line is rounded to the cent, which is another part of it in another money.
        assert _known(large[code].components) == pytest.approx(_known(one.components), rel=1e-4)
        assert _known({"score": large[code].score}) == pytest.approx(_known({"score": one.score}), rel=1e-4)
        assert large[code].parts == pytest.approx(one.parts, rel=1e-4)
        saw(one.score is not None and one.components["payment"] is not None)


def _known(levels: Mapping[str, float | None]) -> dict[str, float]:
    return {name: level for name, level in levels.items() if level is not None}


@sees(6)
@tries(25, 100)
@given(said=dealings(), span=st.tuples(days, days).map(sorted), code=st.sampled_from(CLIENTS))
def test_what_moved_a_score_sums_to_the_difference_of_the_two_scores(
    said: list[Fact], span: list[date], code: str
) -> None:
    book = ledger(said)
    before, after = (_score(book, day, code) for day in span)
    own = [entry for entry in book.entries if entry.client in (None, code)]
    move = explain_change("health", own, since=span[0], until=span[1], known_at=None, position=10**9)
    parts = {line.contribution.what for line in move.lines}
    assert sum((line.contribution.amount for line in move.lines), Decimal(0)) == after - before
    saw(len(parts & {"order", "order overdue"}) > 0 and "voice" in parts)


def test_a_component_moves_the_score_by_a_new_entry_by_time_or_by_the_chance_alone() -> None:
    book = Book().client("ACME")
    lines = [{"product": "A", "quantity": "1", "unit_price": "5000"}]
    for day in ("2026-01-05", "2026-02-05"):
        book.add("order.placed", "ACME", day, number=day, lines=lines)
    book.add("complaint.raised", "ACME", "2026-02-10", number="C", topic="x", severity=2)
    for day, nps in (("2026-02-10", 9), ("2026-02-20", 3)):
        book.add("feedback.given", "ACME", day, scale="nps", score=nps)
    book.add("complaint.raised", "ACME", "2026-03-20", number="D", topic="y", severity=1)
    book.add("complaint.resolved", "ACME", "2026-03-25", number="D", outcome="replaced")

    def told(since: str, until: str) -> dict[str, str | None]:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        move = explain_change("health", book.entries, since=first, until=last, known_at=None, position=10**9)
        own = (line.contribution for line in move.lines)
        return {one.what: one.how for one in own if one.what in {"friction", "voice"}}

    assert told("2026-02-25", "2026-03-15")["friction"] == "friction, unchanged"
    assert told("2026-02-15", "2026-02-25") == {"friction": "friction, unchanged", "voice": "voice"}
    assert told("2026-03-26", "2026-03-31")["friction"] == "friction, older by 5 days"


def _score(book: Book, day: date, code: str) -> Decimal:
    """The score of a client as the view shows it, 0 where it is unknown."""
    where = Filter(clients=(code,))
    found = answer("health", book.entries, as_of=day, known_at=None, position=10**9, where=where)
    return sum((Decimal(str(row.score or 0)) for row in found.rows), Decimal(0))
