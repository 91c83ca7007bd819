"""A real browser opens pages: they fetch nothing elsewhere, fit each screen, and each reader can use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from ledger import Draft, make_event
from projections.framework.registry import REGISTER
from tests.helpers import fixed
from tests.helpers.chromium import NEEDED, browser, served, watched
from tests.helpers.depth import LONG, far

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = NEEDED

DAY: Final = "2026-06-30"
HARMFUL: Final = ("<script>alert(1)</script>", "\u202egnp.exe", "W" * 200)
"""Names of clients that would run, turn the direction of writing, or break out of their place."""
SHOWN: Final = (
    f"/?as_of={DAY}",
    f"/client?client=AZ-0001&as_of={DAY}",
    f"/client?client=X-2&as_of={DAY}",
    f"/explain?view=receivables&client=AZ-0001&as_of={DAY}",
    f"/entry?entry=20&as_of={DAY}",
    f"/health?as_of={DAY}",
    f"/sales?by=territory&as_of={DAY}",
    f"/audit?as_of={DAY}",
    f"/timeline?client=AZ-0001&as_of={DAY}",
    f"/find?find=a&as_of={DAY}",
)
"""A page of each sort."""
NARROW: Final = 360
"""Pixels of the screen on which every page is laid out in the short form, and every third one is judged."""
EVERY: Final = (*SHOWN, *(f"/{name}?as_of={DAY}" for name in REGISTER))
Screens = tuple[tuple[int, Literal["light", "dark"]], ...]
SCREENS: Final[Screens] = ((NARROW, "dark"), (1024, "light"))
EVERY_SCREEN: Final[Screens] = tuple(product((NARROW, 1024, 1600), ("light", "dark")))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the small ledger that never changes is shown, with a few clients of harmful names."""
    with fixed.recorded(tmp_path_factory.mktemp("browser") / "goodwill.db") as ledger:
        for number, name in enumerate(HARMFUL):
            fields = {"code": f"X-{number}", "name": name, "currency": "EUR"}
            event, day = make_event("client.registered", fields), datetime(2026, 1, 1, tzinfo=UTC)
            ledger.record(Draft(event, day, "ana", f"X-{number}"))
        with served(ledger) as found:
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
    page.get_by_label("Only rows with").fill("az-0001")
    assert 0 < rows.count() < every
    assert {one.split()[0] for one in rows.all_inner_texts()} == {"AZ-0001"}
    page.get_by_label("Only rows with").fill("")
    assert rows.count() == every
    assert wrong == []
    context.close()


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("width", "scheme"), EVERY_SCREEN if LONG else SCREENS)
def test_pages_fit_each_screen_and_break_no_rule_of_accessibility(
    chromium: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page, wrong = watched(context, address)
    urls = EVERY if LONG else SHOWN if width == NARROW else SHOWN[1::3]
    judged = SHOWN[::3] if not LONG and width == NARROW else urls
    for url in urls:
        page.goto(f"{address}{url}")
        assert not page.evaluate(wide), url
        if url in judged:
            broken = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in broken] == [], url
    assert wrong == []
    context.close()


def test_a_printed_page_is_light_and_has_no_controls(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark")
    page, wrong = watched(context, address)
    page.goto(f"{address}{SHOWN[0]}")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    for selector in ("header", ".ask", ".lasting"):
        assert not page.locator(selector).is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert wrong == []
    context.close()


def test_a_printed_table_keeps_each_code_in_one_line(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 420, "height": 900})  # A5
    page, wrong = watched(context, address)
    page.emulate_media(media="print")
    page.goto(f"{address}/receivables?as_of={DAY}")
    heights = page.evaluate("[...document.querySelectorAll('tbody th bdi')].map(one => one.offsetHeight)")
    assert heights
    assert max(heights) < 25  # pixels
    assert wrong == []
    context.close()


@pytest.mark.parametrize("width", far([NARROW, 1600], [NARROW, 1024, 1600]))
def test_labels_of_charts_are_legible_on_each_screen(chromium: Browser, address: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page, wrong = watched(context, address)
    page.goto(f"{address}/client?client=AZ-0001&as_of={DAY}")
    sizes = page.evaluate(
        """[...document.querySelectorAll('.chart > svg text')].map(text => {
            const drawing = text.ownerSVGElement;
            const shrunk = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
            return parseFloat(getComputedStyle(text).fontSize) * shrunk;
        })"""
    )
    assert sizes
    assert 9 < min(sizes) <= max(sizes) < 17
    assert wrong == []
    context.close()


@pytest.mark.parametrize(("name", "column"), [("receivables", "Balance"), ("agenda", "Reason")])
def test_a_narrow_screen_shows_what_a_table_is_about(
    chromium: Browser, address: str, name: str, column: str
) -> None:
    context = chromium.new_context(viewport={"width": NARROW, "height": 800})
    page, wrong = watched(context, address)
    page.goto(f"{address}/{name}?as_of={DAY}&client=AZ-0001")
    header = page.get_by_role("columnheader", name=column, exact=True).first
    ends = header.evaluate(
        "one => [one, one.closest('.scroll')].map(one => one.getBoundingClientRect().right)"
    )
    assert ends[0] <= ends[1] + 1
    assert wrong == []
    context.close()


def test_a_reader_finds_a_client_from_any_page(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page, wrong = watched(context, address)
    page.goto(f"{address}/health?as_of={DAY}")
    page.get_by_role("searchbox", name="Find a client").fill("acme")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="ACME", exact=True).click()
    assert f"/client?client=ACME&as_of={DAY}" in page.url
    assert wrong == []
    context.close()


def test_without_a_script_a_page_shows_all_it_has(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/people")
    page.get_by_label("As of").fill(DAY)
    page.get_by_role("button", name="Show").click()
    assert page.locator("tbody tr").count() > 1
    context.close()


def test_a_reader_gets_everywhere_by_keyboard(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page, _ = watched(context, address)
    page.goto(f"{address}/receivables?as_of={DAY}")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the figures"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('form, thead, tbody')?.tagName"))
    assert {"FORM", "THEAD", "TBODY"} <= reached
    context.close()
