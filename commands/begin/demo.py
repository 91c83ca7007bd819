"""``goodwill demo``: a generated portfolio and its views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from shlex import quote
from typing import Any, Final

import click

from commands.ui import options
from commands.ui.printing import showing
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted
from ledger.times import shifted

_VIEWS: Final = ("health", "loyalty", "receivables")
"""The views that it shows."""
_MOST = 12  # rows of each view, the most telling first
_EVENTS_A_YEAR = 200 / 3
_COUNT, _YEARS = options.Within(1), options.Within(1, 50)
_option = partial(click.option, metavar="N", show_default=True)


@click.command()
@_option("--clients", type=_COUNT, default=40, help="The number of clients.")
@_option("--years", type=_YEARS, default=3, help="The number of years.")
@_option("--events", type=_COUNT, help="About how many events.  [default: 67 for each client and year]")
@_option("--seed", type=int, default=1, help="Another number gives another portfolio.")
@_option(
    "--until", type=options.day, metavar="DATE", default="2026-06-30", help="The last day of the portfolio."
)
@pass_settings
def demo(settings: Settings, *, clients: int, years: int, events: int | None, seed: int, until: date) -> None:
    """Fill an empty ledger with a generated portfolio, and show it.

    It stores the views, and prints health, loyalty and receivables, the brief of one client, and the agenda
    of the week after. The same options always give the same portfolio. Its clients and people are made up.
    """
    from commands.demo.portfolio import portfolio
    from commands.store.replay import make_again
    from commands.ui.output import TABLE, destination

    events = events or round(clients * years * _EVENTS_A_YEAR)
    batches = portfolio(clients=clients, years=years, events=events, seed=seed, until=until)
    recorded = _fill(settings, batches, events)
    make_again(settings, jobs=1, months=True)
    with showing(f"recorded {recorded:,} entries"), destination(None, TABLE) as stream:
        click.echo(
            f"A generated portfolio: {counted(clients, 'client')}, {counted(years, 'year')}, "
            f"{recorded:,} entries, seed {seed}. Clients and people are made up.",
            file=stream,
        )
        for line in _shown(settings, until):
            click.echo(line, file=stream)


def _fill(settings: Settings, batches: Iterator[Any], events: int) -> int:
    from commands.demo.portfolio import SteppedClock, fill
    from commands.ui.opening import place, writing
    from commands.ui.progress import progress
    from ledger.store import exists

    clock = SteppedClock()
    with writing(settings, clock=clock) as ledger:
        if ledger.position:
            raise click.ClickException(
                f"the ledger has entries up to position {ledger.position:,} already, "
                "and a demo wants an empty one; name another place with --ledger"
            )
        try:
            with progress("entries") as say:
                return fill(
                    ledger, clock, batches, lambda done: say(done, max(events, done), done, "recording")
                )
        except BaseException as wrong:
            if exists(settings.ledger):
                wrong.add_note(
                    f"{place(settings.ledger)} holds a part of the demonstration; delete it and begin again"
                )
            raise


def _shown(settings: Settings, until: date) -> Iterator[str]:
    import goodwill
    from commands.read.brief import lines
    from commands.read.views import ask
    from commands.ui.opening import reading
    from commands.ui.view_tables import page
    from goodwill.asking import question_of
    from goodwill.options import Seen
    from projections import ALL
    from projections.agenda.weeks import name_of, week_of

    with reading(settings) as ledger:
        clocks: Seen = {"as_of": until, "known_at": ledger.recorded_at}
        question = question_of(ledger, **clocks)
        for view in map(ALL.__getitem__, _VIEWS):
            answer = ask(ledger, view.name, question)
            answer = replace(answer, rows=[*view.showing.telling(answer.rows)])
            yield ""
            yield from page(answer, most=_MOST)
        client = next((row.client for row in answer.rows), None)
        if client is not None:
            yield ""
            yield from lines(goodwill.brief(ledger, client, **clocks))
        week = name_of(week_of(shifted(until, 7)))
        yield ""
        yield from page(goodwill.agenda(ledger, week=week, **clocks), most=_MOST)
    yield ""
    yield "Try next:"
    ledger_option = "" if settings.ledger == "./goodwill.db" else f"--ledger {quote(settings.ledger)} "
    for command in (
        f"history {client or 'CLIENT'}",
        f"receivables --items --as-of {until} {client or 'CLIENT'}",
        f"health --as-of {until.replace(day=1)}",
        f"agenda --as-of {until}",
        f"serve --open --as-of {until}",
    ):
        yield f"  goodwill {ledger_option}{command}"
