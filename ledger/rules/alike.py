"""Names that look alike: a name that nobody has means the one that has its key, if there is just one.

A name as it is spelt always reaches its own thing. Only a name that nothing has is looked up by its key,
which leaves out the characters that nobody sees (``ledger.unseen``).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import cache, partial
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from ledger.events import AnyEvent, ClientRegistered
from ledger.events.base import NAMING
from ledger.rules import numbered_things
from ledger.rules.client_state import ClientState
from ledger.rules.numbered import Numbered
from ledger.rules.refusals import Rule
from ledger.rules.registry import Context
from ledger.unseen import identifier_key, spelt_out

_OWN = (*NAMING, "version")
_NAMES = frozenset(
    {"about", "against", "contract", "discrepancy", "document", "documents", "invoice", "order", "orders"}
    | {"people", "person", "promotion", "proposal", "return_", "source", "successor", "target", "to", "with_"}
)
"""Fields that name a thing or a person of the client, also inside of shares and settlements."""
_INNER = frozenset({"frees", "instalments", "reopens", "settles", "write_offs"})
_FREE = {"source": ("client.credit_checked", "client.registered"), "to": ("report.submitted",)}
"""Kinds in which a field of that name is free text, or names somebody else."""
_PLACES = {
    "balance": ("documents", "credits"),
    "charge": ("documents",),
    "invoice": ("documents",),
    "order": ("orders",),
}
_CREDITS = ("credits",)


class LooksAlike(Rule, code="looks-alike"):
    """A name differs from another only in characters that nobody sees."""

    name: str
    others: str
    what = "'{name}' looks like {others}, which is recorded"
    advice = "write that one, or choose another name"

    @classmethod
    def of(cls, name: str, others: list[str]) -> Self:
        """The rule about a name, with the characters that nobody sees named in all of them."""
        return cls(spelt_out(name), " and ".join(f"'{spelt_out(other)}'" for other in others))


class DiffersInCase(LooksAlike, code="differs-in-case"):
    """The code of a new client differs from another only in upper and lower case."""

    what = "client '{name}' differs from {others} only in upper and lower case"
    advice = "if they are one client, void the registration of '{name}' with entry.voided"


class Namesake(Rule, code="namesake"):
    """The name of a new client has the letters and digits of another client's name."""

    client: str
    called: str
    other: str
    what = "a client is called '{called}' already, '{other}'"
    advice = "if '{client}' is the same client, void this entry with entry.voided, and use '{other}'"


def spelt_in_cases(code: str) -> set[str]:
    """A code in upper case and in lower case; not as it is spelt itself."""
    return {code.upper(), code.lower()} - {code}


def twins_in_case(event: AnyEvent, context: Context) -> Iterator[DiffersInCase]:
    """A warning about a new client whose code another has in upper or lower case.

    Other mixtures of case are not looked up, since recording does not read all clients; ``check`` finds them.
    """
    if isinstance(event, ClientRegistered):
        known = [code for code in sorted(spelt_in_cases(event.code)) if context.client(code).code is not None]
        if known:
            yield DiffersInCase.of(event.code, known)


def note_unseen(client_state: ClientState, event: AnyEvent) -> None:
    """Keep a name of its own that has characters which nobody sees, so that others find it by its key."""
    name = own_name(event)
    if name is not None and not name.isascii() and (key := identifier_key(name)) != name:
        known = client_state.unseen.setdefault(key, [])
        if name not in known:
            known.append(name)


def own_name(event: AnyEvent) -> str | None:
    """The number or id of what an event is about; None if it names nothing."""
    field = _own_field(type(event))
    return getattr(event, field) if field else None


def respelt(client_state: ClientState, event: AnyEvent) -> AnyEvent:
    """The event, in which names that nothing has are spelt as those that they look like.

    Raises:
        LooksAlike: a name looks like several others.
    """
    changed: dict[str, Any] = {}
    for field in _fields(type(event)):
        value = getattr(event, field)
        if value is not None:
            kind = event.kind if field == _own_field(type(event)) else None
            new = _each(value, partial(_meant, client_state, kind))
            if new != value:
                changed[field] = new
    return replace(event, **changed) if changed else event


def _meant(client_state: ClientState, kind: str | None, name: str) -> str:
    """The name that something has: this one, or else the one that it looks like."""
    if name.isascii() and not client_state.unseen:
        return name
    key, kept = identifier_key(name), _kept(client_state, kind)
    if any(name in each for each in kept):
        return name
    known = [one for one in (key, *client_state.unseen.get(key, ())) if any(one in each for each in kept)]
    if len(known) > 1:
        raise LooksAlike.of(name, known)
    return known[0] if known else name


def _each(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - the value of any field
    """A value with every name in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each(one, change) for one in value)
    if isinstance(value, Struct):
        inner = {name: getattr(value, name) for name in value.__struct_fields__ if name in _NAMES}
        return replace(value, **{name: _each(one, change) for name, one in inner.items()})
    return value


def _kept(client_state: ClientState, kind: str | None) -> tuple[Container[str], ...]:
    """Where names are known: those of one kind's sort, or of anything for None."""
    account, numbered = client_state.account, client_state.numbered
    if kind is None:
        of_account = (account.orders, account.documents, account.credits, account.returns)
        return (*of_account, client_state.people, *numbered.values())
    family = kind.partition(".")[0]
    if family == "contact":
        return (client_state.people,)
    if sorts := _sorts().get(family):
        return tuple(numbered.get(sort, {}) for sort in sorts)
    return tuple(getattr(account, place) for place in _PLACES.get(family, _CREDITS))


@cache
def _sorts() -> dict[str, list[str]]:
    """The sorts of numbered things by the first word of their kinds."""
    found: dict[str, list[str]] = {}
    for sort in vars(numbered_things).values():
        if isinstance(sort, Numbered):
            found.setdefault(sort.first.kind.partition(".")[0], []).append(sort.name)
    return found


@cache
def _own_field(kind: type[AnyEvent]) -> str | None:
    return next((name for name in _OWN if name in kind.__struct_fields__), None)


@cache
def _fields(kind: type[AnyEvent]) -> tuple[str, ...]:
    """The fields of a kind that hold names."""

    def found() -> Iterator[str]:
        for field in kind.__struct_fields__:
            named = field in _NAMES and kind.kind not in _FREE.get(field, ())
            if named or field in _INNER or field == _own_field(kind):
                yield field

    return tuple(found())
