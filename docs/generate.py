"""Writes the reference pages from the code: ``make docs``; ``make drift`` fails where they differ from it."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, get_args, get_type_hints

import click

import commands
import ledger
import projections
import reporting
from cli import COMMANDS, goodwill
from commands.record.examples import example
from commands.record.kinds import parties
from commands.ui.lazy import LazyGroup
from docs.exported import exported_tables
from ledger import rules
from ledger.errors import LedgerError
from ledger.events import AnyEvent
from ledger.events.models import MODELS
from ledger.events.models.fields import FieldOf, fields_of
from projections.auditing.lists import LISTS
from projections.framework.columns import Form, row_fields
from projections.framework.registry import REGISTER
from projections.policy import DEFAULT, render
from projections.policy.keys import keys_of, tables
from projections.policy.writing import value_text
from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import MONTHLY, SqlTable
from projections.stored.tables.sql import SHOWN_TYPES, STATUS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_WIDTH = 100
_WRITTEN = "<!-- Written by `make docs` from the code; changes made here are lost. -->"

_ABOUT_TABLES = """\
`goodwill project` keeps the views as plain tables in the ledger's own database, for any tool that speaks SQL. A table has
one row for each client (or client and currency) for today. Beside it a table with the same columns has a row for each
month that is over, from the client's first fact on. A figure is about one client and compares it with no other. Goodwill
computes it under the policy in force on the day of the row, as known now; `policy` has the version of that policy. If the
house adopts another policy, the rows from its day on follow the new one.

`as_of` is the day of a row. A command that reads a view brings the tables up to the newest entry and today. It writes the
scores of `health` only for clients with new entries; `goodwill project` writes them for all clients. Select from the names
on this page only: the tables behind them (`views_1_...`) hold rows with the days between which they are valid.
`goodwill replay` replaces them all in one step, so a reader sees the old rows or the new ones, never both.

An empty value is NULL. Money is exact. PostgreSQL has a type for it. SQLite has none, so there money is text such as
`-12.34`: use `CAST(balance AS REAL)` for sorting and charts, and let your tool, or `goodwill`, make sums to the cent.

Month-ends begin with the first figure of any client, but not before 1900. A month-end at which a client owes nothing has
no row in `receivables_monthly`: join it from `clients_monthly`, which has every client at every month-end. `views_status`
says how fresh the tables are: up to which entry, and for which days. `goodwill check` says how many entries of the ledger are newer, and so does the highest `position` in the ledger's table `entries`.

If the entries of a client cannot be read, each table of today has one row for it, with the reason in `fault` and no
figures. The other clients have theirs."""
_FORMS: dict[Form, str] = {
    "text": "text",
    "whole": "a whole number",
    "number": "a number with one or two decimals",
    "money": "an exact decimal, in the row's currency; what counts something else is called exact",
    "day": "a calendar date: 2026-03-31",
    "flag": "1 for yes, 0 for no",
}


def pages() -> dict[str, str]:
    """The generated pages by their names."""
    return {
        name: "\n".join([f"# {title}", "", _WRITTEN, "", *lines]).rstrip() + "\n"
        for name, title, lines in (
            ("commands.md", "Commands", _commands()),
            ("kinds.md", "Kinds of event", _kinds()),
            ("errors.md", "Errors", _errors()),
            ("policy.md", "The policy", _policy()),
            ("views.md", "Views", _views()),
            ("tables.md", "Tables", _tables()),
            ("exported-tables.md", "Exported tables", exported_tables()),
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
            command = goodwill.load(name)
            context = click.Context(command, info_name=name, parent=root, terminal_width=_WIDTH)
            yield from ("", f"### {name}", "", *_help(context))
            for below, one in command.commands.items() if isinstance(command, click.Group) else ():
                inner = click.Context(one, info_name=below, parent=context, terminal_width=_WIDTH)
                yield from ("", f"#### {name} {below}", "", *_help(inner))


def _help(context: click.Context) -> Iterator[str]:
    with context:
        yield from ("```text", context.get_help(), "```")


def _kinds() -> Iterator[str]:
    yield "What can be recorded. `goodwill kinds KIND` shows the same for one kind; `--format json` its JSON Schema."
    said = _rules()
    for heading, kinds in parties().items():
        yield from ("", f"## {heading}")
        for kind in kinds:
            model = MODELS[kind.kind]
            yield from ("", f"### {model.kind}", "", (model.__doc__ or "").strip(), "")
            if model.party != "client":
                yield from (f"It belongs to the {model.party}, so it names no client.", "")
            for rule in said.get(kind, ()):
                yield from (f"Rule: {rule}", "")
            yield from ("| field | is | needed | meaning |", "|---|---|---|---|")
            yield from _fields(fields_of(model))
            yield from ("", "```sh", example(model), "```")


def _fields(fields: tuple[FieldOf, ...], inside: str = "") -> Iterator[str]:
    for field in fields:
        words = ("several" if field.many else "its parts") if field.form == "parts" else field.words
        words = "text, or its parts" if field.or_text else words
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
    for package in (ledger, projections, reporting, commands):
        list(_modules(package))
    yield "Every error that Goodwill raises on purpose, with the code by which programs know it. What is refused ends a"
    yield "command with 1, what cannot be read or written with 4, a conflict with 5."
    yield ""
    yield from _tree(LedgerError, 0)


def _tree(error: type[LedgerError], depth: int) -> Iterator[str]:
    says = (error.__doc__ or "").strip().splitlines()[0]
    yield f"{'  ' * depth}- **{error.__name__}** `{error.code}`: {says}"
    for below in sorted(error.__subclasses__(), key=lambda one: one.__name__):
        if below.__module__.partition(".")[0] in ("ledger", "projections", "reporting", "commands"):
            yield from _tree(below, depth + 1)


def _policy() -> Iterator[str]:
    yield "The house's rules for its figures, as one [TOML](https://toml.io) document in UTF-8. A document states its"
    yield "version and what differs from the policy that is shipped. [Change the policy](../how-to/change-the-policy.md)"
    yield "shows how one is adopted."
    for place, table in tables():
        heading = f"`[{'.'.join(place)}]`" if place else "At the top"
        yield from ("", f"## {heading}", "")
        yield from ("| key | is | shipped | means |", "|---|---|---|---|")
        yield from _keys(table, attrgetter(".".join(place))(DEFAULT) if place else DEFAULT)
    yield from ("", "## The shipped policy", "", "```toml", render(DEFAULT).rstrip(), "```")


def _keys(table: type, shipped: object, inside: str = "") -> Iterator[str]:
    for key in keys_of(table).values():
        if key.table:
            continue
        value = getattr(shipped, key.name, getattr(table, "_field_defaults", {}).get(key.name))
        shown = "see below" if key.items else f"`{value_text(value)}`" if value is not None else ""
        yield f"| `{inside}{key.name}` | {key.words} | {shown} | {key.meaning} |"
        if key.items:
            yield from _keys(key.items, None, f"{key.name}.")


def _views() -> Iterator[str]:
    yield "What the views show: the columns of their rows in JSON and CSV, in order. Every view takes the options that"
    yield "[Commands](commands.md) lists. What is stored of a view for other tools is on the page of [tables](tables.md)."
    for name, registered in REGISTER.items():
        view = registered.load()
        yield from ("", f"## {name}", "", registered.help.replace("\n\n", " "), "")
        yield f"It reads {_listed(sorted(kind.kind for kind in view.reads))}."
        if view.policy:
            yield f"The policy changes its figures by {_listed(view.policy)}: see [the policy](policy.md)."
        lists = registered.lists
        if lists:
            yield f"Made of it are {_listed(lists.names)}, which `replay --diff` compares too."
        yield from ("", *_fields_of_rows(view.table.row))
        if view.items:
            yield from (
                "",
                f"### {name} --items",
                "",
                view.items.table.about,
                "",
                *_fields_of_rows(view.items.table.row),
            )
        for words, row in lists.rows().items() if lists else ():
            about = " ".join((row.__doc__ or "").split())
            yield from ("", f"### {words}", "", about, "", *_fields_of_rows(row))
    for name, audited in LISTS.items():
        about = " ".join((audited.row.__doc__ or "").split())
        advice = audited.advice if isinstance(audited.advice, str) else "JSON says what to do about each."
        yield from ("", f"## audit {name}", "", f"{about} {advice}", "", *_fields_of_rows(audited.row))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _fields_of_rows(row: type[DataclassInstance]) -> Iterator[str]:
    yield from ("| column | holds | meaning | empty where |", "|---|---|---|---|")
    for field in row_fields(row):
        column = field.column
        name = f"{field.name} ..." if column.members else field.name
        meaning = column.meaning.format("...")
        yield f"| `{name}` | {_holds(field.form, column.unit)} | {meaning} | {column.null} |"


def _holds(form: Form, unit: str) -> str:
    """What a column holds; an exact number that counts something is no money."""
    return f"exact, {unit}" if unit and form == "money" else f"{form}, {unit}" if unit else form


def _tables() -> Iterator[str]:
    yield from (_ABOUT_TABLES, "")
    yield from ("| holds | SQLite | PostgreSQL | as |", "|---|---|---|---|")
    for form, how in _FORMS.items():
        yield f"| {form} | {SHOWN_TYPES['sqlite'][form]} | {SHOWN_TYPES['postgresql'][form]} | {how} |"
    for name, table in TABLES.items():
        yield from _table(table, f" At month-ends: `{name}{MONTHLY}`.")
    yield from _table(STATUS)


def _table(table: SqlTable, more: str = "") -> Iterator[str]:
    yield from ("", f"## {table.name}", "", f"{table.about}{more}", "")
    yield from ("| column | holds | meaning | empty where |", "|---|---|---|---|")
    for column in table.columns:
        about = column.about
        personal = " Personal." if about.personal else ""
        yield f"| `{column.name}` | {_holds(column.form, about.unit)} | {about.meaning}{personal} | {about.null} |"


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


if __name__ == "__main__":
    reference = Path(__file__).parent / "reference"
    if sys.argv[1:] == ["--check"]:
        stale = [page for page, text in pages().items() if (reference / page).read_text("utf-8") != text]
        if stale:
            sys.exit(f"{', '.join(stale)} in docs/reference: the code says something else; run `make docs`")
    else:
        for page, text in pages().items():
            (reference / page).write_text(text, encoding="utf-8")
