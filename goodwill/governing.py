"""The policy of the house, its adoption and what another would change; and the roles of a database."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Unpack

from goodwill.asking import history_source, question_of
from goodwill.entries import house_entries
from goodwill.moments import horizon_of, local_now
from goodwill.options import Chosen, Seen, asks
from ledger import Draft, Outcome, make_event
from ledger.codec import decode
from ledger.corrections import CORRECTIONS
from ledger.entry import HOUSE
from ledger.events import PolicyAdopted
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from projections.framework.comparing import Comparison
from projections.framework.comparing import compare as compared
from projections.framework.periods import Period
from projections.history import Horizon
from projections.policy import (
    DEFAULT,
    Policy,
    UnreadablePolicy,
    check_version,
    in_force,
    read,
    render,
    timetable,
)
from projections.stored.tables.rights import statements
from projections.stored.tables.schema import tables
from projections.stored.tables.sql import STATUS

DEFAULT_POLICY, read_policy, render_policy = DEFAULT, read, render
"""What programs need of the policy document, by the names of the face."""


@asks(Seen)
def policy_in_force(ledger: EntryLog, **seen: Unpack[Seen]) -> Policy:
    """The policy of a day: the last that the house had adopted, or else the shipped one.

    Raises:
        UnreadablePolicy: this program cannot use that policy.
    """
    return in_force(house_entries(ledger), horizon_of(ledger, **seen))


def adopted_policies(ledger: EntryLog, horizon: Horizon) -> dict[str, Policy]:
    """Every policy that the house had adopted by a moment, for any day, by its version.

    Policies that this program cannot use are left out.
    """
    rows = ledger.recorder.chosen(
        kinds=(PolicyAdopted.kind, *CORRECTIONS), stream=HOUSE, upto=horizon.position
    )
    steps = timetable(map(decode, rows)).steps
    return {one.version: one for _, one in steps if not isinstance(one, UnreadablePolicy)}


@asks(Chosen)
def compare(ledger: EntryLog, policy: Policy, **chosen: Unpack[Chosen]) -> Comparison:
    """Every figure of every view and list that would be another under a policy. Nothing is changed.

    Args:
        policy: the one to try, for example ``read_policy(text).policy``.

    Raises:
        VersionAdopted: the policy's version stands for another one.
        UnknownChoice: no client has what is asked for.
    """
    check_version(policy, house_entries(ledger))
    horizon, where, *_ = question_of(ledger, **chosen)
    return compared(history_source(ledger), horizon, policy, where, Period.year_up_to(horizon.as_of))


@exact
def adopt(
    ledger: Journal,
    policy: Policy,
    *,
    actor: str,
    at: date | None = None,
    note: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Put a policy in force from a day on. Adopting it again adds nothing.

    Args:
        policy: for example ``read_policy(text).policy``; the entry holds it whole, so that it stays the same.
        actor: who adopts it.
        at: the day; None: today.
        note: why, in your words.
        dry_run: judge it, and record nothing.

    Raises:
        VersionAdopted: the policy's version stands for another one.
    """
    known = check_version(policy, house_entries(ledger))
    if known and at in (None, known.on):
        return Outcome(known, new=False)
    moment = local_now(ledger)
    if at:
        moment = datetime.combine(at, time.min, moment.tzinfo)
    fields = {"version": policy.version, "document": render(policy), "note": note}
    draft = Draft(make_event("policy.adopted", fields), moment, actor)
    return ledger.record_many([draft], dry_run=dry_run)[0]


def roles_sql(*, schema: str = "public", prefix: str = "goodwill") -> list[str]:
    """The SQL that makes the roles of a ledger in PostgreSQL: writer, projector, reader, auditor.

    Args:
        schema: of the ledger.
        prefix: what the names of the roles begin with.
    """
    return [*statements({**tables(), STATUS.name: STATUS}, schema, prefix)]
