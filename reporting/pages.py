"""Pages of HTML that need nothing but themselves: each is a layout that is filled in.

Text from the ledger is never markup: a layout escapes all of it, and replaces control characters and
characters that turn the direction of writing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@cache
def layout(package: str) -> Template:
    """The layout ``page.html`` of a package; it escapes whatever it inserts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only a page needs it

    return Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        finalize=_seen,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    ).get_template("page.html")


def _seen(value: object) -> object:
    """Text without characters that nobody sees."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value
