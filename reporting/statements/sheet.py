"""The contents of a statement of account, as texts in the reader's language, ready for a layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Final, NamedTuple, TypeVar

from ledger.money import WIDE
from projections.receivables.buckets import labels
from projections.receivables.statement import Section, StatementLine, StatementOfAccount
from reporting.columns import SheetColumn
from reporting.names import named
from reporting.statements.facts import facts
from reporting.words import Words

T = TypeVar("T")

_SHOWN: Final = 3  # numbers that a line refers to; a payment may settle a hundred documents


class Shape(IntEnum):
    """How a row of the statement is written; each is narrower than the one before."""

    WHOLE = 0
    SHORT_DAYS = 1
    """Days as ISO 8601 has them; ``…`` stands behind that of the first instalment of several."""
    ONE_AMOUNT = 2
    """With short days, and debits less credits in one column."""


class Aged(NamedTuple):
    """A part of the closing balance by age, or apart from the ages."""

    title: str
    amount: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """The statement in one currency; every row has a text for each column.

    Attributes:
        rows: the movements, in order.
        nothing: the text if there are no movements.
        ages: not due, the overdue buckets and what is unapplied (below zero), which sum to the last one, the
            balance.
        disputed: None if nothing is disputed.
    """

    heading: str
    columns: list[SheetColumn]
    opening: list[str]
    rows: list[list[str]]
    nothing: str
    total: list[str]
    closing: list[str]
    ageing: str
    ages: list[Aged]
    disputed: Aged | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A statement as texts.

    Attributes:
        language: its tag of BCP 47.
        direction: "ltr" or "rtl".
        caption: its title in a window or a list of files.
        logo: of the sender, as a data URL; None: there is none.
        facts: the client, the period and so on, each with its name.
        marks: hidden values that are needed to draw the same statement again.
    """

    language: str
    direction: str
    title: str
    caption: str
    logo: str | None
    facts: list[tuple[str, str]]
    parts: list[SheetPart]
    remarks: list[str]
    marks: Mapping[str, str]


def sheet(
    account: StatementOfAccount,
    words: Words,
    sender: str | None = None,
    logo: str | None = None,
    shape: Shape = Shape.WHOLE,
) -> Sheet:
    """The texts of a statement.

    Args:
        account: the statement.
        words: of the reader's language.
        sender: the name of the house that issues it; None: as the house describes itself.
        logo: of the sender, as a data URL.
        shape: of the rows.
    """
    _ = words.gettext
    remarks = []
    if any(section.closing < 0 for section in account.sections):
        remarks.append(_("A negative balance is in your favour."))
    title = _("Statement of account")
    return Sheet(
        language=words.tag,
        direction=words.direction,
        title=title,
        caption=f"{title} {account.client} {account.start} – {account.end}",
        logo=logo,
        facts=[*facts(account, words, sender)],
        parts=[_part(section, account, words, shape) for section in account.sections],
        remarks=[*remarks, _("Please tell us if your records differ.")],
        marks={
            "position": str(account.position),
            "policy": account.policy.version,
            "known-at": account.known_at.isoformat() if account.known_at else "",
        },
    )


def _part(section: Section, account: StatementOfAccount, words: Words, shape: Shape) -> SheetPart:
    _ = words.gettext
    grouped = len(account.companies) > 1
    titles = [SheetColumn(title) for title in (_("Date"), *([_("Company")] if grouped else []))]
    titles += [SheetColumn(_("Document"), texts=True), SheetColumn(_("Number"), codes=True)]
    refers = SheetColumn(_("Refers to"), codes=True, spare=True)
    due = SheetColumn(_("Due"), texts=True, spare=shape == Shape.ONE_AMOUNT)
    titles += _beside(refers, due, shape)
    blank = [""] * (len(titles) - 2)
    moved = [f"{_('Debit')} – {_('Credit')}"] if shape == Shape.ONE_AMOUNT else [_("Debit"), _("Credit")]
    titles += [SheetColumn(title, amounts=True) for title in (*moved, _("Balance"))]

    def money(amount: Decimal) -> str:
        return words.money(amount, section.currency)

    def balance(day: date, title: str, amount: Decimal) -> list[str]:
        return [_day(day, words, shape), title, *blank, *("" for _title in moved), money(amount)]

    return SheetPart(
        heading=f"{section.currency} · {words.currency(section.currency)}",
        columns=titles,
        opening=balance(account.start, _("Opening balance"), section.opening),
        rows=[_row(line, words, shape, grouped=grouped) for line in section.lines],
        nothing=_("Nothing happened in this period."),
        total=["", _("Total"), *blank, *_sides(section.debits, section.credits, money, shape), ""],
        closing=balance(account.end, _("Closing balance"), section.closing),
        ageing=_("Closing balance by age"),
        ages=list(_ages(section, account, words)),
        disputed=Aged(_("Disputed, within the balance"), money(section.disputed))
        if section.disputed
        else None,
    )


def _row(line: StatementLine, words: Words, shape: Shape, *, grouped: bool) -> list[str]:
    moved = line.movement
    what = named(moved.what, words)
    due = _day(moved.due, words, shape).replace(" ", "\N{NO-BREAK SPACE}") if moved.due else ""
    if moved.instalments > 1 and shape == Shape.WHOLE:
        several = words.ngettext(
            "%(what)s in %(num)s instalment", "%(what)s in %(num)s instalments", moved.instalments
        )
        what = several % {"what": what, "num": moved.instalments}
        due = words.gettext("first: %(date)s") % {"date": due}
    elif moved.instalments > 1:
        due += "…"

    def money(amount: Decimal) -> str:
        return words.money(amount, moved.currency)

    return [
        _day(moved.on, words, shape),
        *([moved.client] if grouped else []),
        what,
        moved.document,
        *_beside(_several(moved.refers), due, shape),
        *_sides(line.debit, line.credit, money, shape),
        money(line.balance),
    ]


def _day(day: date, words: Words, shape: Shape) -> str:
    return words.day(day) if shape == Shape.WHOLE else day.isoformat()


def _beside(refers: T, due: T, shape: Shape) -> list[T]:
    """Two columns in their order: what may be left out stands last, and goes first."""
    return [due, refers] if shape == Shape.ONE_AMOUNT else [refers, due]


def _sides(
    debit: Decimal | None, credit: Decimal | None, money: Callable[[Decimal], str], shape: Shape
) -> list[str]:
    """What the client owes more and what it owes less, or the one less the other."""
    if shape == Shape.ONE_AMOUNT:
        return [money(WIDE.subtract(debit or Decimal(), credit or Decimal()))]
    return ["" if amount is None else money(amount) for amount in (debit, credit)]


def _several(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:_SHOWN]) + (" …" if len(numbers) > _SHOWN else "")


def _ages(section: Section, account: StatementOfAccount, words: Words) -> Iterator[Aged]:
    _ = words.gettext
    by_document = account.policy.receivables.bucket_basis == "document"
    if not by_document:
        yield Aged(_("Not due"), words.money(section.not_due, section.currency))
    edges = account.policy.receivables.bucket_edges
    for label, upper in zip(labels(account.policy), [*edges, edges[-1]], strict=True):
        title = _age(label, upper, words, by_document=by_document)
        yield Aged(title, words.money(section.overdue[label], section.currency))
    if section.unapplied:
        yield Aged(_("Payments and credits not applied"), words.money(-section.unapplied, section.currency))
    yield Aged(_("Balance"), words.money(section.closing, section.currency))


def _age(label: str, upper: int, words: Words, *, by_document: bool) -> str:
    """The title of a bucket, "1-30" or "over 120"; the last number decides the plural form."""
    last = label.startswith("over")
    if by_document and last:
        title = words.ngettext("Over %(num)s day old", "Over %(num)s days old", upper)
    elif by_document:
        title = words.ngettext("%(span)s day old", "%(span)s days old", upper)
    elif last:
        title = words.ngettext("Over %(num)s day overdue", "Over %(num)s days overdue", upper)
    else:
        title = words.ngettext("%(span)s day overdue", "%(span)s days overdue", upper)
    return title % {"num": upper, "span": label.replace("-", "–")}
