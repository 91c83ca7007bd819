"""``goodwill receivables --provision``: expected losses, by the policy's rates for each age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from commands.ui.tables import RULE, Cell, Row
from commands.ui.view_tables import columns_of, heading, lines_of, totals

if TYPE_CHECKING:
    from projections import Answer


_NO_RATES: Final = (
    "The policy has no rates, so nothing is provided for: adopt one with metrics.provision_rates, a percentage for "
    "each age, with `goodwill policy adopt`."
)


def page(answer: Answer) -> Iterator[str]:
    """The table for people: open debt by age, and under it the rates and what they come to."""
    yield from heading(answer)
    yield ""
    rows, rates = answer.table(), answer.more["rates"]
    if not rows:
        yield "Nothing to show."
        return
    shown = columns_of(answer.shape, rows)
    below: list[Row] = []
    if rates:
        said = {shown[0].name: "rate"} | {f"gross {age}": f"{rate} %" for age, rate in rates.items()}
        below = [RULE, [Cell(said.get(one.name, ""), faint=True) for one in shown]]
    yield from lines_of(shown, rows, [*below, *totals(shown, answer.sums())])
    if not rates:
        yield ""
        yield click.style(_NO_RATES, dim=True)
