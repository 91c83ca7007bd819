"""The policy of the house: which is in force, what another would change, and its adoption."""

from __future__ import annotations

from datetime import date, datetime, time

from goodwill.asking import filter_of, horizon_of, house_entries, now, pasts
from ledger import Draft, Ledger, Outcome, make_event
from projections.framework.comparing import Comparison
from projections.framework.comparing import compare as compared
from projections.measures.basis import Period
from projections.policy import Policy, check_version, in_force, render


def policy_in_force(ledger: Ledger, *, as_of: date | None = None, known_at: datetime | None = None) -> Policy:
    """The policy of a day: the last that the house had adopted, or else the shipped one.

    Args:
        ledger: of which house.
        as_of: the day; None: today.
        known_at: what the ledger knew by this moment; None: now.

    Raises:
        UnreadablePolicy: this program cannot use that policy.
    """
    return in_force(house_entries(ledger), horizon_of(ledger, as_of, known_at))


def compare(  # noqa: PLR0913 - the options of every view, each with its default
    ledger: Ledger,
    policy: Policy,
    *,
    client: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    manager: str | None = None,
    territory: str | None = None,
    segment: str | None = None,
    group: bool = False,
) -> Comparison:
    """Every figure of every view and list that would be another under a policy. Nothing is changed.

    Args:
        ledger: whose figures.
        policy: the one to try, for example ``read_policy(text).policy``.
        client: as for every view (``Asked``).
        as_of: as for every view.
        known_at: as for every view.
        manager: as for every view.
        territory: as for every view.
        segment: as for every view.
        group: as for every view.

    Raises:
        VersionAdopted: the policy's version stands for another one.
        UnknownChoice: no client has what is asked for.
    """
    check_version(policy, house_entries(ledger))
    seen = horizon_of(ledger, as_of, known_at)
    where = filter_of(client, manager, territory, segment, group=group)
    return compared(pasts(ledger), seen, policy, where, Period.year_up_to(seen.as_of))


def adopt(
    ledger: Ledger,
    policy: Policy,
    *,
    actor: str,
    at: date | None = None,
    note: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Put a policy in force from a day on. Adopting it again adds nothing.

    Args:
        ledger: of which house.
        policy: for example ``read_policy(text).policy``.
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
    draft = adoption(policy, now(ledger), actor, at=at, note=note)
    return ledger.record_many([draft], dry_run=dry_run)[0]


def adoption(
    policy: Policy, moment: datetime, actor: str, *, at: date | None = None, note: str | None = None
) -> Draft:
    """The draft that adopts a policy: the whole document, so that it always means the same.

    Args:
        policy: the policy.
        moment: now.
        actor: who adopts it.
        at: the day from which it is in force; None: now.
        note: why.
    """
    if at:
        moment = datetime.combine(at, time.min, moment.tzinfo)
    fields = {"version": policy.version, "document": render(policy), "note": note}
    return Draft(make_event("policy.adopted", fields), moment, actor)
