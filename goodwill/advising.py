"""What to offer a client, as a function of a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack

from goodwill.asking import answer, question_of, shown
from goodwill.figures import metrics, with_exposure
from goodwill.options import Seen, asks
from goodwill.trading import compared_of, gaps_of
from ledger.recording.entry_log import EntryLog
from ledger.rules.refusals import CurrencyWithdrawn
from projections import Answer
from projections.advice import BoundRow, OfferRow, bounds_of, largest, offers
from projections.framework.periods import Period


@asks(Seen)
def advise(ledger: EntryLog, client: str, **asked: Unpack[Seen]) -> Answer:
    """The largest order that a client's limit, debt and history allow; ``items`` are goods to offer it.

    Args:
        client: its code.
        **asked: as ``Seen`` has it.

    Raises:
        UnknownChoice: there is no such client.
    """
    debts = answer(ledger, "receivables", client=client, **asked)
    using = with_exposure(ledger, debts)
    sold = shown(ledger, "sales", question_of(ledger, client=client, **asked))
    year = Period.year_up_to(using.as_of)
    timely = {row.currency: row.timeliness for row in metrics(ledger, client=client, **asked).rows}
    found = replace(using, view="advise", more={"of": client, "listing": "advice"})
    if not using.rows:
        return found.made_into(BoundRow, [], [])
    own = max(using.rows, key=lambda row: (row.limit is not None, row.exposure))
    bounds = bounds_of(own, sold.rows, year, timely.get(own.currency), using.rules)
    bought = compared_of(ledger, sold, year.start, None, "product").rows
    everybody = shown(ledger, "sales", question_of(ledger, **asked))
    missed = _missed(ledger, everybody, year, client, own.currency)
    most = largest(bounds, own, debts.items)
    listed = found.made_into(BoundRow, bounds, [most], offers(own.currency, bought, missed))
    return replace(listed, item_shape=OfferRow)


def _missed(ledger: EntryLog, sold: Answer, year: Period, client: str, currency: str) -> Sequence[Any]:
    """What others buy, in the client's currency; each in its own if that has been withdrawn."""
    try:
        return gaps_of(ledger, sold, year.start, client, currency).rows
    except CurrencyWithdrawn:
        return gaps_of(ledger, sold, year.start, client).rows
