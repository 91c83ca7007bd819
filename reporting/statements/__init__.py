"""Statements of account for clients: their texts in the client's language, and the page to print."""

from __future__ import annotations

from reporting.statements.page import page
from reporting.statements.sheet import Aged, Shape, Sheet, SheetPart, sheet

__all__ = ["Aged", "Shape", "Sheet", "SheetPart", "page", "sheet"]
