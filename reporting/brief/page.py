"""A brief as one self-contained page of HTML that prints well on A4; ``page.html`` is its layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from projections.brief.sections import Brief
from reporting.brief.sections import Section, heading, sections
from reporting.pages import layout


@dataclass(frozen=True, slots=True)
class Paper:
    """A brief as texts, as the layout of all papers takes it."""

    caption: str
    title: str
    about: str
    sections: list[Section]
    language: str = "en"
    direction: str = "ltr"
    logo: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


def page(brief: Brief) -> str:
    """The page."""
    title, about = heading(brief)
    paper = Paper(title, title, about, sections(brief))
    return layout("brief/page.html").render(paper=paper)
