"""``goodwill key-accounts``: shares of revenue and margin, and how concentrated they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_of_a_view, asked_question, result_of
from commands.ui.failures import warn
from commands.ui.output import write
from commands.ui.periods import AskedPeriod, spanning
from commands.ui.settings import Settings
from commands.ui.tables import faint, sentence
from ledger.money import to_places
from ledger.text import counted

if TYPE_CHECKING:
    from decimal import Decimal

    from projections import Answer
    from projections.key_accounts.client_sales import Revenue
    from projections.key_accounts.rows import KeyAccountTotal

_WORDS = {
    "net": "orders, less what was cancelled or came back, each on its own day",
    "ordered": "orders as they were placed, cancelled ones too",
    "invoiced": "invoices and what else is billed, less what was credited, each on its own day",
}


@click.command()
@spanning
@asked_of_a_view()
@click.option(
    "--revenue",
    type=click.Choice(tuple(_WORDS)),
    default="net",
    show_default=True,
    help="What counts: orders less what was cancelled or came back; orders as placed; or invoices less credits.",
)
@click.option("--items", is_flag=True, help="Show the entries behind each row.")
def key_accounts(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    span: AskedPeriod,
    revenue: Revenue,
    items: bool,
    **asked: Any,
) -> None:
    """Show each client's share of revenue and margin.

    A key account makes at least a share of revenue, alone or with its group of companies, or a person ranked
    it so (client.ranked). Where the cost of all goods is known, rank and classes go by margin, else by
    revenue. The client that crosses the limit of class A is the last in A, and likewise in B. Shares are
    among the clients in view, in one currency.
    [key_accounts] in the policy sets these limits: share, a_to and b_to.
    """
    from commands.ui.opening import asking
    from goodwill.accounts import key_accounts_from

    start, asked["as_of"] = span.up_to(settings, asked["as_of"])
    with asking(settings) as ledger:
        quick = partial(ask, ledger, views=settings.views)
        question = asked_question(ledger, asked)._replace(start=start)
        answer = key_accounts_from(ledger, quick, question, revenue)
        answer = answer.with_items(answer.items if items else ())
    warn(answer.cautions)
    write(result_of(answer, partial(_lines, items=items), items=items), form, output)


def _lines(answer: Answer, *, items: bool) -> Iterator[str]:
    """The table for people: the clients or their entries, then how concentrated the whole is."""
    from commands.ui.view_tables import columns_of, heading, lines_of, spanned_text

    period = spanned_text(answer)
    yield from heading(answer)
    yield from faint(f"{period}; revenue: {_WORDS[answer.more['revenue']]}")
    yield ""
    rows, shape = answer.table(items=items), answer.item_shape if items else answer.shape
    if not rows or shape is None:
        yield f"Nothing was sold {period}, by {answer.more['revenue']}; try another --revenue, or a longer period."
        return
    shown = columns_of(shape, rows)
    yield from lines_of(shown, rows, [] if items else answer.sums())
    for total in [] if items else answer.totals:
        yield from _concentration(total)


def _concentration(total: KeyAccountTotal) -> Iterator[str]:
    """How concentrated revenue is, where all its clients are in the rows."""
    if total.hhi is None:
        return
    if total.clients == 1:
        yield ""
        yield from sentence(
            f"{total.currency}: 1 client, whose rank, class and share compare it with nobody."
        )
        return
    classes = ", ".join(f"{number:,} in {name}" for name, number in total.abc.items())
    yield ""
    yield from sentence(
        f"{total.currency}: {counted(total.clients, 'client')}, ranked by {total.by}: {classes}; key accounts: "
        f"{total.key_accounts:,}."
    )
    largest, ten, fifth = (_to(2, one) for one in (total.top_client, total.top_ten, total.top_fifth))
    yield from sentence(
        f"The largest makes {largest} % of revenue, the first ten {ten} %, the first fifth {fifth} %; "
        f"HHI {_to(1, total.hhi)} of 10,000, Gini {_to(4, total.gini)}."
    )


def _to(places: int, figure: Decimal | None) -> str:
    return "unknown" if figure is None else str(to_places(figure, places))
