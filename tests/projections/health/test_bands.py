"""The index shifts the odds; bands fall at once and rise later, and know the past alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import Filter, answer
from projections.health.bands import BANDS, Step, band_after, band_of, rises_at, why_later
from projections.health.components import COMPONENTS
from projections.health.index import shift_of, shifted_chance, weights_of
from projections.health.rows import HealthRow
from projections.policy import DEFAULT, Health, Index, Policy, SegmentWeights
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

T = date(2026, 6, 30)
POLICY = DEFAULT.health


@pytest.mark.parametrize(
    ("chance", "level", "coverage", "score"),
    [(88.6, 30, 1, 86.4), (88.6, 30, 0.4, 87.8), (48.1, 80, 1, 55.6), (97.7, 10, 1, 96.6)],
)
def test_the_index_shifts_the_odds(chance: float, level: float, coverage: float, score: float) -> None:
    assert round(shifted_chance(chance, 0.5 * coverage * (level - 50) / 50), 1) == score


def test_what_is_not_known_shifts_nothing() -> None:
    shift = shift_of(dict.fromkeys(COMPONENTS), Index(), Index())
    assert (shift.level, shift.coverage, shifted_chance(88.6, shift.odds)) == (None, 0, 88.6)


def test_unknown_components_give_their_weight_to_the_others_and_lessen_the_coverage() -> None:
    known = dict.fromkeys(COMPONENTS) | {"friction": 80.0, "voice": 20.0}
    shift = shift_of(known, Index(), Index())
    assert shift.level == (35 * 80 + 15 * 20) / 50
    assert shift.coverage == 0.5
    assert shift.odds == pytest.approx(0.5 * 0.5 * (62 - 50) / 50)


def test_a_segment_may_have_other_weights() -> None:
    known = dict.fromkeys(COMPONENTS, 50.0) | {"voice": 100.0}
    index = Index(segments=(SegmentWeights("served", friction=0, payment=0, engagement=50, voice=50),))
    served, other = (shift_of(known, index, weights_of(index, name)) for name in ("served", "other"))
    assert (served.level, other.level) == (75, 57.5)


@pytest.mark.parametrize(
    ("of_policy", "of_client", "same"),
    [
        ("Retail", "RETAIL", True),
        ("retail", " Retail ", True),
        ("Pərakəndə satış", "PƏRAKƏNDƏ SATIŞ", True),
        ("SİFARİŞ", "sifariş", True),
        ("Industrie", "INDUSTRIE", True),
        ("retail", "retailer", False),
        ("retail", None, False),
    ],
)
def test_a_segment_has_its_weights_in_any_spelling(
    of_policy: str, of_client: str | None, *, same: bool
) -> None:
    index = Index(segments=(SegmentWeights(of_policy, commerce=False),))
    assert (weights_of(index, of_client) is not index) == same


scores = st.lists(
    st.sampled_from([None, 58.0, 61.0, 63.0, 64.9, 66.0, 80.0, 89.0, 90.0, 92.0, 94.9, 95.0, 99.0]),
    min_size=1,
    max_size=30,
)


def stepped(values: list[float | None], policy: Health) -> str | None:
    """The band after some scores, by the definition: one step after the other."""
    rank: int | None = None
    for score in values:
        if score is None:
            rank = None
            continue
        now = BANDS.index(band_of(score, policy) or "")
        risen = BANDS.index(band_of(score - policy.rise, policy) or "")
        rank = now if rank is None or now > rank else min(rank, max(now, risen))
    return None if rank is None else BANDS[rank]


@sees(20)
@tries(100, 100)
@given(values=scores)
def test_looking_back_as_far_as_needed_gives_what_every_step_gives(values: list[float | None]) -> None:
    read = []

    def before() -> Iterator[Step]:
        for score in reversed(values[:-1]):
            read.append(score)
            yield Step(score, POLICY)

    assert band_after(values[-1], POLICY, before()) == stepped(values, POLICY)
    saw(len(read) > 0)


def test_a_band_falls_at_once_and_rises_five_points_later() -> None:
    def after(*values: float) -> str | None:
        *before, last = values
        return band_after(last, POLICY, [Step(one, POLICY) for one in reversed(before)])

    assert [after(96, 89.9), after(89, 92), after(89, 95), after(59, 64), after(59, 65)] == [
        "watch", "watch", "healthy", "at risk", "watch",
    ]  # fmt: skip
    assert after(92) == "healthy"


def ordering(book: Book, code: str, *days: int, value: int = 300) -> Book:
    for at, ago in enumerate(days):
        line = {"product": "X", "quantity": "1", "unit_price": str(value)}
        day = (T - timedelta(days=ago)).isoformat()
        book.add("order.placed", code, day, number=f"{code}-{at}", lines=[line])
    return book


def seen(entries: list[Entry], day: date = T, policy: Policy | None = None) -> dict[str, HealthRow]:
    found = answer("health", entries, as_of=day, known_at=None, position=10**6, policy=policy)
    return {row.client: row for row in found.rows}


def rising() -> Book:
    """A client whose score fell below the edge of healthy, and came back a little above it."""
    days = [*range(700, 190, -30), 100, 40, 20, 5]
    return ordering(Book().client("ACME"), "ACME", *days, value=300)


def test_the_band_of_a_day_depends_on_the_days_before() -> None:
    entries = rising().entries
    course = [
        (row.score, row.band)
        for ago in range(240, -1, -1)
        for row in seen(entries, T - timedelta(ago)).values()
    ]
    held_back = [one for one in course if one[0] is not None and 90 <= one[0] < 95 and one[1] == "watch"]
    kept_up = [one for one in course if one[0] is not None and 90 <= one[0] < 95 and one[1] == "healthy"]
    assert held_back
    assert kept_up


def test_no_later_fact_changes_the_band_of_a_day() -> None:
    entries = rising().entries
    for ago in range(0, 240, 7):
        day = T - timedelta(days=ago)
        assert seen([one for one in entries if one.on <= day], day) == seen(entries, day)


def test_a_lost_client_and_a_prospect_are_in_no_band() -> None:
    book = ordering(Book().client("LOST"), "LOST", 60, 30)
    book.add("client.lost", "LOST", "2026-06-20", reason="moved").client("NEW")
    rows = seen(book.entries)
    assert [(rows[code].band, rows[code].state) for code in ("LOST", "NEW")] == [
        (None, "lost"),
        (None, "prospect"),
    ]
    assert rows["LOST"].score is not None
    found = answer("health", book.entries, as_of=T, known_at=None, position=10**6)
    assert [(one.band, one.state) for one in found.totals] == [(None, "lost"), (None, "prospect")]
    book.add("client.won_back", "LOST", "2026-06-25", reason="back")
    assert (seen(book.entries)["LOST"].state, seen(book.entries)["LOST"].band) == (None, "watch")


def test_an_agreed_rhythm_takes_the_place_of_the_clients_own() -> None:
    book = ordering(Book().client("ACME"), "ACME", 390, 300, 210, 120, value=20_000)
    assert seen(book.entries)["ACME"].score == 81.9
    book.add("client.rhythm_agreed", "ACME", "2026-01-01", of="orders", days=90)
    assert seen(book.entries)["ACME"].score == 83.4


def test_a_person_may_override_until_a_day_and_both_values_stay_visible() -> None:
    book = ordering(Book().client("ACME"), "ACME", 60, 30)
    book.add("health.overridden", "ACME", "2026-06-01", reason="merger", until="2026-06-30", band="at risk")
    row = seen(book.entries)["ACME"]
    assert (row.band, row.override_band, row.override_until, row.override_reason) == (
        "watch", "at risk", T, "merger",
    )  # fmt: skip
    assert seen(book.entries, T + timedelta(days=1))["ACME"].override_band is None


@pytest.mark.parametrize("at", ["2026-06-01", "2026-06-02T09:00Z", "2026-06-02T23:30-05:00"])
def test_the_newest_judgement_of_a_group_is_that_of_the_latest_day_and_moment(at: str) -> None:
    # ACME's is of 2 June, 10:00 in London; the other is recorded later. At 23:30 in Lima it is the newest.
    book = ordering(Book().client("ACME").client("SUB", parent="ACME"), "ACME", 60, 30)
    book.add("health.overridden", "ACME", "2026-06-02T10:00Z", reason="x", until="2026-06-30", band="healthy")
    book.add("health.overridden", "SUB", at, reason="x", until="2026-07-31", band="at risk")
    group = Filter(group=True)
    (row,) = answer("health", book.entries, as_of=T, known_at=None, position=99, where=group).rows
    assert row.override_band == ("at risk" if at.endswith("-05:00") else "healthy")


def test_the_newest_judgement_of_a_group_stands_up_to_its_end_and_then_an_older_one() -> None:
    book = ordering(Book().client("ACME").client("SUB", parent="ACME"), "ACME", 60, 30)
    book.add("health.overridden", "SUB", "2026-06-01", reason="x", until="2026-07-31", band="at risk")
    book.add("health.overridden", "ACME", "2026-06-02", reason="x", until="2026-06-30", band="healthy")
    found = [
        answer("health", book.entries, as_of=day, known_at=None, position=99, where=Filter(group=True)).rows[
            0
        ]
        for day in (T, T + timedelta(days=1))
    ]
    assert [row.override_band for row in found] == ["healthy", "at risk"]


def test_the_relationship_alone_scores_a_client_that_is_only_served() -> None:
    book = Book().client("ACME", segment="served")
    book.add("feedback.given", "ACME", "2026-06-30", scale="nps", score=8)
    index = Index(segments=(SegmentWeights("served", commerce=False),))
    policy = replace(DEFAULT, version="x", health=replace(POLICY, index=index))
    row = seen(book.entries, policy=policy)["ACME"]
    assert (row.score, row.index, row.coverage, row.state, row.band) == (50, 50, 0.15, None, "at risk")
    assert seen(book.entries)["ACME"].state == "prospect"


def test_the_cause_of_a_trend_and_the_drag_are_named() -> None:
    book = ordering(Book().client("ACME"), "ACME", 100, 70, 40, 10)
    for number in "12":
        book.add("objection.raised", "ACME", "2026-06-25", number=number, topic="price", severity=3)
    row = seen(book.entries)["ACME"]
    assert (row.drag, row.cause_30, row.index) == ("friction", "orders", 25.0)
    book = ordering(Book().client("ACME"), "ACME", 200, 170, 140)
    row = seen(book.entries)["ACME"]
    assert (row.cause_90, row.drag) == ("order overdue", "order overdue")
    assert Decimal(str(row.trend_90)) < 0


def test_a_client_that_its_past_keeps_in_a_band_is_told_where_it_rises() -> None:
    edge, rise = POLICY.healthy_from, POLICY.rise
    assert rises_at(edge, "watch", POLICY) == edge + rise
    assert rises_at(edge, "healthy", POLICY) is None
    assert rises_at(POLICY.watch_from, "at risk", POLICY) == POLICY.watch_from + rise
    assert rises_at(None, None, POLICY) is None
    assert f"healthy begins at {edge:g}, from below at {edge + rise:g}" in why_later(POLICY)
