"""Warnings about what an event names and nobody recorded: a person, a proposal, a contract, an order."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from ledger import subjects
from ledger.events import AnyEvent, ContactErased, ObjectionRaised
from ledger.rules.client_state import ClientState
from ledger.rules.numbered_things import CONTRACT, PROPOSAL, RETURN, TENDER
from ledger.rules.refusals import Rule, UnknownPerson


class UnknownReference(Rule, code="unknown-reference"):
    """An event names something that nobody recorded."""

    thing: str
    number: str
    client: str
    field: str
    what = "{client} has no {thing} '{number}'"
    advice = "record the {thing} too, or correct {field}"


class SeveralMeant(Rule, code="several-meant"):
    """An objection is about a number that things of several sorts have, and does not state which."""

    about: str
    client: str
    sorts: str
    meant: str
    what = "{client} has {sorts} '{about}', and the objection counts for the {meant} for now"
    advice = (
        "if it is about another, correct about_type with entry.corrected, and next time state --about-type"
    )


class _Reference(NamedTuple):
    """What a field names, and whether the client has one of that number."""

    what: str
    has: Callable[[ClientState, str], bool]


def is_known(client_state: ClientState, number: str) -> bool:
    """Whether anything of the client has the number."""
    account = client_state.account
    kept: tuple[Container[str], ...] = (account.orders, account.documents, account.credits, account.returns)
    return any(number in each for each in (*kept, *client_state.numbered.values()))


_ORDER = _Reference("order", lambda client_state, number: number in client_state.account.orders)
_THING = _Reference("visit, order, document or other thing", is_known)
_REFERENCES = {
    "contract": _Reference("contract", lambda state, number: CONTRACT.state(state, number) is not None),
    "proposal": _Reference("proposal", lambda state, number: PROPOSAL.state(state, number) is not None),
    "order": _ORDER,
    "orders": _ORDER,
    "return_": _Reference("return", lambda state, number: RETURN.state(state, number) is not None),
    "against": _THING,
}
_SORTS = {
    subjects.PROPOSAL: _REFERENCES["proposal"],
    subjects.TENDER: _Reference("tender", lambda state, number: TENDER.state(state, number) is not None),
    subjects.ORDER: _ORDER,
}
"""What an objection is about, by the sort of thing that it states; a product needs no entry."""
_ABOUT = frozenset({"commitment.made", "visit.held"})
"""The kinds whose ``about`` is a number. That of feedback, objections and complaints may be a product."""


def unknown_references(client_state: ClientState, event: AnyEvent) -> Iterator[Rule]:
    """A warning for each number and person that an event names and the client does not have.

    Args:
        client_state: the client's, with the event.
        event: one of the client's.
    """
    for field, reference in _of(type(event)):
        for name in _named(event, field):
            if not reference.has(client_state, name):
                yield UnknownReference(reference.what, name, client_state.name, field.rstrip("_"))
    if isinstance(event, ObjectionRaised) and event.about is not None:
        sort = _SORTS.get(event.about_type or "")
        if sort is not None and not sort.has(client_state, event.about):
            yield UnknownReference(sort.what, event.about, client_state.name, "about")
    if not isinstance(event, ContactErased):  # an erasure may name a person whom nobody added
        yield from unknown_people(client_state, (*event.people, *_named(event, "person")))


def several_meant(client_state: ClientState, event: AnyEvent, on: date) -> Iterator[Rule]:
    """A warning about an objection of a day that may be about one or another thing with its number."""
    if not isinstance(event, ObjectionRaised) or event.about is None or event.about_type is not None:
        return
    number, made = event.about, dict[subjects.Thing, date]()
    for sort in (PROPOSAL, TENDER):
        if (standing := client_state.numbered.get(sort.name, {}).get(number)) is not None:
            made[sort.name, number] = standing.since
    if (order := client_state.account.orders.get(number)) is not None:
        made[subjects.ORDER, number] = order.on
    if len(made) > 1:
        *first, last = (f"{'an' if sort == subjects.ORDER else 'a'} {sort}" for sort, _ in made)
        sorts = f"{', '.join(first)} and {last}"
        counted = subjects.meant(None, number, on, made) or ""
        yield SeveralMeant(number, client_state.name, sorts, counted)


def unknown_people(client_state: ClientState, people: Iterable[str]) -> Iterator[Rule]:
    """A warning for each id that names nobody at the client."""
    for person in dict.fromkeys(people):
        if person not in client_state.people:
            yield UnknownPerson(person, client_state.name)


@cache
def _of(kind: type[AnyEvent]) -> tuple[tuple[str, _Reference], ...]:
    """The fields of a kind that name something, each with what it names."""
    found = [(field, _REFERENCES[field]) for field in kind.__struct_fields__ if field in _REFERENCES]
    return (*found, ("about", _THING)) if kind.kind in _ABOUT else tuple(found)


def _named(event: AnyEvent, field: str) -> tuple[str, ...]:
    names = getattr(event, field, None)
    return names if isinstance(names, tuple) else (names,) if names is not None else ()
