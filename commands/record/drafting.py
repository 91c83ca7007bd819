"""What was typed as drafts: the rest of a correction is taken from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.record.defaults import Defaults, typed_moment
from commands.record.option_names import option_names
from commands.record.terms import agreed_whole
from commands.record.thousands import doubts_about
from commands.record.typed import Typed
from commands.record.words import as_read, in_words, parts_of
from commands.ui.values import read_json
from goodwill.recording import Wanted, fields_in_force, stated_moment
from ledger.corrections import CORRECTIONS
from ledger.entry import Draft
from ledger.errors import Malformed, known_names, sentence
from ledger.events import AnyEvent, ClientRegistered, ClientTermsAgreed, EntryCorrected, VisitHeld
from ledger.events.models.fields import FieldOf, fields_of
from ledger.judging import make_event

if TYPE_CHECKING:
    from ledger.recording.journal import Journal


def drafts(ledger: Journal, typed: Sequence[Typed], actor: str) -> list[Wanted]:
    """Drafts of what was typed; a later event has the client and the moment of the one before.

    It is on behalf of the same person, too. What is left out comes from the ledger: the currency of the
    client, a number, the time zone of the house.

    Raises:
        click.UsageError: the fields do not make an event of the kind; it names all problems by their options.
    """
    known = Defaults(ledger)
    found: list[Wanted] = []
    for one in typed:
        before = found[-1] if found else None
        client = one.client
        if client is None and before and one.model.party == "client" and one.model.kind not in CORRECTIONS:
            client = before.draft.client
        values = dict(one.values)
        if one.changes and "replacement" in values:
            raise click.UsageError(
                "change fields with --set, or replace all with --replacement, not both", one.ctx
            )
        if one.model.kind == EntryCorrected.kind and "entry" in values and "replacement" not in values:
            values |= _replacement(ledger, one, known)
        if one.model.kind == ClientRegistered.kind:
            values.setdefault("code", client)
        known.complete(one, client, values)
        if one.model.kind == ClientTermsAgreed.kind and (lacking := agreed_whole(ledger, client, values)):
            raise click.UsageError(lacking, one.ctx)
        _unambiguous(one, one.fields, one.values, partial(known.currency, client))
        event = _event(one, values, client, known)
        said = known.exact(one.at) or stated_moment(event)
        when = said or (before.draft.occurred_at if before else known.now())
        envelope = dict(one.envelope)
        if envelope["on_behalf_of"] is None and before:
            envelope["on_behalf_of"] = before.draft.on_behalf_of
        draft = Draft(event, when, actor, client, **envelope)
        known.keep(draft)
        found.append(Wanted(draft, dated=said is not None or bool(before and before.dated)))
    return found


def _unambiguous(
    typed: Typed, fields: Sequence[FieldOf], values: Mapping[str, Any], currency: Callable[[], str | None]
) -> None:
    """Refuse an amount whose point may stand between thousands.

    Raises:
        click.UsageError: there is one; it says how to write each meaning.
    """
    options = {field.name: option_names(field)[0] for field in typed.fields}
    for (name, *inside), doubt in doubts_about(fields, values, lambda: values.get("currency") or currency()):
        option = options.get(name) or f"--set {name}"
        raise click.UsageError(sentence(" ".join([option, *inside]), doubt), typed.ctx)


def _event(typed: Typed, values: Mapping[str, Any], client: str | None, known: Defaults) -> AnyEvent:
    try:
        return make_event(typed.model.kind, values)
    except Malformed as malformed:
        options = {field.name: option_names(field)[0] for field in typed.fields}
        if typed.model.kind == EntryCorrected.kind and "replacement" not in typed.values:
            options["replacement"] = "--set"
        problems = [] if typed.model.kind == ClientRegistered.kind else known.stranger(client)
        for path, problem in malformed.problems:
            name, _, inside = path.partition(".")
            if name == "replacement" and typed.changes:
                continue  # it is made of the changes and of the entry, which is not named
            problems.append(sentence(f"{options.get(name, name)} {inside}".rstrip(), problem))
            if path == "currency" and "currency" not in values:
                problems += known.how_to_give_a_currency(client)
        order = in_words(typed.model, typed.fields)
        if any(field.name not in values for field in order if field.required):
            problems += as_read(order, typed.ctx.params)
        raise click.UsageError("; ".join(problems), typed.ctx) from None


def _replacement(ledger: Journal, typed: Typed, found: Defaults) -> dict[str, Any]:
    """The replacement of a correction: the entry's fields as they stand, but for those that change."""
    if not typed.changes and "occurred_at" not in typed.values:
        raise click.UsageError(
            "give what is right: --set FIELD=VALUE for a field, --occurred-at for the date", typed.ctx
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
    before = fields.get("started_at")
    for name, texts in said.items():
        fields[name] = _changed(known[name], texts, typed.ctx)
        if known[name].form == "moment" and fields[name] is not None:
            fields[name] = found.exact(typed_moment(fields[name]))
    changed = {name: fields[name] for name in said}
    _unambiguous(typed, [*known.values()], changed, lambda: fields.get("currency"))
    replaced: dict[str, Any] = {
        "replacement": {name: value for name, value in fields.items() if value is not None}
    }
    moved = fields.get("started_at") if kind == VisitHeld.kind else None
    if isinstance(moved, datetime) and moved.date().isoformat() != str(before)[:10]:
        replaced["occurred_at"] = typed.values.get("occurred_at", moved)  # views count it on that day
    return replaced


def _changed(field: FieldOf, texts: Sequence[str], ctx: click.Context) -> Any:
    """The new value of a field; None if it is emptied."""
    if len(texts) > 1 and not field.many:
        raise click.UsageError(f"--set {field.name} is given twice; give it once", ctx)
    if texts == [""]:
        return None
    try:
        if field.form in ("parts", "mapping"):
            values: list[Any] = parts_of(field, texts)
        elif field.many and texts[0].startswith("["):
            values = read_json(texts[0])
        elif field.form == "flag":
            values = [{"yes": True, "no": False}.get(text.lower(), text) for text in texts]
        else:
            values = [int(text) if field.form == "whole" else text for text in texts]
    except ValueError as wrong:
        raise click.UsageError(f"--set {field.name}: {wrong}", ctx) from None
    return values if field.many else values[0]
