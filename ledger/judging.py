"""What comes in is judged here, once, by pydantic: the fields of an event, and the envelope of a draft.

Nothing else decides whether an event has the shape of its kind. What is recorded passed here, so reading does
not judge it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from pydantic import TypeAdapter, ValidationError

from ledger.constrained import Identifier
from ledger.entry import Draft
from ledger.errors import Malformed, UnknownKind
from ledger.events import KINDS, AnyEvent, Event
from ledger.events.models import MODELS
from ledger.money import exact
from ledger.problems import problem

_identifier: Callable[[str | None], str | None] = TypeAdapter(Identifier | None).validator.validate_python
_name = lru_cache(maxsize=65_536)(_identifier)  # a ledger has few clients and people, each in many drafts
_ENVELOPE = ("actor", "client", "on_behalf_of", "key", "causation", "source")

_MOST_KNOWN = 4_096  # a batch of an import is shorter, and long orders are large
_known: dict[int, AnyEvent] = {}
"""Events that were judged, by their identity. An event that is no longer here is judged again."""


@exact
def make_event(kind: str, fields: Mapping[str, Any]) -> AnyEvent:
    """An event of a kind from its fields by name: text, numbers, lists and mappings as in JSON.

    Raises:
        UnknownKind: no kind has that name.
        Malformed: the fields do not have the shape of the kind; it names all problems at once.
    """
    return _judge(kind, fields, from_attributes=None)


def tidy(draft: Draft) -> Draft:
    """The draft with its event judged, and its names and keys in the form in which they are compared.

    An event of ``make_event`` was judged when it was made; one that a program built itself is judged now.

    Raises:
        Malformed: the event does not have the shape of its kind, a name or key is empty or not one line of
            text, the actor is missing, or ``occurred_at`` is no moment with a time zone.
    """
    event, occurred_at, actor, client, on_behalf_of, key, causation, source = draft
    if not isinstance(event, Event):
        raise Malformed("a draft", [("event", "make it with make_event, or with the class of its kind")])
    if not isinstance(occurred_at, datetime):
        raise Malformed(event.kind, [("occurred_at", "give a datetime with a time zone")])
    if _known.get(id(event)) is not event:
        event = _judge(event.kind, event, from_attributes=True)
    if occurred_at.tzinfo is None:
        raise Malformed(event.kind, [("occurred_at", "a moment needs a time zone or an offset")])
    try:
        tidy_actor = _name(actor)
        if tidy_actor is None:
            raise Malformed(event.kind, [("actor", "say who records it")])
        return Draft(
            event,
            occurred_at,
            tidy_actor,
            _name(client),
            _name(on_behalf_of),
            _identifier(key),
            _identifier(causation),
            _identifier(source),
        )
    except (ValidationError, TypeError):  # what cannot be hashed is no text either
        raise Malformed(event.kind, list(_problems(draft[2:]))) from None


def _judge(kind: str, fields: Mapping[str, Any] | AnyEvent, *, from_attributes: bool | None) -> AnyEvent:
    model = MODELS.get(kind)
    if model is None:
        raise UnknownKind(kind, list(MODELS))
    try:
        found = model.model_validate(fields, from_attributes=from_attributes)
    except ValidationError as invalid:
        raise Malformed(kind, [problem(error) for error in invalid.errors(include_url=False)]) from None
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    event = msgspec.convert(found, KINDS[kind], from_attributes=True)
    _known[id(event)] = event
    return event


def _problems(envelope: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    for name, text in zip(_ENVELOPE, envelope, strict=True):
        try:
            _identifier(text)
        except ValidationError as wrong:
            yield name, problem(wrong.errors(include_url=False)[0])[1]
