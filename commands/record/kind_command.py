"""A command for each kind of event, made of the event's fields: the bridge from the models to Click."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from commands.record.completing import completes, completes_words
from commands.record.defaults import defaults, typed_moment
from commands.record.kinds import described
from commands.record.option_names import option_names
from commands.record.prompting import Questions, ask_client, lacks, on_terminal
from commands.record.typed import Typed
from commands.record.words import fill, in_words, is_text, parts_of, usage
from commands.ui.choices import NearChoice
from commands.ui.completing import complete_client
from commands.ui.failures import EVENTS
from commands.ui.options import DRY_RUN, day, whole
from commands.ui.values import LEFT_OUT, identifier
from ledger.corrections import CORRECTIONS
from ledger.events import KINDS, EntryCorrected, EntryVoided
from ledger.events.models.fields import FieldOf, fields_of

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


_CROWDED = 50  # letters of choices; more do not fit beside the name of the option, and stand in the help
_TYPES = {"whole": whole, "date": day, "moment": typed_moment}
_ENVELOPE = {
    "key": (
        ["--key"],
        "TEXT",
        "Unique in the ledger; recording the same content again under it adds nothing.",
    ),
    "at": (["--at", "--on", "-d"], "DATETIME", "When it happened.  [default: now]"),
    "on_behalf_of": (["--on-behalf-of"], "NAME", "The person for whom you act, if you stand in."),
    "causation": (["--causation"], "ID", "The id of the entry that led to this."),
}


_TYPED = "goodwill.typed"
_YES_OR_NO = ("yes", "no", "true", "false")


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
        if ctx.resilient_parsing and args and args[-1].startswith("-") and args[-1] != LEFT_OUT:
            args = args[:-1]  # a shell completes the value of this option; Click would read no word before it
        first = self.params[0]
        if (
            not args
            and not ctx.resilient_parsing
            and isinstance(first, click.Argument)
            and first.required
            and on_terminal()
        ):
            args = [ask_client()]
        ctx.meta[_TYPED] = [str(self.name), *args]
        ctx.meta.setdefault(EVENTS, []).append(ctx)
        if args and not ctx.resilient_parsing:
            values, rest, given = self._parsed(ctx, args)
            options = [one for one in given if isinstance(one, click.Option)]
            twice = next((one for one in options if not one.multiple and options.count(one) > 1), None)
            if twice is not None:
                raise click.UsageError(f"{twice.opts[0]} is given twice; give it once", ctx)
            self._expect_values(ctx, options, values)
            flags = [name for one in options if one.is_flag for name in (*one.opts, *one.secondary_opts)]
            typed = values.get("words")
            words = [*rest, *(typed if isinstance(typed, list | tuple) else ())]
            said = [word for word in words if word.lower() in _YES_OR_NO]
            if said and flags:
                raise click.UsageError(
                    f"leave out '{' '.join(said)}'; {' and '.join(flags)} take no value", ctx
                )
        return super().parse_args(ctx, args)

    def _expect_values(
        self, ctx: click.Context, options: Sequence[click.Option], values: Mapping[str, Any]
    ) -> None:
        """Refuse an option whose value is the next option: Click would take it for a text."""
        names = {name for one in self.get_params(ctx) if isinstance(one, click.Option) for name in one.opts}
        for one in options:
            value = values.get(str(one.name))
            for text in value if isinstance(value, list | tuple) else (value,):
                if text in names:
                    raise click.UsageError(f"{one.opts[0]} has no value before {text}; give one", ctx)

    def _parsed(
        self, ctx: click.Context, args: Sequence[str]
    ) -> tuple[Any, list[str], list[click.Parameter]]:
        try:
            return self.make_parser(ctx).parse_args(list(args))
        except click.NoSuchOption as unknown:
            begins = unknown.option_name
            if not begins[1:2].isdigit():
                raise
            word = next(word for word in args if word.startswith(begins))
            raise click.UsageError(
                f"{word} is read as an option; give a negative number by its name, as in --amount={word}", ctx
            ) from None


class FieldOption(click.Option):
    """An option that stands for a field of the event."""


_POSITION = re.compile(r"[0-9]+")
_SET = FieldOption(
    ["--set", "changes"],
    multiple=True,
    metavar="FIELD=VALUE",
    help="Change one field of the entry and keep the others; FIELD= empties it. May be given several times.",
)
_NO_DATE = "no figure uses the date of {what} itself, so --at is not for it; {step}"
_NO_DATES = {
    EntryVoided.kind: _NO_DATE.format(what="a void", step="leave it out, and the entry is void on all days"),
    EntryCorrected.kind: _NO_DATE.format(
        what="a correction", step="--occurred-at moves the date of the entry"
    ),
}


def command_for(model: type[AnyModel], *, later: bool = False) -> click.Command:
    """The command that records a kind of event. Called, it returns what was typed.

    Args:
        model: of the kind.
        later: whether another event stands before it on the line, whose client it has too.
    """
    own_code = model.kind == "client.registered"
    corrects = [_SET] if model.kind == EntryCorrected.kind else []
    shown = [field for field in fields_of(model) if not (own_code and field.name == "code")]
    if corrects:  # --set or --occurred-at does instead
        shown = [replace(field, required=field.required and field.form != "mapping") for field in shown]
    by_ledger = defaults(KINDS[model.kind])
    options = {field.name: _option(field, option_names(field), by_ledger.get(field.name)) for field in shown}
    taken = {name for option in options.values() for name in option.opts}
    order = in_words(model, shown)

    @click.pass_context
    def callback(ctx: click.Context, /, **given: Any) -> Typed:
        given = fill(ctx, options, order, given.get("words", ()), given)
        word = given.get("client") or ""
        if model.kind in CORRECTIONS and given["field_entry"] is None and _POSITION.fullmatch(word):
            raise click.UsageError(f"{word} is read as a client; name the entry as --entry {word}", ctx)
        if on_terminal() and lacks(shown, given) and not corrects:
            questions = Questions(ctx, options)
            given = questions.ask(shown, given)
            questions.show(ctx.meta[_TYPED])
        values = _values(shown, given)
        client = identifier(given.get("client"))
        if own_code:
            values["code"] = client
        if model.kind in _NO_DATES and given["at"] is not None:
            raise click.UsageError(_NO_DATES[model.kind], ctx)
        envelope = {name: identifier(given[name]) for name in ("on_behalf_of", "key", "causation")}
        return Typed(ctx, model, shown, client, values, given["at"], envelope, given.get("changes", ()))

    return KindCommand(
        model.kind,
        params=[
            *_arguments(model, order, later=later),
            *options.values(),
            *corrects,
            *_envelope(taken, dated=model.kind not in _NO_DATES),
        ],
        callback=callback,
        help=described(model),
        no_args_is_help=not later and not on_terminal(),
        epilog=_epilog(shown, order),
    )


def _arguments(model: type[AnyModel], order: Sequence[FieldOf], *, later: bool) -> list[click.Parameter]:
    """CLIENT, if the event has one, and the words that fill its fields.

    A correction finds the client of the entry that it names. A later event has the client of the one before.
    """
    found: list[click.Parameter] = []
    if model.party == "client":
        optional = model.kind.startswith("entry.")
        found.append(
            click.Option(
                ["--for-client", "client"],
                metavar="CODE",
                help="The client of this event, if it is not that of the event before.",
            )
            if later
            else click.Argument(
                ["client"],
                metavar="[CLIENT]" if optional else "CLIENT",
                required=not optional,
                shell_complete=complete_client,
            )
        )
    if order:
        complete = completes_words(order)
        found.append(
            click.Argument(["words"], nargs=-1, metavar=usage(order), required=False, shell_complete=complete)
        )
    return found


def _option(field: FieldOf, names: Sequence[str], default: str | None) -> FieldOption:
    """The option of a field; ``default`` is what the ledger gives where it is left out."""
    crowded = len("|".join(field.choices)) > _CROWDED
    listed = f"one of {', '.join(field.choices)}" if crowded else field.words if field.form == "parts" else ""
    text = "; ".join(filter(None, [field.about, listed]))
    if field.form == "flag":
        flag = f"{names[0]}/--no-{names[0].removeprefix('--')}"
        return FieldOption([flag, f"field_{field.name}"], default=None, help=text)
    choice = NearChoice(field.choices) if field.form == "choice" else None
    return FieldOption(
        [*names, f"field_{field.name}"],
        help=text + ((f"  [default: {default}]" if default else "  [required]") if field.required else ""),
        multiple=field.many,
        metavar="CHOICE" if crowded else None if choice else _METAVARS.get(field.form, "TEXT"),
        type=choice or _TYPES.get(field.form),
        shell_complete=None if choice else completes(field),
    )


def _envelope(taken: set[str], *, dated: bool) -> list[click.Option]:
    """The options of every event; a field of the same name takes precedence.

    Args:
        taken: the names of the options of fields.
        dated: whether the event has a day of its own; help shows no ``--at`` for others, and it is refused.
    """
    options = [
        click.Option(
            [*(name for name in names if name not in taken), param],
            metavar=metavar,
            help=text,
            type=typed_moment if param == "at" else None,
            hidden=param == "at" and not dated,
        )
        for param, (names, metavar, text) in _ENVELOPE.items()
    ]
    return [*options, click.Option(["--dry-run"], is_flag=True, help=DRY_RUN)]


def _epilog(fields: Sequence[FieldOf], order: Sequence[FieldOf]) -> str:
    found = [f"{usage(order)} fills the fields in order; {LEFT_OUT} leaves one out."] if order else []
    if any(field.form in ("parts", "mapping") for field in fields):
        found.append("NAME=VALUE,... may also be written as a JSON object; NAME? may be left out.")
    return " ".join(found)


def _values(fields: Sequence[FieldOf], given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, as JSON would have them."""
    values: dict[str, Any] = {}
    for field in fields:
        value = given[f"field_{field.name}"]
        if value is None or value == ():
            continue
        if field.form in ("parts", "mapping") and not (field.or_text and is_text(field, value)):
            parts = parts_of(field, value if field.many else [value])
            value = parts if field.many else parts[0]
        values[field.name] = list(value) if field.many else value
    return values
