"""Faults in the data of a ledger, all of them: each a value that names its entry.

What is stored is looked at first (``ledger.integrity``), then each client's facts by themselves: whether they can
have happened so (``ledger.course``), whether the receivables are what both sides signed, and whether the view
agrees with the rules. A client of whom an entry is missing or cannot be read is not judged: what follows from the
others is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from ledger.codec import Row
from ledger.corrections import in_force
from ledger.course import Course, contradictions, run
from ledger.entry import Entry
from ledger.events import BalanceConfirmed, EntryCorrected, EntryVoided, Event
from ledger.faults import Fault
from ledger.integrity import Inspection, readable
from ledger.money import Amounts, quantum
from projections.fold import Horizon, as_it_happened, fold_client, reads
from projections.receivables import evolve
from projections.receivables.account import Account
from projections.receivables.settling import stated

Rows: TypeAlias = Callable[[UUID | None], Iterable[Row]]
"""The stored rows of a stream, or of the whole ledger for None, in order of position."""

_NOTHING = Decimal(0)
_MOST_NAMED = 10


def check(rows: Rows, client: UUID | None = None, as_of: date = date.max) -> list[Fault]:
    """Every fault of a ledger, in order of position.

    Args:
        rows: what reads the stored rows of a stream; those of the whole ledger for None.
        client: only this client's stream.
        as_of: only what had happened by the end of this day, as far as facts are judged.
    """
    inspection = Inspection(rows(client), whole=client is None)
    found = list(inspection.faults)
    for stream in inspection.streams:
        unreadable: list[Fault] = []
        entries = list(readable(rows(stream), unreadable))
        found += unreadable
        if stream not in inspection.damaged and not unreadable and entries[0].client is not None:
            found += facts(entries, as_of)
    return sorted(found)


def facts(entries: Sequence[Entry], as_of: date = date.max) -> Iterator[Fault]:
    """What is wrong with the facts of one client.

    Args:
        entries: every entry of its stream, in order of position.
        as_of: only what had happened by the end of this day.
    """
    ordered = as_it_happened(entries, Horizon(as_of, None, entries[-1].position))
    ran = run(ordered)
    yield from contradictions(ran, ordered)
    yield from confirmations(entries, as_of)
    yield from books_apart(entries, ran, ordered, as_of)


def confirmations(entries: Sequence[Entry], as_of: date = date.max) -> Iterator[Fault]:
    """Reconciliation acts that the ledger contradicts today: both sides agreed on another balance.

    Args:
        entries: every entry of one client's stream, in order of position.
        as_of: only acts signed by the end of this day.
    """
    for entry in in_force(entries):
        act = entry.event
        if isinstance(act, BalanceConfirmed) and entry.on <= as_of:
            now = _balance(entries, act, entries[-1].position)
            if now != act.amount:
                yield _contradicted(entries, entry, act, now)


def _contradicted(entries: Sequence[Entry], entry: Entry, act: BalanceConfirmed, now: Decimal) -> Fault:
    then = before = _balance(entries, act, entry.position)
    changed: list[int] = []
    concerned: tuple[type[Event], ...] = (*reads(evolve), EntryCorrected, EntryVoided)
    for later in entries:
        if later.position > entry.position and isinstance(later.event, concerned):
            after = _balance(entries, act, later.position)
            if after != before:
                changed.append(later.position)
            before = after
    step = quantum(act.currency)
    amounts = [f"{amount.quantize(step):,f}" for amount in (act.amount, then, now)]
    what = (
        f"{act.by} confirmed {amounts[0]} {act.currency} as of {act.as_of}; the ledger said {amounts[1]} then"
    )
    if changed:
        named = ", ".join(map(str, changed[:_MOST_NAMED])) + (", ..." if len(changed) > _MOST_NAMED else "")
        what += f" and says {amounts[2]} since what was recorded after it: {named}"
    else:
        what += ", and still does"
    advice = f"see `goodwill explain receivables {entry.client} --as-of {act.as_of}`; correct what is wrong, or sign anew"
    return Fault(entry.position, entry.client, "balance-contradicted", what, advice)


def _balance(entries: Sequence[Entry], act: BalanceConfirmed, position: int) -> Decimal:
    """What the client owed on the act's day in its currency, as the ledger knew up to a position."""
    account = _account(entries, Horizon(act.as_of, None, position))
    return sum(
        (amount for document, amount in account.signed() if document.currency == act.currency), _NOTHING
    )


def _account(entries: Sequence[Entry], horizon: Horizon) -> Account:
    account = fold_client((evolve,), entries, horizon).pages[0]
    return account if isinstance(account, Account) else Account()


def books_apart(
    entries: Sequence[Entry], ran: Course, ordered: Sequence[Entry], as_of: date = date.max
) -> Iterator[Fault]:
    """Documents of which the rules and the view hold different amounts open; then the programme is wrong.

    Compared is what people said, before any policy: amounts less explicit settlements. Nothing is compared where
    the facts contradict each other or a settlement's money was gone before it could count.

    Args:
        entries: every entry of one client's stream, in order of position.
        ran: what they came to by the rules.
        ordered: those that had happened, in the order in which they ran.
        as_of: what had happened by the end of this day.
    """
    if ran.refused or ran.lapsed:
        return
    account = _account(entries, Horizon(as_of, None, entries[-1].position))
    seen = _open(account)
    held = {number: debt.open for number, debt in ran.relationship.debts.items()}
    for number in sorted(seen.keys() | held.keys()):
        if seen.get(number, _NOTHING) != held.get(number, _NOTHING):
            at = next(entry.position for entry in ordered if getattr(entry.event, "number", None) == number)
            what = f"the rules hold {held.get(number, 'nothing')} open of '{number}', the view {seen.get(number, 'nothing')}"
            yield Fault(
                at,
                entries[-1].client,
                "programme",
                what,
                "this is a fault of Goodwill, not of the data; report it",
            )


def _open(account: Account) -> dict[str, Decimal]:
    """What is open of each number, when nothing is settled but what somebody said."""
    return Amounts.of((part.debt.number, part.open) for part in stated(account).parts)
