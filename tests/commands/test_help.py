"""Help fits a terminal of 80 columns, and lists each command on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from cli import COMMANDS, goodwill
from ledger.events import KINDS

COLUMNS = 80
_CUT_OR_MARKED = re.compile(r"[a-z]\.\.\.$|``|[<>]=")


def commands(group: click.Group, path: tuple[str, ...] = ("goodwill",)) -> Iterator[tuple[str, ...]]:
    """The words that call each command, those of groups too; none that record a kind."""
    yield path
    context = click.Context(group, info_name=path[-1])
    for name in group.list_commands(context) if path[1:] != ("record",) else ():
        _, command, _ = group.resolve_command(context, [name])
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def help_of(words: tuple[str, ...]) -> list[str]:
    """The lines of the help of a command."""
    command: click.Command = goodwill
    context = click.Context(goodwill, info_name="goodwill", terminal_width=COLUMNS)
    for word in words[1:]:
        assert isinstance(command, click.Group)
        _, found, _ = command.resolve_command(context, [word])
        assert found is not None
        command = found
        context = click.Context(command, parent=context, info_name=word, terminal_width=COLUMNS)
    with context:
        return context.get_help().splitlines()


def test_help_fits_a_terminal() -> None:
    kinds = [("goodwill", "record", kind) for kind in KINDS]
    lines = [(words, line) for words in [*commands(goodwill), *kinds] for line in help_of(words)]
    assert [(words, line) for words, line in lines if len(line) > COLUMNS] == []
    assert [(words, line) for words, line in lines if _CUT_OR_MARKED.search(line)] == []


def test_each_command_has_one_line_in_the_list() -> None:
    listed = [line.split(maxsplit=1) for line in help_of(("goodwill",))]
    for section in COMMANDS.values():
        for name, line in section.items():
            assert [name, line] in listed
