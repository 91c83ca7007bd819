"""The contents of a letter, as texts in the reader's language, ready for the layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from projections.collections.letters import Asked, Letter
from projections.collections.reminded import NOTICE
from projections.framework.sums import sum_in
from reporting.columns import SheetColumn
from reporting.letters import tones
from reporting.names import NAMES, named
from reporting.parties import lines_of, name_of, paying, sender_lines
from reporting.words import Words

_Figure: TypeAlias = Callable[[Asked], Decimal]


class LetterPart(NamedTuple):
    """The documents in one currency; every row has a text for each column."""

    heading: str
    columns: list[SheetColumn]
    rows: list[list[str]]
    total: list[str]


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """A letter as texts.

    Attributes:
        language: its tag of BCP 47.
        direction: "ltr" or "rtl".
        caption: its title in a window or a list of files.
        sender: its lines, the name first.
        addressee: the client's name, then the lines of its address.
        facts: date, number and so on, each with its name.
        request: the sentences before the documents.
        paying: how much to pay, by when, where and under which reference, each with its name.
        logo: a data URL; None: there is none.
        marks: hidden values that tell which letter it is, and from which answer it was made.
    """

    language: str
    direction: str
    title: str
    caption: str
    sender: list[str]
    addressee: list[str]
    facts: list[tuple[str, str]]
    salutation: str
    request: str
    parts: list[LetterPart]
    paying: list[tuple[str, str]]
    remarks: list[str]
    closing: str
    logo: str | None
    marks: Mapping[str, str]


def texts(letter: Letter, words: Words, logo: str | None = None) -> LetterTexts:
    """The texts of a letter.

    Args:
        letter: the letter.
        words: of the reader's language.
        logo: of the sender, as a data URL.
    """
    _ = words.gettext
    who = letter.registered
    title = tones.title(letter, words)
    facts = [
        (_("Date"), words.day(letter.on, "long")),
        (_("Client code"), letter.client),
        (_("Number"), letter.number),
    ]
    in_currency = letter.by_currency()
    return LetterTexts(
        language=words.tag,
        direction=words.direction,
        title=title,
        caption=f"{title} {letter.client} {letter.number}",
        sender=[*sender_lines(letter.sender, words)],
        addressee=[name_of(who, letter.client), *lines_of(who.address if who else None)],
        facts=facts,
        salutation=_("Dear Sir or Madam,"),
        request=tones.request(letter, words),
        parts=[_part(currency, asked, words, late=letter.level != NOTICE) for currency, asked in in_currency],
        paying=[*_paying(letter, words)],
        remarks=[*_remarks(letter, words)],
        closing=_("Yours faithfully,"),
        logo=logo,
        marks={
            "letter": f"{letter.client} {letter.number}",
            "position": str(letter.position),
            "policy": letter.policy,
            "known-at": letter.known_at.isoformat() if letter.known_at else "",
        },
    )


def _remarks(letter: Letter, words: Words) -> Iterator[str]:
    _ = words.gettext
    if any(letter.unapplied.get(currency) for currency, _asked in letter.by_currency()):
        yield _(
            "Payments and credits not applied may be deducted from what is to be paid; please tell us for which document."
        )
    yield _("If you have paid in the meantime, please disregard this letter.")
    yield _("Please tell us if your records differ.")


def _part(currency: str, asked: Sequence[Asked], words: Words, *, late: bool) -> LetterPart:
    """The documents in one currency; what is deducted or charged, and days late, where there are some."""
    _ = words.gettext
    spare: list[tuple[str, _Figure]] = [
        (_("Disputed or promised"), lambda one: -(one.row.disputed + one.row.promised)),
        (_("Interest"), lambda one: one.row.interest),
        (_("Fee"), lambda one: one.row.fee),
    ]
    figures: list[tuple[str, _Figure]] = [
        (_("Open amount"), lambda one: one.row.open),
        *((title, figure) for title, figure in spare if any(map(figure, asked))),
        (_("To pay"), lambda one: one.to_pay),
    ]

    def money(amounts: Sequence[Decimal]) -> str:
        return words.money(sum_in(currency, amounts), currency)

    return LetterPart(
        heading=f"{currency} · {words.currency(currency)}",
        columns=[
            SheetColumn(_("Document"), texts=True),
            SheetColumn(_("Number"), codes=True),
            SheetColumn(_("Due")),
            *([SheetColumn(_("Days overdue"), amounts=True)] if late else []),
            *(SheetColumn(title, amounts=True) for title, _figure in figures),
        ],
        rows=[
            [
                _kind(one, words),
                one.row.document,
                words.day(one.row.due),
                *([words.number(one.row.days_late)] if late else []),
                *(money([figure(one)]) for _title, figure in figures),
            ]
            for one in asked
        ],
        total=[
            _("Total"),
            "",
            "",
            *([""] if late else []),
            *(money([*map(figure, asked)]) for _title, figure in figures),
        ],
    )


def _kind(one: Asked, words: Words) -> str:
    """The kind of a document, with the instalment where only one of several is late."""
    kind = named(one.what, words) if one.what in NAMES else words.gettext("Costs")
    if one.row.instalment is None:
        return kind
    return words.gettext("%(what)s, instalment %(num)s") % {"what": kind, "num": one.row.instalment}


def _paying(letter: Letter, words: Words) -> Iterator[tuple[str, str]]:
    _ = words.gettext
    sums = {
        currency: sum_in(currency, (one.to_pay for one in asked)) for currency, asked in letter.by_currency()
    }

    def money(amount: Decimal, currency: str) -> str:
        return f"{words.money(amount, currency)}\N{NO-BREAK SPACE}{currency}"

    for currency, amount in sums.items():
        yield _("Amount to pay"), money(amount, currency)
        if unapplied := letter.unapplied.get(currency):
            yield _("Payments and credits not applied"), money(sum_in(currency, [unapplied]), currency)
    yield _("Pay by"), words.day(letter.pay_by, "long")
    yield from paying(letter.sender, sums, letter.client, words)
