"""The currencies of amounts whose events leave them to the document that they name, or to the client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from uuid import UUID

from goodwill.names import family
from ledger.codec import decode
from ledger.corrections import CORRECTIONS, Mark, Marks, corrected, in_force
from ledger.currencies import currency_of, lacks_currency
from ledger.entry import Entry
from ledger.events import (
    AnyEvent,
    BalanceOpened,
    ChargeAdded,
    ClientRegistered,
    CreditNoteIssued,
    InvoiceIssued,
    OrderPlaced,
    PaymentReceived,
    ProposalMade,
    ProspectQualified,
    ReturnReceived,
)
from ledger.recording.entry_log import EntryLog
from ledger.subledger.documents import OPENING

_MOST_STREAMS: Final = 256
_OWN: Final = (ProspectQualified, ClientRegistered)
_NUMBERED: Final = (
    InvoiceIssued,
    ChargeAdded,
    BalanceOpened,
    PaymentReceived,
    CreditNoteIssued,
    ReturnReceived,
    OrderPlaced,
)
"""What a number means first, if several things have it: a debt, a credit, an order."""
_STATING: Final = (*_OWN, *_NUMBERED, ProposalMade)
_KINDS: Final = (*(kind.kind for kind in _STATING), *CORRECTIONS)

_Stated = dict[tuple[type, str], str]


class Currencies:
    """The currency of each entry that has an amount and states none.

    A client's stream is read only for such an entry, and of it only the rows that may state a currency. A
    reader of whole streams has them noted ``in_passing`` instead.
    """

    def __init__(self, ledger: EntryLog, upto: int | None = None) -> None:
        self._ledger, self._upto = ledger, upto
        self._stated = lru_cache(_MOST_STREAMS)(self._read)
        self._passed: defaultdict[UUID, _Stated] | None = None

    def in_passing(self, entries: Iterable[Entry], marks: Marks) -> Iterator[Entry]:
        """The same entries; what they state is noted, so that no stream is read again.

        Args:
            entries: all of their streams, in order; each is noted as it is in force before it is given.
            marks: the entries that void or correct them.
        """
        passed: defaultdict[UUID, _Stated] = defaultdict(dict)
        self._passed = passed
        for entry in entries:
            if type(entry.event) in _STATING:
                mark = marks.get((entry.stream, entry.version), Mark())
                if mark.voided_by is None:
                    _note(passed[entry.stream], corrected(entry, mark).event)
            yield entry

    def of(self, entry: Entry) -> str | None:
        """The currency that others give an entry; None if it has no amount or its own currency."""
        event = entry.event
        if entry.client is None or not lacks_currency(event):
            return None
        stated = self._stated(entry.stream) if self._passed is None else self._passed[entry.stream]
        kinds = (ProposalMade,) if family(event.kind) == family(ProposalMade.kind) else _NUMBERED
        return currency_of(event, lambda number: _first(stated, kinds, number), _first(stated, _OWN, ""))

    def _read(self, stream: UUID) -> _Stated:
        rows = self._ledger.recorder.chosen(stream=stream, kinds=_KINDS, upto=self._upto)
        found: _Stated = {}
        for entry in in_force(map(decode, rows)):
            _note(found, entry.event)
        return found


def _note(stated: _Stated, event: AnyEvent) -> None:
    if isinstance(event, _STATING) and event.currency is not None:
        number = "" if isinstance(event, _OWN) else event.number or OPENING
        stated[type(event), number] = event.currency


def _first(stated: _Stated, kinds: Iterable[type], number: str) -> str | None:
    return next((stated[kind, number] for kind in kinds if (kind, number) in stated), None)
