"""What the lists made of receivables say of each client, as figures by name: so two policies can be compared by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from ledger.subledger import Account
from projections.answering import Answer
from projections.receivables import collecting, reminders
from projections.receivables.exposure import exposed
from projections.receivables.measuring import Measures, Period, measured
from projections.receivables.provisioning import provided

__all__ = ["LISTS", "METRICS", "Figures", "figures", "measures"]

LISTS = ("collect", "reminders", "exposure", "provision")
"""What ``figures`` tells of."""
METRICS = "metrics"


class Figures(NamedTuple):
    """What one list says of a client in one currency.

    Attributes:
        document: it is about, such as "17", or "17/2" for an instalment; None where it is about no single one.
        values: by name; what does not follow from a policy is not among them.
    """

    view: str
    client: str
    name: str | None
    currency: str
    document: str | None
    values: Mapping[str, Any]


def figures(answer: Answer) -> Iterator[Figures]:
    """What is due to be done about an answer of receivables, who passes their credit, and what is provided for."""
    for call in collecting.calls(answer.parties, answer.as_of, answer.rules):
        values = {"rank": call.rank, "score": call.score}
        yield Figures("collect", call.client, call.name, call.currency, None, values)
    for row in reminders.reminders(answer.parties, answer.as_of, answer.rules):
        document = f"{row.document}/{row.instalment}" if row.instalment else row.document
        due: dict[str, Any] = {"level": row.level, "interest": row.interest, "fee": row.fee, "held": row.held}
        yield Figures("reminders", row.client, row.name, row.currency, document, due)
    for used in exposed(answer).rows:
        yield Figures("exposure", used.client, used.name, used.currency, None, {"reason": used.reason})
    for lost in provided(answer).rows:
        yield Figures("provision", lost.client, lost.name, lost.currency, None, {"provision": lost.provision})


def measures(answer: Answer, before: Mapping[str, Account | None], period: Period) -> Iterator[Figures]:
    """The measures of collection of a period; the arguments are those of ``measured``."""
    for row in measured(answer, before, period).rows:
        values = {one.name: getattr(row, one.name) for one in fields(Measures)}
        yield Figures(METRICS, row.client, row.name, row.currency, None, values)
