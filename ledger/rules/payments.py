"""Rules about payments and settlements: no money and no debt is settled twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.entry import Draft
from ledger.events import (
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    SettlementMade,
    SettlementReversed,
)
from ledger.money import ZERO
from ledger.rules.checks import not_before, positive, same_currency
from ledger.rules.client_state import ClientState
from ledger.rules.debts import (
    debt_amount,
    instalment_must_be,
    known_debt,
    known_source,
    living_debt,
    settled_between,
    source_must_be_new,
    unsettled,
)
from ledger.rules.money_refusals import (
    ANOTHER_NUMBER,
    ANOTHER_SOURCE,
    LaterDocument,
    MoreThanLeft,
    MoreThanOpen,
    MoreThanSettled,
    MoreThanUnapplied,
    shares_agree,
)
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import judges
from ledger.subledger import Account
from ledger.subledger.billing import source_of
from ledger.subledger.documents import PAYMENT, WRITE_OFF, Credit, Document
from ledger.subledger.items import Debt
from ledger.subledger.open_items import left_of


@judges
def judge_received(client_state: ClientState, event: PaymentReceived, draft: Draft) -> None:
    """A payment settles no more than it has, and no more than is open of each document."""
    source_must_be_new(client_state, "payment", event.number)
    positive("amount", event.amount)
    if not event.settles:
        return
    on, settled = draft.occurred_at.date(), ZERO
    together: dict[tuple[str, int | None], Decimal] = {}
    for settles in event.settles:
        positive("settles amount", settles.amount)
        settled += settles.amount
        for share in dict.fromkeys([(settles.document, settles.instalment), (settles.document, None)]):
            together[share] = together.get(share, ZERO) + settles.amount
    if settled > event.amount:
        raise MoreThanLeft(event.number, settled, event.amount, event.currency, "correct --amount")
    for (document, instalment), amount in together.items():
        debt = living_debt(client_state, document, "--settle document=NUMBER")
        same_currency(f"payment '{event.number}'", event.currency, f"'{document}'", debt.currency)
        _judge_target(client_state, document, debt, instalment, amount)
        _judge_date(document, debt, on, advance=event.advance)


@judges
def judge_reversed(client_state: ClientState, event: PaymentReversed, draft: Draft) -> None:
    """A payment is reversed up to its amount; the documents that it settled are open again."""
    positive("amount", event.amount)
    account = client_state.account
    source = source_of(account, event.number)
    if source is None or source.what != PAYMENT:
        raise UnknownNumber("payment", event.number, client_state.name, "--number")
    not_before(f"payment '{event.number}'", source.on, draft.occurred_at.date())
    if source.rest <= 0 or (event.amount or ZERO) > source.rest:
        raise MoreThanLeft(event.number, event.amount or ZERO, source.rest, source.currency, ANOTHER_NUMBER)
    for settles in event.reopens:
        positive("reopens amount", settles.amount)
        _judge_settled(account, source, settles.document, settles.instalment, settles.amount)
    gone = source.rest if event.amount is None else event.amount
    reopened = max(gone - left_of(account, event.number), ZERO)
    shares_agree(event.number, event.reopens, reopened, source.currency)


@judges
def judge_refunded(client_state: ClientState, event: PaymentRefunded, draft: Draft) -> None:
    """Only what no entry settles with is refunded; a credit note paid out leaves its document open."""
    positive("amount", event.amount)
    source = known_source(client_state, event.number, "--number")
    if source.what == WRITE_OFF:
        raise UnknownNumber("payment", event.number, client_state.name, "--number")
    not_before(f"'{event.number}'", source.on, draft.occurred_at.date())
    if (event.amount or ZERO) > source.rest or source.rest <= 0:
        raise MoreThanLeft(event.number, event.amount or ZERO, source.rest, source.currency, ANOTHER_NUMBER)
    left = left_of(client_state.account, event.number)
    if (event.amount or ZERO) > left or left <= 0:
        raise MoreThanUnapplied(event.number, event.amount or source.rest, left, source.currency)


@judges
def judge_settled(client_state: ClientState, event: SettlementMade, draft: Draft) -> None:
    """A settlement takes no more than its source has left and its document has open, in one currency."""
    positive("amount", event.amount)
    source = known_source(client_state, event.source, "--source")
    debt = living_debt(client_state, event.target, "--target")
    same_currency(f"'{event.source}'", source.currency, f"'{event.target}'", debt.currency)
    left = left_of(client_state.account, event.source)
    if event.amount > left:
        raise MoreThanLeft(event.source, event.amount, left, source.currency, ANOTHER_SOURCE)
    _judge_target(client_state, event.target, debt, event.instalment, event.amount)
    _judge_date(event.target, debt, draft.occurred_at.date(), advance=event.advance)


@judges
def judge_settlement_reversed(client_state: ClientState, event: SettlementReversed, draft: Draft) -> None:
    """A settlement is reversed up to the amount that the source settled of the document."""
    positive("amount", event.amount)
    source = known_source(client_state, event.source, "--source")
    debt = known_debt(client_state, event.target, "--target")
    for number, dated in ((event.source, source.on), (event.target, debt.on)):
        not_before(f"'{number}'", dated, draft.occurred_at.date())
    instalment_must_be(event.target, debt, event.instalment)
    _judge_settled(client_state.account, source, event.target, event.instalment, event.amount)


def _judge_settled(
    account: Account, source: Credit, target: str, instalment: int | None, amount: Decimal
) -> None:
    settled = settled_between(account, source.number, target, instalment)
    if amount > settled:
        raise MoreThanSettled(source.number, target, amount, settled, source.currency)


def _judge_target(
    client_state: ClientState, number: str, debt: Document | Debt, instalment: int | None, amount: Decimal
) -> None:
    instalment_must_be(number, debt, instalment)
    account = client_state.account
    if instalment is not None and isinstance(debt, Document) and len(debt.instalments) > 1:
        left = next(item.open for item in unsettled(account, number) if item.instalment == instalment)
    else:
        left = debt_amount(account, number) - account.settled(number)
    if amount > left:
        raise MoreThanOpen(number, amount, left, debt.currency)


def _judge_date(number: str, debt: Document | Debt, on: date, *, advance: bool) -> None:
    if debt.on > on and not advance:
        raise LaterDocument(number, debt.on, on)
