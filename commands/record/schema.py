"""``goodwill schema``: what an editor or a program needs to check a document."""

from __future__ import annotations

import click

from commands.ui import options
from commands.ui.output import Result, write


@click.command()
@click.argument("document", type=click.Choice(["events", "mapping", "policy"]))
@options.results("json")
def schema(document: str, form: str, output: str | None) -> None:
    """Print the JSON Schema of events, a mapping or a policy.

    An editor that knows it completes and checks the document while you type. The draft is 2020-12.
    """
    from goodwill.schemas import schema as schema_of

    write(Result(whole=lambda: schema_of(document)), form, output)
