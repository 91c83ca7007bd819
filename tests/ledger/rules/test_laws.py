"""Laws of the rules on random histories: no figure goes below zero, and no draft breaks the judge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger import rules
from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.rules import ClientState
from ledger.subledger import EXPLICIT, orders, settle
from ledger.subledger.instalments import stated
from tests.helpers.decider import CONTEXT, REGISTERED, Fact, Then, fact
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

DAYS = st.integers(1, 9).map(lambda day: f"2026-03-0{day}")
NUMBERS = st.sampled_from(["1", "2", "3", "4"])
MAYBE_NUMBER = st.none() | NUMBERS
HUGE = "9999999999999999.99999999"
BAD = ["0", "-1", HUGE]
AMOUNTS = st.sampled_from(["10.00", "5", "33.33", "6", "4", "0.01", "2.50"] * 3 + BAD)
COUNTS = st.sampled_from(["1", "2", "3", "0.5", "4"] * 4 + BAD)
CURRENCIES = st.sampled_from(["EUR"] * 8 + ["USD", "XXX"])
PRODUCTS = st.sampled_from(["screws", "nails"])
INSTALMENTS = st.sampled_from([None] * 5 + [1, 2, 3, 0])


def fields(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(strategies)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=1, max_size=3) | st.just([])


PIECES = some(fields(product=PRODUCTS, quantity=COUNTS))
RETURNED = some(fields(product=PRODUCTS, quantity=COUNTS, unit_price=AMOUNTS))
LINES = some(
    fields(
        product=PRODUCTS, quantity=COUNTS, unit_price=AMOUNTS, discount=st.sampled_from([None, None, "10"])
    )
)
SETTLES: st.SearchStrategy[list[Any]] = st.just([]) | st.lists(
    fields(document=NUMBERS, amount=AMOUNTS, instalment=INSTALMENTS), min_size=1, max_size=2
)
PARTS = st.permutations(["30", "50", "20"]).map(
    lambda amounts: [{"due": f"20{amount}-04-01", "amount": amount} for amount in amounts]
)
WHY = st.just("r")
FLAGS = st.booleans()

SHAPES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "client.terms_agreed": fields(
        payment_days=st.integers(-1, 60), billing=st.sampled_from(["order", "delivery", "invoice"])
    ),
    "order.placed": fields(number=NUMBERS, currency=CURRENCIES, lines=LINES),
    "order.delivered": fields(number=NUMBERS, lines=PIECES),
    "order.held": fields(number=NUMBERS, reason=WHY),
    "order.released": fields(number=NUMBERS, reason=WHY),
    "order.cancelled": fields(number=NUMBERS, by=st.just("us"), reason=WHY, lines=PIECES),
    "return.received": fields(number=NUMBERS, order=MAYBE_NUMBER, lines=RETURNED, reason=WHY),
    "invoice.issued": fields(number=NUMBERS, currency=CURRENCIES, amount=AMOUNTS)
    | fields(number=NUMBERS, currency=CURRENCIES, lines=LINES)
    | fields(number=NUMBERS, currency=CURRENCIES, amount=st.sampled_from(["100", "99"]), instalments=PARTS),
    "invoice.cancelled": fields(number=NUMBERS, reason=WHY),
    "credit_note.issued": fields(
        number=NUMBERS, amount=AMOUNTS, currency=CURRENCIES, invoice=MAYBE_NUMBER, reason=WHY
    ),
    "charge.added": fields(number=NUMBERS, what=st.just("fee"), amount=AMOUNTS, document=MAYBE_NUMBER),
    "payment.received": fields(
        number=NUMBERS, amount=AMOUNTS, currency=CURRENCIES, settles=SETTLES, advance=FLAGS
    ),
    "payment.reversed": fields(number=NUMBERS, amount=st.none() | AMOUNTS, reason=WHY),
    "payment.refunded": fields(number=NUMBERS, amount=st.none() | AMOUNTS, reason=WHY),
    "settlement.made": fields(
        source=NUMBERS, target=NUMBERS, amount=AMOUNTS, instalment=INSTALMENTS, advance=FLAGS
    ),
    "settlement.reversed": fields(source=NUMBERS, target=NUMBERS, amount=AMOUNTS, instalment=INSTALMENTS),
    "dispute.opened": fields(number=NUMBERS, document=NUMBERS, amount=AMOUNTS, reason=WHY),
    "dispute.resolved": fields(number=NUMBERS, outcome=WHY),
    "debt.written_off": fields(number=NUMBERS, document=NUMBERS, amount=AMOUNTS, reason=WHY),
    "debt.recovered": fields(number=NUMBERS, document=NUMBERS, amount=AMOUNTS, reason=WHY),
    "reminder.sent": fields(number=NUMBERS, level=st.integers(0, 2), channel=WHY, documents=some(NUMBERS)),
    "balance.opened": fields(amount=AMOUNTS, currency=CURRENCIES, number=MAYBE_NUMBER),
    "points.granted": fields(number=NUMBERS, points=AMOUNTS),
    "points.redeemed": fields(number=NUMBERS, points=AMOUNTS),
    "client.lost": fields(reason=WHY),
    "client.won_back": fields(reason=WHY),
    "contact.added": fields(
        person=NUMBERS, name=WHY, role=WHY, influence=st.integers(0, 6), stance=st.just("neutral")
    ),
    "contact.changed": fields(person=NUMBERS, role=st.none() | st.sampled_from(["a", "b"])),
    "contact.left": fields(person=NUMBERS),
    "contact.linked": fields(person=NUMBERS, to=NUMBERS, relation=st.just("rivals")),
    "contact.stage_reached": fields(
        person=NUMBERS, stage=st.sampled_from(["trusted", "loyal"]), evidence=WHY
    ),
    "discount.requested": fields(number=NUMBERS, percent=AMOUNTS, reason=WHY),
    "discount.approved": fields(number=NUMBERS, percent=AMOUNTS, by=st.sampled_from([None, "anna", "bo"])),
    "promotion.joined": fields(promotion=NUMBERS, terms=WHY),
    "promotion.ended": fields(promotion=NUMBERS),
    "proposal.made": fields(number=NUMBERS, currency=CURRENCIES, amount=AMOUNTS, probability=COUNTS),
    "proposal.accepted": fields(number=NUMBERS),
}

COMMON = [
    "order.placed",
    "invoice.issued",
    "payment.received",
    "settlement.made",
    "order.delivered",
    "return.received",
]
"""Kinds on which others build, so that random histories come to something."""


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(COMMON) | st.sampled_from(sorted(SHAPES)))
    return fact(kind, draw(DAYS), **draw(SHAPES[kind]))


def judged(client_state: ClientState, wanted: Fact) -> Then:
    """What comes of a draft; a refusal has a sentence."""
    then = Then(lambda: rules.decide(client_state, wanted.draft(), CONTEXT), wanted)
    assert then.refusal is None or str(then.refusal)
    return then


def recorded(wanted: list[Fact]) -> tuple[ClientState, list[Entry]]:
    """What becomes of drafts that are judged one after the other, and the entries of those admitted."""
    client_state, entries = rules.evolve(rules.initial(), REGISTERED.entry(1)), [REGISTERED.entry(1)]
    for each in wanted:
        for event in judged(client_state, each).events:
            entries.append(each._replace(event=event).entry(len(entries) + 1))
            assert rules.evolve(client_state, entries[-1]) is client_state
    return client_state, entries


HISTORIES = st.lists(facts(), min_size=15, max_size=50)


@sees(2)
@given(HISTORIES)
@tries(12, 100)
def test_no_figure_goes_below_nothing(wanted: list[Fact]) -> None:
    client_state, _ = recorded(wanted)
    account = client_state.account
    for order in account.orders.values():
        delivered, returned, cancelled = (
            order.moved(what) for what in (orders.DELIVERED, orders.RETURNED, orders.CANCELLED)
        )
        for product, quantity, _ in order.goods():
            gone = max(delivered.get(product, 0), returned.get(product, 0))
            saw()
            assert cancelled.get(product, 0) + gone <= quantity
    for derive in (True, False):
        books = settle(account, derive=derive)
        assert all(0 <= item.open <= item.amount for item in books.items)
        assert all(0 <= one.left <= one.worth for one in books.credits)


@sees(1)
@given(HISTORIES)
@tries(12, 100)
def test_both_sides_of_every_settlement_agree(wanted: list[Fact]) -> None:
    client_state, _ = recorded(wanted)
    account = client_state.account
    books = settle(account, derive=True)
    used: dict[str, Decimal] = {}
    for item in books.items:
        assert item.amount - item.open == sum((use.amount for use in item.uses), Decimal(0))
        for use in item.uses:
            saw()
            assert use.credit.currency == item.debt.currency
            used[use.credit.number] = used.get(use.credit.number, Decimal(0)) + use.amount
    for one in books.credits:
        assert one.worth - one.left == used.get(one.credit.number, 0)
    for target, sources in account.statements.items():
        for source, statements in sources.items():
            put = sum(
                use.amount for item in books.items for use in item.uses
                if (use.target, use.credit.number, use.how) == (target, source, EXPLICIT)
            )  # fmt: skip
            assert put == stated(statements)


@given(HISTORIES)
@tries(12, 100)
def test_refolding_is_folding_step_by_step(wanted: list[Fact]) -> None:
    client_state, entries = recorded(wanted)
    assert rules.refold(entries) == client_state


@given(HISTORIES)
@tries(12, 100)
def test_a_snapshot_is_the_state(wanted: list[Fact]) -> None:
    client_state, _ = recorded(wanted)
    text = rules.dump(client_state)
    assert rules.load(text) == client_state
    assert rules.dump(rules.load(text)) == text


@given(HISTORIES)
@tries(12, 100)
def test_what_older_rules_let_in_is_folded_without_complaint(wanted: list[Fact]) -> None:
    client_state = rules.initial()
    for version, each in enumerate(wanted, 1):
        rules.evolve(client_state, each.entry(version))
    for each in wanted:
        judged(client_state, each)
    assert rules.load(rules.dump(client_state)) == client_state


@given(HISTORIES, st.integers(1, 42), st.data())
@tries(10, 100)
def test_an_admitted_correction_leaves_a_history_that_could_have_been_recorded(
    wanted: list[Fact], version: int, data: st.DataObject
) -> None:
    _, entries = recorded(wanted)
    position = str(100 + version)
    kind = entries[version - 1].kind if version <= len(entries) else "client.lost"
    strategy = SHAPES.get(kind)
    if strategy is not None and data.draw(st.booleans()):
        correction = fact("entry.corrected", entry=position, replacement=data.draw(strategy), reason="r")
    else:
        correction = fact("entry.voided", entry=position, reason="r")
    then = Then(lambda: rules.decide_correction(entries, correction.draft(), CONTEXT), correction)
    assert then.refusal is None or str(then.refusal)
    for event in then.events:
        after = [*entries, correction._replace(event=event).entry(len(entries) + 1)]
        standing = [Fact(entry.event, entry.occurred_at.isoformat()) for entry in in_force(after)]
        client_state = rules.initial()
        for number, each in enumerate(standing, 1):
            rules.decide(client_state, each.draft(), CONTEXT)
            rules.evolve(client_state, each.entry(number))
