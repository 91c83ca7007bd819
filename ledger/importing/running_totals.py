"""Lists of open documents say what was paid in all, so that one payment grows from month to month."""

from __future__ import annotations

from decimal import Decimal
from shlex import quote

from ledger.corrections import in_force
from ledger.entry import Draft
from ledger.errors import Refused
from ledger.events import AnyEvent, PaymentReceived
from ledger.money import ZERO, amount_text
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import KeyTaken, Outcome


class MorePaid(Refused):
    """A file says that more was paid on a document than the ledger has of the same payment and later ones."""

    code = "more-paid"

    def __init__(self, draft: Draft, event: PaymentReceived, paid: Decimal, count: int) -> None:
        document, more = event.settles[0].document, event.amount - paid
        command = " ".join(
            (
                f"goodwill record payment.received {quote(draft.client or '')}",
                f"--number {quote(f'{event.number} ({count + 1})')} --amount {more} --currency {event.currency}",
                f"--settle {quote(f'document={document},amount={more}')} --at DATE",
            )
        )
        texts = [amount_text(amount, event.currency) for amount in (event.amount, paid, more)]
        super().__init__(
            f"'{event.number}' is {texts[0]} and the ledger has {texts[1]} of it",
            f"if {texts[2]} came since, record it with `{command}` and import again, or correct the file",
        )


def paid_in_all(work: StagedWork, draft: Draft, no: KeyTaken) -> Outcome | Refused:
    """The outcome of a refused payment of one document that may be a running total.

    Returns:
        An outcome if the payments of the document come to it, a refusal that says how to record the rest if
        they come to less, or else ``no``.
    """
    event, entries = draft.event, in_force(work.entries(no.entry.stream))
    document = _document(event)
    paid = [one for one in entries if document is not None and _document(one.event) == document]
    if not isinstance(event, PaymentReceived) or no.entry.version not in {one.version for one in paid}:
        return no
    events = [one.event for one in paid if isinstance(one.event, PaymentReceived)]
    together = sum((one.amount for one in events), ZERO)
    staged = no.entry.position == 0  # by another row of the same file, which cannot grow from month to month
    if staged or together > event.amount:
        return no
    if together == event.amount:
        return Outcome(no.entry, new=False)
    return MorePaid(draft, event, together, len(events))


def _document(event: AnyEvent) -> tuple[str, int | None, str] | None:
    """The document that a payment settles with all its amount, with the currency; None of any other event."""
    if not isinstance(event, PaymentReceived) or len(event.settles) != 1:
        return None
    (settles,) = event.settles
    whole = settles.amount == event.amount
    return (settles.document, settles.instalment, event.currency) if whole else None
