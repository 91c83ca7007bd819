"""Reports of a month: as lines, as a page to print, and as a workbook."""

from __future__ import annotations

from reporting.report.page import page
from reporting.report.tables import PLANS, TableSection, about, figures, plans, title
from reporting.report.workbook import workbook

__all__ = ["PLANS", "TableSection", "about", "figures", "page", "plans", "title", "workbook"]
