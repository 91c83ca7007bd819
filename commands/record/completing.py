"""What a shell completes while an event is typed: clients, numbers, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.record.words import unnamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from click.shell_completion import CompletionItem

    from goodwill.names import Names
    from ledger.events.models.fields import FieldOf


def completes(field: FieldOf) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """A function that completes a field with what the client's entries name."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _matching(values_for(field, ctx), incomplete)

    return complete


def completes_words(
    order: Sequence[FieldOf],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """A function that completes the next word behind KIND CLIENT."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        free = unnamed(order, ctx.params)
        at = len(ctx.params.get("words") or ())
        field = free[min(at, len(free) - 1)] if free and (at < len(free) or free[-1].many) else None
        return _matching(values_for(field, ctx), incomplete) if field else []

    return complete


def values_for(field: FieldOf, ctx: click.Context) -> dict[str, str]:
    """The values that a field may have and their meanings, from its choices or the client's entries."""
    if field.choices:
        return dict.fromkeys(field.choices, "")
    client = ctx.params.get("client") or ctx.meta.get(CLIENT)
    if field.form != "text" or not client:
        return {}
    from commands.ui.completing import ledger_of
    from goodwill.names import names_of

    with ledger_of(ctx) as ledger:
        return _values(field.name, str(ctx.command.name), names_of(ledger, client)) if ledger else {}


CLIENT = "goodwill.client"
"""Where Click's context keeps the client of the first of several events."""

_PEOPLE = ("person", "people", "successor", "to")
_ANY = ("about", "against", "document", "documents", "source", "target")


def _values(name: str, kind: str, names: Names) -> dict[str, str]:
    from goodwill.names import family

    if name in _PEOPLE:
        return names.people
    of = family(kind) if name == "number" else name.rstrip("_").removesuffix("s")
    if of in names.numbers:
        return dict.fromkeys(names.numbers[of], of)
    if name not in _ANY:
        return {}
    return {number: of for of, several in names.numbers.items() for number in several if of != "contact"}


def _matching(values: dict[str, str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    found: Iterable[str] = (value for value in values if value.startswith(incomplete))
    return [CompletionItem(value, help=values[value] or None) for value in found]
