"""What the documentation shows is what happens, and what it links to is there."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commands.demo.portfolio import Batch, SteppedClock, fill
from commands.store.replay import make_again
from commands.ui.opening import today_of, writing
from commands.ui.settings import Settings
from ledger.events import KINDS
from ledger.rules.dates import may_lie_ahead
from projections.stored import Rebuilt
from tests.helpers.demonstration import copied, whole
from tests.helpers.once import made_once
from tests.helpers.pages import DOCS, PAGES, name_of, text_of
from tests.helpers.places import ROOT
from tests.helpers.sessions import FENCE, Session

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def is_a_session(page: Path) -> bool:
    return any(block["language"] in ("console", "python") for block in FENCE.finditer(text_of(page)))


@pytest.fixture
def session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """Somebody at a terminal in an empty directory, in London in winter."""
    demonstration = Demonstration(tmp_path_factory)
    monkeypatch.setattr("commands.begin.demo._fill", demonstration.fill)
    monkeypatch.setattr("commands.store.replay.make_again", demonstration.make_again)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".demo").mkdir()
    for variable in ("GOODWILL_LEDGER", "GOODWILL_ACTOR", "GOODWILL_DEBUG", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.MonkeyPatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield Session(monkeypatch)
    time.tzset()


class Demonstration:
    """The demonstration of a page, of which the first page records all and stores the views for all pages."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._filled: set[str] = set()

    def fill(self, settings: Settings, batches: Iterator[Batch], _: int) -> int:
        """Make a ledger with the first batch, and put one with all there."""
        clock, first = SteppedClock(), next(batches)
        with writing(settings, clock=clock) as ledger:
            recorded = fill(ledger, clock, [first])
        copied(whole(self._factory), Path(settings.ledger))
        self._filled.add(settings.ledger)
        return recorded + sum(len(batch.drafts) for batch in batches)

    def make_again(self, settings: Settings, **options: Any) -> Rebuilt | None:
        """Store the views of a ledger; the first time after it was filled, put one there that has them."""
        if settings.ledger not in self._filled:
            return make_again(settings, **options)
        self._filled.remove(settings.ledger)

        def store(place: Path) -> None:
            own = copied(whole(self._factory), place / "goodwill.db")
            assert make_again(replace(settings, ledger=str(own)), **options) is not None

        made = made_once(self._factory, f"demonstration with views of {today_of(settings)}", store)
        copied(made / "goodwill.db", Path(settings.ledger))
        return None


@pytest.mark.parametrize("page", [page for page in PAGES if is_a_session(page)], ids=name_of)
def test_a_page_shows_what_happens(page: Path, session: Session, request: pytest.FixtureRequest) -> None:
    run = session.page(text_of(page))
    assert "something unexpected went wrong" not in run
    if request.config.getoption("--update-golden"):
        page.write_text(run, encoding="utf-8")
    assert run == text_of(page), "`pytest --update-golden tests/docs/test_docs.py` writes the pages again"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        target, _, anchor = link.partition("#")
        aim = (page.parent / target).resolve() if target else page
        assert aim.exists(), link
        assert not anchor or anchor in anchors(aim), link


def links(page: Path) -> list[str]:
    """The links to other pages and files, none of those inside a block."""
    found = _LINK.findall(FENCE.sub("", text_of(page)))
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def anchors(page: Path) -> set[str]:
    """The names that headings can be linked by."""
    headings = _HEADING.findall(FENCE.sub("", text_of(page)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_on_the_map() -> None:
    mapped = {(DOCS / link.partition("#")[0]).resolve() for link in links(DOCS / "README.md")}
    pages = {page for page in DOCS.rglob("*.md") if page.parent != DOCS / "decisions"}
    assert pages - {DOCS / "README.md"} <= mapped


def test_every_decision_is_listed_with_its_title() -> None:
    listed = text_of(DOCS / "decisions" / "README.md")
    for page in sorted(DOCS.glob("decisions/2*.md")):
        title = _HEADING.findall(text_of(page))[0]
        assert f"| {page.name[:10]} | [{title}]({page.name}) |" in listed, page.name


def test_the_demonstration_of_the_pages_is_that_of_make() -> None:
    makefile = text_of(ROOT / "Makefile")
    assert "DEMO   := .demo/goodwill.db" in makefile
    assert "\t@$(BIN)/goodwill --ledger $(DEMO) demo\n" in makefile


def test_the_page_of_rules_names_every_kind_that_may_lie_ahead() -> None:
    page = text_of(DOCS / "explanation" / "rules-of-the-ledger.md")
    ahead = [kind for kind in KINDS if may_lie_ahead(kind)]
    assert len(ahead) > 4
    assert not [
        kind for kind in ahead if f"`{kind}`" not in page and f"`.{kind.partition('.')[2]}`" not in page
    ]


def test_the_rooms_of_the_stored_views_are_on_the_page_of_the_house() -> None:
    page = text_of(DOCS / "explanation" / "architecture.md")
    listed = {
        name.rstrip("/")
        for row in re.findall(r"^\| (`.+?`) \| ", page, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    rooms = {
        path.name for path in (ROOT / "projections" / "stored").iterdir() if not path.name.startswith("__")
    }
    assert rooms <= listed
