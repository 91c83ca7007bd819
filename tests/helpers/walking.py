"""The commands of the program, found by the words that call them, and the sources of its modules."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cli import goodwill
from tests.helpers.places import PACKAGES, ROOT


def commands(group: click.Group = goodwill, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that call each command, those of groups too; none that record a kind."""
    yield path
    context = click.Context(group, **group.context_settings)
    for name in group.list_commands(context) if path != ("record",) else ():
        _, command, _ = group.resolve_command(context, [name])
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def context_of(*words: str, columns: int | None = None) -> click.Context:
    """The context of the command that words call; words after it are its arguments.

    Raises:
        LookupError: there is no such command.
    """
    # A command keeps its help option as the first context that asks has it, so every context is as in a run.
    settings = {**goodwill.context_settings, "terminal_width": columns}
    context = click.Context(goodwill, info_name="goodwill", **settings)
    for word in words:
        group = context.command
        if not isinstance(group, click.Group):
            break
        if group.get_command(context, word) is None:
            raise LookupError(word)
        _, command, _ = group.resolve_command(context, [word])
        assert command is not None
        context = click.Context(command, parent=context, info_name=word, terminal_width=columns)
    return context


def modules() -> Iterator[tuple[str, str]]:
    """The name and the source of every module of the program."""
    for path in (
        ROOT / "cli.py",
        *(path for name in (*PACKAGES, "benchmarks", "docs") for path in sorted((ROOT / name).rglob("*.py"))),
    ):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
