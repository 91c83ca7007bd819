"""The entries behind figures, statements of account, and the ledger for other programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import chain

import projections
from goodwill.asking import horizon_of, house_entries, known_client, pasts, today
from ledger import KINDS, Entry, Ledger, UnknownKind
from ledger.corrections import Mark, happened_by, marks_by_entry
from projections import Explanation, Move
from projections.framework.groups import group_of
from projections.framework.history import Horizon
from projections.receivables.statement import StatementOfAccount
from projections.receivables.statement import statement as drawn_up
from reporting.beancount import journal
from reporting.statements import DOCUMENT, Sheet, page, sheet
from reporting.words import words_for, words_in


def history(
    ledger: Ledger,
    *,
    client: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    kinds: Collection[str] = (),
) -> Iterator[tuple[Entry, Mark[Entry]]]:
    """What happened, in order of position; each entry with the ones that void or correct it.

    Args:
        ledger: whose entries.
        client: only this client's; None: the whole ledger.
        as_of: only what happened by the end of this day, with what corrects it; None: everything.
        known_at: only what was recorded by this moment; None: everything.
        kinds: only these kinds; none: every kind.

    Raises:
        UnknownChoice: there is no such client.
        UnknownKind: there is no such kind.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownKind(kind, list(KINDS))
    code = None if client is None else known_client(ledger, client)
    marks = marks_by_entry(ledger.history(code, known_at=known_at))
    happened = happened_by(as_of, marks)
    return (
        (entry, marks.get((entry.stream, entry.version), Mark()))
        for entry in ledger.history(code, known_at=known_at)
        if happened(entry) and (not kinds or entry.kind in kinds)
    )


def explain(
    ledger: Ledger,
    view: str,
    client: str,
    *,
    document: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    group: bool = False,
) -> Explanation:
    """The entries behind what a view says of a client: contributions that sum to its figures.

    Args:
        ledger: whose entries.
        view: "health", "loyalty" or "receivables".
        client: the client's code.
        document: only this invoice, order or payment, open or closed; None: all that is open, or counts.
        as_of: what had happened by the end of this day; None: today.
        known_at: what the ledger knew by this moment; None: now.
        group: whether to explain all companies of the client's group together.

    Raises:
        UnknownView, UnknownChoice, UnknownDocument: there is no such view, client or document.
    """
    seen = horizon_of(ledger, as_of, known_at)
    return projections.explain(
        view,
        _entries(ledger, client, seen, group=group),
        as_of=seen.as_of,
        known_at=seen.known_at,
        position=seen.position,
        document=document,
    )


def explain_change(  # noqa: PLR0913 - each has its default, and is given by name
    ledger: Ledger,
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
        ledger: whose entries.
        view: "health", "loyalty" or "receivables".
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
    seen = horizon_of(ledger, until, known_at)
    if since > seen.as_of:
        raise ValueError(f"since={since} comes after the last day, {seen.as_of}")
    return projections.explain_change(
        view,
        _entries(ledger, client, seen, group=group),
        since=since,
        until=seen.as_of,
        known_at=seen.known_at,
        position=seen.position,
        document=document,
    )


def _entries(ledger: Ledger, client: str, seen: Horizon, *, group: bool) -> Iterator[Entry]:
    """Those of the house, then those of the client or of every company of its group."""
    code = known_client(ledger, client)
    codes = group_of(code, pasts(ledger), seen).codes if group else [code]
    return chain(house_entries(ledger), *map(ledger.history, codes))


def statement(
    ledger: Ledger,
    client: str,
    *,
    start: date | None = None,
    end: date | None = None,
    known_at: datetime | None = None,
    group: bool = False,
) -> StatementOfAccount:
    """Draw up a client's statement of account.

    Args:
        ledger: whose entries.
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
    return drawn_up(code, pasts(ledger), house_entries(ledger), start=start, horizon=seen, group=group)


def statement_sheet(
    said: StatementOfAccount, *, language: str | None = None, sender: str | None = None
) -> Sheet:
    """The texts of a statement, in the language asked for or else in the client's."""
    if language:
        words = words_in(DOCUMENT, language)
    else:
        words = words_for(DOCUMENT, said.registered.locale if said.registered else None)
    return sheet(said, words, (sender or "").strip() or None)


def statement_page(
    said: StatementOfAccount, *, language: str | None = None, sender: str | None = None
) -> str:
    """A statement as one HTML page that prints on A4.

    Args:
        said: of ``statement``.
        language: such as ro or ro-MD; None: the client's, or else English.
        sender: whose statement it is.

    Raises:
        UnknownLanguage: there are no words for that language.
    """
    return "".join(f"{line}\n" for line in page(statement_sheet(said, language=language, sender=sender)))


def beancount(
    ledger: Ledger, *, as_of: date | None = None, known_at: datetime | None = None
) -> Iterator[str]:
    """The lines of a journal for the book-keeper beancount: all that changed what clients owe.

    Args:
        ledger: whose entries.
        as_of: what had happened by the end of this day; None: today.
        known_at: what the ledger knew by this moment; None: now.
    """
    return journal(pasts(ledger), horizon_of(ledger, as_of, known_at))
