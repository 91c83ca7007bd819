"""Reminders as what is to be recorded of them: one for a client and level, and the charges that come with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby

from ledger.entry import Draft
from ledger.events import AnyEvent, ChargeAdded, OneInstalment, ReminderSent
from projections.collections.reminders import Row
from projections.framework.answer import Answer


def drafts(answer: Answer, actor: str, *, channel: str, charge: bool) -> Iterator[Draft]:
    """What to record, client by client.

    Whoever records the same reminders at the same state of the ledger records them once: their keys say that state.
    """
    due = [row for row in answer.rows if row.held is None]
    at = datetime.combine(answer.as_of, time.min, UTC)
    for (client, level), group in groupby(due, lambda row: (row.client, row.level)):
        rows = list(group)
        number = _number(answer.as_of, level, rows[0].sent)
        events: list[AnyEvent] = [_reminder(number, level, channel, rows)]
        if charge:
            events += _charges(number, rows)
        for index, event in enumerate(events):
            said = json.dumps([client, number, index])
            key = f"reminder:{answer.position}:{hashlib.sha256(said.encode()).hexdigest()[:24]}"
            yield Draft(event, at, actor, client, key=key)


def _number(day: date, level: int, before: int) -> str:
    """Such as 2026-06-30-1: the day and the level; and which one, where others of them went out that day."""
    return f"{day}-{level}" + (f"-{before + 1}" if before else "")


def _reminder(number: str, level: int, channel: str, rows: Sequence[Row]) -> ReminderSent:
    return ReminderSent(
        number=number,
        level=level,
        channel=channel,
        documents=tuple(dict.fromkeys(row.document for row in rows)),
        instalments=tuple(
            OneInstalment(document=row.document, instalment=row.instalment)
            for row in rows
            if row.instalment is not None
        ),
    )


def _charges(number: str, rows: Sequence[Row]) -> Iterator[ChargeAdded]:
    charges = [(row, "interest", row.interest) for row in rows] + [(row, "fee", row.fee) for row in rows]
    wanted = ((row, what, amount) for row, what, amount in charges if amount)
    for count, (row, what, amount) in enumerate(wanted, 1):
        yield ChargeAdded(
            number=f"{number}-{what}-{count}",
            what="interest" if what == "interest" else "fee",
            amount=amount,
            currency=row.currency,
            document=row.document,
        )
