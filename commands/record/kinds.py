"""``goodwill kinds``: what can be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.output import Result, write
from commands.ui.tables import Column, render, terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.events import AnyEvent
    from ledger.events.models.fields import FieldOf
    from ledger.events.models.union import AnyModel


@click.command()
@click.argument("kind", required=False)
@options.results("table", "json")
def kinds(kind: str | None, form: str, output: str | None) -> None:
    """List the kinds of event, or the fields of one.

    With --format json: the JSON Schema of the kind, or of all kinds by their names.
    """
    from ledger.errors import UnknownKind
    from ledger.events import KINDS

    if kind is not None and kind not in KINDS:
        raise UnknownKind(kind, list(KINDS))
    result = Result(
        whole=lambda: schema(kind) if kind else {name: schema(name) for name in KINDS},
        lines=lambda: _page(kind) if kind else _list(),
    )
    write(result, form, output)


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind's fields, under the kind's name."""
    from ledger.events.models import MODELS

    return MODELS[kind].model_json_schema() | {"title": kind}


def described(kind: type[AnyEvent | AnyModel]) -> str:
    """The meaning of a kind of event, without the marks of a docstring."""
    return (kind.__doc__ or "").strip().replace("``", "")


def meaning(kind: type[AnyEvent]) -> str:
    """The meaning of a kind of event, in one line."""
    return described(kind).splitlines()[0]


def parties() -> dict[str, list[type[AnyEvent]]]:
    """The kinds by party, under the headings of the modules that define them."""
    from importlib import import_module

    from ledger.events import KINDS

    found: dict[str, list[type[AnyEvent]]] = {}
    for kind in KINDS.values():
        words = (import_module(kind.__module__).__doc__ or "").strip().splitlines()[0]
        found.setdefault(words.partition(":")[0].partition(".")[0], []).append(kind)
    return found


def _list() -> Iterator[str]:
    widest = max(len(one.kind) for kinds in parties().values() for one in kinds)
    columns = [Column(""), Column("", least=30)]
    for heading, kinds in parties().items():
        yield click.style(heading, bold=True)
        rows = [[f"  {one.kind:{widest}}", meaning(one)] for one in kinds]
        yield from render(columns, rows, room=terminal_width(), titles=False)
        yield ""
    yield "`goodwill kinds KIND` shows the fields of one, with an example."


def _page(kind: str) -> Iterator[str]:
    from commands.record.examples import example, short_example
    from commands.ui.values import LEFT_OUT
    from ledger.events.models import MODELS
    from ledger.events.models.fields import fields_of

    model = MODELS[kind]
    yield f"{click.style(model.kind, bold=True)}: {described(model)}"
    yield ""
    columns = [Column("FIELD"), Column("IS", least=24), Column("NEEDED"), Column("MEANING", least=24)]
    yield from render(columns, _rows(fields_of(model)), room=terminal_width())
    yield ""
    if short := short_example(model):
        yield example(model)
        yield ""
        yield f"Shorter, with the fields in order ({LEFT_OUT} leaves one out):"
        yield short
    else:
        yield example(model)


def _rows(fields: tuple[FieldOf, ...], inside: str = "") -> Iterator[list[str]]:
    for field in fields:
        words = ("several" if field.many else "") if field.form == "parts" else field.words
        words = "text, or its parts" if field.or_text else words
        yield [inside + field.name, words, "yes" if field.required else "", field.about]
        yield from _rows(field.parts, f"{inside}{field.name}.")
