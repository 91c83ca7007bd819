"""Given, when, then for the rules: what happened, what somebody wants recorded, what comes of it.

    given(order("SO-1", screws=10)).when(delivered("SO-1", screws=11)).refused(MoreThanOrdered)

The client ACME is registered before everything else. A fact happens on DAY, recorded by anna, unless it says
so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from ledger import rules
from ledger.entry import Draft, Entry, stream_of
from ledger.errors import Refused
from ledger.events import AnyEvent
from ledger.judging import make_event
from ledger.times import parse_moment

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = "2026-03-01"
CONTEXT = rules.Context(NOW)


class Fact(NamedTuple):
    """An event with its day and who records it."""

    event: AnyEvent
    on: str = DAY
    by: str = "anna"
    on_behalf_of: str | None = None
    client: str | None = "ACME"

    def draft(self) -> Draft:
        return Draft(self.event, parse_moment(self.on), self.by, self.client, self.on_behalf_of)

    def entry(self, version: int) -> Entry:
        moment = NOW - timedelta(days=30) + timedelta(seconds=version)
        stream = stream_of(self.event, self.client)
        at = parse_moment(self.on)
        return Entry(
            100 + version, stream, version, self.event, at, moment, self.by, self.client, self.on_behalf_of
        )


def fact(
    kind: str,
    on: str = DAY,
    recorded_by: str = "anna",
    on_behalf_of: str | None = None,
    **fields: Any,  # the fields of any kind
) -> Fact:
    """A fact of any kind; ``from_`` and ``return_`` stand for the fields named like Python's own words."""
    event = make_event(kind, fields)
    client = "ACME" if event.party == "client" else None
    return Fact(event, on, recorded_by, on_behalf_of, client)


def _goods(quantities: dict[str, Any], price: str | None = None) -> list[dict[str, str]]:
    priced = {} if price is None else {"unit_price": price}
    return [{"product": name, "quantity": str(count), **priced} for name, count in quantities.items()]


def order(number: str, on: str = DAY, price: str = "2.00", **quantities: float) -> Fact:
    """Goods ordered by name, each at the same price, in EUR."""
    return fact("order.placed", on, number=number, currency="EUR", lines=_goods(quantities, price))


def delivered(number: str, on: str = DAY, **quantities: float) -> Fact:
    """Goods delivered by name; all that is left, if none."""
    return fact("order.delivered", on, number=number, lines=_goods(quantities))


def cancelled(number: str, on: str = DAY, **quantities: float) -> Fact:
    """Goods cancelled by name; all that is left, if none."""
    return fact("order.cancelled", on, number=number, by="client", reason="r", lines=_goods(quantities))


def returned(number: str, of: str | None = None, on: str = DAY, **quantities: float) -> Fact:
    """Goods that came back, at 2.00 each."""
    lines = _goods(quantities, "2.00")
    return fact("return.received", on, number=number, order=of, lines=lines, reason="r")


def invoice(number: str, amount: str | None = "100.00", on: str = DAY, **fields: Any) -> Fact:  # as fact
    """An invoice in EUR."""
    return fact("invoice.issued", on, **{"number": number, "amount": amount, "currency": "EUR", **fields})


def paid(
    number: str, amount: str, settles: dict[str, str] | None = None, on: str = DAY, *, advance: bool = False
) -> Fact:
    """A payment in EUR, and how much of it is for which document."""
    shares = [{"document": document, "amount": share} for document, share in (settles or {}).items()]
    return fact(
        "payment.received",
        on,
        number=number,
        amount=amount,
        currency="EUR",
        settles=shares,
        advance=advance,
    )


def settled(source: str, target: str, amount: str, on: str = DAY, **fields: Any) -> Fact:  # as fact
    """So much of a source put against a document."""
    return fact("settlement.made", on, source=source, target=target, amount=amount, **fields)


def terms(billing: str = "invoice", on: str = DAY, **fields: Any) -> Fact:  # as fact
    """Terms of thirty days."""
    return fact("client.terms_agreed", on, **{"payment_days": 30, "billing": billing, **fields})


REGISTERED = fact("client.registered", "2026-01-01", code="ACME", name="Acme", currency="EUR", manager="Anna")


class Given:
    """What happened before."""

    def __init__(self, *facts: Fact) -> None:
        self.facts = facts

    @property
    def entries(self) -> list[Entry]:
        """The facts as they were recorded, one second after the other, at positions from 101."""
        return [each.entry(version) for version, each in enumerate(self.facts, 1)]

    @property
    def client_state(self) -> rules.ClientState:
        """What the facts make of the client_state."""
        return rules.refold(self.entries)

    def when(self, wanted: Fact, context: rules.Context = CONTEXT) -> Then:
        """Judge what somebody wants recorded."""
        return Then(lambda: rules.decide(self.client_state, wanted.draft(), context), wanted)

    def warnings(self, wanted: Fact, context: rules.Context = CONTEXT) -> list[str]:
        """The codes of the warnings about what somebody wants recorded, once it is."""
        client_state = self.and_then(wanted).client_state
        return [rule.code for rule in rules.warnings(client_state, wanted.draft(), context)]

    def when_corrected(self, wanted: Fact, context: rules.Context = CONTEXT) -> Then:
        """Judge a void or a correction."""
        return Then(lambda: rules.decide_correction(self.entries, wanted.draft(), context), wanted)

    def and_then(self, *facts: Fact) -> Given:
        """More of what happened."""
        return Given(*self.facts, *facts)


class Then:
    """What comes of it."""

    def __init__(self, judge: Any, wanted: Fact) -> None:  # a function of no arguments
        self.wanted = wanted
        self.events: tuple[AnyEvent, ...] = ()
        self.refusal: Refused | None = None
        try:
            self.events = judge()
        except Refused as refusal:
            self.refusal = refusal

    def admitted(self) -> None:
        """It is recorded as it was wanted."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert [event.kind for event in self.events] == [self.wanted.event.kind]

    def silent(self) -> None:
        """It repeats what is known, so nothing is recorded."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert self.events == ()

    def refused(self, refusal: type[Refused], *says: str) -> None:
        """That very rule says no, in a sentence that has these words."""
        assert type(self.refusal) is refusal, f"{type(self.refusal).__name__}: {self.refusal}"
        for words in says:
            assert words in str(self.refusal)


def given(*facts: Fact) -> Given:
    """ACME is registered, and then these facts happened."""
    return Given(REGISTERED, *facts)


def nothing(*facts: Fact) -> Given:
    """Only these facts happened, nobody is registered."""
    return Given(*facts)
