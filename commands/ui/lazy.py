"""A group that loads a command only when it is called, and turns errors into exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

Sections = Mapping[str, Mapping[str, str]]
"""Heading -> command name -> one line of help."""


class LazyGroup(click.Group):
    """Knows its commands by name and one line of help; imports one when it is called."""

    def __init__(self, *, sections: Sections, **settings: Any) -> None:
        super().__init__(**settings)
        self.sections = sections
        self.headings = {name: heading for heading, section in sections.items() for name in section}
        self.commands = {
            name: click.Command(name, short_help=line)
            for section in sections.values()
            for name, line in section.items()
        }

    def load(self, name: str) -> click.Command:
        """The command itself, imported from its module under its heading, or made for a registered view.

        Raises:
            KeyError: there is no such command.
        """
        from importlib.util import find_spec

        attribute = f"{name}_" if iskeyword(name) else name.replace("-", "_")
        module = f"commands.{self.headings[name].lower()}.{attribute}"
        command = getattr(import_module(module if find_spec(module) else "commands.read.views"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module} has no command {attribute}")
        return command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command that the arguments name, and loads it."""
        if args[0] == "help" and not ctx.resilient_parsing:
            if not args[1:]:
                click.echo(ctx.get_help())
                ctx.exit()
            args = [*args[1:], "--help"]
        for word in args:
            if (
                not word.isascii()
                and word.encode(errors="ignore").decode() != word
                and not os.path.lexists(word)
            ):
                raise click.UsageError(f"{word!a} is not text in UTF-8; type it again", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        return name, self.load(name) if name and command else command, rest

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a reader that closes the pipe has what it wanted."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from commands.ui.failures import DONE
            from commands.ui.printing import forget_stdout

            forget_stdout()
            ctx.exit(DONE)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands section by section, from the table alone."""
        del ctx
        widest = max(len(name) for name in self.commands)
        for heading, section in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), line) for name, line in section.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - as click.Command has it
        **extra: Any,
    ) -> Any:
        """Runs a command line; on its own, ends the process with the exit code that says how it went."""
        if standalone_mode:
            _open_what_is_closed()
        else:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a person never sees a traceback
            from commands.ui.failures import report

            code = report(error)
        sys.exit(code if isinstance(code, int) else 0)


def _open_what_is_closed() -> None:
    """Discard what goes to an output that the shell closed (``>&-``)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
