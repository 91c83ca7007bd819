"""A first draft of the mapping of a file, with questions where it is not sure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.errors import Unreadable
from ledger.importing.headings import currency_in, currency_of, language_of, says, sums_up
from ledger.importing.roles import can_be_named, roles_of
from ledger.importing.sampling import Column, Sample, sample
from ledger.importing.templates import reference

_SHOWN = 3  # cells of a column


def suggest(path: Path, encoding: str | None = None) -> str:
    """The text of a mapping for a file. It loads, and its questions are comments that begin with ``# ?``.

    Raises:
        LedgerError: the file cannot be read, or goes beyond a bound.
    """
    found = sample(path, encoding)
    if not any(map(can_be_named, found.columns)):
        raise Unreadable(f"{path.name} has no columns with titles; is it a table, and not empty?")
    return "\n".join([*_Draft(path, found, encoding).lines(), ""])


class _Draft:
    """The parts of a mapping."""

    def __init__(self, path: Path, found: Sample, encoding: str | None) -> None:
        self._path, self._found, self._encoding = path, found, encoding
        self._language = language_of(column.title for column in found.columns)
        self._roles = roles_of(found.columns)
        self._questions: list[str] = []

    def lines(self) -> Iterator[str]:
        """The lines of the mapping."""
        events = list(self._events())
        yield f"# A first draft for {self._path.name}. Lines that begin with `# ?` are questions: read them first."
        yield f"# Try it: goodwill import {self._path.name} --map THIS-FILE --dry-run"
        yield "#"
        yield from self._overview()
        yield ""
        yield f"title = {_quoted(self._path.name)}"
        if self._language:
            yield f"language = {_quoted(self._language.tag)}"
        yield ""
        yield "[file.rows]"
        yield from self._file()
        yield from (f"# ? {question}" for question in self._questions)
        yield from self._left_out()
        yield from events

    def _overview(self) -> Iterator[str]:
        yield "# column | looks like | such as"
        roles = {id(column): role for role, column in self._roles.items()}
        for column in self._found.columns:
            kind = f"a date, {column.dates[0]}" if column.dates else "a number" if column.numeric else "text"
            role = roles.get(id(column))
            shown = ", ".join(_shown(cell) for cell in dict.fromkeys(column.cells[:50]))
            yield (
                f"# {_shown(column.title)} | {kind if column.cells else 'empty'}{f': the {role}' if role else ''} | "
                + (", ".join(shown.split(", ")[:_SHOWN]))
            )

    def _file(self) -> Iterator[str]:
        layout, (decimal, thousands) = self._found.layout, self._found.decimal
        if layout.guessed:
            yield "# ? The encoding is a guess. Do the names above read well? Else name another."
        if layout.guessed or self._encoding:
            yield f"encoding = {_quoted(layout.encoding)}"
        if layout.form == "csv":
            yield f"delimiter = {_quoted(layout.delimiter)}"
        if layout.files.header > 1:
            yield f"header = {layout.files.header}"
        if any(column.numeric for column in self._found.columns):
            for other, grouped in self._found.unsure[:1]:
                yield f"# ? Numbers could also be read with decimal = {_quoted(other)}, thousands = {_quoted(grouped)}."
            yield f"decimal = {_quoted(decimal)}"
            yield f"thousands = {_quoted(thousands)}"
        yield from self._dates()
        if self._is_order:
            yield f"group = {{ by = {self._braced('number')}, within = 0 }}"

    def _dates(self) -> Iterator[str]:
        dated = [column for column in self._found.columns if column.dates]
        if not dated:
            return
        common = [form for form in dated[0].dates if all(form in column.dates for column in dated)]
        if {"%d", "%m"} <= {form[:2] for form in common}:
            yield f"# ? Day or month first? Both {common[0]} and {common[1]} read all dates."
        forms = common[:1] or list(dict.fromkeys(column.dates[0] for column in dated))
        yield f"dates = [{', '.join(map(_quoted, forms))}]"
        if era := next((column.era for column in dated if column.era), None):
            yield f"era = {_quoted(era)}"
        if any("%H" in form for form in forms):
            yield '# ? In which time zone were the times read? zone = "Asia/Baku", for example.'

    def _left_out(self) -> Iterator[str]:
        """Rows that sum others up: the first of their filled cells says so."""
        for at, column in enumerate(self._found.columns):
            sums = {
                row[at].strip()
                for row in self._found.rows
                if row[at].strip() and not any(cell.strip() for cell in row[:at]) and sums_up(row[at])
            }
            if sums:
                listed = ", ".join(_quoted(word) for word in sorted(sums))
                yield ""
                yield "[[leave_out]]"
                yield 'reason = "sums of other rows"'
                yield f"if = {{ column = {_quoted(column.title)}, in = [{listed}] }}"

    @property
    def _is_order(self) -> bool:
        number = self._roles.get("number")
        return bool(
            number
            and {"product", "quantity", "price", "date"} <= self._roles.keys()
            and (says(number.title, "order") or number.share_of_different < 1)
        )

    def _events(self) -> Iterator[str]:
        self._client = self._roles.get("client")
        if self._client is None:
            self._client = next(filter(can_be_named, self._found.columns))
            self._questions.append(
                f"Which column names the client? {_shown(self._client.title)} is only the first."
            )
        if nameless := len(self._found.rows) - len(self._client.cells):
            self._questions.append(
                f"{nameless:,} of the first {len(self._found.rows):,} rows name no client. Are they to be left out?"
            )
        yield from self._registration()
        document = {"number", "date"} <= self._roles.keys()
        if document and self._is_order:
            yield from self._order()
        elif document and "amount" in self._roles and says(self._roles["number"].title, "offer"):
            yield from self._proposal()
        elif document and "amount" in self._roles:
            yield from self._invoice()
            yield from self._payment()
        elif {"date", "amount"} <= self._roles.keys():
            yield from self._bare_payment()
        else:
            self._questions.append(
                "Only clients are made of the rows: no columns were found for a number, a date and an amount. "
                "Is there an event in them? `goodwill kinds` lists all."
            )

    def _registration(self) -> Iterator[str]:
        name = self._roles.get("client_name", self._client)
        when = self._braced("date") if "date" in self._roles else "2020-01-01"
        if "date" not in self._roles:
            self._questions.append("Since when are they clients? 2020-01-01 stands in for it.")
        fields = [("code", self._brace(self._client)), ("name", self._brace(name))]
        fields.append(("currency", self._currency()))
        if self._language:
            fields.append(("locale", _quoted(self._language.locale)))
        if "manager" in self._roles:
            fields.append(("manager", self._braced("manager")))
        yield from _event("client.registered", fields, ("once", self._brace(self._client)), ("when", when))

    def _invoice(self) -> Iterator[str]:
        amount = self._roles["amount"]
        negative = any(cell.strip(" ").startswith(("-", "(", "\N{MINUS SIGN}")) for cell in amount.cells)
        test = f"{{ column = {_quoted(amount.title)}, greater = 0 }}" if negative else None
        fields = [("number", self._braced("number")), ("amount", self._amount("amount"))]
        fields.append(("currency", self._currency()))
        if "due" in self._roles:
            fields.append(("due", self._braced("due")))
        else:
            self._questions.append(
                'When are invoices due? due = { calculate = "{DATE} + days(30)" }, for example.'
            )
        yield from _event("invoice.issued", fields, *self._envelope(), test=test)
        if negative:
            credit = [*fields[:1], ("amount", self._amount("amount", ", absolute = true")), fields[2]]
            credit.append(("reason", _quoted("not stated")))
            self._questions.append("Negative amounts become credit notes. Are they?")
            test = f"{{ column = {_quoted(amount.title)}, less = 0 }}"
            yield from _event("credit_note.issued", credit, *self._envelope(), test=test)

    def _payment(self) -> Iterator[str]:
        paid, on = self._roles.get("paid"), self._roles.get("paid_on")
        if on is None:
            return
        amount = "paid" if paid is not None else "amount"
        number = self._roles["number"]
        settles = f"[{{ document = {self._braced('number')}, amount = {self._amount(amount)} }}]"
        fields = [
            ("number", _quoted(f"payment of {reference(number.title)}")),
            ("amount", self._amount(amount)),
        ]
        fields += [("currency", self._currency()), ("settles", settles)]
        empty = f"{{ column = {_quoted((paid or on).title)}, empty = false }}"
        if paid is None:
            self._questions.append(
                f"A date in {_shown(on.title)} is taken for a payment of the whole amount. Is it?"
            )
        when = ("when", self._brace(on))
        yield from _event("payment.received", fields, ("client", self._brace(self._client)), when, test=empty)

    def _proposal(self) -> Iterator[str]:
        fields = [("number", self._braced("number")), ("amount", self._amount("amount"))]
        fields.append(("currency", self._currency()))
        self._questions.append(
            "Rows are taken for proposals. Which column tells that one was accepted or declined? Add an event for each."
        )
        yield from _event("proposal.made", fields, *self._envelope())

    def _bare_payment(self) -> Iterator[str]:
        number = f"{reference(self._roles['date'].title)} {reference(self._roles['amount'].title)} {{#count}}"
        fields = [
            ("number", _quoted(number)),
            ("amount", self._amount("amount")),
            ("currency", self._currency()),
        ]
        self._questions.append(
            "Rows are taken for payments: they have a date and an amount, but no number. Are they?"
        )
        yield from _event("payment.received", fields, *self._envelope())

    def _order(self) -> Iterator[str]:
        lines = ", ".join(
            f"{name} = {value}"
            for name, value in (
                ("product", self._braced("product")),
                ("quantity", self._amount("quantity")),
                ("unit_price", self._amount("price")),
            )
        )
        fields = [("number", self._braced("number")), ("currency", self._currency())]
        fields.append(("lines", f"{{ each = {{ {lines} }} }}"))
        yield from _event("order.placed", fields, *self._envelope())

    def _envelope(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("client", self._brace(self._client)), ("when", self._braced("date"))

    def _currency(self) -> str:
        if column := self._roles.get("currency"):
            words = {cell: code for cell in column.cells if (code := currency_of(cell)) != cell}
            pairs = ", ".join(f"{_quoted(cell)} = {_quoted(code)}" for cell, code in words.items())
            brace = self._brace(column)
            return f"{{ from = {brace}, map = {{ {pairs} }} }}" if words else brace
        amounts = [self._roles[role] for role in ("amount", "price", "paid") if role in self._roles]
        for column in amounts:
            if found := currency_in(column.title) or currency_of(column.beside):
                return _quoted(found)
        usual = (self._language.currency if self._language else "") or "EUR"
        unread = [column for column in self._found.columns if says(column.title, "currency") and column.cells]
        question = f"Which currency? Nothing in the file says it, so {usual} stands in for it."
        if unread:
            title, cell = _shown(unread[0].title), _shown(unread[0].cells[0])
            question = f"Which currency? The words of {title}, such as {cell}, are no codes of currencies, so {usual} stands in."
        if question not in self._questions:
            self._questions.append(question)
        return _quoted(usual)

    def _amount(self, role: str, steps: str = "") -> str:
        column = self._roles[role]
        if len(column.beside) > 1 and currency_of(column.beside) not in {"", column.beside}:
            steps = f', replace = [[{_quoted(re.escape(column.beside))}, ""]]{steps}'
        return f"{{ from = {self._brace(column)}{steps} }}" if steps else self._brace(column)

    def _braced(self, role: str) -> str:
        return self._brace(self._roles[role])

    def _brace(self, column: Column | None) -> str:
        return _quoted(reference(column.title)) if column is not None else '""'


def _event(
    kind: str, fields: Sequence[tuple[str, str]], *envelope: tuple[str, str], test: str | None = None
) -> Iterator[str]:
    yield ""
    yield "[[event]]"
    yield f"kind = {_quoted(kind)}"
    if test is not None:
        yield f"if = {test}"
    yield from (f"{name} = {value}" for name, value in envelope)
    yield "[event.fields]"
    yield from (f"{name} = {value}" for name, value in fields)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _shown(cell: str) -> str:
    """A cell in a comment: one line, cut, and without what TOML forbids."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())
    return text if len(text) <= 30 else f"{text[:27]}..."  # noqa: PLR2004 - characters
