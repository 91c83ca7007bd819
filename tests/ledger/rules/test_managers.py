"""Rules about our people: posts, covers, reports, plans of one person, and who approves what."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.entry import HOUSE, Draft, other_plans, stream_of
from ledger.errors import Refused
from ledger.judging import make_event
from ledger.policy_key import Approvals
from ledger.recording.application import Ledger
from ledger.rules import Context, HousePolicy
from ledger.rules.approvals import AskerApproves, NotAbove
from ledger.rules.managers import DeputyOfSelf, ManagerCircle, ManagerGone
from ledger.rules.our_people import NoCover, UnknownProduct
from ledger.rules.refusals import EndsBeforeStart, Negative, UnknownManager
from tests.helpers.decider import NOW, Fact, Given, fact, given, invoice, nothing, order

HEAD = fact("manager.appointed", name="Head", role="head of sales", from_="2026-01-01")
ANNA = fact("manager.appointed", name="Anna", role="key accounts", from_="2026-01-01", reports_to="head")
BO = fact("manager.appointed", name="Bo", role="key accounts", from_="2026-01-01", reports_to="Head")
PRODUCT = fact("product.described", product="tea", name="Tea", group="drinks", unit="kg")
VISIT = fact("visit.planned", visit="V-1", at="2026-03-05", channel="visit", purpose="p")
TEA = [{"product": "tea", "quantity": "1", "unit_price": "2.00"}]
ASKED = fact("discount.requested", number="D-1", percent="5", reason="r")


def covered(**fields: Any) -> Fact:
    said = {
        "manager": "Anna",
        "deputy": "Bo",
        "from_": "2026-03-01",
        "until": "2026-03-14",
        "reason": "leave",
    }
    return fact("manager.covered", **said | fields)


def price(**fields: Any) -> Fact:
    said = {"list": "2026", "column": "A", "product": "tea", "price": "2.00", "currency": "EUR"}
    return fact("price.listed", **said | {"from_": "2026-03-01"} | fields)


def approved(by: str | None = None, **more: Any) -> Fact:
    return fact("discount.approved", **{"number": "D-1", "percent": "5", "by": by, **more})


def within(*house: Fact, strict: bool = False) -> Context:
    """A context with these facts of the house."""
    policy = HousePolicy(approvals=Approvals(strict=strict))
    return Context(
        NOW, policy=lambda _day: policy, house=lambda: nothing(*house).client_state, judge_limits=True
    )


ADMITTED = [
    pytest.param([], HEAD, id="an appointment"),
    pytest.param([HEAD, ANNA], fact("manager.left", name="ANNA", from_="2026-03-01"), id="leaving"),
    pytest.param([], covered(), id="a cover"),
    pytest.param([], PRODUCT, id="a product"),
    pytest.param([PRODUCT], price(), id="a price"),
    pytest.param([], fact("competitor.described", competitor="Rival", text="cheap"), id="a competitor"),
    pytest.param(
        [], fact("report.submitted", manager="Anna", month="2026-02", fingerprint="f"), id="a report"
    ),
]


@pytest.mark.parametrize(("happened", "wanted"), ADMITTED)
def test_it_is_recorded(happened: list[Fact], wanted: Fact) -> None:
    nothing(*happened).when(wanted).admitted()
    assert nothing(*happened).warnings(wanted, within(*happened, wanted)) == []


REFUSED = [
    pytest.param(
        [HEAD, ANNA],
        fact("manager.appointed", name="HEAD", role="r", from_="2026-02-01", reports_to="Anna"),
        ManagerCircle,
        id="nobody is above those above",
    ),
    pytest.param(
        [],
        fact("manager.appointed", name="Anna", role="r", from_="2026-02-01", reports_to=" anna"),
        ManagerCircle,
        id="nobody reports to themselves",
    ),
    pytest.param([], fact("manager.left", name="Anna", from_="2026-03-01"), UnknownManager, id="leaving"),
    pytest.param(
        [ANNA, fact("manager.left", name="Anna", from_="2026-03-01")],
        fact("manager.left", name="Anna", from_="2026-03-02"),
        ManagerGone,
        id="nobody leaves twice",
    ),
    pytest.param([], covered(until="2026-02-01"), EndsBeforeStart, id="a cover is no backward period"),
    pytest.param([], covered(deputy="anna "), DeputyOfSelf, id="nobody stands in for themselves"),
    pytest.param([], price(price="-1"), Negative, id="a price is not negative"),
]


@pytest.mark.parametrize(("happened", "wanted", "refusal"), REFUSED)
def test_it_is_refused(happened: list[Fact], wanted: Fact, refusal: type[Refused]) -> None:
    nothing(*happened).when(wanted).refused(refusal)


@pytest.mark.parametrize(
    "wanted",
    [ANNA, covered(), PRODUCT, fact("report.submitted", manager="Anna", month="2026-02", fingerprint="f")],
)
def test_a_repeat_is_silent(wanted: Fact) -> None:
    nothing(wanted).when(wanted).silent()


def test_a_post_holds_from_its_day_on() -> None:
    later = fact("manager.appointed", name="anna", role="head of sales", from_="2026-05-01")
    nothing(ANNA).when(later).admitted()
    staff = nothing(later, ANNA).client_state.staff
    roles = [post.role for day in ("2026-03-01", "2026-05-01") if (post := staff.post("ANNA", _day(day)))]
    assert roles == ["key accounts", "head of sales"]
    assert staff.post("Anna", _day("2025-12-31")) is None


def _day(text: str) -> Any:
    return fact("rate.set", text, base="EUR", quote="USD", rate="1").entry(1).on


def test_unknown_people_are_warned_about_once_the_house_appoints_its_managers() -> None:
    moved = fact("client.reassigned", manager="Cleo")
    assert given().warnings(moved, within()) == []
    assert given().warnings(moved, within(HEAD)) == [UnknownManager.code]
    assert given().warnings(fact("client.reassigned", manager="HEAD "), within(HEAD)) == []
    deputy = fact("client.covered", deputy="Cleo", from_="2026-03-01", until="2026-03-02", reason="r")
    assert given().warnings(deputy, within(HEAD)) == [UnknownManager.code]
    boss = fact("manager.appointed", name="Bo", role="r", from_="2026-03-01", reports_to="Cleo")
    assert nothing(HEAD).warnings(boss, within(HEAD, boss)) == [UnknownManager.code]


@pytest.mark.parametrize("name", ["Cleo", "head"])
def test_unknown_people_behind_discounts_and_orders_are_warned_about(name: str) -> None:
    wanted = [
        fact("discount.requested", number="D-2", percent="5", reason="r", by=name),
        fact("discount.refused", number="D-1", percent="5", reason="r", by=name),
        fact("order.placed", number="SO-1", currency="EUR", taken_by=name, lines=TEA),
    ]
    for one in wanted:
        warned = UnknownManager.code in given(ASKED).warnings(one, within(HEAD))
        assert warned == (name == "Cleo"), one.event.kind
    missed = fact("visit.missed", visit="V-1", by="us", reason="r")
    assert UnknownManager.code not in given(VISIT).warnings(missed, within(HEAD))


def test_unknown_products_are_warned_about_once_the_house_describes_its_products() -> None:
    assert given().warnings(order("SO-1", coffee=1), within()) == []
    assert given().warnings(order("SO-1", coffee=1, tea=1), within(PRODUCT)) == [UnknownProduct.code]
    assert given().warnings(order("SO-1", tea=1), within(PRODUCT)) == []
    assert nothing(PRODUCT).warnings(price(product="coffee"), within(PRODUCT)) == [UnknownProduct.code]


@pytest.mark.parametrize("code", ["TEA", " tea", "te\u200ba"])
def test_a_product_is_known_in_every_spelling(code: str) -> None:
    lines = [{"product": code, "quantity": "1", "unit_price": "2.00"}]
    ordered = fact("order.placed", number="SO-1", currency="EUR", lines=lines)
    assert given().warnings(ordered, within(PRODUCT)) == []
    described = fact("product.described", product=code, name="Tea", group="drinks", unit="kg")
    nothing(PRODUCT).when(described).silent()


CALL = fact(
    "visit.held",
    recorded_by="bo",
    on_behalf_of="Anna",
    channel="call",
    started_at="2026-03-01",
    summary="s",
)
OWN_COVER = fact("client.covered", deputy="Bo", from_="2026-03-01", until="2026-03-02", reason="ill")


@pytest.mark.parametrize(
    ("client", "house", "warned"),
    [
        pytest.param([], [], [NoCover.code], id="no cover"),
        pytest.param([OWN_COVER], [], [], id="the client's cover"),
        pytest.param([], [covered()], [], id="the manager's cover"),
        pytest.param([], [covered(from_="2026-03-02")], [NoCover.code], id="not yet"),
        pytest.param([], [covered(manager="Cleo")], [NoCover.code], id="another manager's cover"),
        pytest.param(
            [OWN_COVER], [covered(deputy="Cleo")], [NoCover.code], id="the manager's cover comes first"
        ),
    ],
)
def test_acting_for_a_manager_needs_a_cover(client: list[Fact], house: list[Fact], warned: list[str]) -> None:
    assert given(*client).warnings(CALL, within(*house)) == warned
    given(*client).when(CALL, within(*house, strict=True)).admitted()


def test_a_deputy_may_record_what_happened_before_the_cover() -> None:
    recorded = covered(from_="2026-05-20", until="2026-06-10")
    assert given().warnings(CALL, within(recorded)) == []


def test_the_plans_of_a_person_are_one_stream_however_the_name_is_written() -> None:
    plan = {"period": "2026-01-01..2026-03-31", "metric": "deals", "target": "9"}
    names = ("Leyla", "leyla", " LEYLA ")
    streams = {stream_of(make_event("plan.set", {"manager": name, **plan}), None) for name in names}
    assert len(streams) == 1
    assert streams.isdisjoint({HOUSE, *other_plans("Leyla")})
    nothing(fact("plan.set", manager="Leyla", **plan)).when(
        fact("plan.set", manager="leyla", **plan)
    ).silent()


def test_plans_recorded_under_the_name_as_written_are_still_known() -> None:
    plan = fact("plan.set", manager="Leyla", period="2026-01-01..2026-03-31", metric="deals", target="9")
    before = Context(NOW, other_plans=lambda _manager: [nothing(plan).client_state])
    nothing().when(plan, before).silent()


def test_plans_under_a_name_with_a_cedilla_and_with_a_comma_are_of_one_person(tmp_path: Path) -> None:
    def plan(manager: str, target: str, day: int) -> Draft:
        fields = {"period": "2026-01-01..2026-03-31", "metric": "deals", "target": target}
        event = make_event("plan.set", {"manager": manager, **fields})
        return Draft(event, datetime(2026, 1, day, tzinfo=UTC), "ana")

    drafts = [
        (plan("Ștefan Brătescu", "9", 1), True),
        (plan("Ştefan Brătescu", "9", 2), False),  # it is known
        (plan("Ştefan Brătescu", "12", 3), True),
        (plan("Ștefan Brătescu", "9", 4), True),  # it was changed since the first
        (plan("ŞTEFAN BRĂTESCU", "9", 5), False),
    ]
    with Ledger.create(str(tmp_path / "ledger.db"), clock=lambda: NOW) as ledger:
        for draft, new in drafts:
            assert [one.new for one in ledger.record_many([draft])] == [new]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Leyla Aliyeva", "did you mean 'Leyla Əliyeva'? Else appoint them with manager.appointed"),
        ("leila eliyeva", "did you mean 'Leyla Əliyeva'? Else appoint"),
        ("Leyla Hüseynova", "appoint them with manager.appointed, or correct the name"),
    ],
)
def test_a_mistyped_manager_is_told_with_the_one_that_was_meant(typed: str, told: str) -> None:
    leyla = fact("manager.appointed", name="Leyla Əliyeva", role="key accounts", from_="2026-01-01")
    refusal = nothing(leyla).when(fact("manager.left", name=typed, from_="2026-03-01")).refusal
    assert isinstance(refusal, UnknownManager)
    assert str(refusal).startswith(f"no manager '{typed}' was appointed; {told}")


MARKED = [
    pytest.param(approved(), AskerApproves, id="the asker"),
    pytest.param(approved("anna", recorded_by="bo"), AskerApproves, id="the asker is named"),
    pytest.param(approved(recorded_by="bo", on_behalf_of="ANNA"), AskerApproves, id="the asker's deputy"),
    pytest.param(approved("Head"), AskerApproves, id="the asker names the head"),
]


@pytest.mark.parametrize(("approval", "mark"), MARKED)
def test_an_approval_by_the_asker_is_marked_or_refused(approval: Fact, mark: type[Refused]) -> None:
    given(ASKED).when(approval, within()).admitted()
    assert mark.code in given(ASKED).warnings(approval, within())
    refusal = given(ASKED).when(approval, within(strict=True)).refusal
    assert type(refusal) is mark
    assert "--by" not in str(refusal)


def test_an_approval_by_somebody_above_the_asker_is_right() -> None:
    house = within(HEAD, ANNA, BO, strict=True)
    for approval in (approved("head", recorded_by="clerk"), approved(recorded_by="Head")):
        given(ASKED).when(approval, house).admitted()
        assert given(ASKED).warnings(approval, house) == []


def test_an_approval_by_a_peer_is_marked_once_the_house_says_who_is_above() -> None:
    given(ASKED).when(approved(recorded_by="bo"), within(strict=True)).admitted()
    given(ASKED).when(approved(recorded_by="bo"), within(HEAD, ANNA, BO, strict=True)).refused(NotAbove, "bo")
    later = fact("manager.appointed", name="Anna", role="r", from_="2026-02-01", reports_to="Bo")
    given(ASKED).when(approved(recorded_by="bo"), within(HEAD, ANNA, BO, later, strict=True)).admitted()


@pytest.mark.parametrize(("by", "mark"), [("Anna", AskerApproves), ("Bo", NotAbove), ("Head", None)])
@pytest.mark.parametrize("kind", ["health.overridden", "debt.written_off"])
def test_an_override_or_a_write_off_is_decided_above_the_clients_manager(
    kind: str, by: str, mark: type[Refused] | None
) -> None:
    fields: dict[str, Any] = {"reason": "r", "until": "2026-12-31", "score": "90"}
    if kind == "debt.written_off":
        fields = {"number": "W-1", "document": "I-1", "amount": "1.00", "reason": "r"}
    wanted = fact(kind, recorded_by=by, **fields)
    before: Given = given(invoice("I-1"))
    house = within(HEAD, ANNA, BO)
    assert before.warnings(wanted, house) == ([mark.code] if mark else [])
    assert before.warnings(wanted, within()) == []
    judged = before.when(wanted, within(HEAD, ANNA, BO, strict=True))
    judged.refused(mark) if mark else judged.admitted()
