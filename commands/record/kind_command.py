"""A command for each kind of event, made of the event's fields: the bridge from the models to Click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from commands.record.fields import FieldOf, fields_of
from commands.record.recording import identifier, record_one
from commands.ui.clock import local_now
from commands.ui.options import day, moment, whole
from commands.ui.settings import Settings
from commands.ui.values import read_parts
from goodwill.recording import Wanted
from ledger.entry import Draft
from ledger.errors import Malformed, sentence
from ledger.events import AnyEvent, VisitHeld
from ledger.judging import make_event

if TYPE_CHECKING:
    from ledger.events.models.union import AnyModel

_METAVARS = {
    "number": "NUMBER",
    "whole": "N",
    "date": "DATE",
    "moment": "DATETIME",
    "parts": "NAME=VALUE,...",
    "mapping": "NAME=VALUE,...",
}
_TYPES = {"whole": whole, "date": day, "moment": moment}
_ENVELOPE = {
    "key": (
        ["--key"],
        "TEXT",
        "Unique in the ledger; recording the same content again under it adds nothing.",
    ),
    "at": (["--at", "--on"], "DATETIME", "When it happened.  [default: now]"),
    "on_behalf_of": (["--on-behalf-of"], "NAME", "For whom you act, if you stand in."),
    "causation": (["--causation"], "ID", "The id of the entry that led to this."),
}


class KindCommand(click.Command):
    """Records one kind of event; its help shows the fields apart from the options of every event."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Two sections: the fields, and the rest."""
        for heading, wanted in (("Fields", True), ("Options", False)):
            records = [
                found
                for parameter in self.get_params(ctx)
                if isinstance(parameter, click.Option)
                and isinstance(parameter, FieldOption) is wanted
                and (found := parameter.get_help_record(ctx))
            ]
            with formatter.section(heading):
                formatter.write_dl(records)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; refuse what Click would drop: a field given twice, a flag with a value."""
        if args and not ctx.resilient_parsing:
            _, rest, given = self.make_parser(ctx).parse_args(list(args))
            options = [one for one in given if isinstance(one, click.Option)]
            twice = next((one for one in options if not one.multiple and options.count(one) > 1), None)
            if twice is not None:
                raise click.UsageError(f"{twice.opts[0]} is said twice, and takes one value", ctx)
            flags = [name for one in options if one.is_flag for name in (*one.opts, *one.secondary_opts)]
            if rest and flags:
                words = " ".join(rest)
                raise click.UsageError(f"'{words}' is too much: {' and '.join(flags)} take no value", ctx)
        return super().parse_args(ctx, args)


class FieldOption(click.Option):
    """An option that stands for a field of the event."""


def command_for(model: type[AnyModel]) -> click.Command:
    """The command that records a kind of event."""
    fields = fields_of(model)
    own_code = model.kind == "client.registered"
    shown = [field for field in fields if not (own_code and field.name == "code")]
    options = [_option(field, option_names(field)) for field in shown]
    taken = {name for option in options for name in option.opts}
    client = _client(model)

    @click.pass_context
    def callback(ctx: click.Context, /, **given: Any) -> None:
        values = _values(shown, given)
        if own_code:
            values["code"] = given["client"]
        settings = ctx.find_object(Settings) or ctx.fail("no settings")
        event = _event(ctx, model.kind, values, shown)
        said_at = given["at"] or (event.started_at if isinstance(event, VisitHeld) else None)
        draft = Draft(
            event,
            said_at or local_now(),
            settings.actor,
            identifier(given.get("client")),
            *(identifier(given[name]) for name in ("on_behalf_of", "key", "causation")),
        )
        dry_run = given["dry_run"] or bool(ctx.parent and ctx.parent.params.get("dry_run"))
        record_one(settings, Wanted(draft, dated=said_at is not None), dry_run=dry_run)

    return KindCommand(
        model.kind,
        params=[*client, *options, *_envelope(taken)],
        callback=callback,
        help=model.__doc__,
        no_args_is_help=True,
        epilog=_epilog(shown),
    )


def _client(model: type[AnyModel]) -> list[click.Argument]:
    """CLIENT, if the event has one; a correction finds the client of the entry that it names."""
    if model.party != "client":
        return []
    corrects = model.kind in ("entry.voided", "entry.corrected")
    return [click.Argument(["client"], metavar="[CLIENT]" if corrects else "CLIENT", required=not corrects)]


def option_names(field: FieldOf) -> list[str]:
    """The options that give a field: ``--line`` or ``--lines``, ``--from``."""
    whole = f"--{field.name.replace('_', '-')}"
    return [whole.removesuffix("s"), whole] if field.many and whole.endswith("s") else [whole]


def _option(field: FieldOf, names: Sequence[str]) -> FieldOption:
    text = "; ".join(filter(None, [field.about, field.words if field.form == "parts" else ""]))
    if field.form == "flag":
        flag = f"{names[0]}/--no-{names[0].removeprefix('--')}"
        return FieldOption([flag, f"field_{field.name}"], default=None, help=text)
    choice = click.Choice(field.choices) if field.form == "choice" else None
    return FieldOption(
        [*names, f"field_{field.name}"],
        help=text + ("  [required]" if field.required else ""),
        multiple=field.many,
        metavar=None if choice else _METAVARS.get(field.form, "TEXT"),
        type=choice or _TYPES.get(field.form),
    )


def _envelope(taken: set[str]) -> list[click.Option]:
    """The options of every event; a field of the same name takes precedence."""
    options = [
        click.Option(
            [*(name for name in names if name not in taken), param],
            metavar=metavar,
            help=text,
            type=moment if param == "at" else None,
        )
        for param, (names, metavar, text) in _ENVELOPE.items()
    ]
    return [*options, click.Option(["--dry-run"], is_flag=True, help="Check the event, and record nothing.")]


def _epilog(fields: Sequence[FieldOf]) -> str | None:
    if not any(field.form in ("parts", "mapping") for field in fields):
        return None
    return "NAME=VALUE,... may also be written as a JSON object; NAME? may be left out."


def _values(fields: Sequence[FieldOf], given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, as JSON would have them."""
    values: dict[str, Any] = {}
    for field in fields:
        value = given[f"field_{field.name}"]
        if value is None or value == ():
            continue
        if field.form in ("parts", "mapping") and not (field.or_text and _is_text(field, value)):
            value = _parts(field, value if field.many else [value])
        values[field.name] = list(value) if field.many else value
    return values


def _is_text(field: FieldOf, text: str) -> bool:
    """Whether what was typed for a value is plain text: it does not begin with the name of a part."""
    name = text.partition("=")[0].strip().replace("-", "_")
    return not text.lstrip().startswith("{") and name not in {part.name for part in field.parts}


def _parts(field: FieldOf, texts: Sequence[str]) -> Any:
    try:
        values = [value for text in texts for value in read_parts(text)]
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint=option_names(field)[0]) from None
    return values if field.many else values[0]


def _event(ctx: click.Context, kind: str, values: Mapping[str, Any], fields: Sequence[FieldOf]) -> AnyEvent:
    """The event; all its problems are named by their options."""
    try:
        return make_event(kind, values)
    except Malformed as malformed:
        options = {field.name: option_names(field)[0] for field in fields}
        problems = []
        for path, problem in malformed.problems:
            name, _, inside = path.partition(".")
            problems.append(sentence(f"{options.get(name, name)} {inside}".rstrip(), problem))
        raise click.UsageError("; ".join(problems), ctx) from None
