"""The people at clients, and prospects, as functions of a ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from goodwill.asking import question_of, shown
from goodwill.options import Asked, asks
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.people.mapping import trees
from projections.people.spending import SPENDING, spending
from reporting.people_map import people_map as drawn


@asks(Asked)
def people(
    ledger: EntryLog, *, deciders: bool = False, stuck: bool = False, **asked: Unpack[Asked]
) -> Answer:
    """The people at clients: what passed between them and us, and how they stand towards us.

    It shows personal data; a program that shows it to a person calls for the record of that itself.

    Args:
        deciders: only people who decide and are there.
        stuck: only people who are there, and below trusted for too long at one stage (``stuck`` of the row).
        **asked: as ``Asked`` has it.

    Raises:
        UnknownChoice: no client has what is asked for.
    """
    return picked(shown(ledger, "people", question_of(ledger, **asked)), deciders=deciders, stuck=stuck)


def picked(found: Answer, *, deciders: bool, stuck: bool) -> Answer:
    """Some people of an answer, as ``people`` picks them."""
    rows = [
        row
        for row in found.rows
        if (not deciders or (row.decider and row.left is None)) and (not stuck or row.stuck)
    ]
    return replace(found, rows=rows, empty="nobody there is such a person" if found.rows else "")


@exact
def people_map(found: Answer) -> str:
    """The people of an answer as a drawing (SVG) that stands alone: who reports to whom, and other links."""
    return drawn(trees(found.rows), f"People as of {found.as_of}")


@asks(Asked)
def people_spend(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """What was spent on each person in each year, against the limit of the policy.

    It shows personal data, as ``people`` does.

    Args:
        **asked: as ``Asked`` has it.

    Raises:
        UnknownChoice: no client has what is asked for.
    """
    return spending(shown(ledger, "people", question_of(ledger, **asked)._replace(states=SPENDING)))


@asks(Asked)
def prospects(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """Clients that bought nothing yet, and those of which an entry says how we won them.

    Args:
        **asked: as ``Asked`` has it.

    Raises:
        UnknownChoice: no client has what is asked for.
    """
    return shown(ledger, "prospects", question_of(ledger, **asked))
