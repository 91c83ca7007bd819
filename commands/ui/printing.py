"""Text for a terminal, without what would move its cursor or turn the direction of writing."""

from __future__ import annotations

import os
import re
import sys

import click

_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_IN_A_CELL = re.compile(f"[{_UNSEEN}]")
_IN_A_LINE = re.compile(rf"(\x1b\[[\d;]*m)|[{_UNSEEN}]")  # colours stay: click leaves them out for programs


def clean(text: str) -> str:
    """Text on one line, with a replacement character for each one that a terminal obeys."""
    return _IN_A_CELL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def visible(line: str) -> str:
    """A line, or lines, with a replacement character for each one that a terminal obeys, but for colours."""
    return _IN_A_LINE.sub(lambda found: found[1] or "\N{REPLACEMENT CHARACTER}", line)


def say(line: str, *, err: bool = False) -> None:
    """Print a line for a person; if standard output cannot take it, on standard error.

    What a command did is done, even where a full disk keeps its report from being written.
    """
    try:
        click.echo(visible(line), err=err)
    except OSError as wrong:
        if err or isinstance(wrong, BrokenPipeError):
            raise
        forget_stdout()
        click.echo(visible(line), err=True)


def forget_stdout() -> None:
    """Point standard output nowhere, so that flushing its buffer at exit does not fail once more."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        return
