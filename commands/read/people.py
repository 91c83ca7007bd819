"""``goodwill people``: the people at clients, as a table or as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from commands.read.views import ask, asked_of_a_view, asked_question, result_of
from commands.ui.output import FORMATS, write
from commands.ui.read_log import note_read
from commands.ui.settings import Settings
from projections.people.view import STUCK

if TYPE_CHECKING:
    from projections import Answer

_DRAWN: Final = "svg"
_STUCK: Final = (
    "client", "person", "person_name", "stage", "since", "last_seen", "stance", "decider", "objections", "role",
)  # fmt: skip
"""What a table of people who are stuck shows: at which stage and since when, and what may be behind it."""


@click.command()
@asked_of_a_view(*FORMATS, _DRAWN)
@click.option("--deciders", is_flag=True, help="Only those who decide and are there.")
@click.option(
    "--stuck",
    is_flag=True,
    help=f"Only those below trusted for more than {STUCK.days} days at one stage, and there.",
)
@click.option("--spend", is_flag=True, help="Show what was spent on each person in each year.")
@click.option(
    "--map",
    "as_map",
    is_flag=True,
    help="Show who reports to whom, and who influences whom; --format svg draws it.",
)
def people(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    deciders: bool,
    stuck: bool,
    spend: bool,
    as_map: bool,
    **asked: Any,
) -> None:
    """Show the people at clients, and how they stand to us.

    A person decides if an entry says so; where none does, if their influence is 4 or 5. SPENT is what was
    spent on the person in the year of the day, in the client's currency; --spend shows all years and
    currencies, and what is beyond gifts.limit of the policy.
    """
    from commands.read.people_map import lines
    from commands.ui.opening import asking
    from commands.ui.values import identifier
    from goodwill.contacts import people_map, picked
    from projections.people.spending import SPENDING, spending

    if spend and (as_map or deciders or stuck):
        raise click.UsageError("--spend has rows of its own; leave out --deciders, --stuck and --map")
    if form == _DRAWN and not as_map:
        raise click.UsageError("only the map is drawn; add --map, or choose another --format")
    with asking(settings) as ledger:
        question = asked_question(ledger, asked)._replace(states=SPENDING if spend else ())
        found = ask(ledger, "people", question, views=settings.views)
        answer = spending(found) if spend else picked(found, deciders=deciders, stuck=stuck)
        note_read(settings, ledger, "people", identifier(asked["client"]))
    result = result_of(answer, lines if as_map else partial(_page, stuck=stuck))
    write(result._replace(other={_DRAWN: lambda: [people_map(answer).rstrip("\n")]}), form, output)


def _page(answer: Answer, *, stuck: bool) -> Iterator[str]:
    """The table; of people who are stuck with what says why."""
    from commands.ui.tables import sentence
    from commands.ui.view_tables import page

    yield from page(answer, only=_STUCK if stuck else ())
    if stuck and any(row.stage is None for row in answer.rows):
        yield ""
        yield from sentence(
            "Without a STAGE, nobody recorded one since we know the person, which SINCE says."
        )
