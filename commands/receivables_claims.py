"""``goodwill receivables --promises`` and ``--disputes``: what was said of debts, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger import Ledger
    from projections import Answer


def listed(_: Ledger, answer: Answer, *, what: str) -> Answer:
    """The answer with a row for each promise or dispute of the clients in view."""
    from projections.receivables import disputes, promises

    asked = answer.parties, answer.as_of, answer.rules
    if what == "promises":
        given = promises.rows(*asked)
        answer = replace(answer, rows=given, totals=promises.totals(given), shape=promises.PromiseRow)
    else:
        contested = disputes.rows(*asked)
        answer = replace(answer, rows=contested, totals=disputes.totals(contested), shape=disputes.DisputeRow)
    return replace(answer, items=[], more={"listing": what})
