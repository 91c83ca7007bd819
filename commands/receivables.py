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
def receivables(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show who owes what, by how long it is overdue.

    Not due and overdue, less what is unapplied, is the balance: to the cent, for every currency.
    """
    listing, by, currency = _listing(asked), asked.pop("by"), asked.pop("currency")
    if by and asked["group"]:
        raise click.UsageError("--group and --by are two groupings; leave out one, or say --by group")
    asked["group"] = asked["group"] or by == "group"
    if listing not in _OWN_ROWS:
        then = partial(_made, by=by, currency=currency)
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


def _made(ledger: Ledger, answer: Answer, *, by: str | None, currency: str | None) -> Answer:
    """The answer in another currency, and summed by something else, as far as that is wanted."""
    if currency:
        answer = _in_currency(ledger, answer, currency)
    if by:
        from projections.receivables.grouping import grouped

        answer = grouped(answer, by)
    return answer


def _in_currency(ledger: Ledger, answer: Answer, currency: str) -> Answer:
    from commands.house import house_entries
    from ledger.rules.checks import known_currency
    from projections.fold import Horizon
    from projections.rates import rates_in_force
    from projections.receivables.reporting import converted

    code = currency.strip().upper()
    known_currency(code)
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    return converted(answer, code, rates_in_force(house_entries(ledger), horizon))
