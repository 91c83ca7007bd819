"""The page of each view shows the rows that its command shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from commands.web.listings import answered
from commands.web.page_questions import Asking
from commands.web.source import Source
from ledger import Draft, Ledger, make_event
from projections.framework.registry import REGISTER
from reporting.web import Address
from tests.helpers import fixed
from tests.helpers.browsing import Site
from tests.helpers.commanding import line, ran, registered
from tests.helpers.markup import Page
from tests.helpers.pay import FACTS, POLICY

DAY = "2026-06-30"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small ledger that never changes, of a house that pays its managers."""
    path = tmp_path_factory.mktemp("same") / "goodwill.db"
    with fixed.recorded(path) as ledger:
        adopted = make_event("policy.adopted", {"version": "paid", "document": POLICY})
        ledger.record(Draft(adopted, datetime(2026, 1, 1, tzinfo=UTC), "ana"))
    return path


@pytest.mark.parametrize("name", REGISTER)
def test_a_page_shows_the_rows_of_its_command(path: Path, name: str) -> None:
    told = json.loads(ran(name, "--as-of", DAY, "--format", "json", ledger=path).stdout)
    with Ledger(str(path), clock=lambda: fixed.KNOWN) as ledger:
        asking = Asking(Source(ledger), Address(page=name, as_of=date.fromisoformat(DAY)))
        shown = answered(asking, name, REGISTER[name].summed_by(None, group=False)).as_json()
    rows = json.loads(json.dumps(shown["rows"]))
    # The JSON of health also has its twelve months, which its table shows where there is room.
    same = [{field: row[field] for field in rows[0]} for row in told["rows"]]
    assert same == rows
    assert rows, "a view without rows shows nothing"


@pytest.mark.parametrize("name", [name for name in REGISTER if REGISTER[name].by])
def test_a_page_sums_by_every_grouping_that_its_view_offers(path: Path, name: str) -> None:
    with Ledger(str(path), clock=lambda: fixed.KNOWN) as ledger:
        asking = Asking(Source(ledger), Address(page=name, as_of=date.fromisoformat(DAY)))
        assert [answered(asking, name, by).more["by"] for by in REGISTER[name].by] == [*REGISTER[name].by]


def test_a_figure_of_a_period_leads_to_the_entries_of_that_period(path: Path) -> None:
    with Ledger(str(path), clock=lambda: fixed.KNOWN) as ledger:
        address = Address(page="sales", as_of=date.fromisoformat(DAY), since=date(2026, 5, 1))
        link = Asking(Source(ledger), address).explained("sales", "AL-0003")
        assert "begins=2026-05-01" in link
        page = Page(Site(ledger).get(link))
        assert "From 2026-05-01 to 2026-06-30." in " ".join(page.texts)


@pytest.fixture
def paid(tmp_path: Path) -> Iterator[Site]:
    """A quarter of pay that was worked by hand."""
    path = tmp_path / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    with Ledger(str(path), clock=lambda: fixed.KNOWN) as ledger:
        yield Site(ledger)


def test_the_page_of_pay_shows_the_pay_of_the_quarter_and_leads_to_its_deals(paid: Site) -> None:
    page = Page(paid.get("/pay", as_of=DAY, by="manager"))
    assert "From 2026-04-01 to 2026-06-30." in " ".join(page.texts)
    assert {"2,700.00", "130.28"} <= {*page.texts}, (
        "the fixed part of three months, and 12.50 + 90.00 + 27.78"
    )
    assert any((one["href"] or "").startswith("/explain?") for one in page.all("a"))
    assert "A-2" in Page(paid.get("/pay", as_of=DAY, items="yes")).texts


def test_the_page_of_pay_takes_a_period_whose_figures_lead_to_its_deals(paid: Site) -> None:
    page = Page(paid.get("/pay", as_of=DAY, since="2026-05-01"))
    assert "From 2026-05-01 to 2026-06-30." in " ".join(page.texts)
    assert any(
        "items=" in (one["href"] or "") and "manager=Anna" in (one["href"] or "") for one in page.all("a")
    )


def test_the_page_of_pay_refuses_a_choice_of_clients(paid: Site) -> None:
    for name, value in (("segment", "A"), ("group", "yes")):
        answer = paid.ask("/pay", as_of=DAY, **{name: value})
        assert answer.status_code == 400
        assert f"leave out {name}" in answer.text
    assert "Groups as one" not in paid.get("/pay", as_of=DAY)
    assert "Groups as one" in paid.get("/plan", as_of=DAY)
    assert not [
        one["href"]
        for one in Page(paid.get("/plan", as_of=DAY, group="yes")).all("a")
        if (one["href"] or "").startswith("/pay?") and "group" in (one["href"] or "")
    ]


def test_a_name_is_offered_once_in_whatever_spellings_clients_have_it(tmp_path: Path) -> None:
    named = [
        ("A", "ana", "shops", "Asia/Baku"),
        ("B", "Ana", "Shops", "ASIA"),
        ("C", "Bo", "works", "asia/Baku"),
    ]
    facts = [
        line("manager.appointed", None, "2026-01-01", name="ANA", role="sales", **{"from": "2026-01-01"}),
        *(
            registered(code, code, manager=manager, segment=segment, territory=territory)
            for code, manager, segment, territory in named
        ),
    ]
    path = tmp_path / "goodwill.db"
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    with Ledger(str(path), clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as ledger:
        asking = Asking(Source(ledger), Address(page="house", as_of=date(2026, 7, 1)))
        offered = asking.source.offered(asking.horizon, stored=False)
    assert offered == (["ANA", "Bo"], ["ASIA", "Asia/Baku"], ["Shops", "works"])
