"""Approvals: a discount, an override of health or a write-off is decided by somebody above its asker.

The asker of an override or a write-off is the client's manager, who is better off with it. Only a house that
appointed its managers says who that is above, so without appointments only a discount whose asker approves it
is marked. Approvals by others are marked, and refused under the policy ``approvals.strict``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.approvals import Approval
from ledger.entry import Draft
from ledger.events import AnyEvent, DebtWrittenOff, DiscountApproved
from ledger.rules.client_state import ClientState
from ledger.rules.refusals import UNTIL_THEN, Rule
from ledger.rules.registry import Context
from ledger.spellings import name_key


class AskerApproves(Rule, code="asker-approves"):
    """The person who asked for something approves it."""

    thing: str
    asker: str
    what = "{thing} was asked for by {asker}, who cannot approve it"
    advice = "ask a person above {asker} to decide"


class NotAbove(Rule, code="not-above"):
    """The approver is not above the asker."""

    thing: str
    asker: str
    approver: str
    what = "{thing} is approved by {approver}, who is not above {asker}"
    advice = "ask a person above {asker} to decide"


def must_be_approved(client_state: ClientState, draft: Draft, context: Context) -> None:
    """Refuse an approval by the wrong person if the policy of the day is strict.

    Raises:
        AskerApproves, NotAbove: it is one.
    """
    if context.judge_limits and isinstance(draft.event, Approval):
        policy = context.policy(draft.occurred_at.date())
        if policy.approvals.strict:
            for rule in wrong_approvals(client_state, draft, context):
                rule.add_note(UNTIL_THEN)
                raise rule


def wrong_approvals(client_state: ClientState, draft: Draft, context: Context) -> Iterator[Rule]:
    """The fault of an approval, if it has one; nothing for other events."""
    event = draft.event
    if not isinstance(event, Approval):
        return
    staff = context.house().staff
    what, askers = _asked(client_state, event, knows_managers=bool(staff.posts))
    approver = getattr(event, "by", None) or draft.on_behalf_of or draft.actor
    involved = {name_key(name) for name in (approver, draft.actor, draft.on_behalf_of) if name}
    both = [asker for asker in askers if name_key(asker) in involved]
    if both:
        yield AskerApproves(what, min(both))
    elif (
        staff.posts and askers and name_key(approver) not in staff.above(askers[0], draft.occurred_at.date())
    ):
        yield NotAbove(what, askers[0], approver)


def _asked(client_state: ClientState, event: AnyEvent, *, knows_managers: bool) -> tuple[str, list[str]]:
    """What is approved, and the people who asked for it."""
    if isinstance(event, DiscountApproved):
        return f"discount request '{event.number}'", client_state.askers.get(event.number, [])
    manager = client_state.settings.get("manager")
    askers = [manager.value] if manager is not None and knows_managers else []
    if isinstance(event, DebtWrittenOff):
        return f"write-off '{event.number}'", askers
    return f"the override of the health of {client_state.name}", askers
