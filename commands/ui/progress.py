"""Progress of a long command, on standard error if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

Say = Callable[[int, int, int, str], None]
"""Takes how much is done, of how much, how many rows that was, and what the command is doing."""


@contextmanager
def progress(unit: str) -> Iterator[Say]:
    """A bar with the rate, in so many of a unit a second, and the time left."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _count, _doing: None
        return
    began = monotonic()
    with click.progressbar(length=1, file=sys.stderr, item_show_func=lambda rate: rate or "") as bar:

        def say(done: int, total: int, count: int, doing: str) -> None:
            bar.length, bar.label = total, doing
            passed = max(monotonic() - began, 0.001)
            bar.update(done - bar.pos, f"{count / passed:,.0f} {unit}/s")

        yield say
