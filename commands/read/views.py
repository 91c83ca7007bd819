"""The command of each registered view, and how commands ask a view and write its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from commands.read.quickness import are_quick, tell_left_out
from commands.ui import options
from commands.ui.choices import NearChoice
from commands.ui.failures import complain, complain_once, warn
from commands.ui.output import TABLE, Result, write
from commands.ui.periods import AskedPeriod, spanning
from commands.ui.printing import say, showing
from commands.ui.settings import Settings, pass_settings
from commands.ui.sorting import arrange, arranging
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from datetime import date

    from ledger.recording.entry_log import EntryLog
    from ledger.store.database import Database
    from projections import Answer
    from projections.framework.needed import Needed
    from projections.framework.question import Question, States


F = TypeVar("F", bound=Callable[..., Any])


def asked_of_a_view(*formats: str) -> Callable[[F], F]:
    """Add the options of every view, with these formats; without names, every one of tables."""
    return options.stack(
        options.maybe_client,
        options.two_clocks("today"),
        options.whose,
        options.results(*formats),
        arranging,
        pass_settings,
    )


@cache
def command(name: str) -> click.Command:
    """The command of a registered view."""
    registered = REGISTER[name]

    @click.command(name, help=registered.help)
    @(spanning if registered.period else options.stack())
    @asked_of_a_view()
    @summed_by(*registered.by, usual=registered.usual)
    @(options.in_currency if registered.priced else options.stack())
    def shown(
        settings: Settings,
        form: str,
        output: str | None,
        *,
        by: str | None = None,
        currency: str | None = None,
        span: AskedPeriod | None = None,
        **asked: Any,
    ) -> None:
        start = None
        if span is not None:
            start, asked["as_of"] = span.up_to(settings, asked["as_of"])
        by, asked = usual_by(name, by, asked)
        show(settings, name, Writing(form, output), asked, currency=currency, then=sums_by(by), start=start)

    return shown


def summed_by(*names: str, usual: str = "") -> Callable[[F], F]:
    """``--by`` with these groupings, of which the help names the ``usual`` one; no option without any."""
    default = f"  [default: {usual}]" if usual else ""
    told = f"Sum by {', '.join(names[:-1])} or {names[-1]}.{default}" if names else ""
    return (
        click.option("--by", type=NearChoice(names), metavar="THING", help=told)
        if names
        else lambda made: made
    )


def usual_by(view: str, by: str | None, asked: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """As ``grouped_by``, by the grouping that is usual where ``--by`` names none.

    Then ``--group`` means ``--by group``.
    """
    by = by or REGISTER[view].summed_by(asked["client"], group=asked["group"])
    return by, grouped_by(by, asked | {"group": asked["group"] and by != "group"}) if by else asked


def grouped_by(by: str | None, asked: dict[str, Any]) -> dict[str, Any]:
    """What is asked of a view to sum its rows: the companies of a group are one just where it sums by it.

    Raises:
        UsageError: ``--group`` is asked for beside ``--by``.
    """
    if by is None:
        return asked
    if asked["group"]:
        raise click.UsageError("--group and --by are two groupings; leave out one, or use --by group")
    return asked | {"group": by == "group"}


def sums_by(by: str | None) -> Callable[[EntryLog, Answer], Answer]:
    """A function that sums an answer by something; None: it shows it as the view is without a grouping."""

    def summed(ledger: EntryLog, answer: Answer) -> Answer:
        from goodwill.grouping import summed_by as by_name

        return by_name(ledger, answer, by)

    return summed


def __getattr__(name: str) -> click.Command:
    """The command of every registered view, by its name."""
    if name in REGISTER:
        return command(name)
    raise AttributeError(name)


def asked_question(ledger: EntryLog, asked: dict[str, Any]) -> Question:
    """The question that the options of ``asked_of_a_view`` ask."""
    from commands.ui.values import identifier
    from goodwill.asking import question_of

    return question_of(ledger, **asked | {"client": identifier(asked.get("client"))})


def ask(ledger: EntryLog, view: str, question: Question, *, views: str | None = None) -> Answer:
    """The view's answer from a ledger: from the stored views if they have it, else from the facts.

    Args:
        views: where the stored views lie; None: in the ledger's own database.
    """
    from goodwill.asking import from_facts

    quick = None if question.states == "all" else _from_stored(ledger, view, question, views)
    return from_facts(ledger, view, question) if quick is None else quick


def _from_stored(ledger: EntryLog, view: str, question: Question, url: str | None) -> Answer | None:
    """The answer from the stored views, after they have caught up; None if they cannot give it."""
    from goodwill.asking import stored_views
    from ledger.errors import Unreadable
    from ledger.store.errors import PersistenceError, first_line
    from projections import stored

    try:
        with stored_views(url, ledger) as database:
            usable = database is not None and are_quick(ledger, database)
            if not usable or database is None or not _caught_up(ledger, database):
                return None
            found = stored.answer(ledger.database, view, question, views=database)
            if found is None:
                tell_left_out(database, complain_once)
            return found
    except PersistenceError as wrong:
        complain_once(f"the stored views cannot be used: {first_line(wrong)}; answered from the entries")
        return None
    except Unreadable as wrong:
        if url is None:
            raise
        complain(f"{wrong}; answered from the entries")
        return None


def _caught_up(ledger: EntryLog, database: Database) -> bool:
    """As ``goodwill.storing.caught_up``; False too where they cannot be written, which a person is told.

    A program that may only read says nothing.
    """
    from goodwill.storing import caught_up
    from ledger.store.errors import PersistenceError, first_line, is_read_only

    try:
        return caught_up(ledger, database)
    except PersistenceError as wrong:
        if not is_read_only(wrong):
            complain_once(
                f"the stored views cannot be brought up to date: {first_line(wrong)}; answered from the entries"
            )
        return False


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


def show(  # noqa: PLR0913 - a question, with its options by name
    settings: Settings,
    view: str,
    writing: Writing,
    asked: dict[str, Any],
    *,
    currency: str | None = None,
    then: Callable[[EntryLog, Answer], Answer] | None = None,
    states: States = (),
    start: date | None = None,
    full: bool = False,
    needed: Needed | Callable[[EntryLog, Question], Needed] | None = None,
) -> None:
    """Ask a view, and write its answer, or what ``then`` makes of the answer and the clients' ``states``.

    ``start``, ``full`` and ``needed`` are as a ``Question`` has them; a function says what a question needs.
    Where a ``currency`` is named, all amounts are in it.
    """
    from commands.ui.opening import asking
    from commands.ui.view_tables import page
    from goodwill.asking import in_one_currency

    with asking(settings) as ledger:
        question = asked_question(ledger, asked)._replace(states=states, full=full, start=start)
        question = question._replace(needed=needed(ledger, question) if callable(needed) else needed)
        answer = ask(ledger, view, question, views=settings.views)
        answer = in_one_currency(ledger, answer, currency)
        answer = then(ledger, answer) if then else answer
    warn(answer.cautions)
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
        items: whether to write its items, beside the rows in JSON and in their place elsewhere.
        beside: what JSON calls the items if they stand beside the rows under another name.
    """

    def shown() -> Iterator[str]:
        found, note = arrange(answer, items=items, people=True)
        yield from lines(found)
        yield from note

    @cache
    def arranged() -> Answer:
        return arrange(answer, items=items)[0]

    def whole() -> dict[str, Any]:
        found = arranged().as_json(items=items or beside is not None)
        return found | {beside: found.pop("items")} if beside else found

    return Result(
        whole=whole,
        rows=lambda: arranged().as_json(items=items)["items" if items else "rows"],
        columns=lambda: arranged().columns(items=items),
        flat=lambda: arranged().table(items=items),
        lines=shown,
    )


def write_list(
    answer: Answer,
    form: str,
    output: str | None,
    lines: Callable[[Answer], Iterable[str]],
    *,
    items: str | None = None,
    note: str | None = None,
    stored: bool = False,
) -> None:
    """Write a list, and what became of it: below the table, or on standard error beside data for programs.

    Args:
        items: what JSON calls the items that stand apart from the rows; None: there are none.
        note: what became of it.
        stored: whether the note says what was stored, which is true even if the list cannot be written.
    """
    with showing(note if stored else None, output):
        write(result_of(answer, lines, beside=items), form, output)
        if note is not None:
            apart = form != TABLE or output is not None
            say(note if apart else f"\n{note}", err=apart)
