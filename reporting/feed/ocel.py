"""The entries as an object-centric event log for process miners: OCEL 2.0 in JSON.

https://www.ocel-standard.org/2.0/ocel20-schema-json.json
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import KINDS, AnyEvent, Event
from ledger.events.base import NAMING
from ledger.store.placing import appearing, new_file
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.fold import happened_by
from projections.history import HistorySource, Horizon

CLIENT: Final = "client"
_OWN: Final = {
    "order": "order",
    "invoice": "invoice",
    "credit_note": "credit note",
    "payment": "payment",
    "return": "return",
    "visit": "visit",
    "proposal": "proposal",
    "objection": "objection",
    "complaint": "complaint",
    "dispute": "dispute",
    "contract": "contract",
}
"""The type of the thing that an event names as its own, by the first word of its kind."""
_NAMED: Final = {
    "order": "order",
    "orders": "order",
    "invoice": "invoice",
    "document": "invoice",
    "documents": "invoice",
    "target": "invoice",
    "proposal": "proposal",
    "visit": "visit",
    "return_": "return",
    "contract": "contract",
}
"""The type of the things that a field of another event names."""
_PROMISE: Final = "payment.promised"  # its number is that of a promise, not of a payment
_ATTRIBUTES: Final = (
    ("position", "integer"),
    ("actor", "string"),
    ("amount", "float"),
    ("currency", "string"),
)
_SHOWN: Final = ("name", "manager", "territory", "segment")
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Log(NamedTuple):
    """How much was written."""

    events: int
    objects: int


def write_ocel(file: Path, history: HistorySource, horizon: Horizon) -> Log:
    """Write the facts of all clients, as far as a horizon looks, to a new file.

    Raises:
        PlaceTaken: there is something already.
        Unreadable: an entry cannot be read.
        OSError: it cannot be written.
    """
    with appearing(file) as beside, new_file(beside) as stream:
        return _write(stream, history, horizon)


def _write(stream: BinaryIO, history: HistorySource, horizon: Horizon) -> Log:
    objects: list[bytes] = []
    count, comma = 0, b"\n"
    stream.write(b'{"eventTypes":' + _encode([*_event_types()]))
    stream.write(b',"objectTypes":' + _encode([*_object_types()]) + b',"events":[')
    for code in history.clients(horizon):
        facts = happened_by(horizon.as_of, in_force(filter(horizon.knows, history(code))))
        known: dict[tuple[str, str], Entry] = {}
        for entry in facts:
            named = dict.fromkeys(things(entry.event))
            for one in named:
                known.setdefault(one, entry)
            stream.write(comma + _encode(_event(code, entry, named)))
            count, comma = count + 1, b",\n"
        if facts:
            objects += map(_encode, _objects(code, facts, known))
    stream.write(b'],"objects":[\n' + b",\n".join(objects) + b"]}\n")
    return Log(count, len(objects))


def things(event: AnyEvent) -> Iterator[tuple[str, str]]:
    """The type and the number of each thing that an event touches, its own first."""
    own = _OWN.get(event.kind.partition(".")[0])
    naming = next((name for name in NAMING if name in event.__struct_fields__), None)
    if own and naming and event.kind != _PROMISE and (number := getattr(event, naming)):
        yield own, number
    for name in event.__struct_fields__:
        if name in _NAMED and name != naming and (value := getattr(event, name)):
            for number in value if isinstance(value, tuple) else (value,):
                yield _NAMED[name], number
    for part in getattr(event, "settles", ()):
        yield "invoice", part.document


def _id(code: str, kind: str, number: str) -> str:
    """The id of a thing: a client's numbers are its own."""
    return f"{kind}:{code}:{number}"


def _event(code: str, entry: Entry, named: Iterable[tuple[str, str]]) -> dict[str, Any]:
    values = {"position": entry.position, "actor": entry.actor, **_money(entry.event)}
    touched = [{"objectId": _id(code, *one), "qualifier": one[0]} for one in named]
    return {
        "id": str(entry.id),
        "type": entry.kind,
        "time": _time(entry.occurred_at),
        "attributes": [{"name": name, "value": value} for name, value in values.items()],
        "relationships": [{"objectId": f"{CLIENT}:{code}", "qualifier": CLIENT}, *touched],
    }


def _money(event: AnyEvent) -> Mapping[str, Any]:
    amount: Decimal | None = getattr(event, "amount", None)
    currency: str | None = getattr(event, "currency", None)
    found = {"amount": amount, "currency": currency}
    return {name: value for name, value in found.items() if value is not None}


def _objects(
    code: str, facts: Iterable[Entry], known: Mapping[tuple[str, str], Entry]
) -> Iterator[dict[str, Any]]:
    """A client with what it became over time, and its things, each of which belongs to it."""
    client, values = Client(code), []
    before: dict[str, str | None] = {}
    for entry in facts:
        if isinstance(entry.event, clients.FoldedEvent):
            client = clients.evolve(client, entry, entry.event)
            shown = {name: getattr(client, name) for name in _SHOWN}
            for name, value in shown.items():
                if value is not None and before.get(name) != value:
                    values.append({"name": name, "time": _time(entry.occurred_at), "value": value})
            before = shown
    yield {"id": f"{CLIENT}:{code}", "type": CLIENT, "attributes": values, "relationships": []}
    for (kind, number), entry in known.items():
        yield {
            "id": _id(code, kind, number),
            "type": kind,
            "attributes": [{"name": "number", "time": _time(entry.occurred_at), "value": number}],
            "relationships": [{"objectId": f"{CLIENT}:{code}", "qualifier": "of"}],
        }


def _event_types() -> Iterator[dict[str, Any]]:
    kinds: list[type[Event]] = [kind for kind in KINDS.values() if kind.party == "client"]
    for kind in kinds:
        fields = {"position", "actor", *kind.__struct_fields__}
        attributes = [{"name": name, "type": type_} for name, type_ in _ATTRIBUTES if name in fields]
        yield {"name": kind.kind, "attributes": attributes}


def _object_types() -> Iterator[dict[str, Any]]:
    yield {"name": CLIENT, "attributes": [{"name": name, "type": "string"} for name in _SHOWN]}
    for kind in dict.fromkeys([*_OWN.values(), *_NAMED.values()]):
        yield {"name": kind, "attributes": [{"name": "number", "type": "string"}]}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
