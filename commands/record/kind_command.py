"""A command for each kind of event, made of the event's fields: the bridge from the models to Click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from commands.record.drafting import Typed
from commands.record.fields import FieldOf, fields_of, option_names
from commands.record.recording import identifier
from commands.ui.options import day, moment, whole
from commands.ui.values import read_parts
from ledger.events import EntryCorrected

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


_SET = FieldOption(
    ["--set", "changes"],
    multiple=True,
    metavar="FIELD=VALUE",
    help="Change one field of the entry and keep the others; FIELD= empties it. May be given several times.",
)
_NO_DATE = "--at is the date of the correction itself, which no figure uses; --occurred-at moves the date of the entry"


def command_for(model: type[AnyModel]) -> click.Command:
    """The command that records a kind of event. Called, it returns what was typed."""
    fields = fields_of(model)
    own_code = model.kind == "client.registered"
    shown = [field for field in fields if not (own_code and field.name == "code")]
    corrects = [_SET] if model.kind == EntryCorrected.kind else []
    if corrects:  # --set or --occurred-at does instead
        shown = [replace(field, required=field.required and field.form != "mapping") for field in shown]
    options = [_option(field, option_names(field)) for field in shown]
    taken = {name for option in options for name in option.opts}

    @click.pass_context
    def callback(ctx: click.Context, /, **given: Any) -> Typed:
        values = _values(shown, given)
        if own_code:
            values["code"] = given["client"]
        if corrects and given["at"] is not None:
            raise click.UsageError(_NO_DATE, ctx)
        envelope = {name: identifier(given[name]) for name in ("on_behalf_of", "key", "causation")}
        changes = given.get("changes", ())
        return Typed(
            ctx, model, shown, identifier(given.get("client")), values, given["at"], envelope, changes
        )

    return KindCommand(
        model.kind,
        params=[*_client(model), *options, *corrects, *_envelope(taken)],
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
