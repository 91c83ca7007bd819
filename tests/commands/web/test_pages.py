"""Every page opens, each link leads on, and figures are those of the views, as known at the moment asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, localcontext
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import create_environ, run_wsgi_app

import goodwill
from commands.web import app
from commands.web.page_questions import Asking
from commands.web.source import Source
from ledger import Draft, Ledger, make_event
from projections.framework.registry import REGISTER
from reporting.web import Address
from tests.helpers import fixed
from tests.helpers.browsing import Site
from tests.helpers.depth import far
from tests.helpers.markup import HOSTILE, Page

DAY = "2026-06-30"
ON = date(2026, 6, 30)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages of the small ledger that never changes."""
    with fixed.recorded(tmp_path_factory.mktemp("page") / "goodwill.db") as ledger:
        yield Site(ledger)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Ledger]:
    """A client with an invoice, which may get more."""
    ledger = Ledger.create(str(tmp_path / "small.db"), clock=lambda: datetime(2026, 7, 1, 12, tzinfo=UTC))
    with ledger:
        record(ledger, "client.registered", "2026-01-01", code="ACME", name="Acme Ltd", currency="EUR")
        record(
            ledger,
            "invoice.issued",
            "2026-03-01",
            number="17",
            amount="100.00",
            currency="EUR",
            due="2026-03-31",
        )
        yield ledger


def record(ledger: Ledger, kind: str, on: str, client: str | None = "ACME", **fields: object) -> None:
    """Record an event of a day."""
    day = datetime.fromisoformat(on).replace(tzinfo=UTC)
    ledger.record(Draft(make_event(kind, fields), day, "ana", client))


def texts(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(Page(page).texts)


@pytest.mark.timeout(1_800)
def test_every_page_opens_and_every_link_leads_on(site: Site) -> None:
    before = site.ledger.position
    seen = set()
    for url, answer in site.walk(f"/?as_of={DAY}", far(1, 40)):
        assert answer.status_code == 200, (url, answer.text)
        seen.add(url.partition("?")[0].removeprefix("/"))
    assert seen == {"", "audit", "client", "explain", "entry", "timeline", *REGISTER}
    assert site.ledger.position == before


def test_balances_are_those_of_the_view(site: Site) -> None:
    shown = Page(site.get("/receivables", as_of=DAY)).texts
    rows = goodwill.receivables(site.ledger, as_of=ON).rows
    assert rows
    for row in rows:
        assert row.client in shown
        assert f"{row.balance:,f}" in shown


def test_a_figure_leads_to_the_entries_that_sum_to_it(site: Site) -> None:
    (row, *_) = goodwill.receivables(site.ledger, as_of=ON).rows
    page = site.get("/receivables", as_of=DAY)
    cell = re.search(rf'<a href="([^"]+)"><bdi>{re.escape(f"{row.balance:,f}")}</bdi>', page)
    assert cell
    why = Page(site.get(unescape(cell[1])))
    assert f"{row.balance:,f}" in why.texts
    assert any((one["href"] or "").startswith("/entry?") for one in why.all("a"))


def test_a_page_of_an_earlier_day_shows_that_day(small: Ledger) -> None:
    record(small, "payment.received", "2026-04-10", number="P-1", amount="40.00", currency="EUR")
    site = Site(small)
    assert "100.00" in texts(site.get("/client", client="ACME", as_of="2026-04-09"))
    assert "60.00" in texts(site.get("/client", client="ACME", as_of="2026-04-10"))


def test_a_lasting_link_shows_the_same_for_ever(small: Ledger) -> None:
    site = Site(small)
    page = site.get("/client", client="ACME", as_of=DAY)
    (lasting,) = [unescape(one) for one in re.findall(r'<a href="([^"]+)">lasting link', page)]
    before = site.get(lasting)
    record(small, "payment.received", "2026-04-10", number="P-1", amount="40.00", currency="EUR")
    assert site.get(lasting) == before
    assert site.get("/client", client="ACME", as_of=DAY) != page


def test_a_moment_typed_without_an_offset_is_in_the_zone_of_the_house(small: Ledger) -> None:
    record(small, "house.described", "2026-01-01", None, name="Ev", time_zone="Asia/Baku")
    site = Site(small)  # everything was recorded at 12:00 in UTC, which is 16:00 in Baku
    assert site.ask("/client", client="ACME", known_at="2026-07-01T15:59").status_code == 404
    assert site.ask("/client", client="ACME", known_at="2026-07-01T16:00").status_code == 200


def test_figures_of_one_page_are_those_of_one_moment(small: Ledger) -> None:
    asking = Asking(Source(small), Address(page="client", client="ACME", as_of=ON))
    record(
        small, "invoice.issued", "2026-04-01", number="18", amount="5.00", currency="EUR", due="2026-04-30"
    )
    assert [row.balance for row in asking.view("receivables", asking.question()).rows] == [100]
    assert asking.horizon.position == 2


@pytest.mark.parametrize("name", [*HOSTILE, "\u202egnp.exe", "x" * 200])
def test_a_name_does_no_harm(small: Ledger, name: str) -> None:
    record(small, "client.registered", "2026-01-02", "B", code="B", name=name, currency="EUR")
    site = Site(small)
    for page in ("/health", "/client", "/people"):
        html = site.get(page, as_of=DAY, client="B") if page == "/client" else site.get(page, as_of=DAY)
        assert not {"img", "b", "base", "style"} & {tag for tag, _ in Page(html).elements}
        assert [one["src"] for one in Page(html).all("script")] == ["/page.js"]
        assert "\u202e" not in html
    assert name.replace("\u202e", "\N{REPLACEMENT CHARACTER}") in texts(
        site.get("/client", as_of=DAY, client="B")
    )


@pytest.mark.parametrize(
    ("url", "status", "told"),
    [
        ("/nowhere", 404, "There is no page at this address"),
        ("/..%2f..%2fetc/passwd", 404, "There is no page at this address"),
        ("/page.py", 404, "There is no page at this address"),
        ("/client", 400, "A client is named by its code"),
        ("/client?client=ACNE", 404, "ACME"),
        ("/health?as_of=2026-02-30", 400, "As of is '2026-02-30'; write a day that there is"),
        ("/health?by=manager", 400, "Health is not summed; leave out by"),
        ("/sales?by=moon", 400, "Sales is not summed by 'moon'"),
        ("/health?sort=beauty", 400, "There is no column 'beauty'"),
        ("/health?manager=Nobody", 404, "Nobody"),
        ("/explain?view=receivables", 400, "A figure is explained of a view and a client"),
        ("/explain?view=receivables&client=ACME&document=99", 200, "No entry counts for 99 alone"),
        ("/entry?entry=99", 404, "99"),
        ("/timeline", 400, "A timeline is a client's"),
        ("/timeline?client=ACME&kind=invoise.issued", 400, "invoice.issued"),
        ("/find?find=acmee", 200, "No client has 'acmee' in its code or name"),
        ("/find", 200, "Type a part of a code or a name above"),
        ("/health?policy=strickt", 400, "There is no policy 'strickt'"),
        ("/health?since=2026-01-01", 400, "Health is about a day, not about a period; leave out since"),
        ("/sales?since=2026-07-01&as_of=2026-06-30", 400, "Since=2026-07-01 comes after the last day"),
        ("/entry?entry=2&known_at=2020-01-01", 404, "2"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(small: Ledger, url: str, status: int, told: str) -> None:
    answer = Site(small).ask(url)
    assert answer.status_code == status
    assert told in texts(answer.text)


def test_the_page_of_an_error_is_none_of_the_pages_that_it_links_to(small: Ledger) -> None:
    site = Site(small)
    assert "aria-current" in site.get("/")
    assert "aria-current" not in site.ask("/nowhere").text


def test_a_path_that_begins_like_a_host_leads_to_no_other_host(small: Ledger) -> None:
    environ = create_environ("/") | {"PATH_INFO": "//evil.example/"}
    _, status, headers = run_wsgi_app(Site(small).client.application, environ)
    assert (status, headers.get("Location")) == ("404 NOT FOUND", None)


@pytest.mark.parametrize("kind", [RuntimeError, ValueError])
def test_a_fault_of_the_program_shows_nothing_of_its_inside(
    small: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: type[Exception]
) -> None:
    def broken(_asking: Asking) -> None:
        raise kind("the inside")

    monkeypatch.setattr(app, "_PAGES", {"health": broken})
    answer = Site(small).ask("/health")
    assert answer.status_code == 500
    assert "the inside" not in answer.text
    assert "Traceback" not in answer.text
    assert (
        capsys.readouterr().err
        == f"goodwill: something unexpected went wrong ({kind.__name__}: the inside)\n"
    )


def test_where_every_reading_is_recorded_no_personal_data_is_shown(small: Ledger) -> None:
    record(small, "contact.added", "2026-01-02", person="p1", name="Rena Aliyeva", role="buyer")
    record(
        small, "visit.held", "2026-06-29", channel="visit", started_at="2026-06-29", summary="Rena was ill"
    )
    site, policy = Site(small), goodwill.read_policy('version = "logged"\n[audit]\nlog_reads = true\n')
    pages = ["/client?client=ACME", "/people", "/entry?entry=3", "/entry?entry=4", "/agenda"]
    shown = [site.get(f"{url}{'&' if '?' in url else '?'}as_of={DAY}") for url in pages]
    assert all("Rena" in page for page in shown[:4])
    goodwill.adopt(small, policy.policy, at=datetime(2026, 1, 1, tzinfo=UTC), actor="ana")
    hidden = [site.get(f"{url}{'&' if '?' in url else '?'}as_of={DAY}") for url in pages]
    assert not any("Rena" in page for page in hidden)
    assert all("audit.log_reads" in page for page in (hidden[1], hidden[2], hidden[3]))


def test_a_group_counts_as_one(site: Site) -> None:
    page = site.get("/receivables", as_of=DAY, group="yes")
    found = goodwill.receivables(site.ledger, as_of=ON, group=True)
    table = page[page.index("<caption>") :]
    assert table.count("<tr>") == 1 + len(found.rows) + len(found.totals)


def test_rows_are_sorted_and_continued(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.web.tables.ROWS", 2)
    names = [row.client for row in goodwill.health(site.ledger, as_of=ON).rows]
    last = sorted(names)[::-1]
    page = Page(site.get("/health", as_of=DAY, sort="-client"))
    assert [text for text in page.texts if text in names] == last[:2]
    assert f"Rows 1 to 2 of {len(names)}" in page.texts
    page = Page(site.get("/health", as_of=DAY, sort="-client", after="2"))
    assert [text for text in page.texts if text in names] == last[2:4]


def test_a_ledger_without_entries_has_pages(tmp_path: Path) -> None:
    with Ledger.create(str(tmp_path / "empty.db"), clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as ledger:
        for name in ("", *REGISTER):
            Site(ledger).get(f"/{name}")


FIGURE = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")
PAGES = (
    "/",
    "/audit",
    "/client?client=ACME",
    "/timeline?client=ACME",
    "/explain?view=health&client=ACME",
    "/explain?view=health&client=ACME&since=2026-05-31",
    "/receivables?items=yes",
    "/sales?by=month",
    *(f"/{name}" for name in REGISTER),
)


@pytest.mark.parametrize("url", PAGES)
def test_every_number_leads_to_what_is_behind_it(site: Site, url: str) -> None:
    page = site.get(url, as_of=DAY) if "?" not in url else site.get(f"{url}&as_of={DAY}")
    cells = re.findall(r'<t[dh][^>]* class="number[^"]*"[^>]*>(.*?)</t[dh]>', page)
    alone = [cell for cell in cells if FIGURE.fullmatch(unescape(re.sub("<[^>]*>", "", cell)))]
    assert [cell for cell in alone if "<a " not in cell and not re.search(">[0.]+<", cell)] == []


def test_a_trend_leads_to_what_moved_it(site: Site) -> None:
    row = next(one for one in goodwill.health(site.ledger, as_of=ON).rows if one.trend_30)
    page = site.get("/client", client=row.client, as_of=DAY)
    (href,) = re.findall(r'<dt>In 30 days</dt><dd><a href="([^"]+)"', page)
    told = texts(site.get(unescape(href)))
    assert "they sum to the change" in told
    assert f"on {DAY}" in told


@pytest.mark.parametrize("wanted", ["acme", "AC me", "  hold"])
def test_a_client_is_found_by_any_part_of_its_code_or_name(site: Site, wanted: str) -> None:
    page = Page(site.get("/find", find=wanted, as_of=DAY))
    assert "ACME" in page.texts


@pytest.mark.parametrize(
    ("name", "wanted"), [("Qızılgül Ərzaq", "qizilgul erzaq"), ("შპს კავკასია", "კავკასია"), ("Łódź", "lodz")]
)
def test_a_client_is_found_without_the_marks_of_its_letters(small: Ledger, name: str, wanted: str) -> None:
    record(small, "client.registered", "2026-01-02", "B", code="B", name=name, currency="EUR")
    assert name in Page(Site(small).get("/find", find=wanted)).texts


def test_a_timeline_shows_one_sort_of_entry(small: Ledger) -> None:
    record(small, "payment.received", "2026-04-10", number="P-1", amount="40.00", currency="EUR")
    site = Site(small)
    page = site.get("/timeline", client="ACME", as_of=DAY)
    assert {"invoice.issued", "payment.received"} <= {*Page(page).texts}
    (href,) = re.findall(r'<a href="([^"]+)"><bdi>Payment</bdi>', page)
    shown = Page(site.get(unescape(href))).texts
    assert "payment.received" in shown
    assert "invoice.issued" not in shown


def test_a_page_of_a_client_begins_with_what_it_owes_and_what_of_it_is_overdue(small: Ledger) -> None:
    record(small, "payment.received", "2026-03-10", number="P-1", amount="40.00", currency="EUR")
    record(
        small, "invoice.issued", "2026-06-01", number="18", amount="5.00", currency="EUR", due="2026-07-31"
    )
    first = Site(small).get("/client", client="ACME", as_of=DAY).partition("</dl>")[0]
    named = dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(?:<a [^>]*>)?<bdi>(.*?)</bdi>", first))
    assert (named["Owes"], named["Overdue"], named["To do"]) == ("65.00 EUR", "60.00 EUR", "0")


def test_a_client_without_an_account_has_sentences_in_its_place(small: Ledger) -> None:
    record(small, "client.registered", "2026-01-02", "B", code="B", name="B", currency="EUR")
    shown = Page(Site(small).get("/client", client="B", as_of=DAY)).texts
    assert f"Nothing moved the balance in the 365 days up to {DAY}." in shown
    assert "The client owes nothing." in shown


def test_the_first_page_counts_the_clients_that_pay_late(small: Ledger) -> None:
    site, counted = Site(small), re.compile(r"<dt>Pay late</dt><dd>(?:<a [^>]*>)?<bdi>(\d+)")
    assert counted.findall(site.get("/", as_of=DAY)) == ["1"]
    record(small, "payment.received", "2026-04-10", number="P-1", amount="100.00", currency="EUR")
    assert counted.findall(site.get("/", as_of=DAY)) == ["0"]


def test_a_manager_that_nobody_had_at_earlier_month_ends_has_pages(small: Ledger) -> None:
    record(small, "client.reassigned", "2026-06-15", manager="Nino")
    for url in ("/", "/receivables"):
        assert "100.00" in texts(Site(small).get(url, as_of=DAY, manager="Nino"))


def test_pay_is_offered_for_all_clients_of_a_manager(site: Site) -> None:
    page = site.get("/health", as_of=DAY, segment="retail")
    (href,) = re.findall(r'<a href="([^"]+)"><bdi>Pay</bdi>', page)
    form = site.get(unescape(href))
    assert 'name="manager"' in form
    assert 'name="segment"' not in form
    assert site.ask("/pay", as_of=DAY, segment="retail").status_code == 400


def test_an_address_names_a_policy_of_the_house_or_of_the_server(small: Ledger) -> None:
    adopted = goodwill.read_policy('version = "wide"\n[receivables]\nbucket_edges = [45]\n').policy
    goodwill.adopt(small, adopted, at=datetime(2026, 8, 1, tzinfo=UTC), actor="ana")
    given = goodwill.read_policy('version = "x"\n[receivables]\nbucket_edges = [7]\n').policy
    site = Site(small, {"narrow": given})
    asked = {"client": "ACME", "as_of": DAY}
    assert "1-30" in texts(site.get("/receivables", **asked))
    assert "1-45" in texts(site.get("/receivables", **asked, policy="wide"))
    page = site.get("/receivables", **asked, policy="narrow")
    assert "1-7" in texts(page)
    assert "policy=narrow" in page


def test_a_period_begins_on_the_day_that_the_address_says(small: Ledger) -> None:
    for day in ("2026-03-02", "2026-05-02"):
        lines = [{"product": "X", "quantity": "1", "unit_price": "10.00"}]
        record(small, "order.placed", day, number=f"O-{day}", currency="EUR", lines=lines)
    site = Site(small)
    assert "20.00" in texts(site.get("/sales", as_of=DAY))
    assert "20.00" not in texts(site.get("/sales", as_of=DAY, since="2026-05-01"))


def test_an_auditor_sees_what_was_recorded_late(small: Ledger) -> None:
    page = Site(small).get("/audit", as_of="2026-07-01")
    assert "Recorded late" in texts(page)
    assert re.search(r'/entry\?[^"]*entry=2"', page)


def test_each_chart_has_its_figures_in_a_table(site: Site) -> None:
    for url in ("/", "/receivables", "/loyalty", "/activity", "/key-accounts", "/client?client=ACME"):
        page = site.get(f"{url}{'&' if '?' in url else '?'}as_of={DAY}")
        drawn = page.count('<svg viewBox="0 0 480')
        assert drawn
        assert page.count("Figures of the chart") >= drawn


@pytest.mark.parametrize("url", ["/", "/receivables", "/key-accounts"])
def test_a_chart_of_one_currency_names_the_others_that_are_not_in_it(small: Ledger, url: str) -> None:
    assert "not in it" not in texts(Site(small).get(url, as_of=DAY))
    line = {"product": "TEA", "quantity": "1", "unit_price": "5.00"}
    for currency, numbers in (("EUR", ("1", "2")), ("RON", ("3",))):
        for number in numbers:
            client = f"C{number}"
            record(small, "client.registered", "2026-01-01", client, code=client, name="C", currency=currency)
            record(small, "order.placed", "2026-06-01", client, number="1", currency=currency, lines=[line])
            record(
                small, "invoice.issued", "2026-06-01", client, number="1", amount="5.00", currency=currency
            )
    shown = texts(Site(small).get(url, as_of=DAY))
    assert "Amounts in RON are not in it." in shown
    assert "Amounts in EUR" not in shown


def test_the_page_of_health_has_its_counts_in_a_sentence_and_no_empty_totals(site: Site) -> None:
    page = site.get("/health", as_of=DAY)
    (view,) = [one for one in [goodwill.health(site.ledger, as_of=ON)] if one.totals]
    counted = ", ".join(f"{one.clients} {one.band or one.state or 'unknown'}" for one in view.totals)
    assert f"{counted}." in texts(page)
    assert "<tfoot>" not in page


def test_what_moved_a_figure_is_seen_under_the_policy_of_the_address(small: Ledger) -> None:
    given = goodwill.read_policy('version = "narrow"\n[receivables]\nbucket_edges = [7]\n').policy
    asked = {"view": "receivables", "client": "ACME", "since": "2026-02-28", "as_of": DAY}
    site = Site(small, {"narrow": given})
    assert "policy narrow" not in texts(site.get("/explain", **asked))
    assert "policy narrow" in texts(site.get("/explain", **asked, policy="narrow"))


def test_what_was_recorded_late_is_judged_by_the_policy_of_the_address(small: Ledger) -> None:
    given = goodwill.read_policy('version = "patient"\n[audit]\nlate_days = 3650\n').policy
    site, late = Site(small, {"patient": given}), re.compile(r'/entry\?[^"]*entry=2"')
    assert late.search(site.get("/audit", as_of="2026-07-01"))
    assert not late.search(site.get("/audit", as_of="2026-07-01", policy="patient"))


def test_moves_under_a_policy_sum_to_the_change_of_its_scores(site: Site) -> None:
    given = goodwill.read_policy('version = "short"\n[health.commerce]\nhalf_life = 10\n').policy
    rows = [one for one in goodwill.health(site.ledger, as_of=ON, policy=given).rows if one.trend_30]
    assert rows
    for row in rows:
        since = ON - timedelta(days=30)
        move = goodwill.explain_change(site.ledger, "health", row.client, since=since, until=ON, policy=given)
        (change,) = [one.change for one in move.changes if one.figure == "score"]
        moved = sum(one.contribution.amount for one in move.lines if one.contribution.figure == "score")
        assert move.policy == "short"
        assert round(moved, 6) == round(change, 6)
        assert abs(float(change) - row.trend_30) < 0.1


@pytest.mark.parametrize("kind", [{}, {"kind": "invoice.*"}])
def test_a_timeline_offers_only_sorts_of_entry_up_to_its_day(small: Ledger, kind: dict[str, str]) -> None:
    record(small, "payment.received", "2026-04-10", number="P-1", amount="40.00", currency="EUR")
    site = Site(small)
    tab = ">Payment</bdi>"
    assert tab in site.get("/timeline", client="ACME", as_of="2026-04-10", **kind)
    earlier = site.get("/timeline", client="ACME", as_of="2026-04-09", **kind)
    assert tab not in earlier
    assert ">Invoice</bdi>" in earlier


def test_pages_say_the_same_in_a_thread_with_another_decimal_context(site: Site) -> None:
    addresses = ["/", f"/receivables?as_of={DAY}", f"/client?client=ACME&as_of={DAY}", f"/market?as_of={DAY}"]
    usual = [site.get(one) for one in addresses]
    with localcontext(prec=2, rounding=ROUND_DOWN):
        assert [site.get(one) for one in addresses] == usual
