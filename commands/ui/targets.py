"""The options that name files to write, which are never what the command reads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from commands.ui.file_formats import promised
from commands.ui.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

FORCE = "goodwill.force"
"""Where Click's context keeps that ``--force`` was asked for."""
_SQLITE = re.compile(r"sqlite(\+\w+)?:///")
_BESIDE_A_LEDGER = ("", "-wal", "-shm", "-journal")


class _Target(click.Path):
    """The type of an option that names a file to write."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False)


def target_option(option: str, meaning: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An option that names a file to write; its command does not run if it would write over what it reads."""
    named = click.option(option, metavar="FILE", type=_Target(), help=meaning)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*values: P.args, **options: P.kwargs) -> R:
            _keep_apart(click.get_current_context())
            return function(*values, **options)

        return named(run)

    return decorate


def name_workbook(place: Path) -> None:
    """Check that a spreadsheet program will know a file as a workbook by its name.

    Raises:
        click.UsageError: its name does not end in ``.xlsx``.
    """
    if place.suffix.lower() != ".xlsx":
        named = place.with_suffix("") if promised(place) else place
        raise click.UsageError(f"a workbook's name ends in .xlsx; write {named}.xlsx")


def _keep_apart(context: click.Context) -> None:
    """Check, before anything is opened, that a command does not write over what it reads, or through a link.

    Raises:
        click.UsageError: an option names the ledger, the stored views, a file that the command reads, or a
            link.
    """
    targets = [
        (parameter.opts[0], Path(path))
        for parameter in context.command.params
        if isinstance(parameter.type, _Target)
        and (path := context.params.get(parameter.name or "")) not in (None, "-")
    ]
    for option, target in targets:
        keep_apart(context, option, target)


def keep_apart(context: click.Context, option: str, target: Path) -> None:
    """Check that a file to write is not what a command reads, nor a link.

    Raises:
        click.UsageError: it is the ledger, the stored views, a file that the command reads, or a link.
    """
    for what, source in _sources(context):
        if _same(source, target):
            raise click.UsageError(f"{option} names {what}, {target}; name another file", context)
    if target.is_symlink() and target.parent != Path("/dev"):
        raise click.UsageError(f"{target} is a link; name the file that it leads to", context)


def _sources(context: click.Context) -> Iterator[tuple[str, Path]]:
    """The ledger, the stored views, and the files that a command reads, with what they are."""
    settings = context.find_object(Settings)
    places = (("the ledger", settings.ledger), ("the stored views", settings.views)) if settings else ()
    for what, url in places:
        place = _SQLITE.sub("", url or "").partition("?")[0]
        if place and "://" not in place:
            yield from ((what, Path(place + end)) for end in _BESIDE_A_LEDGER)
    for parameter in context.command.params:
        if isinstance(parameter.type, click.Path) and parameter.type.exists:
            found = context.params.get(parameter.name or "")
            for path in found if isinstance(found, tuple) else (found,):
                if path is not None and str(path) != "-":
                    yield "a file that the command reads", Path(path)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
