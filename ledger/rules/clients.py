"""Rules about the client: registration, terms, contracts, losing and winning back."""

from __future__ import annotations

from datetime import datetime

from ledger.entry import Draft
from ledger.events import (
    ClientCovered,
    ClientCreditChecked,
    ClientDescribed,
    ClientDetailsChanged,
    ClientLost,
    ClientParentChanged,
    ClientRanked,
    ClientReassigned,
    ClientRegistered,
    ClientRenamed,
    ClientRhythmAgreed,
    ClientTermsAgreed,
    ClientWonBack,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ProspectQualified,
)
from ledger.policy_key import CENTURY
from ledger.rules.alike import LooksAlike
from ledger.rules.bank_accounts import named_rightly
from ledger.rules.billing import must_be_whole, must_not_unsettle
from ledger.rules.checks import (
    in_order,
    known_currency,
    not_before,
    not_negative,
    own_currency,
    same_currency,
    sets_again,
    within,
)
from ledger.rules.client_state import ClientState
from ledger.rules.debts import source_must_be_new
from ledger.rules.folding import setting_of
from ledger.rules.numbered_things import CONTRACT
from ledger.rules.refusals import Rule
from ledger.rules.registry import REPEAT, Context, judges
from ledger.subledger.billing import billing_on
from ledger.subledger.documents import INVOICE
from ledger.subledger.posting import with_terms
from ledger.unseen import identifier_key


class ClientTaken(Rule, code="client-taken"):
    """The code belongs to a client already."""

    client: str
    what = "client '{client}' is registered already"
    advice = "use another code, or correct the entry with entry.corrected"


class CodeDiffers(Rule, code="code-differs"):
    """The registration names one code, its envelope another."""

    registered: str
    client: str | None
    what = "the event registers '{registered}' but is recorded for '{client}'"
    advice = "give the same code in both places"


class ParentCircle(Rule, code="parent-circle"):
    """The client would own itself, directly or through others."""

    client: str
    parent: str
    what = "'{parent}' cannot own '{client}', because '{client}' is or owns '{parent}'"
    advice = "name another parent, or none"


class LostAlready(Rule, code="lost-already"):
    """The client is lost already."""

    client: str
    what = "client {client} is lost already"
    advice = "record client.won_back first if they had come back"


class NotLost(Rule, code="not-lost"):
    """Only a client who was lost can be won back."""

    client: str
    what = "client {client} was never lost, or is back already"
    advice = "record client.lost first if they had left"


class QualifiedAlready(Rule, code="qualified-already"):
    """The prospect is qualified already."""

    client: str
    what = "client {client} is qualified already"
    advice = "correct that entry with entry.corrected, or leave this one out"


class NothingChanges(Rule, code="nothing-changes"):
    """A change names no field."""

    kind: str
    what = "{kind} names nothing that changed"
    advice = "give at least one field, such as --address"


class OfTouchesOnly(Rule, code="of-touches-only"):
    """A rhythm of orders names a channel or a person."""

    field: str
    what = "a rhythm of orders has no {field}"
    advice = "leave it out, or agree a rhythm of touches with --of touches"


@judges
def judge_registered(
    client_state: ClientState, event: ClientRegistered, draft: Draft, context: Context
) -> None:
    """A code is registered once, and no company owns itself."""
    if draft.client != event.code:
        raise CodeDiffers(event.code, draft.client)
    if client_state.code is not None:
        raise ClientTaken(event.code)
    key = identifier_key(event.code)
    if key != event.code and context.client(key).code is not None:
        raise LooksAlike.of(event.code, [key])
    _owned_by(event.code, event.parent, context)
    named_rightly(event.bank_accounts)


@judges
def judge_parent_changed(
    client_state: ClientState, event: ClientParentChanged, draft: Draft, context: Context
) -> bool:
    """No company owns itself; the same parent is not recorded again."""
    _owned_by(client_state.name, event.parent, context)
    return sets_again(client_state, setting_of(event), draft)


def _owned_by(code: str, parent: str | None, context: Context) -> None:
    if parent is not None and (parent == code or code in context.ancestors(parent)):
        raise ParentCircle(code, parent)


@judges
def judge_qualified(client_state: ClientState, event: ProspectQualified) -> None:
    """A prospect is qualified once; it has a currency then, which is not another than it had."""
    if "qualified" in client_state.settings:
        raise QualifiedAlready(client_state.name)
    known = client_state.account.currency
    if event.currency is None:
        own_currency(client_state, "currency")
    elif known is not None:
        same_currency("the prospect", event.currency, f"client {client_state.name}", known)


@judges
def judge_renamed(_client_state: ClientState, event: ClientRenamed) -> None:
    """A client may have any name, and the name of another client too."""


@judges
def judge_details(_client_state: ClientState, event: ClientDetailsChanged) -> None:
    """A change names what changed; the check digits of bank accounts agree."""
    if not event.changed():
        raise NothingChanges(event.kind)
    named_rightly(event.bank_accounts)


@judges
def judge_rhythm(client_state: ClientState, event: ClientRhythmAgreed, draft: Draft) -> bool:
    """A rhythm is from a day to a hundred years; only touches have a channel or a person."""
    within("days", event.days, 1, CENTURY)
    named = next((name for name in ("channel", "person") if getattr(event, name) is not None), None)
    if event.of == "orders" and named is not None:
        raise OfTouchesOnly(named)
    return sets_again(client_state, setting_of(event), draft)


@judges
def judge_described(_client_state: ClientState, event: ClientDescribed, draft: Draft) -> None:
    """The estimate of a client's spend has a known currency and is not negative; other fields are free."""
    if event.wallet is not None:
        known_currency(event.wallet.currency, draft.occurred_at.date())
        not_negative("wallet.amount", event.wallet.amount)


@judges
def judge_setting(client_state: ClientState, event: ClientReassigned | ClientRanked, draft: Draft) -> bool:
    """The same manager or rank is not recorded again."""
    return sets_again(client_state, setting_of(event), draft)


@judges
def judge_covered(_client_state: ClientState, event: ClientCovered) -> None:
    """A deputy stands in from one day to a later one."""
    in_order(event.from_, event.until)


@judges
def judge_terms(client_state: ClientState, event: ClientTermsAgreed, draft: Draft) -> bool:
    """Days, limits and discounts are not negative; the same terms are not recorded again.

    Terms hold from their day on even if they are recorded later, so they must not change how settled
    documents are owed.
    """
    not_negative("payment_days", event.payment_days)
    own_currency(client_state, "credit_limit", event.credit_limit)
    not_negative("credit_limit", event.credit_limit)
    within("discount_limit", event.discount_limit, 0, 100)
    if sets_again(client_state, setting_of(event), draft):
        return REPEAT
    _must_not_unsettle(client_state, event, draft.occurred_at)
    return False


@judges
def judge_credit_checked(client_state: ClientState, event: ClientCreditChecked) -> None:
    """An advised limit is not negative."""
    own_currency(client_state, "limit_advised", event.limit_advised)
    not_negative("limit_advised", event.limit_advised)


@judges
def judge_lost(client_state: ClientState, event: ClientLost | ClientWonBack, draft: Draft) -> None:
    """A lost client cannot be lost again; only a lost one can be won back, and not before it was lost."""
    lost = client_state.lost
    if isinstance(event, ClientLost):
        if lost is not None:
            raise LostAlready(client_state.name)
    elif lost is None:
        raise NotLost(client_state.name)
    else:
        not_before(f"the loss of {client_state.name}", lost, draft.occurred_at.date())


@judges
def judge_contract(client_state: ClientState, event: ContractSigned | ContractRenewed, draft: Draft) -> None:
    """A contract's number is used once, and only a contract in force can be renewed."""
    CONTRACT.judge(client_state, event, draft)
    in_order(event.starts, event.ends)
    own_currency(client_state, "value", event.value)
    not_negative("value", event.value)
    not_negative("notice_days", event.notice_days)
    own_currency(client_state, "minimum", event.minimum)
    not_negative("minimum", event.minimum)
    within("bonus", event.bonus, 0, 100)


@judges
def judge_contract_ended(client_state: ClientState, event: ContractEnded, draft: Draft) -> None:
    """Only a contract in force can end."""
    CONTRACT.must_be_open(client_state, event.number, draft)


def _must_not_unsettle(client_state: ClientState, event: ClientTermsAgreed, at: datetime) -> None:
    """Refuse terms under which settled documents, or used returns, would be owed differently."""
    account = client_state.account
    terms = with_terms(account, event, at)
    must_not_unsettle(client_state, account.orders.values(), terms)
    for number, back in account.returns.items():
        if back.follows is None:
            before, after = (billing_on(each, back.on) != INVOICE for each in (account.terms, terms))
            if before and not after:
                must_be_whole(account, back)
            elif after and not before:
                source_must_be_new(client_state, "return", number)
