"""Random histories that the rules admit: documents, settlements, goods, terms, corrections in any order.

What is wished for is chosen with an eye on what stands, so that most of it is admitted and rests on the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from random import Random
from typing import Any, TypeAlias

from hypothesis import strategies as st
from msgspec import to_builtins

from ledger import rules
from ledger.entry import Entry
from ledger.errors import Refused
from ledger.rules import ClientState
from ledger.rules.debts import debt_of, open_amount
from ledger.subledger.billing import source_of
from ledger.subledger.instalments import stated
from ledger.subledger.open_items import left_of
from tests.helpers.decider import CONTEXT, REGISTERED, Fact, fact

__all__ = ["CORRECTIONS", "histories"]

CORRECTIONS = ("entry.voided", "entry.corrected")
_TIMES = ("", "", "", "T09:00Z", "T15:00Z", "T01:00+04:00", "T22:00-05:00")
_AMOUNTS = ("100.00", "60", "33.33", "5", "10.00", "0.01")

Fields: TypeAlias = dict[str, Any]
Wish: TypeAlias = Callable[[Random, ClientState], Fields]


def _number(random: Random, prefix: str) -> str:
    return f"{prefix}{random.randint(1, 3)}"


def _one(random: Random, known: Collection[str], prefix: str) -> str:
    """Mostly something known."""
    return random.choice(list(known)) if known and random.random() < 0.95 else _number(random, prefix)


def _debts(known: ClientState) -> list[str]:
    account = known.account
    return [*account.documents, *(order for order in account.orders if debt_of(account, order) is not None)]


def _sources(known: ClientState) -> list[str]:
    return list({**known.account.credits, **known.account.returns})


def _amount(random: Random, most: Decimal) -> str:
    """Mostly no more than there is: all of it, a part of it, or a little."""
    part = [most, most, (most / 2).quantize(Decimal("0.01")), Decimal(1)]
    return str(random.choice(part)) if most > 0 and random.random() < 0.9 else random.choice(_AMOUNTS)


def _maybe(random: Random, value: Any) -> Any:  # any field
    return value if random.random() < 0.5 else None


def _lines(random: Random) -> list[Fields]:
    return [
        {
            "product": random.choice(["screws", "nails"]),
            "quantity": random.choice(["10", "3", "1", "2.5"]),
            "unit_price": random.choice(["2.00", "3.335", "10"]),
            "discount": random.choice([None, None, "12.5"]),
        }
        for _ in range(random.randint(1, 2))
    ]


def _pieces(random: Random) -> list[Fields]:
    product, quantity = random.choice(["screws", "nails"]), random.choice(["1", "2", "0.5"])
    return random.choice([[], [{"product": product, "quantity": quantity}]])


def _invoice(random: Random, _: ClientState) -> Fields:
    said: Fields = {"number": _number(random, "I"), "currency": "EUR"}
    orders = random.sample(["O1", "O2", "O3"], random.randint(1, 2)) if random.random() < 0.3 else []
    kind = random.randint(1, 3)
    if kind == 1:
        return said | {"amount": random.choice(_AMOUNTS), "orders": orders}
    if kind == 2:
        return said | {"lines": _lines(random), "orders": orders}
    parts = random.sample(["30", "50", "20"], 3)
    return said | {
        "amount": "100",
        "orders": orders,
        "instalments": [{"due": f"20{part}-04-01", "amount": part} for part in parts],
    }


def _pair(random: Random, known: ClientState) -> Fields:
    source, target = _one(random, _sources(known), "P"), _one(random, _debts(known), "I")
    free = left_of(known.account, source)
    open_ = open_amount(known.account, target)
    amount = _amount(random, min(free, open_))
    instalment = random.choice([None, None, 1, 2, 3])
    return {"source": source, "target": target, "amount": amount, "instalment": instalment}


def _settled(random: Random, known: ClientState) -> Fields:
    statements = known.account.statements
    pairs = [(source, target) for target in statements for source in statements[target]]
    source, target = random.choice(pairs) if pairs else ("P1", "I1")
    most = stated(statements[target][source]) if pairs else Decimal(0)
    instalment = random.choice([None, None, 1, 2, 3])
    return {"source": source, "target": target, "amount": _amount(random, most), "instalment": instalment}


def _payment(random: Random, known: ClientState) -> Fields:
    amount, settles = random.choice(_AMOUNTS), []
    if _debts(known) and random.random() < 0.7:
        target = _one(random, _debts(known), "I")
        share = min(Decimal(amount), open_amount(known.account, target))
        instalment = random.choice([None, None, 1, 2])
        settles = [{"document": target, "amount": _amount(random, share), "instalment": instalment}]
    return {
        "number": _number(random, "P"),
        "amount": amount,
        "currency": "EUR",
        "settles": settles,
        "advance": random.random() < 0.7,
    }


def _taken(prefix: str) -> Wish:
    def wish(random: Random, known: ClientState) -> Fields:
        number = _one(random, _sources(known), prefix)
        source = source_of(known.account, number)
        most = source.rest if source is not None else Decimal(0)
        return {"number": number, "amount": _maybe(random, _amount(random, most)), "reason": "r"}

    return wish


def _claim(prefix: str) -> Wish:
    def wish(random: Random, known: ClientState) -> Fields:
        document = _one(random, _debts(known), "I")
        most = open_amount(known.account, document) if prefix == "W" else known.account.settled(document)
        number = _number(random, random.choice([prefix, prefix, "W"]))
        return {"number": number, "document": document, "amount": _amount(random, most), "reason": "r"}

    return wish


def _on_order(random: Random, known: ClientState, **fields: Any) -> Fields:  # the fields of any kind
    return {"number": _one(random, known.account.orders, "O"), "lines": _pieces(random), **fields}


def _back(random: Random, known: ClientState) -> Fields:
    lines = _pieces(random) or [{"product": "screws", "quantity": "1"}]
    return {
        "number": _number(random, "R"),
        "order": _one(random, known.account.orders, "O") if random.random() < 0.8 else None,
        "lines": [line | {"unit_price": random.choice(["2.00", "1.5"])} for line in lines],
        "reason": "r",
    }


def _charge(random: Random, known: ClientState) -> Fields:
    document = _maybe(random, _one(random, _debts(known), "I"))
    return {
        "number": _number(random, "F"),
        "what": "fee",
        "amount": random.choice(_AMOUNTS),
        "document": document,
    }


def _credit_note(random: Random, known: ClientState) -> Fields:
    invoice = _maybe(random, _one(random, _debts(known), "I"))
    amount = random.choice(_AMOUNTS)
    returns = known.account.returns
    return {
        "number": _number(random, "C"),
        "amount": amount,
        "currency": "EUR",
        "invoice": invoice,
        "return": _maybe(random, _one(random, returns, "R")) if returns else None,
        "reason": "r",
    }


def _opening(random: Random, _: ClientState) -> Fields:
    return {"amount": random.choice(["40", "-40"]), "currency": "EUR"}


WISHES: dict[str, Wish] = {
    "client.terms_agreed": lambda random, _: {
        "payment_days": random.randint(0, 40),
        "billing": random.choice(["order", "delivery", "invoice"]),
    },
    "order.placed": lambda random, _: {
        "number": _number(random, "O"),
        "currency": "EUR",
        "lines": _lines(random),
        "invoice": _maybe(random, _number(random, "I")),
    },
    "order.delivered": _on_order,
    "order.cancelled": lambda random, known: _on_order(random, known, by="us", reason="r"),
    "return.received": _back,
    "invoice.issued": _invoice,
    "invoice.cancelled": lambda random, known: {"number": _one(random, _debts(known), "I"), "reason": "r"},
    "credit_note.issued": _credit_note,
    "charge.added": _charge,
    "payment.received": _payment,
    "payment.reversed": _taken("P"),
    "payment.refunded": _taken("P"),
    "settlement.made": lambda random, known: _pair(random, known) | {"advance": random.random() < 0.8},
    "settlement.reversed": _settled,
    "debt.written_off": _claim("W"),
    "debt.recovered": _claim("V"),
    "balance.opened": _opening,
}
_COMMON = (
    "credit_note.issued",
    "client.terms_agreed",
    "order.placed",
    "invoice.issued",
    "payment.received",
    "settlement.made",
    "settlement.made",
)


def _wish(random: Random, entries: list[Entry], known: ClientState, last: int) -> Fact:
    day = random.randint(1, last) if random.random() < 0.4 else last
    at = f"2026-03-{day:02}{random.choice(_TIMES)}"
    kind = random.choice([*_COMMON, *WISHES, *CORRECTIONS])
    if kind not in CORRECTIONS:
        return fact(kind, at, **WISHES[kind](random, known))
    target = random.choice(entries)
    said: Fields = {"entry": str(target.position), "reason": "r"}
    if kind == "entry.corrected" and target.kind in WISHES:
        changed = to_builtins(target.event)
        for name in target.event.filled:
            changed.pop(name, None)
        if random.random() < 0.6:
            changed |= WISHES[target.kind](random, known) | {"number": changed.get("number")}
        if changed.get("number") is None:
            changed.pop("number", None)
        moved = _maybe(random, f"2026-03-{random.randint(1, last):02}")
        return fact(kind, at, **said, replacement=changed, occurred_at=moved)
    return fact("entry.voided", at, **said)


@st.composite
def histories(draw: st.DrawFn, most: int = 40) -> list[Entry]:
    """Every entry of a client, in order of version; corrections among them."""
    random = draw(st.randoms(use_true_random=False))
    entries = [REGISTERED.entry(1)]
    known = rules.refold(entries)
    for step in range(draw(st.integers(1, most))):
        wish = _wish(random, entries, known, 1 + step * 27 // most)
        try:
            if wish.event.kind in CORRECTIONS:
                events = rules.decide_correction(entries, wish.draft(), CONTEXT)
            else:
                events = rules.decide(known, wish.draft(), CONTEXT)
        except Refused:
            continue
        entries += [wish._replace(event=event).entry(len(entries) + 1) for event in events]
        known = rules.refold(entries)
    return entries
