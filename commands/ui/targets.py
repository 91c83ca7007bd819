"""The options that name files to write, which are never what the command reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from commands.ui.settings import Settings

FORCE = "goodwill.force"
"""Where Click's context keeps that ``--force`` was asked for."""
_SQLITE = re.compile(r"sqlite(\+\w+)?:///")
_BESIDE_A_LEDGER = ("", "-wal", "-shm", "-journal")


class Target(click.Path):
    """The type of an option that names a file to write."""

    def __init__(self, path_type: type[Path] | None = None) -> None:
        super().__init__(dir_okay=False, path_type=path_type)


def keep_apart(context: click.Context, settings: Settings) -> None:
    """Check, before anything is opened, that a command does not write over what it reads, or through a link.

    Raises:
        click.UsageError: an option names the ledger, the stored views, a file that the command reads, or a
            link.
    """
    targets = [
        (parameter.opts[0], Path(path))
        for parameter in context.command.params
        if isinstance(parameter.type, Target)
        and (path := context.params.get(parameter.name or "")) not in (None, "-")
    ]
    for option, target in targets:
        for what, source in _sources(context, settings):
            if _same(source, target):
                raise click.UsageError(f"{option} names {what}, {target}; name another file", context)
        if target.is_symlink() and target.parent != Path("/dev"):
            raise click.UsageError(f"{target} is a link; name the file that it leads to", context)


def _sources(context: click.Context, settings: Settings) -> Iterator[tuple[str, Path]]:
    """The files that a command reads, with what they are."""
    for what, url in (("the ledger", settings.ledger), ("the stored views", settings.views)):
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
