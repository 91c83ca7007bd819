"""What was typed as drafts: the rest of a correction is taken from the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from commands.record.fields import FieldOf, fields_of, option_names
from commands.ui.clock import local_now
from commands.ui.values import read_json, read_parts
from goodwill.recording import Wanted, fields_in_force
from ledger.entry import Draft
from ledger.errors import Malformed, known_names, sentence
from ledger.events import AnyEvent, EntryCorrected, VisitHeld
from ledger.judging import make_event

if TYPE_CHECKING:
    from ledger.events.models.union import AnyModel
    from ledger.recording.journal import Journal


class Typed(NamedTuple):
    """An event as it was typed.

    Attributes:
        ctx: of the command that reads it; errors name it.
        model: of the kind of event.
        fields: those that the command takes.
        client: the client's code; None if none was typed.
        values: the fields by name, as JSON has them.
        at: when it happened; None if that was not typed.
        envelope: ``on_behalf_of``, ``key`` and ``causation``.
        changes: of a correction: ``field=value`` for each field that changes.
    """

    ctx: click.Context
    model: type[AnyModel]
    fields: Sequence[FieldOf]
    client: str | None
    values: Mapping[str, Any]
    at: datetime | None
    envelope: Mapping[str, str | None]
    changes: Sequence[str] = ()


def draft(ledger: Journal, typed: Typed, actor: str) -> Wanted:
    """A draft of what was typed.

    Raises:
        click.UsageError: the fields do not make an event of the kind; it names all problems by their options.
    """
    values = dict(typed.values)
    if typed.changes and "replacement" in values:
        raise click.UsageError(
            "change fields with --set, or replace all with --replacement, not both", typed.ctx
        )
    if typed.model.kind == EntryCorrected.kind and "entry" in values and "replacement" not in values:
        values |= _replacement(ledger, typed)
    event = _event(typed, values)
    said_at = typed.at or (event.started_at if isinstance(event, VisitHeld) else None)
    found = Draft(event, said_at or local_now(), actor, typed.client, **typed.envelope)
    return Wanted(found, dated=said_at is not None)


def _event(typed: Typed, values: Mapping[str, Any]) -> AnyEvent:
    try:
        return make_event(typed.model.kind, values)
    except Malformed as malformed:
        options = {field.name: option_names(field)[0] for field in typed.fields}
        problems = []
        for path, problem in malformed.problems:
            name, _, inside = path.partition(".")
            problems.append(sentence(f"{options.get(name, name)} {inside}".rstrip(), problem))
        raise click.UsageError("; ".join(problems), typed.ctx) from None


def _replacement(ledger: Journal, typed: Typed) -> dict[str, Any]:
    """The replacement of a correction: the entry's fields as they stand, but for those that change."""
    if not typed.changes and "occurred_at" not in typed.values:
        raise click.UsageError(
            "say what is wrong: --set FIELD=VALUE for a field, --occurred-at for the date", typed.ctx
        )
    kind, fields = fields_in_force(ledger, str(typed.values["entry"]), typed.client)
    from ledger.events.models import MODELS

    known = {field.name: field for field in fields_of(MODELS[kind])}
    said: dict[str, list[str]] = {}
    for change in typed.changes:
        name, equals, text = change.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise click.UsageError(f"--set {change}: write FIELD=VALUE", typed.ctx)
        if name not in known:
            raise click.UsageError(f"{kind} has no field '{name}'; {known_names(name, known)}", typed.ctx)
        said.setdefault(name, []).append(text.strip())
    for name, texts in said.items():
        fields[name] = _changed(known[name], texts, typed.ctx)
    return {"replacement": {name: value for name, value in fields.items() if value is not None}}


def _changed(field: FieldOf, texts: Sequence[str], ctx: click.Context) -> Any:
    """The new value of a field; None if it is emptied."""
    if len(texts) > 1 and not field.many:
        raise click.UsageError(f"--set {field.name} is said twice, and takes one value", ctx)
    if texts == [""]:
        return None
    try:
        if field.form in ("parts", "mapping"):
            values: list[Any] = [value for text in texts for value in read_parts(text)]
        elif field.many and texts[0].startswith("["):
            values = read_json(texts[0])
        elif field.form == "flag":
            values = [{"yes": True, "no": False}.get(text.lower(), text) for text in texts]
        else:
            values = [int(text) if field.form == "whole" else text for text in texts]
    except ValueError as wrong:
        raise click.UsageError(f"--set {field.name}: {wrong}", ctx) from None
    return values if field.many else values[0]
