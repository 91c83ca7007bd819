"""``goodwill completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_HELP = """Print the completion script for a shell.

Save it where the shell looks for it, and open a new shell:

\b
goodwill completion bash \\
    > ~/.local/share/bash-completion/completions/goodwill
goodwill completion zsh > ~/.zfunc/_goodwill
goodwill completion fish > ~/.config/fish/completions/goodwill.fish
"""


@click.command(help=_HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Prints the script that Click makes for a shell."""
    kind = get_completion_class(shell)
    if kind is None:
        ctx.fail(f"there is no completion for {shell}; use bash, zsh or fish")
    click.echo(kind(ctx.find_root().command, {}, "goodwill", "_GOODWILL_COMPLETE").source())
