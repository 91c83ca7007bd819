"""Refusals about money: documents, settlements, payments, claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from ledger.events import Settles, Share
from ledger.money import amount_text
from ledger.rules.refusals import Rule


class DueTwice(Rule, code="due-twice"):
    """An invoice has a due date and instalments."""

    number: str
    what = "invoice '{number}' has a due date and instalments"
    advice = "give --due or --instalments, not both"


class InstalmentsDisagree(Rule, code="instalments-disagree"):
    """Instalments do not add up to the document's amount."""

    number: str
    together: Decimal
    amount: Decimal
    currency: str
    what = "the instalments of invoice '{number}' come to {together}, the invoice to {amount}"
    advice = "make them equal"


class NoSuchInstalment(Rule, code="no-such-instalment"):
    """The document has no instalment of that number."""

    document: str
    instalment: int
    count: int
    what = "'{document}' has no instalment {instalment}: it has {count}, counted from 1"
    advice = "name one of them, or none"


class NotOwed(Rule, code="not-owed"):
    """An order creates no debt under the client's terms."""

    order: str
    client: str
    billing: str
    what = "order '{order}' of {client} is not owed by itself: the terms bill by {billing}"
    advice = "name the document that is owed"


class BilledByOrders(Rule, code="billed-by-orders"):
    """An invoice bills orders that are owed by themselves."""

    invoice: str
    orders: str
    what = "invoice '{invoice}' bills {orders}, owed by the client's terms without an invoice"
    advice = "name the order instead"


class SettledAlready(Rule, code="settled-already"):
    """A settled invoice cannot be cancelled."""

    invoice: str
    settled: Decimal
    currency: str
    sources: str
    what = "invoice '{invoice}' is settled with {settled} from {sources}"
    advice = "reverse the settlement first with settlement.reversed"


class CreditedAlready(Rule, code="credited-already"):
    """An invoice with linked credit notes cannot be cancelled."""

    invoice: str
    credits: str
    what = "invoice '{invoice}' has the credit notes {credits}"
    advice = "void those first with entry.voided, or credit the rest of the invoice instead"


class ReturnCredited(Rule, code="return-credited"):
    """Credit notes credit the whole return already."""

    number: str
    credits: str
    what = "return '{number}' is credited in full by {credits}"
    advice = "void what is wrong with entry.voided, or leave out --return if the note credits something else"


class DocumentCancelled(Rule, code="document-cancelled"):
    """Nothing is owed on a cancelled invoice."""

    document: str
    what = "invoice '{document}' is cancelled"
    advice = "name another, or void the cancellation with entry.voided"


class MoreThanOpen(Rule, code="more-than-open"):
    """The amount is more than is open of a document."""

    document: str
    amount: Decimal
    open: Decimal
    currency: str
    what = "{amount} is more than the {open} open of '{document}'"
    advice = "give less, or another document"


class MoreThanOwed(Rule, code="more-than-owed"):
    """More is written off than the client owes in all, less its unapplied payments."""

    client: str
    amount: Decimal
    open: Decimal
    unapplied: Decimal
    currency: str
    by: date
    what = "{amount} is more than {client} owes {by}: {open} open, less {unapplied} of unapplied payments"
    advice = "{then}"

    def texts(self) -> dict[str, object]:
        """As ``Rule``."""
        by = "in all" if self.by == date.max else f"by {self.by}"
        most, then = max(self.open - self.unapplied, Decimal(0)), []
        if self.unapplied:
            then.append("settle the payments with `goodwill settle`")
        if most or not then:
            then.append(f"write off at most {amount_text(most, self.currency)}")
        return super().texts() | {"by": by, "then": ", or ".join(then)}


ANOTHER_SOURCE: Final = "name another with --source"
ANOTHER_NUMBER: Final = "name another with --number"


class MoreThanLeft(Rule, code="more-than-left"):
    """The amount is more than a payment or credit has left."""

    source: str
    amount: Decimal
    left: Decimal
    currency: str
    another: str
    what = "{more} left of '{source}'"
    advice = "{less}{another}"

    def texts(self) -> dict[str, object]:
        """As ``Rule``."""
        texts = super().texts()
        more, less = "{amount} is more than the {left}".format_map(texts), "give less, or "
        return texts | ({"more": more, "less": less} if self.left > 0 else {"more": "nothing is", "less": ""})


class MoreThanMeets(Rule, code="more-than-meets"):
    """The amount is more than unapplied money and open documents allow to be settled."""

    amount: Decimal
    met: Decimal
    currency: str
    what = "{amount} is more than the {met} in which unapplied money and open documents meet"
    advice = "give no more than that, or name another document or credit"


class NothingMeets(Rule, code="nothing-meets"):
    """An amount is to be settled, and no unapplied money meets an open document in its currency."""

    client: str
    what = (
        "nothing of {client} can be settled: no unapplied money meets an open document of the same currency"
    )
    advice = "record the missing payment or document first, or name a credit with --source"


class MoreThanUnapplied(Rule, code="more-than-unapplied"):
    """Only unapplied money can be refunded."""

    source: str
    amount: Decimal
    free: Decimal
    currency: str
    what = "{amount} of '{source}' cannot be refunded: {free} is unapplied, the rest settles documents"
    advice = "reverse a settlement first with settlement.reversed"


class MoreThanSettled(Rule, code="more-than-settled"):
    """More is reversed than was settled."""

    source: str
    target: str
    amount: Decimal
    settled: Decimal
    currency: str
    what = "'{source}' settles {settled} of '{target}', so {amount} cannot be reversed"
    advice = "give no more than that"


class SharesDisagree(Rule, code="shares-disagree"):
    """The shares given do not add up to the amount that they divide."""

    number: str
    together: Decimal
    wanted: Decimal
    currency: str
    what = "the shares in '{number}' come to {together}, and must come to {wanted}"
    advice = "correct them, or leave them out"


def shares_agree(number: str, shares: Sequence[Settles | Share], wanted: Decimal, currency: str) -> None:
    """Shares, if they are given, add up to the amount of a currency that they divide.

    Raises:
        SharesDisagree: they do not.
    """
    together = sum((share.amount for share in shares), Decimal(0))
    if shares and together != wanted:
        raise SharesDisagree(number, together, wanted, currency)


class MoreThanWrittenOff(Rule, code="more-than-written-off"):
    """More is recovered than was written off."""

    document: str
    amount: Decimal
    written_off: Decimal
    currency: str
    what = "{written_off} of '{document}' is written off, so {amount} cannot be recovered"
    advice = "give no more than that"


class LaterDocument(Rule, code="later-document"):
    """A document of a later date is settled, and the entry is not an advance."""

    document: str
    dated: date
    settled: date
    what = "'{document}' is of {dated}, later than {settled}"
    advice = "add --advance if the money came before it, or correct the date"


class ReminderBeforeLast(Rule, code="reminder-before-last"):
    """A reminder comes before the last one of the same document."""

    document: str
    last: date
    sent: date
    what = "'{document}' was last reminded on {last}, after {sent}"
    advice = "correct the date, or void the later reminder"
