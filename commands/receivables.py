"""``goodwill receivables``: who owes what; each further listing is in a module of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.settings import Settings
from commands.views import asked_of_a_view, show

if TYPE_CHECKING:
    from ledger import Ledger
    from projections import Answer
    from projections.rates import Rates

__all__ = ["receivables"]

_OWN_ROWS = ("promises", "disputes")
"""Listings with rows of their own, each in its own currency."""
_GROUPINGS = ("manager", "territory", "segment", "group")


@click.command()
@asked_of_a_view
@click.option("--items", is_flag=True, help="Show every open document or instalment.")
@click.option(
    "--by", type=click.Choice(_GROUPINGS), help="Sum by this, a territory with all that lies within it."
)
@click.option(
    "--currency", metavar="CODE", help="Show every amount in this currency, at the rates in force on the day."
)
@click.option("--promises", is_flag=True, help="Show what was promised, and whether the promises were kept.")
@click.option("--disputes", is_flag=True, help="Show what is contested, why, and how it ended.")
@click.option(
    "--exposure",
    is_flag=True,
    help="Show credit limits and what uses them; with --items the orders not owed yet.",
)
def receivables(settings: Settings, form: str, output: str | None, *, exposure: bool, **asked: Any) -> None:
    """Show who owes what, by how long it is overdue.

    Not due and overdue, less what is unapplied, is the balance: to the cent, for every currency.
    """
    listing, by, currency = _listing(asked), asked.pop("by"), asked.pop("currency")
    if by and asked["group"]:
        raise click.UsageError("--group and --by are two groupings; leave out one, or say --by group")
    if exposure and listing not in ("", "items"):
        raise click.UsageError(f"--exposure and --{listing} show different things; leave out one of them")
    asked["group"] = asked["group"] or by == "group"
    if listing not in _OWN_ROWS:
        then = partial(_made, by=by, currency=currency, exposure=exposure)
        show(settings, "receivables", form, output, asked, items=listing == "items", then=then)
        return
    if currency:
        raise click.UsageError(f"--{listing} shows each amount in its own currency; leave out --currency")
    from commands.receivables_claims import listed

    show(settings, "receivables", form, output, asked, then=partial(listed, what=listing))


def _listing(asked: dict[str, Any]) -> str:
    """What is wanted instead of a row for each client, taken out of what was asked, but for the value of --by."""
    chosen = [name for name in ("by", "items", *_OWN_ROWS) if asked[name]]
    if len(chosen) > 1:
        raise click.UsageError(
            f"--{chosen[0]} and --{chosen[1]} show different things; leave out one of them"
        )
    for name in ("items", *_OWN_ROWS):
        del asked[name]
    return chosen[0] if chosen else ""


def _made(ledger: Ledger, answer: Answer, *, by: str | None, currency: str | None, exposure: bool) -> Answer:
    """The answer in another currency, and summed by something else, as far as that is wanted."""
    from projections.receivables.exposure import exposed
    from projections.receivables.grouping import grouped
    from projections.receivables.reporting import converted

    if not currency:
        return grouped(answer, by) if by else exposed(answer) if exposure else answer
    code, rates = _rates(ledger, answer, currency)
    answer = converted(answer, code, rates)
    if exposure:
        return exposed(answer, lambda money: (rates.convert(*money, code), code))
    return grouped(answer, by) if by else answer


def _rates(ledger: Ledger, answer: Answer, currency: str) -> tuple[str, Rates]:
    """The currency as ISO 4217 writes it, and the rates that the answer could have known."""
    from commands.house import house_entries
    from ledger.rules.checks import known_currency
    from projections.fold import Horizon
    from projections.rates import rates_in_force

    code = currency.strip().upper()
    known_currency(code)
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    return code, rates_in_force(house_entries(ledger), horizon)
