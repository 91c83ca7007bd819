"""Questions to a person at a terminal about what an event lacks, and the line that would have said it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from commands.record.option_names import option_names
from commands.record.words import parts_of
from commands.ui.options import money
from ledger.errors import UnknownKind, known_names
from ledger.events.base import NAMING
from ledger.events.models.fields import FieldOf

GIVEN = ("currency", *NAMING)
"""Fields that the client or the ledger gives where nobody names them."""


def on_terminal() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_kind(kinds: Sequence[str]) -> str:
    """The kind of event that a person wants to record."""
    question = "kind (`goodwill kinds` lists them)"
    return str(click.prompt(question, value_proc=lambda text: kind_of(text, kinds), err=True))


def kind_of(text: str, kinds: Sequence[str]) -> str:
    """The kind of event that a text names.

    Raises:
        click.BadParameter: there is none; it says which may be meant.
    """
    if text.strip() not in kinds:
        raise click.BadParameter(str(UnknownKind(text.strip(), kinds)))
    return text.strip()


def ask_client() -> str:
    """The code of the client."""
    return str(click.prompt("client", err=True))


def lacks(fields: Sequence[FieldOf], given: Mapping[str, Any]) -> bool:
    """Whether a field was left out that the event needs and nothing gives."""
    return any(
        field.required and field.name not in GIVEN and given[f"field_{field.name}"] in (None, ())
        for field in fields
    )


class Questions:
    """Asks for the fields of one event.

    Attributes:
        words: the options that give the answers.
    """

    def __init__(self, ctx: click.Context, options: Mapping[str, click.Option]) -> None:
        self.words: list[str] = []
        self._ctx, self._options = ctx, options

    def ask(self, fields: Sequence[FieldOf], given: Mapping[str, Any]) -> dict[str, Any]:
        """The options with what the event needs, and then with any other field that the person names."""
        answers = dict(given)
        open_ = {field.name: field for field in fields if given[f"field_{field.name}"] in (None, ())}
        for field in [field for field in open_.values() if field.required]:
            self._answer(field, answers)
            del open_[field.name]
        while text := click.prompt(
            "more (FIELD=VALUE, or nothing)", default="", show_default=False, err=True
        ):
            name, _, value = str(text).partition("=")
            named = open_.get(name.strip())
            if named is None:
                click.echo(f"no field '{name}'; {known_names(name, open_)}", err=True)
            else:
                self._take(named, [value.strip()], answers)
        return answers

    def _answer(self, field: FieldOf, answers: dict[str, Any]) -> None:
        about = field.about if field.form != "parts" else ""  # the names of the parts say more
        question = (
            f"{field.name} ({'; '.join(filter(None, [about, '' if about == field.words else field.words]))})"
        )
        free = field.name in GIVEN
        texts: list[str] = []
        while not texts or (field.many and texts[-1]):  # an empty answer ends a field of several values
            text = click.prompt(
                question,
                default="" if free or texts else None,
                show_default=False,
                value_proc=lambda one: self._valid(field, one),
                err=True,
            )
            texts.append(str(text))
            if free and not text:
                return
        self._take(field, [text for text in texts if text], answers)

    def _valid(self, field: FieldOf, text: str) -> str:
        """The text, if the field takes it."""
        if text:
            self._cast(field, [text])
        return text

    def _cast(self, field: FieldOf, texts: Sequence[str]) -> Any:
        found = self._options[field.name].type_cast_value(self._ctx, tuple(texts) if field.many else texts[0])
        if field.form == "number":
            money(texts[0])
        if field.form == "parts" and not field.or_text:
            needed = [part.name for part in field.parts if part.required]
            for value in parts_of(field, texts):
                if missing := [name for name in needed if name not in value]:
                    raise click.BadParameter(f"add {' and '.join(missing)}")
        return found

    def _take(self, field: FieldOf, texts: Sequence[str], answers: dict[str, Any]) -> None:
        try:
            answers[f"field_{field.name}"] = self._cast(field, texts)
        except click.BadParameter as wrong:
            click.echo(wrong.message, err=True)
            return
        name = option_names(field)[0]
        if field.form == "flag":
            self.words.append(name)
        else:
            self.words += [word for text in texts for word in (name, text)]

    def show(self, words: Sequence[str]) -> None:
        """Print the line that would have recorded the same."""
        click.echo(f"the same in one line: goodwill record {shlex.join([*words, *self.words])}", err=True)
