"""A report of a month as one self-contained page of HTML that prints on A4; ``page.html`` is its layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from projections.remarks import Remark
from projections.report.page import Report
from reporting.pages import layout
from reporting.report.tables import TableSection, about, figures, plans, title


@dataclass(frozen=True, slots=True)
class Paper:
    """A report as texts, as the layout of all papers takes it."""

    caption: str
    title: str
    about: str
    parts: Sequence[TableSection]
    notes: Sequence[Remark]
    language: str = "en"
    direction: str = "ltr"
    logo: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


def page(report: Report) -> str:
    """The page."""
    named = title(report)
    paper = Paper(named, named, about(report), [*plans(report), *figures(report)], report.notes)
    return layout("report/page.html").render(paper=paper)
