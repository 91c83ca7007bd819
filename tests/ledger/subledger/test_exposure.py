"""What credit is used for is the same, whether it was kept up to date or is worked out from nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from ledger import rules
from ledger.entry import Entry
from ledger.events import OrderPlaced
from ledger.rules import ClientState
from ledger.rules.credit import exposure_after
from ledger.subledger import Books, post, settle
from ledger.subledger.exposure import Exposure, exposure_of, oldest_due, owed
from ledger.subledger.open_items import live_books
from tests.helpers.accounts import left_of
from tests.helpers.admissible import CORRECTIONS, histories
from tests.helpers.decider import Given, delivered, fact, order, terms
from tests.helpers.depth import tries
from tests.helpers.entries import Fact
from tests.helpers.histories import CLIENTS, facts, ledger
from tests.helpers.seen import saw, sees

Figures: TypeAlias = tuple[object, ...]


def figures(client_state: ClientState) -> Figures:
    """All that is asked of a client's credit, and everything that is open or left."""
    account = client_state.account
    exposures: list[Exposure] = [exposure_of(account, currency) for currency in ("EUR", "USD")]
    dues: list[date | None] = [oldest_due(account, derive=derive) for derive in (True, False)]
    owing = [owed(account, currency) for currency in ("EUR", "USD")]
    return exposures, dues, owing, *(shown(live_books(account, derive=derive)) for derive in (True, False))


def shown(books: Books) -> Figures:
    """What is open, with what settles it, and what is left."""
    items = [(item.key, item.due, item.amount, item.open, item.uses) for item in books.items if item.open]
    return items, [(one.credit, one.worth, one.left) for one in books.credits if one.left]


def judged_along(entries: list[Entry], random: Random) -> None:
    """Figures asked for now and then equal those of a client state that was never asked before."""
    client_state = rules.initial()
    for count, entry in enumerate(entries, 1):
        known = entries[:count]
        again = entry.kind in CORRECTIONS
        client_state = rules.refold(known) if again else rules.evolve(client_state, entry)
        if random.random() < 0.7:
            saw()
            assert figures(client_state) == figures(rules.refold(known))
            for derive in (True, False):
                whole = settle(client_state.account, derive=derive)
                assert shown(whole) == shown(live_books(client_state.account, derive=derive))


@sees(20)
@given(histories(), st.randoms(use_true_random=False))
@tries(25, 100)
def test_figures_that_are_kept_up_to_date_are_those_worked_out_from_nothing(
    entries: list[Entry], random: Random
) -> None:
    judged_along(entries, random)


@sees(30)
@given(facts(), st.randoms(use_true_random=False))
@tries(25, 100)
def test_so_they_are_where_older_rules_let_in_what_makes_no_sense(said: list[Fact], random: Random) -> None:
    entries = ledger(said).entries
    for client in CLIENTS:
        judged_along([entry for entry in entries if entry.client == client], random)


@sees(2)
@given(histories())
@tries(25, 150)
def test_what_an_order_is_judged_by_is_so_once_it_is_placed(entries: list[Entry]) -> None:
    client_state = rules.initial()
    for count, entry in enumerate(entries, 1):
        event, on = entry.event, entry.on
        wanted = None
        if isinstance(event, OrderPlaced):
            stored = rules.dump(client_state)
            wanted = exposure_after(client_state.account, event, on)
            assert rules.dump(client_state) == stored
            assert figures(client_state) == figures(rules.load(stored))
        again = entry.kind in CORRECTIONS
        client_state = rules.refold(entries[:count]) if again else rules.evolve(client_state, entry)
        if wanted is not None:
            saw()
            assert exposure_of(client_state.account, "EUR").amount == wanted


def test_a_credit_is_left_again_once_its_order_ceases_to_be_owed() -> None:
    note = fact(
        "credit_note.issued", "2026-03-07", number="C", amount="20", currency="EUR", reason="r", invoice="O"
    )
    account = rules.initial().account
    for entry in Given(
        terms(on="2026-01-01"),
        terms("delivery", on="2026-03-05"),
        order("O", on="2026-03-01", price="10", screws=10),
        delivered("O", on="2026-03-06", screws=5),
        note,
        delivered("O", on="2026-03-02", screws=5),
    ).entries:
        post(account, entry)
        assert shown(live_books(account, derive=False)) == shown(settle(account, derive=False))
    assert left_of(live_books(account, derive=False)) == {"C": Decimal(20)}


def test_a_payment_has_nothing_left_once_the_document_comes_that_it_settles() -> None:
    account = rules.initial().account
    for entry in Given(
        fact("invoice.issued", "2026-03-01", number="1", amount="500", currency="EUR"),
        fact("payment.received", "2026-03-05", number="P", amount="500", currency="EUR"),
        fact("settlement.made", "2026-03-10", source="P", target="2", amount="500", advance=True),
        fact("invoice.issued", "2026-04-04", number="2", amount="500", currency="EUR"),
    ).entries:
        post(account, entry)
        for derive in (True, False):
            assert shown(live_books(account, derive=derive)) == shown(settle(account, derive=derive))
    assert [item.open for item in live_books(account, derive=True).items] == [Decimal(500)]


def test_a_state_that_was_asked_is_stored_as_if_it_was_not() -> None:
    client_state = rules.initial()
    before = rules.dump(client_state)
    figures(client_state)
    assert client_state.account.live is not None
    assert rules.dump(client_state) == before
    assert rules.load(before) == client_state
