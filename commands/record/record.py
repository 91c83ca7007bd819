"""``goodwill record``: one event by its options, or many from JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from commands.record.drafting import Typed


class Kinds(click.Group):
    """The kinds of event as commands, each made of its event's fields when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every kind, in the order of the union."""
        del ctx
        from ledger.events import KINDS

        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that records a kind."""
        del ctx
        from commands.record.kind_command import command_for
        from ledger.events.models import MODELS

        model = MODELS.get(cmd_name)
        return None if model is None else command_for(model)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the kind; a name near another gets a hint."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            from ledger.errors import UnknownKind

            raise click.UsageError(str(UnknownKind(name, self.list_commands(ctx))), ctx)
        return super().resolve_command(ctx, args)

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
goodwill record --data events.jsonl
"""


@click.group(
    cls=Kinds,
    help=_HELP,
    invoke_without_command=True,
    subcommand_metavar="[KIND [CLIENT] --field value ...]",
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
        raise click.UsageError("name a kind of event, or a file with --data")
    if data is not None:
        if ctx.invoked_subcommand is not None:
            raise click.UsageError("name a kind of event, or a file with --data, not both")
        from commands.record.data import record_lines

        record_lines(settings, data, dry_run=dry_run)


@record.result_callback()
@pass_settings
def recorded(settings: Settings, typed: Typed | None, /, *, dry_run: bool, **_: Any) -> None:
    """Records what a kind's command read."""
    if typed is None:
        return
    from commands.record.recording import record_typed

    record_typed(settings, typed, dry_run=dry_run or typed.ctx.params["dry_run"])
