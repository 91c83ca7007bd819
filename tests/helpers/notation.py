"""A small ledger as text: what happened, line by line, and what is open of it.

    T-1   invoice 17 100 due T+30
    T+1   payment 5 50 for 17
    as of T
          17  100  not due
    as of T+1
          17  50   not due
          balance 50

T is the day of the report, 30 June 2026; a day may be written 2026-03-31 too. Facts are of the client ACME,
in EUR, unless a line such as ``T-9 client BETA in Asia of Anna`` names another from there on. They are
recorded in the order of the lines, each by the rules; one that ends in ``! more-than-open`` is refused with
that code. ``as of`` asks about what is written above it: the open items, oldest first, "nothing" where there
are none, and any of the sums. ``remind on T`` asks what is to be reminded, ``measure T-30 to T`` for measures
of that time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from msgspec import structs

from ledger.events import KINDS
from projections import DEFAULT, Filter, Policy

__all__ = ["Asked", "Checked", "Said", "T", "Unreadable", "day", "read"]

T = date(2026, 6, 30)

Fields: TypeAlias = dict[str, Any]


class Unreadable(ValueError):
    """A line is none of the notation."""


class Said(NamedTuple):
    """A fact, and the code of the refusal it is to meet."""

    client: str
    on: date
    kind: str
    fields: Fields
    refused: str | None = None


@dataclass
class Asked:
    """A question, with the open items and the sums that it is to be answered with.

    Attributes:
        listing: "receivables", "reminders" or "measures".
        since: the first day of what is measured.
    """

    listing: str
    on: date
    policy: Policy
    where: Filter
    currency: str | None = None
    since: date | None = None
    items: list[tuple[str, ...]] | None = None
    sums: dict[str, Decimal] = field(default_factory=dict)


class Checked(NamedTuple):
    """The codes of the faults that a check is to find."""

    faults: list[str]


def day(text: str) -> date:
    """Reads T, T+30, T-1 or 2026-03-31."""
    if found := re.fullmatch(r"T(?:([+-]\d+))?", text):
        return T + timedelta(days=int(found[1] or 0))
    return date.fromisoformat(text)


_AMOUNT = r"(?P<amount>-?\d[\d.]*)(?: (?P<currency>[A-Z]{3}))?"
_NUMBER = r"(?P<number>\S+)"
_GOODS = r"(?P<goods>\d[^a-z]*\S+(?: at [\d.]+)?)"
_SHARE = re.compile(r"(?P<document>[^/\s]+)(?:/(?P<instalment>\d+))?(?: (?P<amount>[\d.]+))?")

_FORMS: dict[str, tuple[str, str]] = {
    "client": ("client.registered", r"(?P<code>\S+)(?: in (?P<territory>\S+))?(?: of (?P<manager>\S+))?"),
    "manager": ("client.reassigned", r"(?P<manager>\S+)"),
    "terms": ("client.terms_agreed", r"(?P<payment_days>\d+) days(?: by (?P<billing>\S+))?"),
    "opening": ("balance.opened", rf"{_AMOUNT}(?: as {_NUMBER})?(?: due (?P<due>\S+))?"),
    "invoice": (
        "invoice.issued",
        rf"{_NUMBER} {_AMOUNT}(?: due (?P<due>\S+))?(?: in (?P<instalments>.+))?(?: of order (?P<orders>\S+))?",
    ),
    "cancel": ("invoice.cancelled", _NUMBER),
    "credit-note": ("credit_note.issued", rf"{_NUMBER} {_AMOUNT}(?: on (?P<invoice>\S+))?"),
    "payment": (
        "payment.received",
        rf"{_NUMBER} {_AMOUNT}(?: for (?P<settles>.+?))?(?P<advance> in advance)?",
    ),
    "bounce": ("payment.reversed", rf"{_NUMBER}(?: {_AMOUNT})?"),
    "refund": ("payment.refunded", rf"{_NUMBER}(?: {_AMOUNT})?"),
    "settle": (
        "settlement.made",
        r"(?P<share>.+) with (?P<source>\S+)(?: from (?P<on>\S+))?(?P<advance> in advance)?",
    ),
    "unsettle": ("settlement.reversed", r"(?P<share>.+) with (?P<source>\S+)"),
    "write-off": ("debt.written_off", rf"{_NUMBER} {_AMOUNT} on (?P<document>\S+)"),
    "recovery": ("debt.recovered", rf"{_NUMBER} {_AMOUNT} on (?P<document>\S+)"),
    "order": ("order.placed", rf"{_NUMBER} {_GOODS}(?: due (?P<due>\S+))?(?: on (?P<invoice>\S+))?"),
    "delivery": ("order.delivered", rf"{_NUMBER}(?: {_GOODS})?"),
    "order-off": ("order.cancelled", rf"{_NUMBER}(?: {_GOODS})?"),
    "return": ("return.received", rf"{_NUMBER} {_GOODS}(?: of (?P<order>\S+))?"),
    "act": ("balance.confirmed", rf"{_AMOUNT} as of (?P<as_of>\S+)"),
    "rate": ("rate.set", r"(?P<base>[A-Z]{3}) (?P<quote>[A-Z]{3}) (?P<rate>[\d.]+)"),
    "reminder": ("reminder.sent", rf"{_NUMBER} (?P<level>\d) on (?P<documents>.+)"),
    "dispute": ("dispute.opened", rf"{_NUMBER} {_AMOUNT} on (?P<document>\S+)"),
    "promise": ("payment.promised", rf"{_NUMBER} {_AMOUNT} by (?P<by_date>\S+)"),
    **dict.fromkeys(
        ("fee", "interest", "cost"),
        ("charge.added", rf"{_NUMBER} {_AMOUNT}(?: on (?P<document>\S+))?(?: due (?P<due>\S+))?"),
    ),
    **dict.fromkeys(
        ("shortage", "surplus", "missort", "damage"),
        ("discrepancy.recorded", rf"{_NUMBER} {_GOODS} of (?P<order>\S+)(?: worth {_AMOUNT})?"),
    ),
}
"""The first word of a fact -> its kind, and how the rest is written."""

_IN_EUR = ("balance.opened", "invoice.issued", "credit_note.issued", "payment.received", "order.placed")
_ALWAYS: dict[str, Fields] = {
    **{kind: {"currency": "EUR"} for kind in (*_IN_EUR, "balance.confirmed", "client.registered")},
    "client.terms_agreed": {"billing": "invoice"},
}


def read(text: str, policy: Policy = DEFAULT) -> Iterator[Said | Asked | Checked]:
    """The lines of a small ledger, in order.

    Args:
        text: the ledger.
        policy: under which questions are asked, but for what they say themselves.

    Raises:
        Unreadable: a line is none of the notation.
    """
    client, asked = "ACME", None
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            said = _line(client, words, policy)
            if said is None:
                _expect(asked, words)
                continue
        except (ValueError, TypeError) as wrong:
            raise Unreadable(f"{line.strip()!r}: {wrong}") from wrong
        if asked:
            yield asked
        asked = said if isinstance(said, Asked) else None
        if isinstance(said, Said):
            client = said.client
        if asked is None:
            yield said
    if asked:
        yield asked


def _line(client: str, words: list[str], policy: Policy) -> Said | Asked | Checked | None:
    """A line that stands for itself; None where it is a row of the question before it."""
    match words:
        case ["as", "of", when, *conditions]:
            return _question("receivables", day(when), conditions, policy)
        case ["remind", "on", when, *conditions]:
            return _question("reminders", day(when), conditions, policy)
        case ["measure", first, "to", last, *conditions]:
            question = _question("measures", day(last), conditions, policy)
            question.since = day(first)
            return question
        case ["check", "finds", *codes]:
            return Checked(codes)
        case [when, verb, *rest] if re.match(r"T$|T[+-]\d|\d{4}-", when) and verb in _FORMS:
            return _fact(client, day(when), verb, " ".join(rest))
    return None


def _fact(client: str, on: date, verb: str, rest: str) -> Said:
    kind, form = _FORMS[verb]
    rest, _, refused = rest.partition(" ! ")
    found = re.fullmatch(form, rest)
    if found is None:
        raise ValueError(f"a line with '{verb}' is written {form}")
    said = {name: value for name, value in found.groupdict().items() if value}
    for name in said.keys() & {"due", "on", "as_of", "by_date"}:
        said[name] = day(said[name]).isoformat()
    fields: Fields = {**_ALWAYS.get(kind, {}), **said}
    if kind == "client.registered":
        client, fields["name"] = said["code"], said["code"]
    if any(field.name == "reason" and field.required for field in structs.fields(KINDS[kind])):
        fields["reason"] = "said so"
    if kind in {"charge.added", "discrepancy.recorded"}:
        fields["what"] = verb
    if kind == "order.cancelled":
        fields["by"] = "client"
    if kind == "balance.confirmed":
        fields["by"] = "both sides"
    if kind == "reminder.sent":
        fields |= {"channel": "e-mail", "level": int(fields["level"])}
    _shape(fields)
    return Said(client, on, kind, fields, refused or None)


def _shape(fields: Fields) -> None:
    """Puts what stands in one word or list of words into the shape of the event's fields."""
    if "orders" in fields:
        fields["orders"] = [fields["orders"]]
    if "advance" in fields:
        fields["advance"] = True
    if "goods" in fields:
        found = re.fullmatch(r"([\d.]+) (\S+)(?: at ([\d.]+))?", fields.pop("goods"))
        if found is None:
            raise ValueError("goods are written 10 X at 2.50")
        line = {"quantity": found[1], "product": found[2]}
        fields["lines"] = [line | ({"unit_price": found[3]} if found[3] else {})]
    if isinstance(fields.get("instalments"), str):
        parts = (part.split() for part in fields["instalments"].split(", "))
        fields["instalments"] = [
            {"amount": amount, "due": day(due).isoformat()} for amount, _by, due in parts
        ]
    if "documents" in fields:
        named = [_share(share) for share in fields.pop("documents").split(", ")]
        fields["documents"] = [share["document"] for share in named]
        fields["instalments"] = [share for share in named if "instalment" in share]
    if "settles" in fields:
        fields["settles"] = [
            {"amount": fields["amount"]} | _share(share) for share in fields["settles"].split(", ")
        ]
    if "share" in fields:
        share = _share(fields.pop("share"))
        fields |= {"target": share.pop("document"), **share}


def _share(text: str) -> Fields:
    """A document, its instalment and an amount: 17/2 40."""
    found = _SHARE.fullmatch(text)
    if found is None:
        raise ValueError("a share is written 17 40, or 17/2 40 for an instalment")
    share: Fields = {name: value for name, value in found.groupdict().items() if value}
    if "instalment" in share:
        share["instalment"] = int(share["instalment"])
    return share


def _question(listing: str, on: date, conditions: list[str], policy: Policy) -> Asked:
    """The words after the day: "explicit", "by document", "in Asia", "of Anna", "at INR" for a currency."""
    rules, where, currency = Fields(), Fields(), None
    words = iter(conditions)
    for word in words:
        match word:
            case "explicit":
                rules["allocation"] = "explicit"
            case "by":
                rules["bucket_basis"] = next(words)
            case "in":
                where["territory"] = next(words)
            case "of":
                where["manager"] = next(words)
            case "at":
                currency = next(words)
            case "tolerance":
                tolerance = int(next(words))
                policy = replace(policy, metrics=replace(policy.metrics, tolerance_days=tolerance))
            case _:
                raise ValueError(f"no such condition: {word}")
    policy = replace(policy, receivables=replace(policy.receivables, **rules))
    return Asked(listing, on, policy, Filter(**where), currency)


def _expect(asked: Asked | None, words: list[str]) -> None:
    """A row of what is expected: an open item (17/2 40 due T+30, or with its bucket), or a sum."""
    if asked is None:
        raise ValueError("neither a fact nor a question")
    match words:
        case [name, amount] if asked.listing == "measures":
            asked.sums[name] = Decimal(amount)
        case ["nothing"]:
            asked.items = []
        case [("balance" | "unapplied") as name, amount]:
            asked.sums[name] = Decimal(amount)
        case ["bucket", *name, amount]:
            asked.sums[" ".join(name)] = Decimal(amount)
        case [document, amount, *more]:
            Decimal(amount)
            asked.items = [*(asked.items or []), (document, amount, " ".join(more))]
        case _:
            raise ValueError("a row has a document and what is open of it")
