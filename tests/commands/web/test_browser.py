"""A real browser opens the page: nothing is fetched from elsewhere, and every figure leads to its entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.helpers import fixed
from tests.helpers.chromium import NEEDED, browser, served, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = NEEDED

DAY = "2026-06-30"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the small ledger that never changes is shown."""
    with (
        fixed.recorded(tmp_path_factory.mktemp("browser") / "goodwill.db") as ledger,
        served(ledger) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def test_a_reader_changes_the_day_and_follows_a_figure_to_its_entry(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 1024, "height": 800})
    page, wrong = watched(context, address)
    page.goto(f"{address}/receivables")
    page.get_by_label("As of").fill(DAY)
    page.get_by_role("button", name="Show").click()
    assert f"as_of={DAY}" in page.url
    assert page.get_by_label("As of").input_value() == DAY
    page.get_by_role("link", name="lasting link").click()
    assert "known_at=2026-07-01" in page.url
    page.locator("tbody td.number a").first.click()
    assert "/explain?" in page.url
    page.locator("tbody td.number a").first.click()
    assert page.locator("h1").inner_text().startswith("Entry ")
    assert f"as_of={DAY}" in page.url
    assert wrong == []
    context.close()


def test_rows_are_filtered_as_a_reader_types(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page, wrong = watched(context, address)
    page.goto(f"{address}/people?as_of={DAY}")
    rows = page.locator("tbody tr:visible")
    every = rows.count()
    page.get_by_role("searchbox").fill("az-0001")
    assert 0 < rows.count() < every
    assert {one.split()[0] for one in rows.all_inner_texts()} == {"AZ-0001"}
    page.get_by_role("searchbox").fill("")
    assert rows.count() == every
    assert wrong == []
    context.close()
