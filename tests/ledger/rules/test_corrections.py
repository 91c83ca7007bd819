"""Voids and corrections: what may be changed, and what rests on it. Position 101 registers ACME."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ledger import rules
from ledger.entry import client_stream, entry_id
from ledger.errors import Malformed
from ledger.rules.corrections import (
    IdentityChanged,
    NeedsHistory,
    NotCorrectable,
    ReplacementRefused,
    RestsOnIt,
    UnknownEntry,
    VoidedAlready,
)
from ledger.rules.orders import MoreThanOrdered
from ledger.rules.refusals import NumberTaken
from tests.helpers.decider import DAY, Fact, delivered, fact, given, invoice, nothing, order, paid, returned

TEN = order("SO-1", screws=10)
RANKED = fact("client.ranked", rank="key", reason="r")


def entry(version: int) -> str:
    return str(entry_id(client_stream("ACME"), version))


def void(named: str) -> Fact:
    return fact("entry.voided", entry=named, reason="typed twice")


def correct(named: str, on: str | None = None, **replacement: Any) -> Fact:
    return fact("entry.corrected", entry=named, replacement=replacement, reason="typo", occurred_at=on)


def of_screws(quantity: str, number: str = "SO-1") -> dict[str, Any]:
    line = {"product": "screws", "quantity": quantity, "unit_price": "2.00"}
    return {"number": number, "currency": "EUR", "lines": [line]}


def test_an_entry_is_named_by_position_or_id_and_stored_by_id() -> None:
    for named in ("102", entry(2)):
        then = given(RANKED).when_corrected(void(named))
        then.admitted()
        assert then.events[0] == void(entry(2)).event


def test_an_unknown_entry_is_not_voided() -> None:
    for named in ("1", "103", "SO-1", entry(3)):
        given(RANKED).when_corrected(void(named)).refused(UnknownEntry, "goodwill history")
    nothing().when_corrected(void("101")).refused(UnknownEntry)


def test_an_entry_is_voided_once() -> None:
    before = given(RANKED, void(entry(2)))
    before.when_corrected(void("102")).refused(VoidedAlready, "entry 102", "by entry 103")
    before.when_corrected(correct("102", rank="small", reason="r")).refused(VoidedAlready)


def test_an_entry_on_which_a_later_one_rests_is_not_voided() -> None:
    before = given(TEN, delivered("SO-1"), returned("R-1", "SO-1", screws=1))
    before.when_corrected(void("102")).refused(
        RestsOnIt,
        "entry 103 (order.delivered 'SO-1') rests on entry 102 (order.placed)",
        "no order 'SO-1' for client ACME; void or correct entry 103 first",
    )
    before.when_corrected(void("104")).admitted()


def test_everything_rests_on_the_registration() -> None:
    given(RANKED).when_corrected(void("101")).refused(RestsOnIt, "entry 102")
    given().when_corrected(void("101")).admitted()


def test_what_rests_on_a_voided_entry_no_more_does_not_hold_it() -> None:
    before = given(TEN, delivered("SO-1"), void(entry(3)))
    before.when_corrected(void("102")).admitted()


def test_a_delivery_may_rest_on_what_other_lines_leave() -> None:
    before = given(TEN, delivered("SO-1", screws=4), returned("R-1", "SO-1", screws=4))
    before.when_corrected(void("103")).admitted()  # without delivery notes the order counts as delivered


def test_a_settled_invoice_is_held_by_its_payment() -> None:
    before = given(invoice("I-1"), paid("P-1", "100.00", {"I-1": "100.00"}))
    before.when_corrected(void("102")).refused(RestsOnIt, "payment.received 'P-1'")
    smaller = correct("102", number="I-1", amount="90.00", currency="EUR")
    before.when_corrected(smaller).refused(RestsOnIt, "more than the 90.00 EUR open")
    larger = correct("102", number="I-1", amount="110.00", currency="EUR")
    before.when_corrected(larger).admitted()


def test_a_correction_keeps_the_replacement_as_its_kind_writes_it() -> None:
    then = given(TEN).when_corrected(correct("102", **of_screws("12")))
    then.admitted()
    wanted = correct(entry(2), **of_screws("12")).event
    assert then.events[0] == replace(wanted, replacement_shape=1)


def test_a_correction_of_which_nothing_is_new_is_silent() -> None:
    given(RANKED).when_corrected(correct("102", rank="key", reason="r")).silent()
    given(RANKED).when_corrected(correct("102", on=DAY, rank="key", reason="r")).silent()
    given(RANKED).when_corrected(correct("102", on="2026-02-02", rank="key", reason="r")).admitted()


def test_the_latest_of_several_corrections_is_what_stands() -> None:
    before = given(RANKED, correct(entry(2), rank="small", reason="r"))
    before.when_corrected(correct("102", rank="small", reason="r")).silent()
    before.when_corrected(correct("102", rank="key", reason="r")).admitted()


def test_a_replacement_has_the_shape_of_its_kind() -> None:
    given(RANKED).when_corrected(correct("102", rank="huge", reason="r")).refused(Malformed, "rank")


def test_a_replacement_must_be_admissible_in_its_place() -> None:
    before = given(TEN, delivered("SO-1"), order("SO-2", screws=1))
    more: dict[str, Any] = {"number": "SO-1", "lines": [{"product": "screws", "quantity": "11"}]}
    before.when_corrected(correct("103", **more)).refused(ReplacementRefused, "entry 103", "more than the 10")
    before.when_corrected(correct("104", **of_screws("1"))).refused(ReplacementRefused, "recorded already")


def test_a_replacement_may_take_a_number_that_was_free_in_its_place_unless_a_later_one_has_it() -> None:
    before = given(TEN, order("SO-2", screws=1))
    before.when_corrected(correct("102", **of_screws("1", "SO-2"))).refused(RestsOnIt, "entry 103")
    before.when_corrected(correct("102", **of_screws("1", "SO-3"))).admitted()


def test_a_date_may_be_corrected_too() -> None:
    before = given(TEN, returned("R-1", "SO-1", on="2026-03-05", screws=1))
    before.when_corrected(correct("102", on="2026-03-06", **of_screws("10"))).refused(
        RestsOnIt, "comes before it"
    )
    before.when_corrected(correct("102", on="2026-03-05", **of_screws("10"))).admitted()


def test_a_second_correction_keeps_the_number_of_a_next_step() -> None:
    def call(**step: str) -> dict[str, Any]:
        return {
            "channel": "call",
            "started_at": f"{DAY}T10:00:00Z",
            "summary": "s",
            "next_step": {"what": "w", **step},
        }

    before = given(
        fact("visit.held", **call(due="2026-03-13", number="C-1")),
        correct(entry(2), **call(due="2026-03-20", number="C-1")),
    )
    (event,) = before.when_corrected(correct("102", **call(due="2026-03-27"))).events
    assert getattr(event, "replacement", {})["next_step"] == {
        "what": "w",
        "due": "2026-03-27",
        "number": "C-1",
    }


def test_corrections_and_voids_are_not_corrected() -> None:
    before = given(RANKED, correct(entry(2), rank="small", reason="r"))
    before.when_corrected(correct("103", rank="key", reason="r")).refused(NotCorrectable, entry(2))
    voided = given(RANKED, void(entry(2)))
    voided.when_corrected(correct("103", rank="key", reason="r")).refused(NotCorrectable, "original entry")


def test_voiding_a_void_restores_the_entry() -> None:
    before = given(TEN, void(entry(2)))
    before.when_corrected(void("103")).admitted()
    restored = before.and_then(void(entry(3)))
    restored.when(TEN).refused(NumberTaken)
    restored.when_corrected(void("102")).admitted()


def test_voiding_a_void_is_judged_against_what_came_since() -> None:
    before = given(TEN, void(entry(2)), order("SO-1", screws=5))
    before.when_corrected(void("103")).refused(RestsOnIt, "entry 104", "recorded already")


def test_voiding_a_correction_restores_what_stood() -> None:
    before = given(TEN, correct(entry(2), **of_screws("12")), delivered("SO-1", screws=11))
    before.when_corrected(void("103")).refused(RestsOnIt, "entry 104", "more than the 10")
    given(TEN, correct(entry(2), **of_screws("12"))).when_corrected(void("103")).admitted()


def test_the_code_of_a_client_is_not_corrected() -> None:
    before = given()
    moved = correct("101", code="OTHER", name="Acme", currency="EUR")
    before.when_corrected(moved).refused(IdentityChanged, "'ACME' to 'OTHER'")
    before.when_corrected(correct("101", code="ACME", name="Acme Ltd", currency="EUR")).admitted()


def test_a_plan_stays_with_its_manager() -> None:
    plan = {"period": "2026-01-01..2026-03-31", "metric": "deals", "target": "9"}
    before = nothing(fact("plan.set", manager="Anna", **plan))
    moved = fact("entry.corrected", entry="101", replacement={"manager": "Bo", **plan}, reason="r")
    before.when_corrected(moved).refused(IdentityChanged, "manager")


def test_what_older_rules_let_in_does_not_stand_in_the_way() -> None:
    before = given(TEN, delivered("SO-1", screws=99), RANKED)
    before.when(delivered("SO-1", screws=1)).refused(MoreThanOrdered)
    before.when_corrected(void("104")).admitted()


def test_corrections_are_not_decided_without_the_history() -> None:
    given(RANKED).when(void("102")).refused(NeedsHistory)


def test_an_override_that_has_run_out_since_holds_no_correction() -> None:
    override = fact("health.overridden", reason="r", until="2026-05-20", score="50")
    later = rules.Context(given().entries[0].recorded_at.replace(year=2027))
    given(override, RANKED).when_corrected(void("103"), later).admitted()
