"""Reminders as entries to record: one for a client and level, with the charges that come with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import NamedTuple

from ledger.entry import Draft
from ledger.events import AnyEvent, ChargeAdded, OneInstalment, ReminderSent
from projections.collections.keys import key_of
from projections.collections.reminders import ReminderRow
from projections.framework.answer import Answer


class Reminding(NamedTuple):
    """A reminder to send: what one client is asked for at one step.

    Attributes:
        number: that of the record that it was sent.
        rows: none of them is held back.
    """

    client: str
    level: int
    number: str
    rows: Sequence[ReminderRow]


def to_send(answer: Answer) -> Iterator[Reminding]:
    """The reminders of an answer, client by client and step by step."""
    due = [row for row in answer.rows if row.held is None]
    for (client, level), group in groupby(due, lambda row: (row.client, row.level)):
        rows = list(group)
        yield Reminding(client, level, _number(answer.as_of, level, rows[0].sent), rows)


def drafts(answer: Answer, actor: str, *, channel: str, charge: bool) -> Iterator[Draft]:
    """What to record, client by client.

    Their keys name the position of the answer, so reminders drafted twice from one answer are recorded once.
    """
    at = datetime.combine(answer.as_of, time.min, UTC)
    for client, level, number, rows in to_send(answer):
        events: list[AnyEvent] = [_reminder(number, level, channel, rows)]
        if charge:
            events += _charges(number, rows)
        for index, event in enumerate(events):
            key = key_of("reminder", answer.position, client, number, index)
            yield Draft(event, at, actor, client, key=key)


def _number(day: date, level: int, before: int) -> str:
    """The day and the level, such as 2026-06-30-1; then a count, if that day had others of that level."""
    return f"{day}-{level}" + (f"-{before + 1}" if before else "")


def _reminder(number: str, level: int, channel: str, rows: Sequence[ReminderRow]) -> ReminderSent:
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


def _charges(number: str, rows: Sequence[ReminderRow]) -> Iterator[ChargeAdded]:
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
