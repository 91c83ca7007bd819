"""The thing that an event goes on with, where its number is left out: only an open one is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran, run

PLANNED = ("visit.planned", "2026-03-10", "visit", "shelf", "--visit")
OPENED = {
    "order.delivered": ("order.placed", "{}", "TEA,1,5"),
    "order.promised": ("order.placed", "{}", "TEA,1,5"),
    "order.held": ("order.placed", "{}", "TEA,1,5"),
    "order.cancelled": ("order.placed", "{}", "TEA,1,5"),
    "proposal.declined": ("proposal.made", "{}", "5"),
    "commitment.kept": ("commitment.made", "{}", "us", "samples", "2026-04-01"),
    "complaint.resolved": ("complaint.raised", "{}", "torn", "2"),
    "discount.refused": ("discount.requested", "{}", "7", "baskets"),
    "objection.answered": ("objection.raised", "{}", "price", "2"),
    "contract.ended": ("contract.signed", "{}", "2026-01-01", "2026-12-31"),
    "contract.renewed": ("contract.signed", "{}", "2026-01-01", "2026-12-31"),
    "visit.missed": ("visit.planned", "2026-03-10", "visit", "shelf", "--visit", "{}"),
    "contact.changed": ("contact.added", "{}", "Leyla", "buyer"),
    "invoice.cancelled": ("invoice.issued", "{}", "5"),
    "payment.reversed": ("payment.received", "{}", "5"),
}
CLOSED = {
    "order.delivered": ("order.delivered", "{}"),
    "order.promised": ("order.delivered", "{}"),
    "order.held": ("order.cancelled", "{}", "us", "sold out"),
    "order.cancelled": ("order.delivered", "{}"),
    "proposal.declined": ("proposal.accepted", "{}"),
    "commitment.kept": ("commitment.broken", "{}"),
    "complaint.resolved": ("complaint.resolved", "{}", "new bags"),
    "discount.refused": ("discount.refused", "{}", "7", "too much"),
    "objection.answered": ("objection.resolved", "{}", "compromise"),
    "contract.ended": ("contract.ended", "{}", "sold"),
    "contract.renewed": ("contract.ended", "{}", "sold"),
    "visit.missed": ("visit.held", "visit", "2026-03-02", "Shelf", "--visit", "{}"),
    "contact.changed": ("contact.left", "{}"),
    "invoice.cancelled": ("invoice.cancelled", "{}", "twice"),
    "payment.reversed": ("payment.reversed", "{}", "bounced"),
}
REST = {
    "order.promised": ("2026-04-01",),
    "order.held": ("waits",),
    "order.cancelled": ("us", "sold out"),
    "complaint.resolved": ("new bags",),
    "discount.refused": ("7", "too much"),
    "objection.answered": ("3 %",),
    "contract.ended": ("sold",),
    "contract.renewed": ("2027-01-01", "2027-12-31"),
    "visit.missed": ("client", "away"),
    "contact.changed": ("--role", "director"),
    "invoice.cancelled": ("twice",),
    "payment.reversed": ("bounced",),
}
DAY = ("-d", "2026-03-02")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)


def recorded(words: tuple[str, ...], number: str) -> str:
    """Record an event about a number of ACME's, and return what the command says."""
    kind, *rest = (word.format(number) for word in words)
    return ran("record", kind, "ACME", *rest, *DAY).stdout


@pytest.mark.parametrize("kind", OPENED)
def test_what_is_closed_is_not_meant(kind: str) -> None:
    for number in ("N-1", "N-2", "N-3"):
        recorded(OPENED[kind], number)
    recorded(CLOSED[kind], "N-1")
    words = (kind, "ACME", "-", *REST.get(kind, ()), *DAY)
    said = run("record", *words).stderr.splitlines()[0]
    assert [f"N-{n} (" in said for n in (1, 2, 3)] == [False, True, True]
    recorded(CLOSED[kind], "N-3")
    assert "N-2" in ran("record", *words).stdout


@pytest.mark.parametrize("kind", OPENED)
def test_where_nothing_is_open_the_answer_says_so(kind: str) -> None:
    words = (kind, "ACME", "-", *REST.get(kind, ()), *DAY)
    none = run("record", *words)
    assert none.exit_code == 2
    assert none.stderr.startswith("goodwill: no ")
    assert f"; record one first with {OPENED[kind][0]}\n" in none.stderr
    recorded(OPENED[kind], "N-1")
    recorded(CLOSED[kind], "N-1")
    assert run("record", *words).stderr == none.stderr


def test_a_part_of_an_order_leaves_it_open_and_only_a_held_one_is_released() -> None:
    recorded(("order.placed", "{}", "TEA,10,5"), "SO-1")
    ran("record", "order.cancelled", "ACME", "-", "us", "sold out", "--line", "TEA,2", *DAY)
    ran("record", "order.delivered", "ACME", "--line", "TEA,3", *DAY)
    none = run("record", "order.released", "ACME", "-", "paid", *DAY).stderr
    assert none.startswith("goodwill: no order of ACME is held; record one first with order.held\n")
    recorded(("order.placed", "{}", "TEA,10,5"), "SO-2")
    recorded(("order.held", "{}", "waits"), "SO-1")
    assert "SO-1" in ran("record", "order.released", "ACME", "-", "paid", *DAY).stdout
    recorded(("order.delivered", "{}"), "SO-2")
    assert "SO-1, 1 line (TEA 5)" in ran("record", "order.delivered", "ACME", *DAY).stdout
    assert "no order of ACME is open; " in run("record", "order.delivered", "ACME", *DAY).stderr


def test_events_of_the_same_line_open_and_close() -> None:
    for number in ("C-1", "C-2"):
        recorded(OPENED["commitment.kept"], number)
    said = ran("record", "commitment.kept", "ACME", "C-1", *DAY, "+", "commitment.broken").stdout
    assert "commitment.broken for ACME: C-2" in said
    order = ("record", "order.placed", "ACME", "SO-1", "TEA,1,5", *DAY)
    done = run(*order, "+", "order.delivered", "+", "order.delivered")
    assert "no order of ACME is open; record one first with order.placed\n" in done.stderr


def test_a_refused_return_takes_a_new_number() -> None:
    recorded(("order.placed", "{}", "TEA,10,5"), "SO-1")
    recorded(("return.received", "{}", "torn", "TEA,1,5", "--order", "SO-1"), "R-1")
    said = ran("record", "return.refused", "ACME", "-", "late", "TEA,1,5", "--order", "SO-1", *DAY)
    assert "return.refused for ACME: RET-1" in said.stdout


def test_the_things_to_choose_from_are_told_by_their_texts_and_amounts() -> None:
    recorded(OPENED["commitment.kept"], "C-1")
    step = "what=send the offer for all of the baskets to Leyla,due=2026-04-02,number=C-2"
    ran("record", "visit.held", "ACME", "call", "2026-03-03", "Asks", "--next-step", step)
    said = run("record", "commitment.kept", "ACME").stderr
    assert said.startswith(
        "goodwill: name the commitment, one of: C-1 (by us, samples, due 2026-04-01), "
        "C-2 (send the offer for all of the baskets t…)\n"
    )
    recorded(OPENED["proposal.declined"], "P-1")
    ran("record", "proposal.made", "ACME", "P-2", "7", "-d", "2026-03-02")
    said = run("record", "proposal.accepted", "ACME").stderr
    assert "name the proposal, one of: P-1 (5.00 EUR), P-2 (7.00 EUR)\n" in said
