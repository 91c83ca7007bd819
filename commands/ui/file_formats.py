"""The format of a file from the ending of its name, where the two must not contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

R = TypeVar("R")

_FORMATS: Final = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".svg": "svg",
    ".toml": "toml",
    ".xlsx": "xlsx",
}
"""The format that a reader expects behind an ending; behind any other there may be each of them."""


def of_ending(formats: Sequence[str]) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Let a command that writes these formats take the one that the name of its file asks for."""

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        @wraps(function)
        def run(*values: Any, **options: Any) -> R:
            stated = click.get_current_context().get_parameter_source("form") != ParameterSource.DEFAULT
            options["form"] = _form(options["form"], options["output"], formats, stated=stated)
            return function(*values, **options)

        return run

    return decorate


def _form(form: str, output: str | None, formats: Sequence[str], *, stated: bool) -> str:
    """The format in which to write a file.

    Args:
        form: the format asked for, or the default.
        output: the name of the file; None or "-": standard output.
        formats: those that the command writes.
        stated: whether the command line states the format.

    Raises:
        click.UsageError: the ending is that of another format.
    """
    wanted = _FORMATS.get(Path(output or "").suffix.lower())
    if wanted in (None, form):
        return form
    if stated:
        fitting = " or ".join(ending for ending, one in _FORMATS.items() if one == form)
        step = f"let its name end in {fitting}" if fitting else "give it another name"
        raise click.UsageError(f"{output} ends like a file of {wanted}, and --format is {form}; {step}")
    if wanted not in formats:
        raise click.UsageError(
            f"{output} ends like a file of {wanted}, which this command does not write; it writes {', '.join(formats)}"
        )
    return wanted
