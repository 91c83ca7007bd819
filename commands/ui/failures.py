"""Errors as one sentence for a person and one exit code for a program.

0 done; 1 refused or failed; 2 wrong usage; 3 differences found; 4 the ledger or a file cannot be read or
written; 5 another program recorded first; 130 interrupted; 143 ended by SIGTERM. A reader that closes the
pipe has what it wanted: 0, in silence.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from commands.ui.printing import forget_stdout, say

if TYPE_CHECKING:
    from projections.remarks import Remark

DONE = 0
FAILED = 1
DIFFERENT = 3
UNREADABLE = 4
CONFLICT = 5
INTERRUPTED = 130
ENDED = 143

_A_DIRECTORY = re.compile(r"(?:file|path) '(.*)' is a directory\.", re.IGNORECASE)
_TOO_MANY = re.compile(r"got unexpected extra arguments? \((.*)\)")


_TOLD = "goodwill.failures.told"
"""The key in Click's context of the last command that complained once, and what it said."""


EVENTS, LATER_EVENTS = "goodwill.events", "goodwill.events.later"
"""The keys in Click's context of the contexts of the events read from a line, and of those to come."""


class Ended(KeyboardInterrupt):
    """Another program asked this one to end (SIGTERM)."""


class Faults(click.ClickException):
    """Faults found in data, all of them at once: one line each."""

    def __init__(self, faults: list[str], conclusion: str) -> None:
        super().__init__(conclusion)
        self.faults = faults


def complain(sentence: str) -> None:
    """Print one sentence on standard error."""
    say(f"goodwill: {sentence}", err=True)


def complain_once(sentence: str) -> None:
    """Print a sentence once for a command, however often it meets the reason."""
    context = click.get_current_context(silent=True)
    before, told = (None, set[str]()) if context is None else context.meta.get(_TOLD, (None, set[str]()))
    told = told if before is context else set()
    if sentence not in told:
        complain(sentence)
    if context is not None:
        context.meta[_TOLD] = context, told | {sentence}


def warn(remarks: Iterable[Remark]) -> None:
    """Print what a reader has to know of figures on standard error, each remark with its advice."""
    for remark in remarks:
        complain(str(remark))


def report(error: BaseException) -> int:
    """Print what went wrong for a person, and return the exit code for a program."""
    if os.environ.get("GOODWILL_DEBUG") and not isinstance(error, click.ClickException | click.Abort):
        traceback.print_exception(error)
    if isinstance(error, BrokenPipeError):
        forget_stdout()
        return DONE
    if isinstance(error, click.Abort | KeyboardInterrupt):
        stopped = error.__cause__ or error
        ended = isinstance(stopped, Ended)
        complain(
            "; ".join(["ended by SIGTERM" if ended else "interrupted", *getattr(stopped, "__notes__", ())])
        )
        return ENDED if ended else INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    if isinstance(error, Faults):
        for fault in error.faults:
            say(fault, err=True)
    if isinstance(error, click.ClickException):
        complain(_usage(error))
        return error.exit_code
    sentence, code = _sentence_of(error)
    complain(sentence)
    return code


def _usage(error: click.ClickException) -> str:
    message = error.format_message().replace("\n\t", " ")  # click lists choices with tabs
    message = message[:1].lower() + message[1:]
    message = _A_DIRECTORY.sub(r"'\1' is a directory; name a file", message)
    context = getattr(error, "ctx", None)
    if (more := _TOO_MANY.fullmatch(message)) and isinstance(context, click.Context):
        message = _too_many(more[1], context)
    if isinstance(error, click.NoSuchOption) and isinstance(context, click.Context):
        message = _out_of_place(error.option_name, context) or message
    if isinstance(error, click.UsageError) and isinstance(context, click.Context):
        return f"{_event(context)}{message}\ntry `{context.command_path} --help`"
    return message


def _event(context: click.Context) -> str:
    """Which of several events on a line a message is about; "" if there is one."""
    events: list[click.Context] = context.meta.get(EVENTS, [])
    several = len(events) > 1 or context.meta.get(LATER_EVENTS)
    return (
        f"event {events.index(context) + 1}, {context.info_name}: " if several and context in events else ""
    )


def _too_many(words: str, context: click.Context) -> str:
    """What to do with words that no argument of a command takes."""
    taken = [one.make_metavar(context) for one in context.command.params if isinstance(one, click.Argument)]
    return f"leave out '{words}'; {context.info_name} takes {' '.join(taken) or 'options alone'}"


def _out_of_place(option: str, context: click.Context) -> str | None:
    """The right words, if an option of the whole program stands behind a command."""
    root = context.find_root()
    found = next((one for one in root.command.params if option in one.opts), None)
    if found is None or context is root:
        return None
    value = str(found.metavar or "").partition("|")[0]
    command = context.command_path.removeprefix(f"{root.command_path} ")
    return f"{option} goes before the command: {root.command_path} {option} {value}".rstrip() + f" {command}"


def with_notes(error: BaseException) -> str:
    """The sentence of an error, and what was noted on it."""
    return "; ".join([str(error), *getattr(error, "__notes__", ())])


def _sentence_of(error: BaseException) -> tuple[str, int]:
    import sqlite3

    from ledger.errors import Conflict, LedgerError, Misuse, NoLedger, Unreadable
    from ledger.store.errors import PersistenceError

    sentence, code = with_notes(error), UNREADABLE
    match error:
        case Conflict():
            code = CONFLICT
        case Unreadable() | NoLedger():
            pass
        case LedgerError() | Misuse():
            code = FAILED
        case PersistenceError():
            cause = sentence.strip().partition("\n")[0]
            sentence = f"the ledger cannot be read or written: {cause}"
        case sqlite3.Error():  # errors of a ledger are the store's; only a staging area lets one through
            sentence = f"a temporary file cannot be written: {sentence}; free some space, or set TMPDIR"
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            sentence = f"{where}{(error.strerror or sentence).lower()}"
        case _:
            what = f"something unexpected went wrong ({type(error).__name__}: {sentence})"
            sentence, code = f"{what}; GOODWILL_DEBUG=1 shows where", FAILED
    return sentence, code
