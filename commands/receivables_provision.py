"""``goodwill receivables --provision``: what is not expected to come in, by the policy's rates for each age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from commands.settings import Settings
from commands.views import Writing, show

if TYPE_CHECKING:
    from ledger import Ledger
    from projections import Answer

__all__ = ["show_provision"]

_NO_RATES: Final = (
    "The policy has no rates, so nothing is provided for: adopt one with metrics.provision_rates, a percentage for "
    "each age, with `goodwill policy adopt`."
)
_GROSS: Final = "gross "
_NAME: Final = 12


def show_provision(settings: Settings, form: str, output: str | None, asked: dict[str, Any]) -> None:
    """Ask what is open by age, and write what is not expected to come in of it."""
    show(settings, "receivables", Writing(form, output, table=_page), asked, then=_provided, rows_only=True)


def _provided(_: Ledger, answer: Answer) -> Answer:
    from projections.receivables.provisioning import provided

    return provided(answer)


def _page(answer: Answer) -> Iterator[str]:
    """The table for people: open debt by age, and under it the rates and what they come to."""
    from commands.tables import RULE, Cell, Column, render, terminal_width
    from commands.view_tables import heading

    yield from heading(answer)
    yield ""
    rows = answer.table()
    if not rows:
        yield "Nothing to show."
        return
    ages = [name for name in rows[0] if name.startswith(_GROSS)]
    columns = [Column("CLIENT"), Column("NAME", least=_NAME, optional=True), Column("CUR")]
    columns += [Column(name.removeprefix(_GROSS).upper(), "right") for name in ages]
    columns += [Column(title, "right") for title in ("RECEIVABLES", "PROVISION", "%")]
    table: list[Sequence[Cell | str]] = [
        [row["client"], row["name"] or "", *_cells(row, ages)] for row in rows
    ]
    rates = answer.more["rates"]
    if rates:
        percent = [f"{rate} %" for rate in rates.values()]
        table += [RULE, [Cell(text, faint=True) for text in ("rate", "", "", *percent, "", "", "")]]
    table += [RULE]
    table += [
        [Cell(text, bold=True) for text in ("total", "", *_cells(sums, ages))] for sums in answer.sums()
    ]
    yield from render(columns, table, room=terminal_width())
    if not rates:
        yield ""
        yield click.style(_NO_RATES, dim=True)


def _cells(row: Mapping[str, Any], ages: Sequence[str]) -> list[str]:
    from ledger.money import quantum

    unit = quantum(row["currency"])
    money = [row[name] for name in (*ages, "receivables", "provision")]
    texts = ["" if amount is None else f"{amount.quantize(unit):,f}" if amount else "-" for amount in money]
    return [row["currency"], *texts, "" if row["percentage"] is None else f"{row['percentage']:,f}"]
