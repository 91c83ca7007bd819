"""A real browser for tests: a Chromium that is found on the machine. None is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from commands.web.app import application
from commands.web.guard import Guard
from commands.web.server import listening
from commands.web.source import Source
from ledger.recording.entry_log import EntryLog

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

__all__ = ["CHROMIUM", "NEEDED", "browser", "served", "watched"]

CHROMIUM = os.environ.get("GOODWILL_TEST_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
"""Where it is; None if there is none."""
_PATIENCE = 120_000
"""Milliseconds; on a machine that does much else, a page takes long."""
NEEDED = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no Chromium is installed, so no browser tried the page; install chromium, or set GOODWILL_TEST_CHROMIUM",
)
"""Stands over tests that need it."""


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser, with no page open."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium has no sandbox for root
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def served(ledger: EntryLog) -> Iterator[str]:
    """The address at which a server of ours shows a ledger."""
    guard = Guard(application(Source(ledger, ledger.database)).wsgi_app)
    with listening(guard, "127.0.0.1", 0) as server:
        thread = Thread(target=server.serve)
        thread.start()
        yield f"http://127.0.0.1:{server.bind_addr[1]}"
    thread.join()


def watched(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page, and what it should not do: errors, words on the console, questions to other hosts."""
    page, found = context.new_page(), list[str]()
    page.set_default_timeout(_PATIENCE)
    page.on("console", lambda one: found.append(f"{page.url}: {one.type} {one.text}"))
    page.on("pageerror", lambda one: found.append(f"{page.url}: {one}"))
    page.on("request", lambda one: None if one.url.startswith(f"{address}/") else found.append(one.url))
    page.on("response", lambda one: found.append(f"{one.url}: {one.status}") if one.status != 200 else None)
    return page, found
