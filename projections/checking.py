"""The faults in the data of a ledger, all of them: each is a value that names its entry.

The check reads the stored rows first (``ledger.recording.integrity``), then each client's facts: whether they
are possible (``ledger.recording.consistency_check``), whether the receivables agree with signed
reconciliation acts, and whether documents contradict each other. It does not judge a client of whom an entry
is missing or unreadable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

from msgspec.structs import replace

from ledger import fault_kinds as kinds
from ledger.codec import Row
from ledger.corrections import in_force, marks
from ledger.entry import HOUSE, Entry, as_draft, client_stream
from ledger.errors import Fault
from ledger.events import BalanceConfirmed
from ledger.money import ZERO, amount_text
from ledger.recording.consistency_check import contradictions, run, subject_of
from ledger.recording.findings import MOST_OF_STREAM, Findings
from ledger.recording.integrity import Inspection, readable
from ledger.row_blocks import blocks_of
from ledger.rules import ClientState, Context, refold, warnings
from ledger.rules.billing import wrong_bills
from ledger.subledger import Account
from ledger.subledger.movements import balance, movements
from projections.framework.fold import as_it_happened, fold_client
from projections.framework.fold_parts import reads
from projections.history import Horizon
from projections.receivables import evolve
from projections.twins import Twins

Rows: TypeAlias = Callable[[UUID | None], Iterable[Row]]
"""The stored rows of a stream, or of the whole ledger for None, in order of position."""

_MOST_NAMED = 10
_LONGEST = 200  # characters of a reason
_MOST_STATES = 256
_LONG_AGO = datetime.min.replace(tzinfo=UTC)  # each warning is asked for at the moment of its entry


def check(
    rows: Rows, client: UUID | None = None, as_of: date = date.max, now: datetime | None = None
) -> list[Fault]:
    """Every fault of a ledger, in order of position.

    Args:
        rows: reads the stored rows of a stream, or those of the whole ledger for None.
        client: only this client's stream.
        as_of: judges only facts up to the end of this day.
        now: the present moment; None: do not look for moments that are yet to come.
    """
    inspection = Inspection(blocks_of(rows(client)), whole=client is None, now=now)
    context = _context(rows)
    found = list(inspection.faults)
    twins = Twins()
    for stream in inspection.streams:
        damage = Findings(MOST_OF_STREAM)
        entries = list(readable(rows(stream), damage))
        found += (unreadable := damage.faults)
        if stream in inspection.damaged or unreadable:
            continue
        found += twins.of(entries)
        found += _guarded(entries, as_of, context)
    return sorted(found, key=fault_order)


def fault_order(fault: Fault) -> tuple[int, str, str, str]:
    """What faults are sorted by."""
    return fault.position, fault.client or "", fault.code, fault.what


def _guarded(entries: Sequence[Entry], as_of: date, context: Context) -> list[Fault]:
    """The faults in the facts of one stream; of damaged ones, the entry from which they cannot be judged."""

    def judged(count: int) -> list[Fault] | str:
        some = entries[:count]
        try:
            if some[0].client is not None:
                return [*facts(some, as_of, context)]
            return [*warned(refold(some), _until(some, as_of), context)]
        except Exception as wrong:  # noqa: BLE001 - a damaged value fails anywhere, and must hide no other fault
            return f"{type(wrong).__name__}: {wrong}"[:_LONGEST]

    found = judged(len(entries))
    if not isinstance(found, str):
        return found
    good, bad = 0, len(entries)
    while bad - good > 1:
        middle = (good + bad) // 2
        if isinstance(reason := judged(middle), str):
            bad, found = middle, reason
        else:
            good = middle
    entry = entries[bad - 1]
    what = f"what follows from {entry.kind} cannot be computed ({found})"
    advice = "correct or void it; if it is as it should be, report this"
    return [Fault(entry.position, entry.client, kinds.UNDIGESTED.code, what, advice)]


def _context(rows: Rows) -> Context:
    """What warnings know beside the stream that is checked: the states of the other streams."""

    @lru_cache(maxsize=_MOST_STATES)
    def state(stream: UUID) -> ClientState:
        return refold([*readable(rows(stream), Findings())])

    return Context(
        _LONG_AGO,
        house=lambda: state(HOUSE),
        client=lambda code: state(client_stream(code)),
        policy=lambda day: state(HOUSE).policy_on(day),
    )


def _until(entries: Sequence[Entry], as_of: date) -> list[Entry]:
    """The entries in force up to the end of a day."""
    return [entry for entry in in_force(entries) if entry.on <= as_of]


def facts(
    entries: Sequence[Entry], as_of: date = date.max, context: Context | None = None
) -> Iterator[Fault]:
    """The faults in the facts of one client up to the end of a day, from all entries of its stream.

    Args:
        entries: all entries of the client.
        as_of: the day.
        context: the other streams; None: nothing is known of them.
    """
    ordered = as_it_happened(entries, Horizon(as_of, None, entries[-1].position))
    context = context or Context(entries[-1].recorded_at)
    ran = run(ordered, context.policy)
    yield from contradictions(ran, ordered, context.policy)
    yield from confirmations(entries, as_of)
    yield from wrongly_billed(ran.client_state.account, entries[-1].client)
    yield from warned(ran.client_state, ordered, context)


def confirmations(entries: Sequence[Entry], as_of: date = date.max) -> Iterator[Fault]:
    """Reconciliation acts, signed by the end of a day, whose balance differs from the ledger's today."""
    for entry in in_force(entries):
        act = entry.event
        if isinstance(act, BalanceConfirmed) and entry.on <= as_of:
            now = _balance(entries, act, entries[-1].position)
            if now != act.amount:
                yield _contradicted(entries, entry, act, now)


def _contradicted(entries: Sequence[Entry], entry: Entry, act: BalanceConfirmed, now: Decimal) -> Fault:
    then = _balance(entries, act, entry.position)
    changed = _changes(entries, entry, act) if now != then else []
    amounts = [amount_text(amount, act.currency) for amount in (act.amount, then, now)]
    what = f"{act.by} confirmed {amounts[0]} as of {act.as_of}; the ledger said {amounts[1]} then"
    if changed:
        named = ", ".join(map(str, changed[:_MOST_NAMED])) + (", ..." if len(changed) > _MOST_NAMED else "")
        what += f" and says {amounts[2]} since what was recorded after it: {named}"
    else:
        what += ", and still does"
    advice = f"see `goodwill explain receivables {entry.client} --as-of {act.as_of}`; correct what is wrong, or sign anew"
    return Fault(entry.position, entry.client, kinds.BALANCE_CONTRADICTED.code, what, advice)


def _changes(entries: Sequence[Entry], entry: Entry, act: BalanceConfirmed) -> list[int]:
    """The positions of later entries that changed the balance of an act, in order.

    Those that moved it themselves, and those that void or correct an entry that moved it by another amount
    before. If neither explains it, an order or delivery changed what another document is worth: then all
    later facts of those days. It folds twice, however many entries there are.
    """
    before = _moved(entries, act, entry.position)
    after = _moved(entries, act, entries[-1].position)
    unlike = {
        position
        for position in before.keys() | after.keys()
        if before.get(position, ZERO) != after.get(position, ZERO)
    }
    changed = {position for position in unlike if position > entry.position}
    at = {one.version: one.position for one in entries}
    for version, mark in marks(entries).items():
        if at.get(version) in unlike:
            changed |= {by.position for by in mark if by is not None and by.position > entry.position}
    return sorted(changed) or [
        later.position
        for later in entries
        if later.position > entry.position
        and later.on <= act.as_of
        and isinstance(later.event, reads(evolve))
    ]


def _moved(entries: Sequence[Entry], act: BalanceConfirmed, position: int) -> dict[int, Decimal]:
    """How much each entry moved the balance of an act, as known up to a position."""
    moved: dict[int, Decimal] = defaultdict(Decimal)
    for one in movements(_account(entries, Horizon(act.as_of, None, position))):
        if one.currency == act.currency and one.on <= act.as_of:
            moved[one.position] += one.amount
    return moved


def _balance(entries: Sequence[Entry], act: BalanceConfirmed, position: int) -> Decimal:
    """What the client owed on the act's day in its currency, as known up to a position."""
    return balance(_account(entries, Horizon(act.as_of, None, position)), act.currency)


def _account(entries: Sequence[Entry], horizon: Horizon) -> Account:
    account = fold_client((evolve,), entries, horizon).states[0]
    return account if isinstance(account, Account) else Account()


def wrongly_billed(account: Account, client: str | None) -> Iterator[Fault]:
    """Invoices of an account that bill an order twice, in another currency, or far above its worth."""
    for invoice, rule in wrong_bills(account):
        yield Fault(invoice.position, client, rule.code, rule.what, rule.advice)


def warned(client_state: ClientState, ordered: Iterable[Entry], context: Context) -> Iterator[Fault]:
    """The warnings that recording gave, or would have given, and that still hold with all that is known."""
    for entry in ordered:
        draft = as_draft(entry)
        for rule in warnings(client_state, draft, replace(context, now=entry.recorded_at)):
            what = f"{subject_of(entry)}: {rule.what}"
            yield Fault(entry.position, entry.client, rule.code, what, rule.advice)
