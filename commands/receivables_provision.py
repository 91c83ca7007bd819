"""``goodwill receivables --provision``: what is not expected to come in, by the policy's rates for each age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from commands.settings import Settings
from commands.views import Writing, show

if TYPE_CHECKING:
    from ledger import Ledger
    from projections import Answer


_NO_RATES: Final = (
    "The policy has no rates, so nothing is provided for: adopt one with metrics.provision_rates, a percentage for "
    "each age, with `goodwill policy adopt`."
)


def show_provision(settings: Settings, form: str, output: str | None, asked: dict[str, Any]) -> None:
    """Ask what is open by age, and write what is not expected to come in of it."""
    show(settings, "receivables", Writing(form, output, table=_page), asked, then=_provided, rows_only=True)


def _provided(_: Ledger, answer: Answer) -> Answer:
    from projections.receivables.provisioning import provided

    return provided(answer)


def _page(answer: Answer) -> Iterator[str]:
    """The table for people: open debt by age, and under it the rates and what they come to."""
    from commands.tables import RULE, Cell, Row, render, terminal_width
    from commands.view_tables import columns_of, heading, totals

    yield from heading(answer)
    yield ""
    rows, rates = answer.table(), answer.more["rates"]
    if not rows:
        yield "Nothing to show."
        return
    shown = columns_of(answer.shape, rows)
    table: list[Row] = [[one.cell(row) for one in shown] for row in rows]
    if rates:
        said = {shown[0].name: "rate"} | {f"gross {age}": f"{rate} %" for age, rate in rates.items()}
        table += [RULE, [Cell(said.get(one.name, ""), faint=True) for one in shown]]
    columns = [one.column(rows) for one in shown]
    yield from render(columns, [*table, *totals(shown, answer.sums())], room=terminal_width())
    if not rates:
        yield ""
        yield click.style(_NO_RATES, dim=True)
