"""The picture of the page that the README shows is one of the demonstration, in a browser."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.recording.entry_log import EntryLog
from tests.helpers.chromium import NEEDED, browser, served, watched
from tests.helpers.commanding import ran
from tests.helpers.depth import LONG
from tests.helpers.places import ROOT

PICTURE = ROOT / "docs" / "pictures" / "page.png"
DAY = "2026-06-30"
WIDTH, HEIGHT = 1200, 940


def test_the_readme_opens_with_the_picture() -> None:
    signature, width, height = struct.unpack(">8s8x2I", PICTURE.read_bytes()[:24])
    assert (signature, width, height) == (b"\x89PNG\r\n\x1a\n", WIDTH, HEIGHT)
    assert "](docs/pictures/page.png)" in (ROOT / "README.md").read_text(encoding="utf-8")[:1_500]


@NEEDED
def test_the_picture_is_taken_of_the_demonstration(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    update = request.config.getoption("--update-golden")
    if not (update or LONG):
        pytest.skip("it takes long; `make long` takes it, and `pytest --update-golden` keeps it")
    ran("demo", ledger=tmp_path / "demo.db")
    with (
        EntryLog(str(tmp_path / "demo.db"), clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as ledger,
        served(ledger) as address,
        browser() as chromium,
    ):
        context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page, wrong = watched(context, address)
        page.goto(f"{address}/?as_of={DAY}")
        assert "8,068" in page.locator(".about").inner_text()
        picture = page.screenshot(path=PICTURE if update else None)
        assert wrong == []
    assert picture[:8] == PICTURE.read_bytes()[:8]
