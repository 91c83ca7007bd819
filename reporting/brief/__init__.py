"""Briefs: what a person reads before a visit, as lines and as a page to print."""

from __future__ import annotations

from reporting.brief.page import page
from reporting.brief.sections import Section, heading, sections

__all__ = ["Section", "heading", "page", "sections"]
