"""Forms of pages: the parts of an agenda, and plans with all amounts in one currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest

import goodwill
from commands.web.tables import told
from ledger import Draft, Ledger, make_event
from ledger.times import ends_month
from projections.health.course import course_of
from projections.remarks import Remark
from reporting.charts.scale import exact
from reporting.words import words_in
from tests.helpers.browsing import Site
from tests.helpers.markup import Page

DAY = "2026-06-30"  # a Tuesday


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A client with something in each part of an agenda, and a plan in another currency than its own."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    with Ledger.create(str(tmp_path_factory.mktemp("parts") / "goodwill.db"), clock=lambda: now) as ledger:

        def record(kind: str, on: str, client: str | None = "ACME", **fields: object) -> None:
            day = datetime.fromisoformat(on).replace(tzinfo=UTC)
            ledger.record(Draft(make_event(kind, fields), day, "ana", client))

        record(
            "client.registered", "2026-01-01", code="ACME", name="Acme Ltd", currency="RON", manager="Anna"
        )
        for number, due in (("OLD", "2026-02-10"), ("LATE", "2026-06-29"), ("SOON", "2026-07-02")):
            record("commitment.made", "2026-02-01", number=number, by="us", what=f"do {number}", due=due)
        record("complaint.raised", "2026-03-01", number="C-1", topic="delivery", severity=2)
        record("complaint.raised", "2026-06-30", number="C-2", topic="price", severity=1)
        lines = [{"product": "TEA", "quantity": "10", "unit_price": "5.00"}]
        record("order.placed", "2026-04-10", number="SO-1", currency="RON", lines=lines)
        record("rate.set", "2026-04-01", None, base="EUR", quote="RON", rate="5")
        record(
            "plan.set", "2026-01-01", None, manager="Anna", metric="revenue", period="2026-01-01..2026-12-31",
            target="600", currency="EUR",
        )  # fmt: skip
        yield Site(ledger)


def numbers(site: Site, **asked: str) -> list[str]:
    """The numbers of the things on an agenda, in their order."""
    shown = Page(site.get("/agenda", as_of=DAY, **asked)).texts
    return [text for text in shown if text in {"OLD", "LATE", "SOON", "C-1", "C-2"}]


@pytest.mark.parametrize("day", ["2026-05-31", "2026-06-15", "2026-06-30"])
def test_each_score_of_the_chart_of_a_client_is_that_of_the_view_on_its_day(site: Site, day: str) -> None:
    ledger, words = site.ledger, words_in("en")
    (row,) = goodwill.health(ledger, as_of=date.fromisoformat(day), months=True).rows
    course = course_of(row, date.fromisoformat(day))
    assert (course[-1][0].isoformat(), len(course)) == (day, 12 if ends_month(course[-1][0]) else 13)
    shown = Page(site.get("/client", client="ACME", as_of=day)).texts
    known = 0
    for end, score in course:
        (alone,) = goodwill.health(ledger, as_of=end).rows or [None]
        assert score == (alone.score if alone else None)
        if score is not None:
            at = shown.index(words.day(end))
            assert shown[at + 1] == words.figure(exact(score)), end
            known += 1
    assert known >= 2


def test_an_agenda_has_parts(site: Site) -> None:
    assert numbers(site) == ["OLD", "LATE", "C-1", "C-2", "SOON"]
    assert numbers(site, due="week") == ["LATE", "C-2", "SOON"]
    assert numbers(site, due="overdue") == ["OLD", "LATE"]
    assert numbers(site, due="open") == ["C-1"]


def test_the_first_page_lists_what_is_due_this_week_and_counts_the_rest(site: Site) -> None:
    page = site.get("/", as_of=DAY)
    listed = page[page.index("To do in 2026-W27") :]
    assert ("LATE" in listed, "OLD" in listed, "C-1" in listed) == (True, False, False)
    lines = dict(re.findall(r'<p class="note"><a href="([^"]+)"><bdi>(.*?)</bdi>', listed))
    assert [*lines.values()] == [
        "3 things are overdue: half of them by 21 days or more, one by 140 days.",
        "1 thing is open from earlier weeks, for 121 days.",
    ]
    for url, number in zip(lines, ("OLD", "C-1"), strict=True):
        assert number in Page(site.get(unescape(url))).texts


def test_plans_are_shown_in_the_currency_of_a_plan(site: Site) -> None:
    page = site.get("/plan", as_of=DAY)
    assert "No plan for revenue is in RON.</bdi>" in page
    (href,) = re.findall(r'<a href="([^"]+)"><bdi>All in EUR', page)
    assert "10.00" in Page(site.get(unescape(href))).texts


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("/sales?currency=EUR", "leave out currency"),
        ("/health?due=week", "leave out due"),
        ("/agenda?due=now", "write week, overdue, open, or leave it out"),
        ("/plan?currency=EURO", "ISO 4217"),
    ],
)
def test_other_pages_have_no_such_forms(site: Site, url: str, wrong: str) -> None:
    answer = site.ask(url)
    assert answer.status_code == 400
    assert wrong in " ".join(Page(answer.text).texts)


def test_a_page_leaves_out_the_advice_that_only_a_command_line_needs() -> None:
    remark = Remark("no plan of A; B --x is in RON", "--currency EUR shows all")
    assert str(remark) == "no plan of A; B --x is in RON; --currency EUR shows all"
    assert told(remark).text == "No plan of A; B --x is in RON."
