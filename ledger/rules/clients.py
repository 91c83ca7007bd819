"""Rules about the client: registration, terms, contracts, losing and winning back."""

from __future__ import annotations

from ledger.entry import Draft, Entry
from ledger.events import (
    ClientCovered,
    ClientCreditChecked,
    ClientDescribed,
    ClientLost,
    ClientRanked,
    ClientReassigned,
    ClientRegistered,
    ClientTermsAgreed,
    ClientWonBack,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
)
from ledger.rules.billing import must_be_whole, must_not_unsettle
from ledger.rules.checks import in_order, known_currency, not_negative, percent
from ledger.rules.client_state import ClientState
from ledger.rules.context import Context
from ledger.rules.debts import source_must_be_new
from ledger.rules.numbered import Thing
from ledger.rules.refusals import Rule
from ledger.rules.registry import KNOWN, Verdict, folds, judges
from ledger.rules.repeats import as_text, set_state, state_known
from ledger.subledger.billing import billing_on
from ledger.subledger.documents import INVOICE
from ledger.subledger.posting import with_terms

CONTRACT = Thing("contract")


class ClientTaken(Rule, code="client-taken"):
    """The code belongs to a client already."""

    client: str
    says = (
        "client '{client}' is registered already; use another code, or correct the entry with entry.corrected"
    )


class CodeDiffers(Rule, code="code-differs"):
    """The registration names one code, its envelope another."""

    registered: str
    client: str | None
    says = (
        "the event registers '{registered}' but is recorded for '{client}'; give the same code in both places"
    )


class ParentCircle(Rule, code="parent-circle"):
    """The client would own itself, at once or by way of others."""

    client: str
    parent: str
    says = "'{parent}' cannot own '{client}', because '{client}' is or owns '{parent}'; name another parent, or none"


class LostAlready(Rule, code="lost-already"):
    """The client is lost already."""

    client: str
    says = "client {client} is lost already; record client.won_back first if they had come back"


class NotLost(Rule, code="not-lost"):
    """Only a client who was lost can be won back."""

    client: str
    says = "client {client} was never lost, or is back already; record client.lost first if they had left"


@judges
def judge_registered(
    client_state: ClientState, event: ClientRegistered, draft: Draft, context: Context
) -> None:
    """A code is registered once, and no company owns itself."""
    if draft.client != event.code:
        raise CodeDiffers(event.code, draft.client)
    if client_state.code is not None:
        raise ClientTaken(event.code)
    if event.parent is not None and (
        event.parent == event.code or event.code in context.ancestors(event.parent)
    ):
        raise ParentCircle(event.code, event.parent)


@judges
def judge_described(event: ClientDescribed) -> None:
    """What is said of the client is free; an estimate of their spend is a figure."""
    if event.wallet is not None:
        known_currency(event.wallet.currency)
        not_negative("wallet.amount", event.wallet.amount)


@judges
def judge_reassigned(client_state: ClientState, event: ClientReassigned, draft: Draft) -> Verdict:
    """The same manager again is no news."""
    return state_known(client_state, "manager", event.manager, draft.occurred_at.date())


@judges
def judge_covered(event: ClientCovered) -> None:
    """A deputy stands in from one day to another."""
    in_order(event.from_, event.until)


@judges
def judge_terms(client_state: ClientState, event: ClientTermsAgreed, draft: Draft) -> Verdict:
    """Days, limits and discounts are not negative; the same terms again are no news.

    Terms that are recorded late hold from their day on all the same, unless that would unmake what is settled.
    """
    not_negative("payment_days", event.payment_days)
    not_negative("credit_limit", event.credit_limit)
    percent("discount_limit", event.discount_limit)
    if state_known(client_state, "terms", _terms(event), draft.occurred_at.date()):
        return KNOWN
    account = client_state.account
    terms = with_terms(account, event, draft.occurred_at)
    must_not_unsettle(client_state, account.orders.values(), terms)
    for number, back in account.returns.items():
        if back.follows is None:
            before, after = (billing_on(each, back.on) != INVOICE for each in (account.terms, terms))
            if before and not after:
                must_be_whole(account, back)
            elif after and not before:
                source_must_be_new(client_state, "return", number)
    return None


@judges
def judge_credit_checked(event: ClientCreditChecked) -> None:
    """An advised limit is not negative."""
    not_negative("limit_advised", event.limit_advised)


@judges
def judge_ranked(client_state: ClientState, event: ClientRanked, draft: Draft) -> Verdict:
    """The same judgement again is no news."""
    return state_known(client_state, "rank", _rank(event), draft.occurred_at.date())


@judges
def judge_standing(client_state: ClientState, event: ClientLost | ClientWonBack) -> None:
    """A client is lost once, until won back; only a lost client can be won back."""
    lost = isinstance(event, ClientLost)
    if lost == client_state.lost:
        raise LostAlready(client_state.name) if lost else NotLost(client_state.name)


@judges
def judge_contract(client_state: ClientState, event: ContractSigned | ContractRenewed) -> None:
    """A number is signed once; only a contract in force is renewed."""
    if isinstance(event, ContractSigned):
        CONTRACT.must_be_new(client_state, event.number)
    else:
        CONTRACT.must_be_open(client_state, event.number)
    in_order(event.starts, event.ends)
    not_negative("value", event.value)
    not_negative("notice_days", event.notice_days)


@judges
def judge_contract_ended(client_state: ClientState, event: ContractEnded) -> None:
    """Only a contract in force comes to its end."""
    CONTRACT.must_be_open(client_state, event.number)


@folds
def fold_registered(client_state: ClientState, event: ClientRegistered, entry: Entry) -> None:
    """From here on the client is known."""
    client_state.code = event.code
    client_state.parent = event.parent
    if event.manager is not None:
        set_state(client_state, "manager", event.manager, entry.on)


@folds
def fold_reassigned(client_state: ClientState, event: ClientReassigned, entry: Entry) -> None:
    """The manager is another."""
    set_state(client_state, "manager", event.manager, entry.on)


@folds
def fold_terms(client_state: ClientState, event: ClientTermsAgreed, entry: Entry) -> None:
    """The terms say which document makes a debt, from their day on."""
    set_state(client_state, "terms", _terms(event), entry.on)


@folds
def fold_ranked(client_state: ClientState, event: ClientRanked, entry: Entry) -> None:
    """The rank is another."""
    set_state(client_state, "rank", _rank(event), entry.on)


@folds
def fold_standing(client_state: ClientState, event: ClientLost | ClientWonBack) -> None:
    """The client left, or came back."""
    client_state.lost = isinstance(event, ClientLost)


@folds
def fold_contract(client_state: ClientState, event: ContractSigned | ContractRenewed) -> None:
    """The contract is in force."""
    CONTRACT.becomes(client_state, event.number)


@folds
def fold_contract_ended(client_state: ClientState, event: ContractEnded) -> None:
    """The contract is in force no more."""
    CONTRACT.becomes(client_state, event.number, "ended")


def _terms(event: ClientTermsAgreed) -> str:
    return as_text(
        event.payment_days,
        event.billing,
        event.credit_limit,
        event.price_column,
        event.discount_limit,
        event.prepaid,
    )


def _rank(event: ClientRanked) -> str:
    return as_text(event.rank, event.reason, event.until)
