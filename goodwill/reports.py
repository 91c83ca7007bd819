"""The entries behind figures, statements of account, and the ledger for other programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Unpack

import projections
from goodwill.asking import (
    Seen,
    asks,
    chronicle,
    day_of,
    history_source,
    horizon_of,
    house_entries,
    known_client,
    today,
)
from ledger import Entry
from ledger.corrections import Mark
from ledger.recording.entry_log import EntryLog
from projections import Explanation, Move
from projections.framework.groups import group_of
from projections.framework.history import Horizon
from projections.receivables.statement import StatementOfAccount
from projections.receivables.statement import statement as drawn_up
from reporting.exports import EXPORTS
from reporting.statements import DOCUMENT, Sheet, page, sheet
from reporting.words import words_for, words_in


@asks(Seen)
def history(
    ledger: EntryLog, *, client: str | None = None, kinds: Collection[str] = (), **seen: Unpack[Seen]
) -> Iterator[tuple[Entry, Mark[Entry]]]:
    """What happened, in order of position; each entry with the ones that void or correct it.

    Args:
        client: only this client's; None: the whole ledger.
        kinds: only these kinds; none: every kind.
        **seen: as ``Seen`` has it, but None means everything; what corrects an entry comes with it.

    Raises:
        UnknownChoice: there is no such client.
        UnknownKind: there is no such kind.
    """
    entries, marks, wanted = chronicle(ledger, client, kinds, **seen)
    return ((entry, marks.get((entry.stream, entry.version), Mark())) for entry in entries if wanted(entry))


@asks(Seen)
def explain(
    ledger: EntryLog,
    view: str,
    client: str,
    *,
    document: str | None = None,
    group: bool = False,
    **seen: Unpack[Seen],
) -> Explanation:
    """The entries behind the figures of a view for a client: contributions that sum to them.

    Args:
        view: the name of a view, such as "receivables".
        client: the client's code.
        document: only this invoice, order or payment, open or closed; None: all that is open, or counts.
        group: whether to explain all companies of the client's group together.

    Raises:
        UnknownView, UnknownChoice, UnknownDocument: there is no such view, client or document.
    """
    horizon = horizon_of(ledger, **seen)
    entries = _entries(ledger, client, horizon, group=group)
    return projections.explain(view, entries, **horizon._asdict(), document=document)


def explain_change(  # noqa: PLR0913 - each has its default, and is given by name
    ledger: EntryLog,
    view: str,
    client: str,
    *,
    since: date,
    until: date | None = None,
    document: str | None = None,
    known_at: datetime | None = None,
    group: bool = False,
) -> Move:
    """What moved a view's figures between the ends of two days, to the cent.

    Args:
        view: the name of a view, such as "receivables".
        client: the client's code.
        since: the first day.
        until: the last day; None: today.
        document: only what is open of this one, or what it contributes.
        known_at: what the ledger knew by this moment; None: now.
        group: whether to explain all companies of the client's group together.

    Raises:
        ValueError: ``since`` comes after ``until``.
        UnknownView, UnknownChoice, UnknownDocument: there is no such view, client or document.
    """
    horizon, since = horizon_of(ledger, until, known_at), day_of(since, "since")
    if since > horizon.as_of:
        raise ValueError(f"since={since} comes after the last day, {horizon.as_of}")
    return projections.explain_change(
        view,
        _entries(ledger, client, horizon, group=group),
        since=since,
        until=horizon.as_of,
        known_at=horizon.known_at,
        position=horizon.position,
        document=document,
    )


def _entries(ledger: EntryLog, client: str, seen: Horizon, *, group: bool) -> Iterator[Entry]:
    """Those of the house, then those of the client or of every company of its group."""
    code = known_client(ledger, client, seen.known_at)
    codes = group_of(code, history_source(ledger), seen).codes if group else [code]
    return chain(house_entries(ledger), *map(ledger.history, codes))


def statement(
    ledger: EntryLog,
    client: str,
    *,
    start: date | None = None,
    end: date | None = None,
    known_at: datetime | None = None,
    group: bool = False,
) -> StatementOfAccount:
    """Draw up a client's statement of account.

    Args:
        client: the client's code.
        start: the first day; None: the first of the month of the last day.
        end: the last day, whose balance closes it; None: today.
        known_at: what the ledger knew by this moment; None: now.
        group: with every company of the client's group.

    Raises:
        ValueError: ``start`` comes after ``end``.
        UnknownChoice: there is no such client.
    """
    end = end or today(ledger)
    start = start or end.replace(day=1)
    if start > end:
        raise ValueError(f"start={start} comes after the last day, {end}")
    code = known_client(ledger, client, known_at)
    seen = horizon_of(ledger, end, known_at)
    return drawn_up(
        code, history_source(ledger), house_entries(ledger), start=start, horizon=seen, group=group
    )


def statement_sheet(
    account: StatementOfAccount, *, language: str | None = None, sender: str | None = None
) -> Sheet:
    """The texts of a statement, in the language asked for or else in the client's."""
    if language:
        words = words_in(DOCUMENT, language)
    else:
        words = words_for(DOCUMENT, account.registered.locale if account.registered else None)
    return sheet(account, words, (sender or "").strip() or None)


def statement_page(
    account: StatementOfAccount, *, language: str | None = None, sender: str | None = None
) -> str:
    """A statement as one HTML page that prints on A4.

    Args:
        account: of ``statement``.
        language: such as ro or ro-MD; None: the client's, or else English.
        sender: whose statement it is.

    Raises:
        UnknownLanguage: there are no words for that language.
    """
    return page(statement_sheet(account, language=language, sender=sender))


@asks(Seen)
def export(ledger: EntryLog, form: str, **seen: Unpack[Seen]) -> Iterator[str]:
    """The lines of a document for another program.

    Args:
        form: a name of ``reporting.exports``, such as "beancount".
        **seen: as ``Seen`` has it.

    Raises:
        ValueError: there is no such export.
    """
    if form not in EXPORTS:
        raise ValueError(f"form='{form}' is none of {', '.join(EXPORTS)}")
    return EXPORTS[form].load()(history_source(ledger), horizon_of(ledger, **seen))


@asks(Seen)
def beancount(ledger: EntryLog, **seen: Unpack[Seen]) -> Iterator[str]:
    """The lines of a journal for the book-keeper beancount: every entry that changed the debt of a client."""
    return export(ledger, "beancount", **seen)
