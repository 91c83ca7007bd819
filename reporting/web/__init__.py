"""The page: what a browser shows, as pure functions of addresses and texts. It knows nothing of a ledger."""

from __future__ import annotations

from reporting.web.address import Address, BadAddress
from reporting.web.page import Choices, Page, asset, render
from reporting.web.parts import Cell, Column, Drawing, Facts, Link, Part, Section, Table, Text

__all__ = [
    "Address",
    "BadAddress",
    "Cell",
    "Choices",
    "Column",
    "Drawing",
    "Facts",
    "Link",
    "Page",
    "Part",
    "Section",
    "Table",
    "Text",
    "asset",
    "render",
]
