"""``goodwill advise``: the largest order that a client may place, and what to offer it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import result_of
from commands.ui import options
from commands.ui.output import write
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from projections import Answer


@click.command()
@options.client
@options.two_clocks("today")
@options.results("table", "json")
@pass_settings
def advise(settings: Settings, /, client: str, form: str, output: str | None, **asked: Any) -> None:
    """Show the largest order to seek, and what to offer.

    The largest order is the lowest of what the credit limit leaves, late debt and a credit check allow, and
    the client's history: its largest order of twelve months, and as much again if it paid everything in time.
    To offer are goods that it no longer buys, and those that others of its segment buy.
    """
    import goodwill
    from commands.ui.opening import reading

    with reading(settings) as ledger:
        answer = goodwill.advise(ledger, client, **asked)
    write(result_of(answer, _lines, beside="offers"), form, output)


def _lines(answer: Answer) -> Iterator[str]:
    from commands.ui.printing import clean
    from commands.ui.tables import sentence
    from commands.ui.view_tables import heading, table_of
    from ledger.money import amount_text
    from ledger.text import counted

    yield from (*heading(answer), "", clean(str(answer.more["of"])))
    if not answer.rows:
        yield "Nothing to show: no currency of the client is known, and it owes nothing."
        return
    yield from table_of(answer.shape, answer.rows)
    (found,) = answer.totals
    seek = "nothing bounds it" if found.most is None else amount_text(found.most, found.currency)
    late = f", while {amount_text(found.late, found.currency)} is late, by up to {counted(found.days_late, 'day')}"
    yield from sentence(f"The largest order to seek: {seek}{late if found.days_late else ''}")
    if answer.items and answer.item_shape:
        yield from ("", *table_of(answer.item_shape, answer.items))
