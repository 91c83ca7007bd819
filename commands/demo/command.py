"""``goodwill demo``: a generated portfolio, and what the views say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter, itemgetter
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from commands import options
from commands.settings import Settings, pass_settings
from commands.tables import counted

if TYPE_CHECKING:
    from projections import Answer

_MOST = 12  # rows of each view, the most telling first
_EVENTS_A_YEAR = 200 / 3
_COUNT, _YEARS = click.IntRange(1), click.IntRange(1, 50)
_option = partial(click.option, metavar="N", show_default=True)


@click.command()
@_option("--clients", type=_COUNT, default=40, help="How many clients.")
@_option("--years", type=_YEARS, default=3, help="Years looked after.")
@_option("--events", type=_COUNT, help="About how many events.  [default: 67 a client and year]")
@_option("--seed", type=int, default=1, help="Another one gives another portfolio.")
@_option("--until", type=options.DAY, metavar="DATE", default="2026-06-30", help="The last day.")
@pass_settings
def demo(settings: Settings, *, clients: int, years: int, events: int | None, seed: int, until: date) -> None:
    """Fill an empty ledger with a generated portfolio and show its views.

    The same options always give the same portfolio. Its clients and people are made up.
    """
    from commands.demo.portfolio import portfolio
    from commands.output import destination

    events = events or round(clients * years * _EVENTS_A_YEAR)
    batches = portfolio(clients=clients, years=years, events=events, seed=seed, until=until)
    recorded = _fill(settings, batches, events)
    with destination(None, exact=False) as stream:
        click.echo(
            f"A generated portfolio: {counted(clients, 'client')}, {counted(years, 'year')}, "
            f"{recorded:,} entries, seed {seed}. Clients and people are made up.",
            file=stream,
        )
        for line in _shown(settings, until):
            click.echo(line, file=stream)


def _fill(settings: Settings, batches: Iterator[Any], events: int) -> int:
    from commands.demo.portfolio import SteppedClock, fill
    from commands.opening import writing
    from commands.progress import progress

    clock = SteppedClock()
    with writing(settings, clock=clock) as ledger:
        if ledger.position:
            raise click.ClickException(
                f"the ledger has entries up to position {ledger.position:,} already, "
                "and a demo wants an empty one; name another place with --ledger"
            )
        with progress("entries") as say:
            return fill(ledger, clock, batches, lambda done: say(done, max(events, done), done, "recording"))


def _shown(settings: Settings, until: date) -> Iterator[str]:
    from commands.opening import reading
    from commands.view_tables import page
    from commands.views import Question, ask
    from projections import ANY

    with reading(settings) as ledger:
        known_at = ledger.recorded_at
        for view in ("health", "loyalty", "receivables"):
            answer = _most_telling_first(ask(ledger, Question(view, until, known_at, ANY)))
            yield ""
            yield from page(answer, most=_MOST)
    yield ""
    yield "Try next:"
    client = answer.rows[0].client if answer.rows else "CLIENT"
    ledger_option = "" if settings.ledger == "./goodwill.db" else f"--ledger {quote(settings.ledger)} "
    for command in (
        f"history {client}",
        f"receivables --items --as-of {until} {client}",
        f"health --as-of {until.replace(day=1)}",
    ):
        yield f"  goodwill {ledger_option}{command}"


def _most_telling_first(answer: Answer) -> Answer:
    """The answer with its rows by low score, old debt, or large sum (each currency in its turn)."""
    if answer.view == "health":
        return replace(answer, rows=sorted(answer.rows, key=lambda row: (row.score is None, row.score or 0)))
    size = attrgetter("monetary" if answer.view == "loyalty" else "balance")
    turns: Counter[str] = Counter()
    ordered = []
    for row in sorted(answer.rows, key=size, reverse=True):
        ordered.append((-_oldest(row), turns[row.currency], row.currency, row))
        turns[row.currency] += 1
    return replace(answer, rows=[row for *_, row in sorted(ordered, key=itemgetter(0, 1, 2))])


def _oldest(row: Any) -> int:
    """Which bucket the row's oldest debt is in, counted from 1; 0 where nothing is overdue."""
    overdue = getattr(row, "overdue", {})
    return max((number for number, amount in enumerate(overdue.values(), 1) if amount > 0), default=0)
