"""Asking for pages in tests, as a browser does but without one."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import Client, TestResponse

from commands.web.app import application
from commands.web.guard import Guard
from commands.web.source import Source
from ledger.recording.entry_log import EntryLog
from projections.policy import Policy
from tests.helpers.markup import Page

__all__ = ["Site", "kind_of"]


@dataclass
class Site:
    """The pages of a ledger."""

    ledger: EntryLog
    policies: Mapping[str, Policy] = field(default_factory=dict)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        source = Source(self.ledger, self.ledger.database, self.policies)
        self.client = Client(Guard(application(source).wsgi_app))

    def ask(self, url: str, **query: str) -> TestResponse:
        """The answer of an address."""
        return self.client.get(url, query_string=query or None)

    def get(self, url: str, **query: str) -> str:
        """The HTML of a page that there is."""
        answer = self.ask(url, **query)
        assert answer.status_code == 200, (url, query, answer.text)
        return answer.text

    def walk(self, start: str, most: int) -> Iterator[tuple[str, TestResponse]]:
        """Every page that links lead to from one, with no more than so many of each kind."""
        seen, kinds, waiting = {start}, Counter[str](), deque([start])
        while waiting:
            url = waiting.popleft()
            kind = kind_of(url)
            kinds[kind] += 1
            if kinds[kind] > most:
                continue
            answer = self.ask(url)
            yield url, answer
            if answer.mimetype == "text/html":
                found = [one["href"] or "" for one in Page(answer.text).all("a")]
                waiting += [one for one in found if one.startswith("/") and one not in seen]
                seen.update(found)


def kind_of(url: str) -> str:
    """What an address asks, but not about whom: the page, the view explained, the form of rows."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    form = "by" if "by" in asked else "items" if "items" in asked else "sort" if "sort" in asked else ""
    whose = "client" if "client" in asked else ""
    return " ".join([parts.path, *asked.get("view", []), form, whose])
