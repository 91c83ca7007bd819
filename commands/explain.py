"""``goodwill explain``: the entries behind a figure."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from commands import options
from commands.clock import now, today
from commands.output import destination, write_csv, write_json, write_jsonl
from commands.settings import Settings, pass_settings

if TYPE_CHECKING:
    from projections import Explanation

__all__ = ["VIEWS", "explain"]

VIEWS = ("health", "loyalty", "receivables")
_COLUMNS = (
    "client", "figure", "currency", "of", "instalment", "what", "document", "how", "said_by", "amount", "total", "entry", "on",
    "kind", "corrected_by",
)  # fmt: skip


@click.command()
@click.argument("view", metavar="VIEW", type=click.Choice(VIEWS))
@click.argument("client")
@click.option(
    "--document",
    metavar="NUMBER",
    help="Only this invoice, order, payment ..., open or closed.  [default: all that is open, or counts]",
)
@options.two_clocks("today")
@click.option("--group", is_flag=True, help="With all companies of the client's group, as one.")
@options.output_format("table", "json", "jsonl", "csv")
@options.output
@pass_settings
def explain(
    settings: Settings, /, view: str, client: str, form: str, output: str | None, **asked: Any
) -> None:
    """Show the entries behind a figure.

    VIEW is receivables, loyalty or health. What each entry added or took off sums to the figure of the view; a
    corrected entry is shown as it counts, with the position of its correction.
    """
    from commands.clients import known_client
    from commands.house import house_entries
    from commands.opening import reading
    from projections import explain as ask
    from projections.fold import Horizon
    from projections.groups import group_of

    with reading(settings) as ledger:
        code = known_client(ledger, client) or client
        known_at = asked["known_at"] or max(
            now(), ledger.recorded_at
        )  # a clock may be behind what is recorded
        horizon = Horizon(asked["as_of"] or today(), known_at, ledger.position_at(known_at))
        codes = group_of(code, ledger.history, horizon).codes if asked["group"] else [code]
        said = ask(
            view,
            chain(house_entries(ledger), *map(ledger.history, codes)),
            **horizon._asdict(),
            document=asked["document"],
        )
    _write(said, form, output)


def _write(said: Explanation, form: str, output: str | None) -> None:
    from commands.explain_table import lines

    with destination(output, exact=form != "table") as stream:
        match form:
            case "json":
                write_json(stream, said.as_json())
            case "jsonl":
                write_jsonl(stream, said.as_json()["contributions"])
            case "csv":
                write_csv(stream, _COLUMNS, said.table())
            case _:
                for line in lines(said):
                    click.echo(line, file=stream)
