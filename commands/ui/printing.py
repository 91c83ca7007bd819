"""Text for a terminal, without what would move its cursor, turn the direction of writing, or not be seen."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from commands.ui.wrapping import told
from ledger.unseen import CONTROLS, STEERING

_LONGEST, _BEGINNING, _END = 2_000, 1_000, 500  # characters of a line on standard error
_IN_A_CELL = re.compile(f"[{CONTROLS}]|{STEERING}")
_IN_A_LINE = re.compile(
    rf"(\x1b\[[\d;]*m)|{_IN_A_CELL.pattern}"
)  # colours stay: click leaves them out for programs


def clean(text: str) -> str:
    """Text on one line, with a replacement character for each one that a terminal obeys or hides."""
    return _IN_A_CELL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def visible(line: str) -> str:
    """A line, or lines, with its colours, but a replacement character for what a terminal obeys or hides."""
    return _IN_A_LINE.sub(lambda found: found[1] or "\N{REPLACEMENT CHARACTER}", line)


def say(line: str, *, err: bool = False) -> None:
    """Print a line for a person; if standard output cannot take it, this and later lines on standard error.

    What a command did is done, even where a full disk keeps its report from being written. What is very long
    on standard error, such as a value that a sentence repeats, loses its middle, not its next step; a
    terminal has it broken between words.
    """
    if err and len(line) > _LONGEST:
        line = f"{line[:_BEGINNING]} ... {line[-_END:]}"
    try:
        click.echo(visible(told(line) if err else line), err=err)
    except OSError as wrong:
        if err or isinstance(wrong, BrokenPipeError):
            raise
        forget_stdout()
        sys.stdout.flush()  # what is left of a line that it could not take
        with suppress(OSError):
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        click.echo(visible(told(line)), err=True)


@contextmanager
def showing(stored: str | None, output: str | None = None) -> Iterator[None]:
    """Shows a result after something was stored; where that fails, standard error says what was stored.

    A result that standard output cannot take is no failure, like a line; a file that was asked for is one.

    Args:
        stored: what was stored; None: nothing was.
        output: the file to which the result is written; None or "-": standard output.
    """
    try:
        yield
    except (OSError, click.ClickException) as wrong:
        if stored is None or isinstance(wrong, BrokenPipeError):
            raise
        say(stored, err=True)
        if output not in {None, "-"} or isinstance(wrong, click.ClickException):
            raise
        forget_stdout()
        say(f"goodwill: the result cannot be shown: {(wrong.strerror or str(wrong)).lower()}", err=True)


def forget_stdout() -> None:
    """Point standard output nowhere, so that flushing its buffer at exit does not fail once more."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        return
