"""Words behind KIND CLIENT that no option names: they fill the fields of an event in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import cycle
from typing import TYPE_CHECKING, Any

import click

from commands.record.commas import doubt_about
from commands.record.option_names import option_names
from commands.ui.values import LEFT_OUT, in_order, read_parts
from ledger.errors import near_or_all, sentence_of
from ledger.events.models.fields import FieldOf
from ledger.money import CURRENCIES, WITHDRAWN
from ledger.times import parse_date
from ledger.written_dates import iso_meant

if TYPE_CHECKING:
    from ledger.events.models.union import AnyModel

_SEVERAL = 2


def in_words(model: type[AnyModel], fields: Sequence[FieldOf]) -> list[FieldOf]:
    """The fields that words fill, in order: those an event must have, then its amount; a list takes the rest.

    The currency is none of them, because it is the client's unless an option says otherwise.
    """
    if model.kind.startswith("entry."):
        return []  # their CLIENT may be left out, so that a word would have two meanings
    wanted = [field for field in fields if field.required and field.name != "currency"]
    lists = [field for field in wanted if field.many]
    single = [field for field in wanted if not field.many]
    amount = [field for field in fields if field.name == "amount" and not field.required]
    return [*single, *(lists[:1] or amount)]


def usage(order: Sequence[FieldOf]) -> str:
    """The words as a usage line shows them: ``[NUMBER [AMOUNT]]``."""
    names = [field.name.rstrip("_").upper() + ("..." if field.many else "") for field in order]
    return f"[{' '.join(names)}]" if names else ""


def fill(
    ctx: click.Context,
    options: Mapping[str, click.Option],
    order: Sequence[FieldOf],
    words: Sequence[str],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """The options with the words in place: each word fills the next field that no option gave.

    Raises:
        click.UsageError: there are more words than fields, or a word is not what the field takes.
    """
    filled = dict(given)
    free = unnamed(order, given)
    for at, word in enumerate(words):
        if not free:
            steps = _steps(words[at:], options, given)
            raise click.UsageError(
                f"{steps}; {ctx.command.name} takes {usage(order) or 'options alone'}", ctx
            )
        field = free.pop(0)
        if advice := _how_to_write(field, words[at:], options, given):
            raise click.UsageError(advice, ctx)
        option = options[field.name]
        if word != LEFT_OUT:
            typed = tuple(words[at:]) if field.many else word
            filled[f"field_{field.name}"] = _cast(ctx, option, typed)
        if field.many:
            break
    return filled


def _steps(words: Sequence[str], options: Mapping[str, click.Option], given: Mapping[str, Any]) -> str:
    """What to do with words that fill no field: write some of them as options, leave out the others."""
    lines = {
        word: f"{options['lines'].opts[0]} {word}" for word in words if "lines" in options and "," in word
    }
    named = lines | {word: option for word in words if (option := _as_option(word, options, given))}
    rest = " ".join(word for word in words if word not in named)
    return " and ".join(
        filter(None, [f"write {' '.join(named.values())}" * bool(named), f"leave out '{rest}'" * bool(rest)])
    )


def _as_option(word: str, options: Mapping[str, click.Option], given: Mapping[str, Any]) -> str | None:
    """How to write a word that is a currency or a day with its option; None for other words."""
    code = word.upper()
    if "currency" in options and given.get("field_currency") is None and code in {*CURRENCIES, *WITHDRAWN}:
        return f"{options['currency'].opts[0]} {code}"
    with suppress(ValueError):
        return None if given.get("at") else f"-d {parse_date(iso_meant(word) or word)}"
    return None


def _how_to_write(
    field: FieldOf, words: Sequence[str], options: Mapping[str, click.Option], given: Mapping[str, Any]
) -> str:
    """How to write words that should be lines and are not; "" if they are, or the field has no lines."""
    parts = [part for part in field.parts if part.required]
    if not field.many or len(parts) < _SEVERAL or not all(map(in_order, words)):
        return ""
    named = [word for word in words if _as_option(word, options, given)]
    lines = [[value for value in in_order(word) if value] for word in words if word not in named]
    divided = len(lines) > 1 and all(len(values) == 1 for values in lines)
    steps = _as_lines([value for line in lines for value in line], parts) if divided else ""
    return sentence_of(steps, _steps(named, options, given))


def _as_lines(values: Sequence[str], parts: Sequence[FieldOf]) -> str:
    """How to write lines whose values a person divided by spaces."""
    of_parts = zip(values, cycle(parts), strict=False)
    fits = all(part.form != "number" or value.replace(".", "", 1).isdigit() for value, part in of_parts)
    if fits and len(values) % len(parts) == 0:
        lines = [",".join(values[at : at + len(parts)]) for at in range(0, len(values), len(parts))]
        return f"write {' '.join(lines)}"
    return f"write each line as {','.join(part.name.upper() for part in parts)}"


def unnamed(order: Sequence[FieldOf], given: Mapping[str, Any]) -> list[FieldOf]:
    """The fields that words fill, in order: those that no option gave."""
    return [field for field in order if given.get(f"field_{field.name}") in (None, ())]


def as_read(order: Sequence[FieldOf], given: Mapping[str, Any]) -> list[str]:
    """A sentence about how words were read, for an error about a missing field; none if nothing was typed.

    Args:
        order: the fields that words fill.
        given: what was typed, by the names of parameters, before words were put in place.
    """
    words: Sequence[str] = given.get("words") or ()
    read = [
        f"'{word}' is {field.name.rstrip('_').upper()}"
        for field, word in zip(unnamed(order, given), words, strict=False)
        if word != LEFT_OUT
    ]
    return [f"{', '.join(read)}; type {LEFT_OUT} for a field to leave out"] if read else []


def _cast(ctx: click.Context, option: click.Option, typed: object) -> Any:
    try:
        return option.type_cast_value(ctx, typed)
    except click.BadParameter as wrong:
        raise click.BadParameter(wrong.message, ctx, param_hint=option.opts[0]) from None


def parts_of(field: FieldOf, texts: Sequence[str]) -> list[dict[str, Any]]:
    """The values of a field with parts, as they were typed.

    Raises:
        click.BadParameter: a text is no value, names no part that there is, or can be read in several ways.
    """
    names = [part.name for part in field.parts]
    hint = option_names(field)[0]
    if doubts := [doubt for text in texts if (doubt := doubt_about(text, field.parts))]:
        raise click.BadParameter(doubts[0], param_hint=hint)
    try:
        values = [value for text in texts for value in read_parts(text, names)]
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint=hint) from None
    for name in (name for value in values for name in value):
        if names and name not in names:
            raise click.BadParameter(
                f"'{name}' is no part of it; {near_or_all(name, names)}", param_hint=hint
            )
    return values


def is_text(field: FieldOf, text: str) -> bool:
    """Whether what was typed for a value is plain text.

    It does not begin with the name of a part, nor are its parts typed in order, which a day in its place
    shows: *call again,2026-12-05*.
    """
    name = text.partition("=")[0].strip().replace("-", "_")
    if text.lstrip().startswith("{") or name in {part.name for part in field.parts}:
        return False
    typed = zip(field.parts, in_order(text), strict=False)
    return not any(part.form == "date" and _is_day(value) for part, value in typed)


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return parse_date(text) is not None
    return False
