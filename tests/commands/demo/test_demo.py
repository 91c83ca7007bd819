from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeGuard, TypeVar
from uuid import UUID

import pytest

import goodwill
from commands.demo.countries import COUNTRIES, Country
from commands.demo.portfolio import Batch, SteppedClock, fill, portfolio
from commands.demo.staff import HEAD
from ledger.corrections import Mark, corrected, in_force, marks_by_entry
from ledger.entry import Draft, Entry, client_stream, entry_id
from ledger.events import (
    KINDS,
    AnyEvent,
    BalanceConfirmed,
    BalanceOpened,
    ChargeAdded,
    ClientRegistered,
    ClientTermsAgreed,
    CompetitorSeen,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    DiscountApproved,
    DisputeOpened,
    EntryCorrected,
    EntryVoided,
    Event,
    ExpenseSpent,
    InvoiceCancelled,
    InvoiceIssued,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PriceListed,
    SettlementMade,
    SettlementReversed,
    VisitHeld,
    VisitPlanned,
    goods_value,
)
from ledger.money import rounded
from ledger.recording.application import Ledger
from ledger.text import nfc
from projections.framework.answering import answer
from projections.health.rows import HealthRow
from tests.helpers.demonstration import copied, whole
from tests.helpers.depth import far
from tests.helpers.places import ROOT

LEFT_OUT = {"checkpoint.signed", "contact.erased", "data.read", "manager.erased", "report.submitted"}
"""Only commands record them: what a key signs, an erasure, a reading, and the fingerprint of a report."""

UNTIL = date(2026, 6, 30)

PRINTS_A_DIGEST = """
from hashlib import sha256
from ledger.codec import encode_event
from commands.demo.staff import HEAD
from commands.demo.portfolio import portfolio

digest = sha256()
for recorded_at, drafts in portfolio(clients=30, events=3_000, seed=5):
    for draft in drafts:
        said = (recorded_at, draft.event.kind, encode_event(draft.event), draft.occurred_at, *draft[2:])
        digest.update(repr([str(each) for each in said]).encode())
print(digest.hexdigest())
"""

MANY = far(40_000, 200_000)
PRINTS_MEMORY = f"""
from resource import RUSAGE_SELF, getrusage
from commands.demo.staff import HEAD
from commands.demo.portfolio import portfolio

drafts = early = 0
for batch in portfolio(clients={MANY // 100}, events={MANY}):
    drafts += len(batch.drafts)
    if not early and drafts > {MANY // 5}:
        early = getrusage(RUSAGE_SELF).ru_maxrss
print(drafts, early, getrusage(RUSAGE_SELF).ru_maxrss)
"""

E = TypeVar("E", bound=Event)
HealthOn = Callable[[date], dict[str, HealthRow]]


def run(script: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def drafts_of(batches: Iterable[Batch]) -> list[Draft]:
    return [draft for batch in batches for draft in batch.drafts]


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    return list(portfolio())


@pytest.fixture(scope="module")
def filled(batches: list[Batch], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    place = copied(whole(tmp_path_factory), tmp_path_factory.mktemp("demo") / "goodwill.db")
    with Ledger(str(place), clock=lambda: batches[-1].recorded_at) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def entries(filled: Ledger) -> list[Entry]:
    return list(filled.history())


def test_the_same_seed_gives_the_same_drafts_whatever_the_hash_seed() -> None:
    assert run(PRINTS_A_DIGEST, PYTHONHASHSEED="1") == run(PRINTS_A_DIGEST, PYTHONHASHSEED="2")


def test_reading_a_portfolio_twice_gives_it_twice() -> None:
    assert list(portfolio(clients=8, events=800)) == list(portfolio(clients=8, events=800))


def test_another_seed_gives_another_portfolio_of_the_same_clients() -> None:
    one, other = (drafts_of(portfolio(clients=8, events=800, seed=seed)) for seed in (1, 2))
    assert one != other
    assert {draft.client for draft in one} == {draft.client for draft in other}


@pytest.mark.long
@pytest.mark.parametrize("seed", far([1], [1, 2, 3]))
def test_every_kind_of_event_but_a_stated_few_is_in_the_default_portfolio(seed: int) -> None:
    said = {draft.event.kind for draft in drafts_of(portfolio(seed=seed))}
    assert said == set(KINDS) - LEFT_OUT


@pytest.mark.long
@pytest.mark.parametrize(
    ("clients", "years", "events"),
    [(40, 3, 8_000), (12, 1, 3_000), *far([], [(100, 5, 20_000), (300, 3, 30_000)])],
)
def test_a_portfolio_is_about_as_large_as_asked_for(clients: int, years: int, events: int) -> None:
    drafts = drafts_of(portfolio(clients=clients, years=years, events=events))
    assert len(drafts) == pytest.approx(events, rel=0.05)
    registered = [draft for draft in drafts if isinstance(draft.event, ClientRegistered)]
    assert len(registered) == clients


def test_the_ledger_admits_every_draft_as_news(filled: Ledger, batches: list[Batch]) -> None:
    assert filled.position == sum(len(batch.drafts) for batch in batches)


@pytest.mark.parametrize(
    ("clients", "years", "events", "seed"),
    [(1, 1, 10, 1), (15, 2, far(1_000, 6_000), 2), (260, 1, far(4_000, 9_000), 3)],
)
def test_portfolios_of_other_sizes_are_admitted_too(
    tmp_path: Path, clients: int, years: int, events: int, seed: int
) -> None:
    clock = SteppedClock()
    generated = list(
        portfolio(clients=clients, years=years, events=events, seed=seed, until=date(2024, 2, 29))
    )
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=clock) as ledger:
        assert fill(ledger, clock, generated) == len(drafts_of(generated))


def test_filling_tells_how_far_it_has_come(tmp_path: Path) -> None:
    clock, told = SteppedClock(), list[int]()
    generated = list(portfolio(clients=2, years=1, events=100))
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=clock) as ledger:
        recorded = fill(ledger, clock, generated, told.append)
    assert len(told) == len(generated)
    assert told[-1] == recorded
    assert told == sorted(told)


def test_batches_are_working_weeks_in_order_and_every_week_is_there(batches: list[Batch]) -> None:
    moments = [batch.recorded_at for batch in batches]
    assert moments == sorted(moments)
    assert all(moment.weekday() == 4 for moment in moments[:-1])
    assert moments[-1].date() == UNTIL
    assert {later - earlier for earlier, later in pairwise(moments[:-1])} == {timedelta(days=7)}


def test_beyond_the_first_cohort_everything_is_recorded_on_the_last_evening() -> None:
    generated = list(portfolio(clients=250, events=10_000))
    moments = [batch.recorded_at for batch in generated]
    assert moments == sorted(moments)
    late = [batch for batch in generated if any(draft.client == "AZ-0241" for draft in batch.drafts)]
    assert {batch.recorded_at.date() for batch in late} == {UNTIL}
    assert max(len(batch.drafts) for batch in generated) <= 1_000


def test_nothing_is_recorded_before_it_happened_and_some_things_weeks_after(entries: list[Entry]) -> None:
    assert all(entry.occurred_at <= entry.recorded_at for entry in entries)
    late = [entry for entry in entries if entry.recorded_at - entry.occurred_at > timedelta(days=10)]
    assert {entry.kind for entry in late} == {"visit.held", "payment.received"}
    assert 0.002 < len(late) / len(entries) < 0.05


def test_what_was_known_at_a_moment_is_a_beginning_of_the_ledger(
    filled: Ledger, batches: list[Batch]
) -> None:
    middle = batches[len(batches) // 2].recorded_at
    known = list(filled.history(known_at=middle))
    assert 0 < len(known) < filled.position
    assert all(entry.recorded_at <= middle for entry in known)


def test_corrections_point_at_earlier_entries_of_the_same_client(entries: list[Entry]) -> None:
    by_id = {str(entry.id): entry for entry in entries}
    corrections = [entry for entry in entries if isinstance(entry.event, EntryVoided | EntryCorrected)]
    assert len(corrections) > 5
    for correction in corrections:
        assert isinstance(correction.event, EntryVoided | EntryCorrected)
        corrected = by_id[correction.event.entry]
        assert corrected.client == correction.client
        assert corrected.position < correction.position


def test_a_generated_id_is_that_of_the_entry_it_becomes() -> None:
    versions: Counter[str] = Counter()
    named: set[UUID] = set()
    given: set[UUID] = set()
    for draft in drafts_of(portfolio()):
        if draft.client is None:
            continue
        versions[draft.client] += 1
        given.add(entry_id(client_stream(draft.client), versions[draft.client]))
        if isinstance(draft.event, EntryVoided | EntryCorrected):
            named.add(UUID(draft.event.entry))
    assert named
    assert named <= given


def test_deputies_act_on_behalf_of_managers_and_the_head_approves_discounts(entries: list[Entry]) -> None:
    assert any(entry.on_behalf_of not in {None, entry.actor} for entry in entries)
    approved = [entry for entry in entries if isinstance(entry.event, DiscountApproved)]
    assert {entry.actor for entry in approved} == {HEAD}
    by_asker = [entry for entry in approved if isinstance(entry.event, DiscountApproved) and entry.event.by]
    assert 0 < len(by_asker) < len(approved)


def test_clients_come_from_several_countries_scripts_and_groups(entries: list[Entry]) -> None:
    clients = [entry.event for entry in entries if isinstance(entry.event, ClientRegistered)]
    assert {client.currency for client in clients} == {"AZN", "RON", "THB", "ALL", "HUF", "EUR", None}
    assert len({client.country for client in clients}) == len(COUNTRIES)
    owners = Counter(client.parent for client in clients if client.parent)
    assert owners == {"AZ-0001": 2, "HU-0006": 2}
    assert len({client.name for client in clients}) == len(clients)
    assert all(client.note == "generated for a demonstration" for client in clients)


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_no_two_companies_of_a_country_are_called_the_same(country: Country) -> None:
    names = [country.company_name(number) for number in range(500)]
    assert len(set(names)) == len(names)
    assert all(nfc(name) == name for name in names)


def of(entries: Iterable[Entry], kind: type[E]) -> list[E]:
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


def test_some_visits_are_to_come_and_of_some_nobody_says_what_became(entries: list[Entry]) -> None:
    planned = {event.visit: event.at.date() for event in of(entries, VisitPlanned)}
    named = {getattr(entry.event, "visit", None) for entry in entries if entry.kind != "visit.planned"}
    open_ = {at for number, at in planned.items() if number not in named}
    assert max(open_) > UNTIL
    assert min(open_) < UNTIL - timedelta(days=14)


def test_what_people_leave_undone_waits_for_some_months_and_not_for_years(filled: Ledger) -> None:
    undone = [
        row
        for row in goodwill.agenda(filled, as_of=UNTIL).rows
        if row.reason not in {"touch_due", "order_overdue"}  # these go on while a client drifts away
    ]
    assert len({row.reason for row in undone}) > 5
    assert min(row.due or row.when for row in undone) > UNTIL - timedelta(days=150)
    assert max(row.age_days or 0 for row in undone if row.reason.endswith("_open")) < 150


def test_managers_copy_visit_reports_and_come_late(entries: list[Entry]) -> None:
    held = of(entries, VisitHeld)
    times = Counter(event.summary for event in held)
    copied = [event for event in held if times[event.summary] > 2]
    assert len({event.started_at.date() for event in copied}) > 5
    assert len({event.place for event in copied}) > 3
    planned = {event.visit: event.at for event in of(entries, VisitPlanned)}
    assert any(event.visit and event.started_at > planned[event.visit] for event in held)


def test_prospects_come_from_somewhere_and_some_have_qualified_and_bought(entries: list[Entry]) -> None:
    found = {event.code for event in of(entries, ClientRegistered) if event.source}
    qualified, bought = (
        {entry.client for entry in entries if entry.kind == kind} & found
        for kind in ("prospect.qualified", "order.placed")
    )
    assert bought < qualified < found
    deciders = {entry.client for entry in entries if getattr(entry.event, "decides", None)}
    assert 0 < len({event.code for event in of(entries, ClientRegistered)} - deciders) < len(deciders)


def test_contracts_run_out_unsaid_and_one_can_no_longer_be_given_notice_of(entries: list[Entry]) -> None:
    ends: dict[str, ContractSigned | ContractRenewed] = {}
    for entry in entries:
        match entry.event:
            case ContractSigned() | ContractRenewed() as event:
                ends[event.number] = event
            case ContractEnded(number=number):
                del ends[number]
            case _:
                pass
    assert any(event.ends < UNTIL for event in ends.values())
    assert any(
        event.ends - timedelta(days=event.notice_days or 0) < UNTIL < event.ends for event in ends.values()
    )


def test_prices_of_competitors_compare_with_listed_ones_and_with_what_the_client_pays(
    entries: list[Entry],
) -> None:
    listed = {(event.column, event.product) for event in of(entries, PriceListed)}
    columns = {
        entry.client: entry.event.price_column
        for entry in entries
        if isinstance(entry.event, ClientTermsAgreed)
    }
    paid = {
        (entry.client, line.product)
        for entry in entries
        if isinstance(entry.event, OrderPlaced)
        for line in entry.event.lines
    }
    seen = [
        (entry.client, entry.event.product) for entry in entries if isinstance(entry.event, CompetitorSeen)
    ]
    assert any((columns[client], product) in listed for client, product in seen)
    assert len(paid.intersection(seen)) > len(seen) / 3


@pytest.fixture(scope="module")
def health_on(entries: list[Entry]) -> HealthOn:
    """Gives the rows of health on a day, by client."""

    @cache
    def health(day: date) -> dict[str, HealthRow]:
        rows = answer("health", entries, as_of=day, known_at=None, position=10**6).rows
        return {row.client: row for row in rows}

    return health


def test_a_client_is_at_risk_that_was_healthy_half_a_year_before(health_on: HealthOn) -> None:
    before, after = health_on(date(2025, 12, 31)), health_on(UNTIL)
    drifted = [row for row in after.values() if row.band == "at risk"]
    assert any(before[row.client].band == "healthy" and row.drag == "order overdue" for row in drifted)


def test_clients_that_were_lost_are_won_back_and_order_again(health_on: HealthOn) -> None:
    before, after = health_on(date(2024, 12, 31)), health_on(UNTIL)
    lost = [code for code, row in before.items() if row.state == "lost"]
    assert {after[code].band for code in lost if after[code].state is None} & {"healthy", "watch"}


def test_most_clients_have_data_of_each_component(health_on: HealthOn) -> None:
    rows = health_on(UNTIL)
    for component in ("commerce", "friction", "payment", "engagement", "voice"):
        known = [row.components[component] for row in rows.values()]
        assert sum(one is not None for one in known) > 0.8 * len(rows)
        assert len({*known}) > len(rows) / 4


def test_points_wait_and_run_out_and_tiers_are_lost(entries: list[Entry]) -> None:
    tiers = ["bronze", "silver", "gold"]
    before, after = (
        {row.client: row for row in answer("loyalty", entries, as_of=day, known_at=None, position=10**6).rows}
        for day in (date(2025, 6, 30), UNTIL)
    )
    for figure in ("pending", "expiring"):
        assert any(getattr(row, figure) for row in after.values())
    changes = {
        tiers.index(str(after[client].tier)) - tiers.index(str(row.tier))
        for client, row in before.items()
        if row.tier and after[client].tier
    }
    assert min(changes) < 0 < max(changes)


def amount_of(event: AnyEvent) -> Decimal:
    match event:
        case InvoiceIssued():
            return rounded(goods_value(event.lines), event.currency)
        case BalanceOpened() | ChargeAdded() | DebtRecovered():
            return event.amount
        case PaymentReceived() | CreditNoteIssued() | DebtWrittenOff():
            return -event.amount
        case PaymentRefunded() if event.amount is not None:
            return event.amount
        case _:
            return Decimal(0)


def balance(known: list[Entry], as_of: date) -> Decimal:
    """What one client owed at the end of a day, added up from documents alone."""
    past = [entry.event for entry in in_force(known) if entry.on <= as_of]
    invoices = {event.number: amount_of(event) for event in past if isinstance(event, InvoiceIssued)}
    payments = {event.number: event.amount for event in past if isinstance(event, PaymentReceived)}
    total = sum(map(amount_of, past), Decimal(0))
    for event in past:
        if isinstance(event, InvoiceCancelled):
            total -= invoices[event.number]
        if isinstance(event, PaymentReversed):
            total += payments[event.number]
    return total


def test_every_signed_balance_is_what_the_documents_come_to(entries: list[Entry]) -> None:
    by_client: dict[str, list[Entry]] = {}
    for entry in entries:
        by_client.setdefault(entry.client or "", []).append(entry)
    signed = [entry for entry in entries if isinstance(entry.event, BalanceConfirmed)]
    assert len(signed) > 20
    for act in signed:
        assert isinstance(act.event, BalanceConfirmed)
        assert balance(by_client[act.client or ""], act.event.as_of) == act.event.amount, act


def settled_by(event: AnyEvent) -> Iterator[tuple[str, Decimal]]:
    """By how much more an event settles which documents, whatever was open of them."""
    match event:
        case PaymentReceived(settles=shares):
            yield from ((share.document, share.amount) for share in shares)
        case PaymentReversed(reopens=shares):
            yield from ((share.document, -share.amount) for share in shares)
        case SettlementMade():
            yield event.target, event.amount
        case SettlementReversed():
            yield event.target, -event.amount
        case CreditNoteIssued() if event.invoice is not None:
            yield event.invoice, event.amount
        case DebtWrittenOff():
            yield event.document, event.amount
        case DebtRecovered():
            yield event.document, -event.amount


def test_no_invoice_is_settled_or_contested_beyond_what_its_credit_notes_leave_open(
    entries: list[Entry],
) -> None:
    open_: dict[str, Decimal] = {}
    touched: set[str] = set()
    for event in (entry.event for entry in entries):
        if isinstance(event, InvoiceIssued):
            open_[event.number] = amount_of(event)
        for document, amount in settled_by(event):
            if document in open_:
                open_[document] -= amount
                assert open_[document] >= 0, event
                touched.add(document)
        if isinstance(event, DisputeOpened) and event.document in open_:
            assert 0 < event.amount <= open_[event.document], event
        if isinstance(event, InvoiceCancelled):
            assert event.number not in touched
    assert len(touched) > 300


def _is_gift(event: Event) -> TypeGuard[ExpenseSpent]:
    return isinstance(event, ExpenseSpent) and event.person is not None


def test_the_lists_of_an_audit_agree_with_loops_over_the_entries(
    filled: Ledger, entries: list[Entry]
) -> None:
    marked = marks_by_entry(entries)
    in_force = [
        corrected(entry, mark)
        for entry in entries
        if not (mark := marked.get((entry.stream, entry.version), Mark())).voided_by
    ]

    def late(entry: Entry) -> bool:
        there = entry.recorded_at.astimezone(entry.occurred_at.tzinfo)
        return (there.date() - entry.on).days > 7 and not entry.kind.startswith("entry.")

    found = [row.position for row in goodwill.audit_late(filled, as_of=UNTIL).rows if not row.voided_by]
    assert found == [entry.position for entry in in_force if late(entry)]
    assert len(found) > 10
    changes = [entry.position for entry in entries if entry.kind.startswith("entry.")]
    assert [row.position for row in goodwill.audit_corrections(filled, as_of=UNTIL).rows] == changes
    spent = [event.amount for event in (entry.event for entry in in_force) if _is_gift(event)]
    assert sum(row.spent for row in goodwill.audit_gifts(filled, as_of=UNTIL).rows) == sum(spent) > 0
    for row in goodwill.audit_backdated(filled, as_of=UNTIL).rows:
        entry, newest = entries[row.position - 1], entries[row.newest_position - 1]
        assert entry.stream == newest.stream
        assert newest.recorded_at < entry.recorded_at
        assert entry.on < newest.on == row.newest
    copied = goodwill.audit_copies(filled, as_of=UNTIL, near=0.75).rows
    assert copied
    assert all(row.twin < row.position and (row.similarity or 1) >= 0.75 for row in copied)


def test_the_demonstration_has_the_faults_that_it_tells_of_and_no_other(filled: Ledger) -> None:
    assert {fault.code for fault in goodwill.check(filled)} == {"asker-approves", "no-cover"}


@pytest.mark.long
def test_a_large_portfolio_streams_in_flat_memory() -> None:
    drafts, early, at_the_end = map(int, run(PRINTS_MEMORY).split())
    assert drafts == pytest.approx(MANY, rel=0.05)
    assert at_the_end < early * 1.2


def test_a_clock_stands_still_until_it_is_set() -> None:
    clock = SteppedClock()
    assert clock() == clock()
    clock.moment = datetime.fromisoformat("2026-01-02T20:00+00:00")
    assert clock().day == 2


@pytest.mark.long
@pytest.mark.parametrize(("clients", "years"), [(60, 2), (20, 1), (7, 4)])
def test_whatever_the_seed_nothing_is_said_of_a_client_before_it_is_registered(
    clients: int, years: int
) -> None:
    for seed in range(1, far(5, 13)):
        known: set[str | None] = {None}
        for draft in drafts_of(
            portfolio(clients=clients, years=years, events=clients * years * 30, seed=seed)
        ):
            if draft.event.kind == "client.registered":
                known.add(draft.client)
            assert draft.client in known, (seed, draft)
