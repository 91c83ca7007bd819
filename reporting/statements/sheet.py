"""What stands in a statement of account, as texts in the reader's language; whoever prints it only lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from projections.receivables.buckets import labels
from projections.receivables.statement import Line, Section, StatementOfAccount
from reporting.statements.names import named
from reporting.words import Words

_SHOWN: Final = 3  # numbers that a line refers to; a payment may settle a hundred documents


class Column(NamedTuple):
    """A column.

    Attributes:
        amounts: they stand at its end, under each other.
        codes: numbers of documents, which may be broken anywhere where there is no room.
        spare: what is in it can be done without where there is no room.
    """

    title: str
    amounts: bool = False
    codes: bool = False
    spare: bool = False


class Aged(NamedTuple):
    """So much of the closing balance is of an age; or stands apart from the ages."""

    title: str
    amount: str


@dataclass(frozen=True, slots=True)
class Part:
    """What is said in one currency; every row has a text for each column.

    Attributes:
        rows: what happened, in order.
        nothing: what is said where nothing happened.
        ages: not due, the overdue buckets, what is unapplied (below zero): they sum to the balance, the last one.
        disputed: none where nothing is.
    """

    heading: str
    columns: list[Column]
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
    """A statement as it is read.

    Attributes:
        language: as BCP 47 writes it.
        direction: "ltr" or "rtl".
        caption: what a window or a list of files calls it.
        facts: who, which period and so on, each with its name.
        marks: for whoever has to draw the same statement again: not for the reader.
    """

    language: str
    direction: str
    title: str
    caption: str
    facts: list[tuple[str, str]]
    parts: list[Part]
    remarks: list[str]
    marks: Mapping[str, str]


def sheet(said: StatementOfAccount, words: Words, sender: str | None = None) -> Sheet:
    """The texts of a statement.

    Args:
        said: the statement.
        words: in which language, by whose habits.
        sender: whose statement it is, as it is to stand there.
    """
    _ = words.gettext
    remarks = []
    if any(section.closing < 0 for section in said.sections):
        remarks.append(_("A negative balance is in your favour."))
    return Sheet(
        words.tag,
        words.direction,
        title := _("Statement of account"),
        f"{title} {said.client} {said.start} – {said.end}",
        list(_facts(said, words, sender)),
        [_part(section, said, words) for section in said.sections],
        [*remarks, _("Please tell us if your records differ.")],
        {
            "position": str(said.position),
            "policy": said.policy.version,
            "known-at": said.known_at.isoformat() if said.known_at else "",
        },
    )


def _facts(said: StatementOfAccount, words: Words, sender: str | None) -> Iterator[tuple[str, str]]:
    _ = words.gettext
    who = said.registered
    if sender:
        yield _("Issued by"), sender
    yield _("Client"), (who and who.legal_name) or said.name or said.client
    yield _("Client code"), said.client
    if who and who.tax_id:
        yield _("Tax number"), who.tax_id
    if len(said.companies) > 1:
        yield _("Companies"), ", ".join(f"{code} {name or ''}".strip() for code, name in said.companies)
    yield _("Period"), f"{words.day(said.start, 'long')} – {words.day(said.end, 'long')}"
    if said.known_at:
        yield _("Drawn up on"), words.day(said.known_at.date(), "long")


def _part(section: Section, said: StatementOfAccount, words: Words) -> Part:
    _ = words.gettext
    grouped = len(said.companies) > 1
    titles = [Column(title) for title in (_("Date"), *([_("Company")] if grouped else []))]
    titles += [Column(_("Document")), Column(_("Number"), codes=True)]
    titles += [Column(_("Refers to"), codes=True, spare=True), Column(_("Due"), spare=True)]
    blank = [""] * (len(titles) - 2)
    titles += [Column(title, amounts=True) for title in (_("Debit"), _("Credit"), _("Balance"))]

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else words.money(amount, section.currency)

    before, after = money(section.opening), money(section.closing)
    sums = [money(section.debits), money(section.credits)]
    return Part(
        f"{section.currency} · {words.currency(section.currency)}",
        titles,
        [words.day(said.start), _("Opening balance"), *blank, "", "", before],
        [_row(line, words, grouped=grouped) for line in section.lines],
        _("Nothing happened in this period."),
        ["", _("Total"), *blank, *sums, ""],
        [words.day(said.end), _("Closing balance"), *blank, "", "", after],
        _("Closing balance by age"),
        list(_ages(section, said, words)),
        Aged(_("Disputed, within the balance"), money(section.disputed)) if section.disputed else None,
    )


def _row(line: Line, words: Words, *, grouped: bool) -> list[str]:
    moved = line.movement
    what, due = named(moved.what, words), ""
    if moved.due:
        due = words.day(moved.due).replace(" ", "\N{NO-BREAK SPACE}")
    if moved.instalments > 1:
        several = words.ngettext(
            "%(what)s in %(num)s instalment", "%(what)s in %(num)s instalments", moved.instalments
        )
        what = several % {"what": what, "num": moved.instalments}
        due = words.gettext("first: %(date)s") % {"date": due}
    return [
        words.day(moved.on),
        *([moved.client] if grouped else []),
        what,
        moved.document,
        _several(moved.refers),
        due,
        *("" if one is None else words.money(one, moved.currency) for one in (line.debit, line.credit)),
        words.money(line.balance, moved.currency),
    ]


def _several(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:_SHOWN]) + (" …" if len(numbers) > _SHOWN else "")


def _ages(section: Section, said: StatementOfAccount, words: Words) -> Iterator[Aged]:
    _ = words.gettext
    by_document = said.policy.receivables.bucket_basis == "document"
    if not by_document:
        yield Aged(_("Not due"), words.money(section.not_due, section.currency))
    edges = said.policy.receivables.bucket_edges
    for label, upper in zip(labels(said.policy), [*edges, edges[-1]], strict=True):
        title = _age(label, upper, words, by_document=by_document)
        yield Aged(title, words.money(section.overdue[label], section.currency))
    if section.unapplied:
        yield Aged(_("Payments and credits not applied"), words.money(-section.unapplied, section.currency))
    yield Aged(_("Balance"), words.money(section.closing, section.currency))


def _age(label: str, upper: int, words: Words, *, by_document: bool) -> str:
    """The title of a bucket, "1-30" or "over 120"; the last number decides on the plural."""
    last = label.startswith("over")
    if by_document and last:
        said = words.ngettext("Over %(num)s day old", "Over %(num)s days old", upper)
    elif by_document:
        said = words.ngettext("%(span)s day old", "%(span)s days old", upper)
    elif last:
        said = words.ngettext("Over %(num)s day overdue", "Over %(num)s days overdue", upper)
    else:
        said = words.ngettext("%(span)s day overdue", "%(span)s days overdue", upper)
    return said % {"num": upper, "span": label.replace("-", "–")}
