"""A statement as one self-contained page of HTML that prints well on A4; ``page.html`` is its layout.

Text from the ledger is never markup: the page escapes all of it, replaces control characters and characters
that turn the direction of writing, and isolates names from the direction of the text around them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reporting.statements.sheet import Sheet

if TYPE_CHECKING:
    from jinja2 import Template

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def page(sheet: Sheet) -> str:
    """The page."""
    return _layout().render(sheet=sheet)


@cache
def _layout() -> Template:
    """The layout, which escapes all values that it inserts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only a page needs it

    return Environment(
        loader=PackageLoader("reporting.statements", ""),
        autoescape=True,
        finalize=_seen,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    ).get_template("page.html")


def _seen(value: object) -> object:
    """Text without characters that nobody sees."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value
