"""``goodwill record``: one event by its options, or many from JSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.failures import LATER_EVENTS
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from commands.record.typed import Typed


AND = "+"
"""Stands between two events of one command line."""
_LATER = "goodwill.later"


def split(args: Sequence[str]) -> list[list[str]]:
    """The words of each event."""
    found: list[list[str]] = [[]]
    for word in args:
        if word == AND:
            found.append([])
        else:
            found[-1].append(word)
    return found


class Kinds(click.Group):
    """The kinds of event as commands, each made of its event's fields when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every kind, in the order of the union."""
        del ctx
        from ledger.events import KINDS

        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that records a kind."""
        from commands.record.kind_command import command_for
        from ledger.events.models import MODELS

        model = MODELS.get(cmd_name)
        return None if model is None else command_for(model, later=bool(ctx.meta.get(_LATER)))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the kind of the first event, and keeps the events after it."""
        first, *later = split(args)
        if ctx.resilient_parsing and later:  # a shell completes the last event
            ctx.meta[_LATER] = True
            from commands.record.completing import CLIENT

            ctx.meta[CLIENT] = next(iter(first[1:]), None)
            first, later = later[-1], []
            if not first:
                return None, None, []
        if later:
            ctx.meta.setdefault(LATER_EVENTS, later)
        if not first:
            raise click.UsageError(f"no event stands beside {AND}; leave it out, or name a kind", ctx)
        name = first[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            from ledger.errors import UnknownKind

            kinds = self.list_commands(ctx)
            if swapped := [word for word in first[1:2] if word in kinds]:
                raise click.UsageError(f"the kind comes first: goodwill record {swapped[0]} {name}", ctx)
            raise click.UsageError(str(UnknownKind(name, kinds)), ctx)
        return super().resolve_command(ctx, first)

    def later(self, ctx: click.Context) -> Iterator[Typed]:
        """The events after the first one."""
        from ledger.errors import UnknownKind

        more: list[list[str]] = ctx.meta.pop(LATER_EVENTS, [])
        ctx.meta[_LATER] = ctx.invoked_subcommand is not None
        for words in more:
            name, command, rest = self.resolve_command(ctx, words)
            if name is None or command is None:
                raise click.UsageError(str(UnknownKind(words[0], self.list_commands(ctx))), ctx)
            with command.make_context(name, rest, parent=ctx) as typing:
                yield command.invoke(typing)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the kinds by family, one line each."""
        families: dict[str, list[str]] = {}
        for kind in self.list_commands(ctx):
            family, _, name = kind.partition(".")
            families.setdefault(f"{family}.", []).append(name)
        with formatter.section("Kinds (`goodwill record KIND --help` shows the fields)"):
            formatter.write_dl([(family, ", ".join(names)) for family, names in families.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Completes the names of kinds."""
        from click.shell_completion import CompletionItem

        from commands.record.kinds import meaning
        from ledger.events import KINDS

        found = [
            CompletionItem(kind, help=meaning(model))
            for kind, model in KINDS.items()
            if kind.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


_HELP = """Append an event, or many from a file.

\b
goodwill record client.registered ACME --name "Acme Ltd" --currency EUR
goodwill record order.placed ACME --number SO-17 --currency EUR \\
    --line product=AB,quantity=3,unit_price=1.20
goodwill record payment.received ACME B-7 500 \\
    + payment.promised - 250 2026-04-30
goodwill record --data events.jsonl

Words after KIND CLIENT fill the fields that `goodwill kinds KIND` lists, in order. + begins another event of the
same client and moment, on behalf of the same person; the ledger records all of them, or none.
"""


@click.group(
    cls=Kinds,
    help=_HELP,
    invoke_without_command=True,
    subcommand_metavar="[KIND [CLIENT] [WORDS] --field value ...] [+ KIND ...]",
    context_settings={"max_content_width": 100},
)
@click.option(
    "--data",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Append many events, all or none: JSON lines as `history --format jsonl` writes them; - reads standard input.",
)
@options.dry_run
@pass_settings
@click.pass_context
def record(ctx: click.Context, settings: Settings, data: str | None, *, dry_run: bool) -> None:
    """Records an event, or many."""
    if data is None and ctx.invoked_subcommand is None:
        from commands.record.prompting import ask_kind, on_terminal

        if not on_terminal() or not isinstance(ctx.command, Kinds):
            raise click.UsageError("name a kind of event, or a file with --data")
        ctx.meta[LATER_EVENTS] = [[ask_kind(ctx.command.list_commands(ctx))]]
        return
    if data is not None:
        if ctx.invoked_subcommand is not None:
            raise click.UsageError("name a kind of event, or a file with --data, not both")
        from commands.record.data import record_lines

        record_lines(settings, data, dry_run=dry_run)


@record.result_callback()
@pass_settings
def recorded(settings: Settings, typed: Typed | None, /, *, dry_run: bool, **_: Any) -> None:
    """Records what a kind's command read."""
    context = click.get_current_context()
    group = context.command
    if (typed is None and LATER_EVENTS not in context.meta) or not isinstance(group, Kinds):
        return
    from commands.record.recording import record_typed

    several = [*filter(None, [typed]), *group.later(context)]
    record_typed(settings, several, dry_run=dry_run or any(one.ctx.params["dry_run"] for one in several))
