"""Reports of a month: as lines, and as a page to print."""

from __future__ import annotations

from reporting.report.page import page
from reporting.report.tables import PLANS, Part, about, figures, plans, title

__all__ = ["PLANS", "Part", "about", "figures", "page", "plans", "title"]
