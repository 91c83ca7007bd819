"""A first draft of the mapping of a file, with questions where it is not sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from shlex import quote

from ledger.errors import Unreadable
from ledger.importing.client_details import further_events
from ledger.importing.currency_drafting import currency_field
from ledger.importing.described import (
    computed,
    left_out,
    notation,
    overview,
    sums_in,
    unplaced,
    without_units,
)
from ledger.importing.drafted import brace, event, filled, in_one_line, quoted
from ledger.importing.headings import DETAILS, language_of, says
from ledger.importing.known_clients import met_in
from ledger.importing.registering import questions_about, registration
from ledger.importing.roles import are_documents, can_be_named, is_net, let_pay_by, roles_of
from ledger.importing.sampling import Sample, sample
from ledger.importing.sorts import Sorts
from ledger.importing.templates import reference
from ledger.importing.values import MINUSES


def suggest(
    path: Path,
    encoding: str | None = None,
    sheet: str | None = None,
    clients: Iterable[tuple[str, str]] = (),
) -> str:
    """The text of a mapping for a file. It loads, and its questions are comments that begin with ``# ?``.

    Args:
        path: the file.
        encoding: the encoding of the file, if somebody knows it.
        sheet: the sheet of a workbook; None: the first with a table.
        clients: the codes and names of the clients of the ledger, none of which the mapping registers again.

    Raises:
        LedgerError: the file cannot be read, goes beyond a bound, or has no such sheet.
    """
    found = sample(path, encoding, sheet)
    if not any(map(can_be_named, found.columns)):
        raise Unreadable(f"{path.name} has no columns with titles", "is it a table, and not empty?")
    return "\n".join([*_Draft(path, found, encoding, clients).lines(), ""])


class _Draft:
    """The parts of a mapping."""

    def __init__(
        self, path: Path, found: Sample, encoding: str | None, clients: Iterable[tuple[str, str]]
    ) -> None:
        self._path, self._found, self._encoding = path, found, encoding
        self._language = language_of(column.title for column in found.columns)
        self._roles = roles_of(found.columns)
        self._client = self._roles.get("client") or next(filter(can_be_named, found.columns))
        self._sums = sums_in(found)
        named = self._sums.get(self._client.title, ())
        self._met = met_in(self._client, clients, named, documents=are_documents(self._roles))
        self._sorts = Sorts(self._roles.get("type"))
        self._questions: list[str] = []
        if "payment" in self._sorts and let_pay_by(self._roles, self._sorts.rows_of("invoice")):
            due = in_one_line(self._roles["due"].title)
            self._questions.append(f"{due} is taken for the due day: rows of invoices alone have it. Is it?")

    def lines(self) -> Iterator[str]:
        """The lines of the mapping."""
        events = list(self._events())
        yield f"# A first draft for {self._path.name}. Lines that begin with `# ?` are questions: read them first."
        yield f"# Try it: goodwill import {quote(str(self._path))} --map THIS-FILE --dry-run"
        yield "#"
        yield from overview(self._found, self._roles)
        yield ""
        yield f"title = {quoted(self._path.name)}"
        if self._language:
            yield f"language = {quoted(self._language.tag)}"
        yield ""
        yield "[file.rows]"
        yield from notation(self._found, self._encoding)
        if self._is_order:
            yield f"group = {{ by = {self._braced('number')}, within = 0 }}"
        yield from (f"# ? {question}" for question in self._questions)
        yield from unplaced(self._found, self._questions, [*events, *self._registration])
        yield from computed([*self._met.computed(self._client), *without_units(self._roles.values())])
        yield from left_out(self._sums)
        yield from self._sorts.left_out() if self._is_typed else ()
        yield from events

    @property
    def _is_order(self) -> bool:
        number = self._roles.get("number")
        return bool(
            number
            and {"product", "quantity", "price", "date"} <= self._roles.keys()
            and (says(number.title, "order") or number.share_of_different < 1)
        )

    @property
    def _is_typed(self) -> bool:
        """Whether a column says what each document is, and not all are invoices."""
        documents = {"number", "date", "amount"} <= self._roles.keys() and not self._is_order
        return documents and self._sorts.not_only_invoices

    def _events(self) -> Iterator[str]:
        if "client" not in self._roles:
            self._questions.append(
                f"Which column names the client? {in_one_line(self._client.title)} is only the first."
            )
        if nameless := len(self._found.rows) - len(self._client.cells):
            self._questions.append(
                f"{nameless:,} of the first {len(self._found.rows):,} rows name no client. Are they to be left out?"
            )
        self._questions += self._met.questions(self._client)
        if not self._met.all_known:
            self._questions += questions_about(self._found, self._client, self._roles)
            yield from self._registration
        document = {"number", "date"} <= self._roles.keys()
        if document and self._is_order:
            yield from self._order()
        elif self._is_typed:
            yield from self._typed()
        elif document and "amount" in self._roles and says(self._roles["number"].title, "offer"):
            yield from self._proposal()
        elif document and "amount" in self._roles:
            yield from self._invoice()
            yield from self._payment()
        elif {"date", "amount"} <= self._roles.keys():
            yield from self._bare_payment()
        elif self._roles.keys() & {*DETAILS}:
            yield from further_events(self._roles, self._client, self._since(), self._questions)
        else:
            self._questions.append(
                "Only clients are made of the rows: no columns were found for a number, a date and an amount. "
                "Is there an event in them? `goodwill kinds` lists all."
            )

    @cached_property
    def _registration(self) -> list[str]:
        """The event that registers the clients that the ledger does not have."""
        tests = [self._met.test(self._client), self._sorts.test() if self._is_typed else None]
        given = [test for test in tests if test]
        test = f"{{ all = [{', '.join(given)}] }}" if given[1:] else next(iter(given), None)
        return [
            *registration(self._client, self._roles, self._language, self._currency(), self._since(), test)
        ]

    def _since(self) -> str:
        """The day from which on they are clients."""
        return self._braced("date") if "date" in self._roles else "2020-01-01"

    def _typed(self) -> Iterator[str]:
        """An event for each sort of document that a column names."""
        self._questions.append(self._sorts.question())
        if "invoice" in self._sorts:
            yield from self._invoice(self._sorts.test("invoice"))
        if "payment" in self._sorts:
            number, about = self._settling("payment")
            settles = f"[{{ document = {about}, amount = {self._owed()} }}]"
            fields = [("number", number), ("amount", self._owed()), ("currency", self._currency())]
            fields += [("settles", settles)] if about else []
            yield from event("payment.received", fields, *self._envelope(), test=self._sorts.test("payment"))
        if "credit" in self._sorts:
            number, about = self._settling("credit")
            fields = [("number", number), ("amount", self._owed()), ("currency", self._currency())]
            fields += [("reason", quoted("not stated")), *([("invoice", about)] if about else [])]
            yield from event("credit_note.issued", fields, *self._envelope(), test=self._sorts.test("credit"))

    def _settling(self, sort: str) -> tuple[str, str]:
        """The number of a document of a sort, and that of the invoice that it is about, if it has that."""
        title = self._roles["number"].title
        own, invoices = (self._sorts.cells_of(one, self._roles["number"]) for one in (sort, "invoice"))
        if not own or 2 * len(own & invoices) < len(own):
            return self._braced("number"), ""
        self._questions.append(
            f"{in_one_line(title)} of rows of {self._sorts.called(sort)} is taken for that of the invoice. Is it?"
        )
        return quoted(f"{sort} of {reference(title)} {{#count}}"), self._braced("number")

    def _owed(self) -> str:
        """The amount without its sign, which files of several sorts of document turn for some."""
        return self._amount("amount", ", absolute = true" if self._has_negatives else "")

    @property
    def _has_negatives(self) -> bool:
        cells = self._roles["amount"].cells
        return any(cell.strip(" ").startswith(("(", *MINUSES)) for cell in cells)

    def _invoice(self, test: str | None = None) -> Iterator[str]:
        """Invoices; without a test, negative amounts are credit notes."""
        amount = self._roles["amount"]
        negative = test is None and self._has_negatives
        below = f"{{ column = {quoted(amount.title)}, less = 0 }}"
        test = f"{{ not = {below} }}" if negative else test  # none and zero are faults, not left out
        fields = [("number", self._braced("number")), ("amount", self._amount("amount"))]
        fields.append(("currency", self._currency()))
        if is_net(amount):
            self._questions.append(
                f"The amounts of {in_one_line(amount.title)} seem to be without tax, and the client owes them with tax. "
                'amount = { calculate = "{NET} + {TAX}" } adds two columns.'
            )
        if "due" in self._roles:
            fields.append(("due", self._braced("due")))
        else:
            self._questions.append(
                'When are invoices due? due = { calculate = "{DATE} + days(30)" }, for example.'
            )
        yield from event("invoice.issued", fields, *self._envelope(), test=test)
        if negative:
            credit = [*fields[:1], ("amount", self._amount("amount", ", absolute = true")), fields[2]]
            credit.append(("reason", quoted("not stated")))
            self._questions.append("Negative amounts become credit notes. Are they?")
            yield from event("credit_note.issued", credit, *self._envelope(), test=below)

    def _payment(self) -> Iterator[str]:
        paid, on = self._roles.get("paid"), self._roles.get("paid_on")
        if paid is not None:
            sides = [f"{{ column = {quoted(paid.title)}, {side} = 0 }}" for side in ("greater", "less")]
            test = f"{{ any = [{', '.join(sides)}] }}"  # a negative one is a fault, and not left out
            if on is None:
                on = self._roles["date"]
                self._questions.append(
                    f"When was the money in {in_one_line(paid.title)} received? {in_one_line(on.title)} stands in for the day. "
                    "If a later file has more paid for the same invoice, the fault says how to record what came since."
                )
        elif on is not None:
            test = filled(on)
            self._questions.append(
                f"A date in {in_one_line(on.title)} is taken for a payment of the whole amount. Is it?"
            )
        else:
            return
        amount, number = self._amount("amount" if paid is None else "paid"), self._roles["number"]
        fields = [("number", quoted(f"payment of {reference(number.title)}")), ("amount", amount)]
        fields.append(("currency", self._currency()))
        fields.append(("settles", f"[{{ document = {self._braced('number')}, amount = {amount} }}]"))
        when = ("when", brace(on))
        yield from event("payment.received", fields, ("client", brace(self._client)), when, test=test)

    def _proposal(self) -> Iterator[str]:
        fields = [("number", self._braced("number")), ("amount", self._amount("amount"))]
        fields.append(("currency", self._currency()))
        self._questions.append(
            "Rows are taken for proposals. Which column tells that one was accepted or declined? Add an event for each."
        )
        yield from event("proposal.made", fields, *self._envelope())

    def _bare_payment(self) -> Iterator[str]:
        number = f"{reference(self._roles['date'].title)} {reference(self._roles['amount'].title)} {{#count}}"
        fields = [("number", quoted(number)), ("amount", self._amount("amount"))]
        fields.append(("currency", self._currency()))
        self._questions.append(
            "Rows are taken for payments: they have a date and an amount, but no number. Are they?"
        )
        yield from event("payment.received", fields, *self._envelope())

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
        yield from event("order.placed", fields, *self._envelope())

    def _envelope(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("client", brace(self._client)), ("when", self._braced("date"))

    def _currency(self) -> str:
        return currency_field(self._found, self._roles, self._language, self._questions)

    def _amount(self, role: str, steps: str = "") -> str:
        cell = self._braced(role)
        return f"{{ from = {cell}{steps} }}" if steps else cell

    def _braced(self, role: str) -> str:
        return brace(self._roles[role])
