"""Pages of HTML that need nothing but themselves: each is a layout that is filled in.

Text from the ledger is never markup: a layout escapes all of it, and replaces control characters and
characters that nobody sees.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ledger.unseen import CONTROLS, STEERING

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_UNSEEN = re.compile(f"[{CONTROLS}](?<!\r)|{STEERING}")


def layout(name: str) -> Template:
    """A layout by its path in this package, such as ``statements/page.html``; it escapes what it inserts."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    """Where all layouts are, so that they share parts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only a page needs it

    return Environment(
        loader=PackageLoader("reporting", ""),
        autoescape=True,
        finalize=_seen,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )


def _seen(value: object) -> object:
    """Text without characters that nobody sees."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value
