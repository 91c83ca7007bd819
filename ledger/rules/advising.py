"""Warnings: what is recorded all the same, although it is likely a slip, or a person should look at it.

Recording prints them, and ``check`` lists them as long as they hold, with all that is known by then.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Draft
from ledger.rules.approvals import wrong_approvals
from ledger.rules.client_state import ClientState
from ledger.rules.dates import early_dues, far_past
from ledger.rules.our_people import uncovered, unknown_managers, unknown_products
from ledger.rules.references import unknown_references
from ledger.rules.refusals import Rule
from ledger.rules.registry import ADVISERS, Context, judge_of


def warnings(client_state: ClientState, draft: Draft, context: Context) -> Iterator[Rule]:
    """The warnings about a recorded event, each as the refusal that a strict rule would raise.

    Args:
        client_state: the state of its stream, which has the event.
        draft: the event with its date and its author.
        context: as for rules.
    """
    event = draft.event
    judge_of(type(event))  # it imports the warnings of the kind's party
    yield from early_dues(event, draft.occurred_at.date())
    yield from far_past(draft.occurred_at, context.now)
    if event.party == "client":
        yield from unknown_references(client_state, event)
    yield from uncovered(client_state, draft, context)
    yield from unknown_managers(event, context)
    yield from unknown_products(event, context)
    yield from wrong_approvals(client_state, draft, context)
    for adviser in ADVISERS.get(type(event), ()):
        yield from adviser(client_state, event, draft, context)
