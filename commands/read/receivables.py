"""``goodwill receivables``: who owes what; each further listing is in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, show
from commands.ui.choices import NearChoice
from commands.ui.output import TABLE
from commands.ui.periods import AskedPeriod, of_period
from commands.ui.settings import Settings
from ledger.money import amount_text
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer
    from projections.framework.question import States


_GROUPINGS = ("client", "manager", "territory", "segment", "group", "month")
_NO_RATES = (
    "The policy has no rates, so nothing is provided for: adopt one with metrics.provision_rates, a percentage for "
    "each age, with `goodwill policy adopt`."
)


@click.command(help=REGISTER["receivables"].help)
@asked_of_a_view()
@click.option("--items", is_flag=True, help="Show every open document or instalment.")
@click.option(
    "--by",
    type=NearChoice(_GROUPINGS),
    help="Sum by this; a territory includes the places in it, and month needs --roll-forward.",
)
@click.option(
    "--currency", metavar="CODE", help="Show every amount in this currency, at the rates in force on the day."
)
@click.option(
    "--metrics", is_flag=True, help="Show how fast money comes in: days sales outstanding and other measures."
)
@click.option(
    "--roll-forward",
    is_flag=True,
    help="Show what was owed before a period, what moved it, and what is owed at its end.",
)
@of_period("--metrics and --roll-forward")
@click.option("--provision", is_flag=True, help="Show expected losses, by rates for each age.")
@click.option("--promises", is_flag=True, help="Show promises to pay, and whether clients kept them.")
@click.option("--disputes", is_flag=True, help="Show disputes, their reasons and their outcomes.")
@click.option(
    "--exposure",
    is_flag=True,
    help="Show credit limits and what uses them; with --items the orders not owed yet.",
)
def receivables(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    form: str,
    output: str | None,
    *,
    span: AskedPeriod,
    by: str | None,
    currency: str | None,
    items: bool,
    metrics: bool,
    roll_forward: bool,
    provision: bool,
    promises: bool,
    disputes: bool,
    exposure: bool,
    **asked: Any,
) -> None:
    """Show the view, or one of the listings made of it."""
    if not (metrics or roll_forward):
        _refuse_period(span)
    period, writing = span.chosen(settings, asked["as_of"]), Writing(form, output, items)
    own = {"metrics": metrics, "provision": provision, "promises": promises, "disputes": disputes}
    if roll_forward:
        if others := [name for name, wanted in (own | {"exposure": exposure}).items() if wanted]:
            raise click.UsageError(_apart("roll-forward", others[0], None))
        from commands.read.receivables_roll_forward import show_roll_forward

        show_roll_forward(settings, writing, period, asked, by=by or "client", currency=currency or None)
        return
    by = None if by == "client" else by
    listing = _listing(by, {"items": items} | own)
    _check_grouping(by, group=asked["group"])
    if exposure and listing not in ("", "items"):
        raise click.UsageError(_apart("exposure", listing, by))
    if currency and listing in own:
        raise click.UsageError(f"--{listing} shows each amount in its own currency; leave out --currency")
    asked |= {"group": asked["group"] or by == "group"}
    if listing == "metrics":
        from commands.read.receivables_metrics import show_metrics

        show_metrics(settings, writing, period, asked)
    elif listing in own:
        _show_own_rows(settings, writing, listing, asked)
    else:
        then = _then(by, currency or None, exposure=exposure)
        states: States = "all" if exposure else ()
        if items and asked["client"] and form == TABLE and not exposure:  # of all clients, collect tells it
            writing, states = writing._replace(table=_items_page), "open"
        show(settings, "receivables", writing, asked, then=then, states=states)


def _items_page(answer: Answer) -> Iterator[str]:
    """The open documents of a client, and its last payment that bounced, which opened some of them again."""
    from commands.ui.tables import sentence
    from commands.ui.view_tables import page
    from projections.collections.overdue import bounced

    yield from page(answer, items=True)
    if (last := bounced(answer.holders)) is not None:
        amount = amount_text(last.amount, last.currency)
        yield ""
        yield from sentence(f"Payment {last.number} of {amount} bounced on {last.on}: {last.reason}.")


def _refuse_period(span: AskedPeriod) -> None:
    if span.is_given:
        raise click.UsageError(
            "--period, --from and --to go with --metrics or --roll-forward; add one, or use --as-of"
        )


def _check_grouping(by: str | None, *, group: bool) -> None:
    """Refuse a grouping of another listing, and two groupings."""
    if by == "month":
        raise click.UsageError(
            "--by month goes with --roll-forward; add it, or use --as-of for what is owed on one day"
        )
    if by and group:
        raise click.UsageError("--group and --by are two groupings; leave out one, or use --by group")


def _show_own_rows(settings: Settings, writing: Writing, listing: str, asked: dict[str, Any]) -> None:
    """A listing with rows of its own in place of those of the view."""
    from projections.measures import provisioning
    from projections.receivables import disputes, promises

    made = {"disputes": disputes.listed, "promises": promises.listed, "provision": provisioning.provided}
    kinds = {"disputes": disputes.KINDS, "promises": promises.KINDS}
    provision = listing == "provision"
    writing = writing._replace(table=_provision_page if provision else None)
    show(
        settings,
        "receivables",
        writing,
        asked,
        then=lambda _, answer: made[listing](answer),
        states=kinds.get(listing, ()),
    )


def _then(
    by: str | None, currency: str | None, *, exposure: bool
) -> Callable[[EntryLog, Answer], Answer] | None:
    """A function that changes the answer; None to show it as it is."""
    if not (by or currency or exposure):
        return None
    from goodwill.figures import summed, with_exposure

    if exposure:
        return partial(with_exposure, currency=currency)
    return partial(summed, by=by, currency=currency)


def _listing(by: str | None, wanted: dict[str, bool]) -> str:
    """The listing wanted instead of a row for each client."""
    chosen = [*(["by"] if by else []), *(name for name in wanted if wanted[name])]
    if len(chosen) > 1:
        raise click.UsageError(_apart(chosen[-1], chosen[0], by))
    return chosen[0] if chosen else ""


def _apart(listing: str, other: str, by: str | None) -> str:
    """Why two listings exclude each other, and what to do instead."""
    if other != "by":
        return f"--{other} and --{listing} are two tables; ask for one at a time"
    if by == "group":
        return f"--{listing} is not summed with --by; --group shows the companies of a group as one"
    return f"--{listing} is not summed by {by}; ask for one {by} with --{by} NAME, or for each client and leave out --by"


def _provision_page(answer: Answer) -> Iterator[str]:
    """The table for people: open debt by age, then the rates and the provision."""
    from commands.ui.tables import RULE, Cell, Row, faint
    from commands.ui.view_tables import columns_of, heading, lines_of, nothing

    yield from heading(answer)
    yield ""
    rows, rates = answer.table(), answer.more["rates"]
    if not rows:
        yield nothing(answer)
        return
    shown = columns_of(answer.shape, rows)
    between: list[Row] = []
    if rates:
        texts = {shown[0].name: "rate"} | {f"gross {age}": f"{rate} %" for age, rate in rates.items()}
        between = [RULE, [Cell(texts.get(one.name, ""), faint=True) for one in shown]]
    yield from lines_of(shown, rows, answer.sums(), between=between)
    if not rates:
        yield ""
        yield from faint(_NO_RATES)
