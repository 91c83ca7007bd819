"""A page of the browser interface as HTML; ``page.html`` is its layout."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from reporting import charts
from reporting.pages import layout
from reporting.web.address import CHOICES, CLOCKS, Address
from reporting.web.parts import Facts, Link, Part, Section, Table

STYLE: Final = "page.css"
ASSETS: Final = {
    STYLE: "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The files that pages need, each with its type."""


class Choices(NamedTuple):
    """What the form of a page offers.

    Attributes:
        managers, territories, segments: those of all clients.
        policies: the names of policies.
        by: what the rows of the page may be summed by; none: they are not summed.
        usual: what they are summed by if nothing is chosen; "": by nothing.
        period: whether the page is about a period, which has a first day.
        group: whether the companies of a group may count as one client.
    """

    managers: Sequence[str] = ()
    territories: Sequence[str] = ()
    segments: Sequence[str] = ()
    policies: Sequence[str] = ()
    by: Sequence[str] = ()
    usual: str = ""
    period: bool = False
    group: bool = True

    def without(self, names: Collection[str]) -> Choices:
        """The same without what some names of a query would choose."""
        return self._replace(
            territories=() if "territory" in names else self.territories,
            segments=() if "segment" in names else self.segments,
            group=self.group and "group" not in names,
        )

    @property
    def offered(self) -> list[tuple[str, Sequence[str]]]:
        """The names of a query that choose clients, each with its values."""
        return [
            ("manager", self.managers),
            ("territory", self.territories),
            ("segment", self.segments),
            *([("policy", self.policies)] if len(self.policies) > 1 else []),
        ]


class Page(NamedTuple):
    """A page.

    Attributes:
        title: its heading.
        lead: what it shows, in a sentence.
        about: what its figures depend on.
        address: its own.
        lasting: the address that shows the same figures for ever; None: it shows none.
        views: links to the other pages; the first few are always seen.
        trail: links to what it belongs to.
        tabs: links to other forms of the same page.
        whole: whether it has the form with the clocks and choices.
    """

    title: str
    address: Address
    sections: Sequence[Section]
    lead: str = ""
    about: str = ""
    lasting: Address | None = None
    views: Sequence[Link] = ()
    trail: Sequence[Link] = ()
    tabs: Sequence[Link] = ()
    choices: Choices = Choices()
    whole: bool = True

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The names and texts of its address that the form does not show."""
        shown = {*CLOCKS, *CHOICES, "policy", "since", "by", "after"} - {"team"}
        return [pair for pair in self.address.pairs if pair[0] not in shown]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The names and texts of its address that another page has too."""
        return self.address.to("").pairs

    @property
    def chosen(self) -> dict[str, str]:
        """The texts of its address by name."""
        return dict(self.address.pairs)


_ALWAYS_SEEN: Final = 8
"""Links to other pages that are not behind "More"."""


def render(page: Page, *, alone: bool = False) -> str:
    """The page as HTML.

    Args:
        page: the page.
        alone: whether it is a file of its own, which holds its style and leads nowhere.
    """
    shown = page._replace(sections=[_unlinked(one) for one in page.sections]) if alone else page
    return layout("web/page.html").render(
        page=shown, seen=_ALWAYS_SEEN, alone=alone, style=asset(STYLE).decode() if alone else ""
    )


def _unlinked(section: Section) -> Section:
    """The section with the same texts, which lead nowhere."""
    return section._replace(href="", parts=[_part_alone(one) for one in section.parts])


def _part_alone(part: Part) -> Part:
    match part:
        case Table():
            rows = [[cell._replace(href="") for cell in row] for row in part.rows]
            return replace(part, rows=rows, pages=(), columns=[one._replace(href="") for one in part.columns])
        case Facts():
            return replace(part, named=[(name, cell._replace(href="")) for name, cell in part.named])
    return part


@cache
def asset(name: str) -> bytes:
    """A file that pages need, by its name in ``ASSETS``; the style of pages has that of charts in it."""
    content = (files("reporting") / "web" / name).read_bytes()
    return content + charts.style().encode() if name == STYLE else content
