"""Sixteen readers at once while two writers record: no error, and each page has the figures of one moment."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from itertools import chain, count
from pathlib import Path
from threading import Event

import pytest

from ledger import Draft, Ledger, make_event
from ledger.errors import Conflict
from projections import stored
from tests.helpers.browsing import Site
from tests.helpers.depth import far

CLIENTS = {1: ("A", "B"), 2: ("C", "D")}
"""The clients of each writer."""
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = datetime(2026, 6, 1, tzinfo=UTC)
READERS, PAGES = 16, far(1, 20)
_PAUSE = 0.02
"""Seconds between two records of a writer, so that readers have their turn."""


def record(ledger: Ledger, kind: str, client: str, **fields: object) -> None:
    """Record an event of a client."""
    ledger.record(Draft(make_event(kind, fields), DAY, "ana", client))


def write(url: str, writer: int, done: Event) -> int:
    """Record invoices until the readers have read; how many."""
    with Ledger(url, clock=lambda: NOW) as ledger:
        for number in count(1):
            if done.wait(_PAUSE):
                return number - 1
            client = CLIENTS[writer][number % 2]
            name, amount = f"{writer}-{number}", f"{number}.{writer:02}"
            with suppress(Conflict):  # a busy machine let the other writer in five times; the next is tried
                record(ledger, "invoice.issued", client, number=name, amount=amount, currency="EUR", due=None)
    return 0


def amounts(rows: list[str], column: int) -> list[Decimal]:
    """The figures of a column of some rows of a table."""
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]
    return [Decimal(re.sub("<[^>]*>", "", one[column]).replace(",", "")) for one in cells]


def read(site: Site) -> Counter[str]:
    """Read the list of receivables and the first page, whose sums are those of their rows."""
    found = Counter[str]()
    while found.total() < PAGES or len(found) < 2:
        page = unescape(site.get("/receivables", as_of="2026-06-30"))
        table = page[page.index("<caption>") :]
        body, foot = table.partition("<tfoot>")[0], table.partition("<tfoot>")[2].partition("</tfoot>")[0]
        rows = body.partition("<tbody>")[2].split("<tr>")[1:]
        column = [*re.findall(r"sort=-?(\w+)", body)].index("balance")
        (total,) = amounts(foot.split("<tr>")[1:], column)
        assert sum(amounts(rows, column)) == total
        found[re.findall(r"position ([\d,]+)", page)[0]] += 1
        if found.total() <= PAGES:
            assert site.ask("/", as_of="2026-06-30").status_code == 200
    return found


@pytest.mark.timeout(1_800)
def test_readers_see_one_moment_each_while_others_record(tmp_path: Path) -> None:
    url, done = str(tmp_path / "goodwill.db"), Event()
    with Ledger.create(url, clock=lambda: NOW) as ledger, ThreadPoolExecutor(READERS + 2) as threads:
        for client in chain(*CLIENTS.values()):
            record(ledger, "client.registered", client, code=client, name=client, currency="EUR")
            record(ledger, "invoice.issued", client, number="0", amount="1", currency="EUR", due=None)
        stored.rebuild(url, NOW.date())
        site = Site(ledger)
        writers = [threads.submit(write, url, writer, done) for writer in (1, 2)]
        try:
            moments = Counter[str]()
            for one in [threads.submit(read, site) for _ in range(READERS)]:
                moments += one.result()
        finally:
            done.set()
        written = sum(writer.result() for writer in writers)
    assert moments.total() >= READERS * PAGES
    assert written
    assert len(moments) > 1
