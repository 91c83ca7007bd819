"""``goodwill kinds``: what can be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.output import Result, write
from commands.ui.tables import Column, render, terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commands.record.fields import FieldOf
    from ledger.events import AnyEvent
    from ledger.events.models.union import AnyModel


@click.command()
@click.argument("kind", required=False)
@options.results("table", "json")
def kinds(kind: str | None, form: str, output: str | None) -> None:
    """List the kinds of event, or the fields of one.

    With --format json: the JSON Schema of the kind, or of all kinds by their names.
    """
    from ledger.errors import UnknownKind
    from ledger.events.models import MODELS

    if kind is not None and kind not in MODELS:
        raise UnknownKind(kind, list(MODELS))
    result = Result(
        whole=lambda: schema(MODELS[kind]) if kind else {name: schema(of) for name, of in MODELS.items()},
        lines=lambda: _page(MODELS[kind]) if kind else _list(),
    )
    write(result, form, output)


def schema(model: type[AnyModel]) -> dict[str, Any]:
    """The JSON Schema of a kind's fields, under the kind's name."""
    return model.model_json_schema() | {"title": model.kind}


def meaning(kind: type[AnyEvent | AnyModel]) -> str:
    """The meaning of a kind of event, in one line."""
    return (kind.__doc__ or "").strip().splitlines()[0]


def parties() -> dict[str, list[type[AnyModel]]]:
    """The kinds by party, under the headings of the modules that define them."""
    from importlib import import_module

    from ledger.events.models import MODELS

    found: dict[str, list[type[AnyModel]]] = {}
    for model in MODELS.values():
        words = (import_module(model.__module__).__doc__ or "").strip().splitlines()[0]
        found.setdefault(words.partition(":")[0].partition(".")[0], []).append(model)
    return found


def _list() -> Iterator[str]:
    widest = max(len(model.kind) for models in parties().values() for model in models)
    columns = [Column(""), Column("", least=30)]
    for heading, models in parties().items():
        yield click.style(heading, bold=True)
        rows = [[f"  {model.kind:{widest}}", meaning(model)] for model in models]
        yield from render(columns, rows, room=terminal_width(), titles=False)
        yield ""
    yield "`goodwill kinds KIND` shows the fields of one, with an example."


def _page(model: type[AnyModel]) -> Iterator[str]:
    from commands.record.examples import example
    from commands.record.fields import fields_of

    yield f"{click.style(model.kind, bold=True)}: {(model.__doc__ or '').strip()}"
    yield ""
    columns = [Column("FIELD"), Column("IS", least=24), Column("NEEDED"), Column("MEANING", least=24)]
    yield from render(columns, _rows(fields_of(model)), room=terminal_width())
    yield ""
    yield example(model)


def _rows(fields: tuple[FieldOf, ...], inside: str = "") -> Iterator[list[str]]:
    for field in fields:
        words = ("several" if field.many else "") if field.form == "parts" else field.words
        yield [inside + field.name, words, "yes" if field.required else "", field.about]
        yield from _rows(field.parts, f"{inside}{field.name}.")
