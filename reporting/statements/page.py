"""A statement as one self-contained page of HTML that prints well on A4; ``page.html`` is its layout.

The layout isolates names from the direction of the text around them.
"""

from __future__ import annotations

from reporting.pages import layout
from reporting.statements.sheet import Sheet


def page(sheet: Sheet) -> str:
    """The page."""
    return layout("statements/page.html").render(paper=sheet)
