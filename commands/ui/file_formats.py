"""The format of a file from the ending of its name, where the two must not contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from ledger.other_formats import NO_TABLES

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
"""The format that a reader expects behind an ending."""
_WORKBOOKS: Final = ("xlsx", "xls", "xlsm", "xlsb", "ods", "numbers")
_OF_OTHERS: Final = NO_TABLES | {".tsv", ".tab", ".gz", *(f".{one}" for one in _WORKBOOKS)}
"""The endings of formats of other programs; behind one that is not known may be each format."""
_STEPS: Final = dict.fromkeys(
    _WORKBOOKS, "`goodwill export xlsx FILE.xlsx` makes a workbook of all tables, with --table NAME of one"
)


class FormatChoice(click.Choice[str]):
    """The formats of a command; for a workbook, which few commands write, it names one that does."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Why a format is refused."""
        message = super().get_invalid_choice_message(value, ctx)
        step = _STEPS.get("xlsx" if value == "excel" else str(value).lower())
        return f"{message.removesuffix('.')}; {step}" if step else message


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
    wanted = promised(output)
    if wanted in ("", form):
        return form
    if stated:
        raise click.UsageError(
            f"{output} ends like a file of {wanted}, and --format is {form}; {_let_end([form])}"
        )
    if wanted not in formats:
        must_end(output, formats)
    return wanted


def must_end(output: str | Path | None, formats: Sequence[str]) -> None:
    """Check that the name of a file does not promise a format that a command does not write.

    Raises:
        click.UsageError: its ending is that of another format.
    """
    wanted = promised(output)
    if not wanted or wanted in formats:
        return
    steps = [_let_end(formats)]
    if wanted == "pdf" and "html" in formats:
        steps.append("a browser prints .html as PDF")
    elif wanted in _STEPS:
        steps.append(_STEPS[wanted])
    raise click.UsageError(
        f"{output} ends like a file of {wanted}, which this command does not write; {'; '.join(steps)}"
    )


def promised(output: str | Path | None) -> str:
    """The format that the ending of a name promises; empty if it promises none."""
    ending = Path(output or "").suffix.lower()
    return _FORMATS.get(ending) or (ending[1:] if ending in _OF_OTHERS else "")


def _let_end(formats: Sequence[str]) -> str:
    """The usual endings of formats, as the next step."""
    usual = {form: ending for ending, form in reversed(_FORMATS.items())} | {"table": ".txt"}
    *others, last = (usual.get(form, f".{form}") for form in formats)
    return f"let its name end in {' or '.join(filter(None, (', '.join(others), last)))}"
