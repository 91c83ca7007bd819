"""An ``[[event]]`` of the mapping, compiled: from the rows of a document to a draft."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from ledger.entry import Draft, make_event
from ledger.errors import Malformed, UnknownKind
from ledger.events import KINDS
from ledger.importing.conditions import Test, condition
from ledger.importing.expressions import Row, Scope
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.fields import Field, scalar
from ledger.importing.loading import Place, key_path
from ledger.importing.mapping import Event
from ledger.importing.records import Each, Problem, Problems, Record
from ledger.text import nfc

_MISSING = "it is missing"


class Plan:
    """What one ``[[event]]`` makes of the rows of a document.

    Raises:
        MappingError: the kind is unknown, fields are unknown or missing, or a column is not there.
    """

    def __init__(self, event: Event, scope: Scope, place: Place) -> None:
        model = KINDS.get(event.kind)
        if model is None:
            raise MappingError(key_path([*place, "kind"]), str(UnknownKind(event.kind, list(KINDS))))
        if event.kind.startswith("entry."):
            raise MappingError(key_path([*place, "kind"]), "corrections name entries; record them one by one")
        self.kind = event.kind
        self._record = Record(model, event.fields, scope, (*place, "fields"))
        self._names = scope.names
        self.applies: Test | None = None
        if event.if_ is not None:
            self.applies = condition(event.if_, scope, (*place, "if"))
        self._client = self._about(event, model.party, scope, place)
        self._when = scalar("when", event.when, datetime, scope, (*place, "when"))
        self._actor, self._behalf, self._key, self._once = (
            None if given is None else scalar(name, given, str, scope, (*place, name))
            for name, given in (
                ("actor", event.actor),
                ("on_behalf_of", event.on_behalf_of),
                ("key", event.key),
                ("once", event.once),
            )
        )
        self._number = next((name for name in ("code", "number", "visit") if _needs(model, name)), None)
        if self._key is None and self._once is None and self._number is None:
            raise MappingError(
                key_path([*place, "key"]),
                f"a {event.kind} has no number of its own; say what makes it unique",
            )
        self._own = [one for one in (self._when, self._client, self._key, self._once) if one is not None]
        self._heads = {field.name: field for field in (*self._record.fields, *self._own)}

    def _about(self, event: Event, party: str, scope: Scope, place: Place) -> Field | None:
        given = event.client
        if party != "client":
            if given is not None:
                raise MappingError(
                    key_path([*place, "client"]), f"a {event.kind} belongs to the {party}, not to a client"
                )
            return None
        if given is None:
            given = event.fields.get("code") if event.kind == "client.registered" else None
        if given is None:
            raise MappingError(key_path([*place, "client"]), "say whose event it is")
        return scalar("client", given, str, scope, (*place, "client"))

    def once(self, row: Row) -> str | None:
        """What this event happens once for; None where it may happen on every row.

        Raises:
            Wrong: it cannot be read.
        """
        return None if self._once is None else str(self._once.read(row) or "")

    def registers(self, row: Row) -> str | None:
        """The client whom this event would make known; None where it makes none, or none that can be read."""
        if self.kind != "client.registered" or self._client is None:
            return None
        with suppress(Wrong):
            return nfc(self._client.read(row) or "").strip() or None
        return None

    def draft(self, rows: Sequence[Row], source: str, actor: str) -> Draft:
        """The draft that the rows of one document make.

        Raises:
            Problems: fields that cannot be read, are missing, or are not what the kind wants; all of them.
        """
        row = rows[0]
        fields, own = self._read(rows)
        try:
            event = make_event(self.kind, fields)
        except Malformed as malformed:
            raise Problems([self._problem(rows, *problem) for problem in malformed.problems]) from None
        client = None if self._client is None else nfc(own["client"])
        return Draft(
            event,
            own["when"],
            (self._actor and self._actor.read(row)) or actor,
            client,
            (self._behalf and self._behalf.read(row)) or None,
            own.get("key") or self._default_key(client, own, fields),
            None,
            source,
        )

    def _read(self, rows: Sequence[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The event's fields, and what the envelope needs: when, client, key, once."""
        row = rows[0]
        problems: list[Problem] = []
        fields: dict[str, Any] = {}
        own: dict[str, Any] = {}
        try:
            fields = self._record.read(row)
        except Problems as wrong:
            problems += wrong.found
        for one in (*self._record.spreads, *self._own):
            into, given = (own, row) if isinstance(one, Field) else (fields, rows)
            try:
                into[one.name] = one.read(given)  # type: ignore[arg-type] # a row to a field, all rows to a spread
            except Problems as wrong:
                problems += wrong.found
            except Wrong as wrong:
                problems.append((0, one.name, str(wrong)))
        problems += [self._problem(rows, name, _MISSING) for name, value in own.items() if value is None]
        if problems:
            raise Problems(problems)
        return {name: value for name, value in fields.items() if value is not None}, own

    def _default_key(self, client: str | None, own: dict[str, Any], fields: dict[str, Any]) -> str:
        number = own["once"] if self._once is not None else fields[str(self._number)]
        return f"{self.kind}:{number}" if number == client else f"{self.kind}:{client or ''}:{number}"

    def _problem(self, rows: Sequence[Row], field: str, what: str) -> Problem:
        """A problem of the event's shape, with the row that its field came from, and the column that is empty."""
        at = 0
        name, _, rest = field.partition(".")
        for spread in self._record.spreads:
            item = rest.split(".")[0]
            if isinstance(spread, Each) and spread.name == name and item.isdigit():
                at = spread.row_of(rows, int(item) - 1)
        head = self._heads.get(field)
        if what == _MISSING and head is not None and head.uses:
            what += f": {' and '.join(repr(self._names[i]) for i in sorted(head.uses))} gives nothing"
        return at, field, what


def _needs(model: type[Any], name: str) -> bool:
    info = model.model_fields.get(name)
    return info is not None and info.is_required()
