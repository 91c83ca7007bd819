"""Statements of account, and the ledger for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Unpack

from goodwill.arguments import judged
from goodwill.asking import history_source
from goodwill.entries import house_entries, known_client
from goodwill.moments import clocks_of, horizon_of, today
from goodwill.options import Seen, asks
from ledger.errors import Misuse
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.collections.letters import letters
from projections.receivables.statement import StatementOfAccount
from projections.receivables.statement import statement as drawn_up
from reporting.exports import EXPORTS
from reporting.letters import file_name, texts
from reporting.letters import page as letter_page
from reporting.logo import logo_in
from reporting.parties import accounts_for
from reporting.statements import Shape, Sheet, page, sheet
from reporting.words import untranslated, words_for, words_in


@exact
@judged
def statement(
    ledger: EntryLog,
    client: str,
    *,
    start: date | None = None,
    end: date | None = None,
    known_at: datetime | None = None,
    drawn: date | None = None,
    group: bool = False,
) -> StatementOfAccount:
    """Draw up a client's statement of account.

    Args:
        client: the client's code.
        start: the first day; None: the first of the month of the last day.
        end: the last day, whose balance closes it; None: today.
        known_at: what the ledger knew by this moment; None: now.
        drawn: the day on which it is drawn up, whose addresses and accounts it names; None: the day of
            ``known_at``, or else today.
        group: with every company of the client's group.

    Raises:
        Misuse: ``start`` comes after ``end``.
        UnknownChoice: there is no such client.
    """
    end = end or today(ledger)
    start = start or end.replace(day=1)
    if start > end:
        raise Misuse(f"start={start} comes after the last day, {end}; give an earlier one")
    code, clocks = known_client(ledger, client, known_at), clocks_of(ledger, end, known_at)
    return drawn_up(
        code,
        history_source(ledger),
        house_entries(ledger),
        start=start,
        horizon=clocks.horizon,
        drawn=drawn or clocks.today,
        group=group,
    )


def statement_sheet(
    account: StatementOfAccount,
    *,
    language: str | None = None,
    sender: str | None = None,
    logo: Path | None = None,
    shape: Shape = Shape.WHOLE,
) -> Sheet:
    """The texts of a statement, in the language asked for or else in the client's, with rows of a shape."""
    if language:
        words = words_in(language)
    else:
        words = words_for(account.registered.locale if account.registered else None)
    return sheet(account, words, (sender or "").strip() or None, logo_in(logo) if logo else None, shape)


@exact
def statement_page(
    account: StatementOfAccount,
    *,
    language: str | None = None,
    sender: str | None = None,
    logo: Path | None = None,
) -> str:
    """A statement as one HTML page that prints on A4.

    Args:
        account: of ``statement``.
        language: such as ro or ro-MD; None: the client's, or else English.
        sender: whose statement it is; None: as the house describes itself.
        logo: a PNG or JPEG file of no more than 200,000 bytes.

    Raises:
        UnknownLanguage: there are no words for that language.
        UnusableLogo: the logo is too large, or neither PNG nor JPEG.
    """
    return page(statement_sheet(account, language=language, sender=sender, logo=logo))


class ReminderLetter(NamedTuple):
    """A reminder as a letter.

    Attributes:
        number: of the reminder, as recording it will have it.
        file_name: a safe name for its file, which no other letter has.
        page: it, as one HTML page that prints on A4.
        unpayable: the currencies in which it asks for money and the house names no account to pay to.
        untranslated: what to tell the sender if it is in English for want of the client's language.
    """

    client: str
    number: str
    file_name: str
    page: str
    unpayable: list[str]
    untranslated: str | None


@exact
def reminder_letters(
    ledger: EntryLog, answer: Answer, *, charge: bool = True, logo: Path | None = None
) -> Iterator[ReminderLetter]:
    """The letters of the reminders that are due: one for each client and step, in the client's language.

    Args:
        answer: of ``reminders``; its day is that of the letters.
        charge: whether they ask for the policy's interest and fees. ``record_reminders`` has to charge them
            too, or the client pays what it does not owe.
        logo: a PNG or JPEG file of no more than 200,000 bytes.

    Raises:
        NoSender: the house had not described itself by that day.
        UnusableLogo: the logo is too large, or neither PNG nor JPEG.
    """
    picture = logo_in(logo) if logo else None
    for letter in letters(answer, history_source(ledger), house_entries(ledger), charge=charge):
        language = letter.registered.locale if letter.registered else None
        words = words_for(language)
        page = letter_page(texts(letter, words, picture))
        unpayable = [code for code, _ in letter.by_currency() if not accounts_for(letter.sender, {code})]
        yield ReminderLetter(
            letter.client, letter.number, file_name(letter), page, unpayable, untranslated(language)
        )


@asks(Seen)
def export(ledger: EntryLog, form: str, **seen: Unpack[Seen]) -> Iterator[str]:
    """The lines of a document for another program.

    Args:
        form: a name of ``reporting.exports``, such as "beancount".
        **seen: as ``Seen`` has it.

    Raises:
        Misuse: there is no such export.
    """
    if form not in EXPORTS:
        raise Misuse(f"form='{form}' is unknown; give one of {', '.join(EXPORTS)}")
    return EXPORTS[form].load()(history_source(ledger), horizon_of(ledger, **seen))


@asks(Seen)
def beancount(ledger: EntryLog, **seen: Unpack[Seen]) -> Iterator[str]:
    """The lines of a journal for the book-keeper beancount: every entry that changed the debt of a client."""
    return export(ledger, "beancount", **seen)
