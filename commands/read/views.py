"""The command of each registered view; and how every view is asked and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from commands.ui import options
from commands.ui.clock import known_by, today
from commands.ui.failures import complain
from commands.ui.output import Result, write
from commands.ui.settings import Settings, pass_settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.store.database import Database
    from projections import Answer, Filter


_SOONER_FROM_FACTS = 20_000  # entries; to take in more than these may take longer than to read them all

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Question:
    """Which view, of whom, as of which day, as known at which moment; with all that is known, where none is said.

    Attributes:
        rows_only: only the rows are used, not the items and not the clients' pages.
    """

    view: str
    as_of: date
    known_at: datetime | None
    where: Filter
    rows_only: bool = False


def asked_of_a_view(function: F) -> F:
    """What every view can be asked."""
    decorators = (
        options.maybe_client,
        options.two_clocks("today"),
        options.whose,
        options.results(),
        pass_settings,
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


@cache
def command(name: str) -> click.Command:
    """The command of a registered view."""
    registered = REGISTER[name]

    @click.command(name, help=registered.help)
    @asked_of_a_view
    def shown(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
        show(settings, name, Writing(form, output), asked)

    return shown


def __getattr__(name: str) -> click.Command:
    """The command of every registered view, by its name."""
    if name in REGISTER:
        return command(name)
    raise AttributeError(name)


def ask(ledger: Ledger, question: Question, views: str | None = None) -> Answer:
    """The view's answer from a ledger: from the stored views where they have it, else from the facts."""
    from commands.ui.opening import pasts
    from projections import answer

    if question.known_at is None and question.as_of == today():
        quick = _from_stored(ledger, question, views)
        if quick is not None:
            return quick
    known_at = known_by(ledger, question.known_at)
    return answer(
        question.view,
        pasts(ledger),
        as_of=question.as_of,
        known_at=known_at,
        position=ledger.position_at(known_at),
        where=question.where,
    )


def question_of(view: str, asked: dict[str, Any]) -> Question:
    """What was asked on the command line, with the values of ``asked_of_a_view``."""
    from commands.record.recording import identifier
    from projections import Filter

    client = identifier(asked.pop("client"))
    as_of, known_at = asked.pop("as_of") or today(), asked.pop("known_at")
    return Question(view, as_of, known_at, Filter(clients=(client,) if client else (), **asked))


def _from_stored(ledger: Ledger, question: Question, url: str | None) -> Answer | None:
    """The answer from the stored views, after they have caught up; none where they cannot give it."""
    from eventsourcing.persistence import PersistenceError

    from commands.ui.opening import stored_views
    from ledger.errors import Unreadable

    try:
        with stored_views(url, ledger) as views:
            return None if views is None else _caught_up(ledger, question, views)
    except PersistenceError:  # who may not write to a ledger still gets an answer, from the facts
        return None
    except Unreadable as wrong:
        if url is None:
            raise
        complain(f"{wrong}; answered from the entries")
        return None


def _caught_up(ledger: Ledger, question: Question, views: Database) -> Answer | None:
    from projections import stored

    database = ledger.recorder.database
    if stored.outdated(views):
        complain("another version of Goodwill made the stored views; `goodwill replay` makes them again")
        return None
    waiting = stored.behind(database, views)
    if waiting is None or waiting > _SOONER_FROM_FACTS:
        return None
    stored.catch_up(database, question.as_of, views=views)
    said = stored.listed if question.rows_only else stored.answer
    return said(
        database,
        question.view,
        as_of=question.as_of,
        known_at=known_by(ledger),
        views=views,
        where=question.where,
    )


class Writing(NamedTuple):
    """How an answer is written.

    Attributes:
        form: as ``--format`` has it.
        output: a file; None for standard output.
        items: the items of the answer, beside its rows or instead of them.
        table: its own table for people, where it has one.
    """

    form: str
    output: str | None
    items: bool = False
    table: Callable[[Answer], Iterable[str]] | None = None


def show(
    settings: Settings,
    view: str,
    writing: Writing,
    asked: dict[str, Any],
    *,
    then: Callable[[Ledger, Answer], Answer] | None = None,
    rows_only: bool = False,
) -> None:
    """Ask a view, and write what it says, or what is made of that: of its rows alone, or of anything in it."""
    from commands.ui.opening import reading
    from commands.ui.view_tables import page

    rows_only = rows_only or not (writing.items or then)
    question = replace(question_of(view, asked), rows_only=rows_only)
    with reading(settings) as ledger:
        answer = ask(ledger, question, settings.views)
        answer = then(ledger, answer) if then else answer
    lines = writing.table or partial(page, items=writing.items)
    write(result_of(answer, lines, items=writing.items), writing.form, writing.output)


def result_of(
    answer: Answer,
    lines: Callable[[Answer], Iterable[str]],
    *,
    items: bool = False,
    beside: str | None = None,
) -> Result:
    """An answer as formats take it.

    Args:
        answer: the answer.
        lines: makes its table for people.
        items: its items, beside the rows in JSON and in their place elsewhere.
        beside: what JSON calls the items, where they stand beside the rows and are no part of them.
    """

    def whole() -> dict[str, Any]:
        found = answer.as_json(items=items or beside is not None)
        return found | {beside: found.pop("items")} if beside else found

    return Result(
        whole=whole,
        rows=lambda: answer.as_json(items=items)["items" if items else "rows"],
        columns=lambda: answer.columns(items=items),
        flat=lambda: answer.table(items=items),
        lines=lambda: lines(answer),
    )
