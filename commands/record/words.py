"""Words behind KIND CLIENT that no option names: they fill the fields of an event in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from commands.record.commas import doubt_about
from commands.record.option_names import option_names
from commands.ui.values import read_parts
from ledger.errors import near_or_all
from ledger.events.models.fields import FieldOf

if TYPE_CHECKING:
    from ledger.events.models.union import AnyModel

LEFT_OUT = "-"
"""Stands for a field that is left out: the ledger, the client or nothing gives it."""


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
            rest, known = " ".join(words[at:]), usage(order) or "options alone"
            raise click.UsageError(f"leave out '{rest}'; {ctx.command.name} takes {known}", ctx)
        field = free.pop(0)
        option = options[field.name]
        if word != LEFT_OUT:
            typed = tuple(words[at:]) if field.many else word
            filled[f"field_{field.name}"] = _cast(ctx, option, typed)
        if field.many:
            break
    return filled


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
