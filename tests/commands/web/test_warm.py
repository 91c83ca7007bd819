"""A server makes the first page before anyone asks for it, where stored views keep what that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.web import app, house
from commands.web.page_questions import Asking
from commands.web.source import Source
from ledger import Ledger
from projections import stored
from reporting.web import Page
from tests.helpers.fixed import recorded

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Now:
    """A thread that does its work at once."""

    def __init__(self, target: Callable[[], None], *, daemon: bool) -> None:
        self._target, self.daemon = target, daemon

    def start(self) -> None:
        """Do the work."""
        self._target()


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A ledger without stored views."""
    monkeypatch.setattr(app, "Thread", Now)
    with closing(recorded(tmp_path / "goodwill.db")) as opened:
        yield opened


@pytest.mark.parametrize("views", [True, False])
def test_nothing_is_made_where_nothing_would_be_kept(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *, views: bool
) -> None:
    if views:
        stored.rebuild(ledger.url, NOW.date())
    made, page = list[Asking](), house.page

    def noted(asking: Asking) -> Page:
        made.append(asking)
        return page(asking)

    monkeypatch.setattr(house, "page", noted)
    app.warm(Source(ledger, ledger.database))
    assert bool(made) == views


def test_what_goes_wrong_is_left_to_the_page(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Asking) -> Page:
        raise ZeroDivisionError

    stored.rebuild(ledger.url, NOW.date())
    monkeypatch.setattr(house, "page", fail)
    app.warm(Source(ledger, ledger.database))
    assert capfd.readouterr() == ("", "")
