"""An ``[[event]]`` of the mapping, compiled into a function from the rows of a document to a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from ledger.entry import Draft
from ledger.errors import Malformed, Place, UnknownKind
from ledger.events.models import MODELS
from ledger.importing.conditions import Test, condition
from ledger.importing.currencies_named import another_currency
from ledger.importing.expressions import Cells, Scope
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.fields import Field, scalar
from ledger.importing.keys import numbering
from ledger.importing.mapping import Event
from ledger.importing.records import Each, Problem, Problems, Record
from ledger.judging import make_event
from ledger.text import nfc

_MISSING = "it is missing"
_COUNTED = ("quantity", "points")
"""The ends of names of numbers that are no money: PEN beside one is a pen, and no sol."""


class Plan:
    """Makes the draft of one ``[[event]]`` from the rows of a document.

    Raises:
        MappingError: the kind is unknown, fields are unknown or missing, or there is no such column.
    """

    def __init__(self, event: Event, scope: Scope, place: Place) -> None:
        model = MODELS.get(event.kind)
        if model is None:
            raise MappingError([*place, "kind"], str(UnknownKind(event.kind, list(MODELS))))
        if event.kind.startswith("entry."):
            raise MappingError([*place, "kind"], "corrections name entries; record them one by one")
        self.kind = event.kind
        self._number = next(
            (name for name in ("code", "number", "visit") if _names(model, name, event.fields)), None
        )
        self._numbering, number = numbering(event.fields.get(str(self._number)))
        self._keying, key = numbering(event.key)
        numbered = event.fields if self._numbering is None else {**event.fields, str(self._number): number}
        self._record = Record(model, numbered, scope, (*place, "fields"))
        self._names = scope.names
        self.applies: Test | None = None
        if event.if_ is not None:
            self.applies = condition(event.if_, scope, (*place, "if"))
        self._client = self._client_field(event, model.party, scope, place)
        self._when = scalar("when", event.when, datetime, scope, (*place, "when"))
        self._actor, self._behalf, self._key, self._once = (
            None if given is None else scalar(name, given, str, scope, (*place, name))
            for name, given in (
                ("actor", event.actor),
                ("on_behalf_of", event.on_behalf_of),
                ("key", key),
                ("once", event.once),
            )
        )
        if self._key is None and self._once is None and self._number is None:
            raise MappingError(
                [*place, "key"],
                f"a {event.kind} has no number of its own; state a key of what makes it unique",
            )
        self._own = [one for one in (self._when, self._client, self._key, self._once) if one is not None]
        self._heads = {field.name: field for field in (*self._record.fields, *self._own)}

    @staticmethod
    def _client_field(event: Event, party: str, scope: Scope, place: Place) -> Field | None:
        given, inside = event.client, [*place, "client"]
        if party != "client":
            if given is not None:
                raise MappingError(
                    inside, f"a {event.kind} belongs to the {party}, not to a client; remove client"
                )
            return None
        if given is None and event.kind == "client.registered":
            given = event.fields.get("code")
        if given is None:
            raise MappingError(
                inside, 'name the client whose event it is: client = "{Customer}", for example'
            )
        return scalar("client", given, str, scope, inside)

    @property
    def may_repeat(self) -> bool:
        """Whether every row may make this event."""
        return self._once is None

    def once(self, row: Cells) -> str | None:
        """The value for which this event happens once; None if it may happen on every row.

        Raises:
            Wrong: it cannot be read.
        """
        return None if self._once is None else str(self._once.read(row) or "")

    def registers(self, row: Cells) -> str | None:
        """The client that this event registers; None if it registers none, or none that can be read."""
        if self.kind != "client.registered" or self._client is None:
            return None
        with suppress(Wrong):
            return nfc(self._client.read(row) or "").strip() or None
        return None

    def about(self, row: Cells) -> tuple[str, str] | None:
        """The client and the number of what the event opens; None if none can be read."""
        found = self._heads.get(str(self._number))
        if found is None or self._client is None:
            return None
        with suppress(Wrong):
            return nfc(self._client.read(row) or "").strip(), str(found.read(row) or "")
        return None

    def draft(self, rows: Sequence[Cells], source: str, actor: str, number: int) -> Draft:
        """The draft of the rows of one document, the first of which has this number.

        Raises:
            Problems: fields cannot be read, are missing, or do not suit the kind; it names all of them.
        """
        row = rows[0]
        fields, own = self._read(rows)
        if self._numbering is not None and self._number in fields:
            fields[self._number] = self._numbering.filled(fields[self._number], number)
        try:
            event = make_event(self.kind, fields)
        except Malformed as malformed:
            raise Problems(self._problem(rows, *problem) for problem in malformed.problems) from None
        self._check_currency(rows, fields)
        client = None if self._client is None else nfc(own["client"])
        key = own.get("key")
        if key and self._keying is not None:
            key = self._keying.filled(key, number)
        return Draft(
            event,
            own["when"],
            (self._actor and self._actor.read(row)) or actor,
            client,
            (self._behalf and self._behalf.read(row)) or None,
            key or self._default_key(client, own, fields),
            None,
            source,
        )

    def _check_currency(self, rows: Sequence[Cells], fields: Mapping[str, Any]) -> None:
        """Check that no amount names another currency than that of the event.

        Raises:
            Problems: some do.
        """
        currency = str(fields.get("currency") or "")
        cells = self._record.numbers(rows) if currency else ()
        problems = [
            (at, name, what)
            for at, name, cell in cells
            if not name.endswith(_COUNTED) and (what := another_currency(cell, currency))
        ]
        if problems:
            raise Problems(problems)

    def _read(self, rows: Sequence[Cells]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The event's fields, and those of the envelope: when, client, key, once."""
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
                into[one.name] = one.read(given)  # type: ignore[arg-type] # a field reads a row, a spread all rows
            except Problems as wrong:
                problems += wrong.found
            except Wrong as wrong:
                problems.append((0, one.name, wrong.what))
        problems += [self._problem(rows, name, _MISSING) for name, value in own.items() if value is None]
        if problems:
            raise Problems(problems)
        return {name: value for name, value in fields.items() if value is not None}, own

    def _default_key(self, client: str | None, own: dict[str, Any], fields: dict[str, Any]) -> str:
        number = own["once"] if self._once is not None else fields[str(self._number)]
        return f"{self.kind}:{number}" if number == client else f"{self.kind}:{client or ''}:{number}"

    def _problem(self, rows: Sequence[Cells], field: str, what: str) -> Problem:
        """A problem with an event's field, with the row of the field and the column that is empty."""
        at = 0
        name, _, rest = field.partition(".")
        for spread in self._record.spreads:
            item = rest.split(".")[0]
            if isinstance(spread, Each) and spread.name == name and item.isdigit():
                at = spread.row_of(rows, int(item) - 1)
        head = self._heads.get(field)
        if what == _MISSING and head is not None and head.uses:
            what += f": {' and '.join(repr(self._names[i]) for i in sorted(head.uses))} gives no value; fill it in, or add a leave_out"
        return at, field, what


def _names(model: type[Any], name: str, given: Mapping[str, Any]) -> bool:
    """Whether a field of the mapping is the number of the event: needed, or one that the ledger can give."""
    info = model.model_fields.get(name)
    return info is not None and name in given and (info.is_required() or name in model.filled)
