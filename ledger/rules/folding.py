"""What each kind changes in the client state, beside the account.

It stands apart from the rules, which judge one kind: the state of a client follows from all its kinds.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec.structs import astuple

from ledger.entry import Draft, Entry
from ledger.events import (
    ClientCovered,
    ClientLost,
    ClientParentChanged,
    ClientRanked,
    ClientReassigned,
    ClientRegistered,
    ClientRhythmAgreed,
    ClientTermsAgreed,
    ClientWonBack,
    ContactAdded,
    ContactChanged,
    ContactLeft,
    ContactLinked,
    ContactStageReached,
    DiscountApproved,
    DiscountRequested,
    ExpenseSpent,
    HouseDescribed,
    ManagerAppointed,
    ManagerCovered,
    ManagerLeft,
    NextStep,
    PlanSet,
    PolicyAdopted,
    ProductDescribed,
    ProspectQualified,
    ReportSubmitted,
    VisitHeld,
    VisitMoved,
    VisitPlanned,
)
from ledger.rules.alike import note_unseen
from ledger.rules.client_state import Approved, ClientState, Person, Setting, Spent, as_text, later
from ledger.rules.credit_policy import AdoptedCredit, policy_of
from ledger.rules.numbered_things import COMMITMENT
from ledger.rules.registry import FOLDS, folds
from ledger.rules.staff import Cover, Post
from ledger.spellings import name_key
from ledger.times import has_hour

_BEGINNING = datetime.min.replace(tzinfo=UTC)


def fold(client_state: ClientState, entry: Entry) -> None:
    """Change the client state by an entry."""
    note_unseen(client_state, entry.event)
    for change in FOLDS.get(type(entry.event), ()):
        change(client_state, entry.event, entry)


@folds
def fold_registered(client_state: ClientState, event: ClientRegistered, entry: Entry) -> None:
    """Register the client. Its parent and its first manager hold from the beginning, as in views."""
    client_state.code, client_state.registered = event.code, entry.on
    client_state.set("parent", event.parent or "", _BEGINNING)
    if event.manager is not None:
        client_state.set("manager", event.manager, _BEGINNING)


SetsOne: TypeAlias = (
    ClientReassigned
    | ClientTermsAgreed
    | ClientRanked
    | ClientParentChanged
    | ClientRhythmAgreed
    | ProspectQualified
    | HouseDescribed
)
"""The kinds that set a value as a whole."""


@folds
def fold_setting(client_state: ClientState, event: SetsOne, entry: Entry) -> None:
    """Change what the event sets: the manager, the terms, the rank, the parent, a rhythm ..."""
    client_state.set(*setting_of(event), entry.occurred_at)


@folds
def fold_planned(client_state: ClientState, event: VisitPlanned | VisitMoved, _entry: Entry) -> None:
    """Keep for which moment a visit is planned."""
    if event.visit is not None:
        client_state.planned[event.visit] = event.at


@folds
def fold_lost(client_state: ClientState, event: ClientLost | ClientWonBack, entry: Entry) -> None:
    """Note that the client left, or came back."""
    client_state.lost = entry.on if isinstance(event, ClientLost) else None


def setting_of(event: SetsOne) -> tuple[str, str]:
    """The setting that an event changes, and its value."""
    return _SETTINGS[type(event)](event)


def _terms(event: ClientTermsAgreed) -> tuple[str, str]:
    return "terms", as_text(
        event.payment_days,
        event.billing,
        event.credit_limit,
        event.price_column,
        event.discount_limit,
        event.prepaid,
    )


_SETTINGS: dict[type, Callable[[Any], tuple[str, str]]] = {
    ClientReassigned: lambda event: ("manager", event.manager),
    ClientTermsAgreed: _terms,
    ClientRanked: lambda event: ("rank", as_text(event.rank, event.reason, event.until)),
    ClientParentChanged: lambda event: ("parent", event.parent or ""),
    ClientRhythmAgreed: lambda event: (
        f"rhythm {as_text(event.of, event.channel, event.person)}",
        str(event.days),
    ),
    ProspectQualified: lambda _event: ("qualified", "yes"),
    HouseDescribed: lambda event: ("description", as_text(*astuple(event))),
}


@folds
def fold_added(client_state: ClientState, event: ContactAdded, entry: Entry) -> None:
    """Add a person; one who comes back keeps their links and their stage."""
    before = client_state.people.get(event.person)
    person = Person(event.role, entry.on, entry.on, event.influence, event.stance, event.decides, event.vip)
    if before is not None:
        person.stage, person.links = before.stage, before.links
    client_state.people[event.person] = person


@folds
def fold_changed(client_state: ClientState, event: ContactChanged, entry: Entry) -> None:
    """Change the fields that are given, unless a later change is known."""
    person = client_state.people.get(event.person)
    if person is None or entry.on < person.changed:
        return
    person.role = event.role or person.role
    for name in ("influence", "stance", "decides", "vip"):
        given = getattr(event, name)
        if given is not None:
            setattr(person, name, given)
    person.changed = entry.on


@folds
def fold_left(client_state: ClientState, event: ContactLeft, _entry: Entry) -> None:
    """Mark that a person left."""
    person = client_state.people.get(event.person)
    if person is not None:
        person.there = False


@folds
def fold_linked(client_state: ClientState, event: ContactLinked, _entry: Entry) -> None:
    """Add a link between two people."""
    person = client_state.people.get(event.person)
    if person is not None and link_of(event) not in person.links:
        person.links.append(link_of(event))


@folds
def fold_stage(client_state: ClientState, event: ContactStageReached, entry: Entry) -> None:
    """Change a person's stage, unless a later one is known."""
    person = client_state.people.get(event.person)
    if person is not None:
        person.stage = later(person.stage, Setting(event.stage, entry.occurred_at))


@folds
def fold_held(client_state: ClientState, event: VisitHeld, entry: Entry) -> None:
    """Keep who held the touch, and open the commitment that a next step is, if it has a day."""
    if has_hour(event.started_at):
        client_state.held.setdefault(event.started_at, []).append(holder_of(entry))
    if isinstance(event.next_step, NextStep) and event.next_step.number is not None:
        COMMITMENT.open(client_state, event.next_step.number, entry.on)


def holder_of(recorded: Draft | Entry) -> str:
    """The manager who held a touch, as names are compared."""
    return name_key(recorded.on_behalf_of or recorded.actor)


@folds
def fold_requested(client_state: ClientState, event: DiscountRequested, entry: Entry) -> None:
    """Keep who asked for a discount."""
    client_state.askers[event.number] = people_behind(event, entry)


@folds
def fold_approved(client_state: ClientState, event: DiscountApproved, entry: Entry) -> None:
    """Keep what was approved."""
    client_state.approved.append(Approved(event.percent, entry.on))


def people_behind(event: DiscountRequested | DiscountApproved, recorded: Draft | Entry) -> list[str]:
    """The person named, or else the one who records it, and the person on whose behalf they act."""
    person = event.by or recorded.actor
    return [person, recorded.on_behalf_of] if recorded.on_behalf_of else [person]


@folds
def fold_plan(client_state: ClientState, event: PlanSet, entry: Entry) -> None:
    """Change the target for a period."""
    client_state.set(*target_of(event), entry.occurred_at)


@folds
def fold_policy(client_state: ClientState, event: PolicyAdopted, entry: Entry) -> None:
    """Keep the policy; it holds for orders from its day on."""
    adopted = AdoptedCredit(entry.occurred_at, policy_of(event.document))
    insort(client_state.policies, adopted, key=lambda one: (one.at.date(), one.at))


def target_of(event: PlanSet) -> tuple[str, str]:
    """The name of a target, and its value."""
    name = f"plan {event.period} {event.metric} {event.currency or ''}".rstrip()
    return name, as_text(event.target.normalize() + Decimal(0))


def link_of(event: ContactLinked) -> str:
    """A link to another person, as the state keeps it."""
    where = "" if event.to_client is None else f" at {event.to_client}"
    return f"{event.relation} {event.to}{where}"


@folds
def fold_post(client_state: ClientState, event: ManagerAppointed | ManagerLeft, _entry: Entry) -> None:
    """A person has a post from a day on, or none."""
    posts = client_state.staff.posts.setdefault(name_key(event.name), [])
    insort(posts, post_of(event), key=attrgetter("since"))


def post_of(event: ManagerAppointed | ManagerLeft) -> Post:
    """The post from the day of an event on."""
    if isinstance(event, ManagerLeft):
        return Post(event.from_, event.name, None)
    return Post(event.from_, event.name, event.role, event.reports_to, event.territory)


@folds
def fold_cover(client_state: ClientState, event: ClientCovered | ManagerCovered, _entry: Entry) -> None:
    """A deputy stands in on some days."""
    client_state.staff.covers.append(cover_of(event))


def cover_of(event: ClientCovered | ManagerCovered) -> Cover:
    """A cover as the state keeps it."""
    manager = event.manager if isinstance(event, ManagerCovered) else None
    return Cover(event.deputy, event.from_, event.until, manager)


@folds
def fold_report(client_state: ClientState, event: ReportSubmitted, entry: Entry) -> None:
    """Keep the fingerprint of a manager's report of a month."""
    client_state.set(*report_of(event), entry.occurred_at)


def report_of(event: ReportSubmitted) -> tuple[str, str]:
    """The name of a report, and its fingerprint."""
    return f"report {event.month} {name_key(event.manager)}", event.fingerprint


@folds
def fold_product(client_state: ClientState, event: ProductDescribed, entry: Entry) -> None:
    """Describe a product, unless a later description is known, and keep all the groups that it was in."""
    product = name_key(event.product)
    client_state.groups.append((product, entry.occurred_at, event.group))
    described = Setting(description_of(event), entry.occurred_at)
    client_state.products[product] = later(client_state.products.get(product), described)


def description_of(event: ProductDescribed) -> str:
    """A product's description as the state keeps it."""
    return as_text(event.name, event.group, event.unit)


@folds
def fold_expense(client_state: ClientState, event: ExpenseSpent, entry: Entry) -> None:
    """Note what was spent on a person."""
    if event.person is not None:
        client_state.spent.append(Spent(event.person, entry.on, event.currency, event.amount))
