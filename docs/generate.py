"""Writes the reference pages that follow from the code: ``python -m docs.generate``, or ``make docs``."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import get_args, get_type_hints

import click

import commands
import ledger
import projections
from cli import COMMANDS, goodwill
from commands.examples import example
from commands.fields import FieldOf, fields_of
from commands.kinds import parties
from commands.lazy import LazyGroup
from ledger import rules
from ledger.errors import LedgerError
from ledger.events import AnyEvent

__all__ = ["pages"]

_WIDTH = 100
_WRITTEN = "<!-- Written by `make docs` from the code; changes made here are lost. -->"


def pages() -> dict[str, str]:
    """The generated pages by their names."""
    return {
        name: "\n".join([f"# {title}", "", _WRITTEN, "", *lines]).rstrip() + "\n"
        for name, title, lines in (
            ("commands.md", "Commands", _commands()),
            ("kinds.md", "Kinds of event", _kinds()),
            ("errors.md", "Errors", _errors()),
        )
    }


def _commands() -> Iterator[str]:
    settings = {**goodwill.context_settings, "terminal_width": _WIDTH}
    root = click.Context(goodwill, info_name="goodwill", **settings)
    yield from _help(root)
    if not isinstance(goodwill, LazyGroup):
        raise TypeError("the command line is no longer a table of commands")
    for heading, section in COMMANDS.items():
        yield from ("", f"## {heading}")
        for name in section:
            yield from ("", f"### {name}", "")
            yield from _help(
                click.Context(goodwill.load(name), info_name=name, parent=root, terminal_width=_WIDTH)
            )


def _help(context: click.Context) -> Iterator[str]:
    with context:
        yield from ("```text", context.get_help(), "```")


def _kinds() -> Iterator[str]:
    yield "What can be recorded. `goodwill kinds KIND` shows the same for one kind; `--format json` its JSON Schema."
    said = _rules()
    for heading, models in parties().items():
        yield from ("", f"## {heading}")
        for model in models:
            yield from ("", f"### {model.kind}", "", (model.__doc__ or "").strip(), "")
            if model.party != "client":
                yield from (f"It belongs to the {model.party}, so it names no client.", "")
            for rule in said.get(model, ()):
                yield from (f"Rule: {rule}", "")
            yield from ("| field | is | needed | meaning |", "|---|---|---|---|")
            yield from _fields(fields_of(model))
            yield from ("", "```sh", example(model), "```")


def _fields(fields: tuple[FieldOf, ...], inside: str = "") -> Iterator[str]:
    for field in fields:
        words = ("several" if field.many else "its parts") if field.form == "parts" else field.words
        cells = (
            f"`{inside}{field.name}`",
            words.replace("|", "or"),
            "yes" if field.required else "",
            field.about,
        )
        yield f"| {' | '.join(cells)} |"
        yield from _fields(field.parts, f"{inside}{field.name}.")


def _rules() -> dict[type[AnyEvent], list[str]]:
    """The first sentence of every rule, by the kinds that it judges."""
    found: dict[type[AnyEvent], list[str]] = {}
    for module in _modules(rules):
        for name, rule in vars(module).items():
            if not name.startswith("judge_") or rule.__module__ != module.__name__:
                continue
            event = get_type_hints(rule).get("event")
            for model in get_args(event) or ([event] if event else []):
                found.setdefault(model, []).append((rule.__doc__ or "").strip().splitlines()[0])
    return found


def _errors() -> Iterator[str]:
    for package in (ledger, projections, commands):
        list(_modules(package))
    yield "Every error that Goodwill raises on purpose, with the code by which programs know it. What is refused ends a"
    yield "command with 1, what cannot be read or written with 4, a conflict with 5."
    yield ""
    yield from _tree(LedgerError, 0)


def _tree(error: type[LedgerError], depth: int) -> Iterator[str]:
    says = (error.__doc__ or "").strip().splitlines()[0]
    yield f"{'  ' * depth}- **{error.__name__}** `{error.code}`: {says}"
    for below in sorted(error.__subclasses__(), key=lambda one: one.__name__):
        if below.__module__.partition(".")[0] in ("ledger", "projections", "commands"):
            yield from _tree(below, depth + 1)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


if __name__ == "__main__":
    for page, text in pages().items():
        (Path(__file__).parent / "reference" / page).write_text(text, encoding="utf-8")
