"""The lists of an audit, about the entries of a ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Unpack

from goodwill.accounts import key_accounts
from goodwill.asking import history_source, question_of
from goodwill.hindsight import Hindsight
from goodwill.options import Chosen, asks
from ledger.codec import decode
from ledger.entry import Entry
from ledger.errors import Misuse
from ledger.money import Amounts, amount_text
from ledger.recording.entry_log import EntryLog
from ledger.spellings import name_key
from ledger.store.envelopes import envelopes
from ledger.store.looking_up import rows_at, rows_of
from projections import Answer
from projections.auditing.approvals import approvals
from projections.auditing.backdated import backdated
from projections.auditing.clock import clock
from projections.auditing.copies import NEAR, copies
from projections.auditing.corrections import corrections
from projections.auditing.deputies import deputies
from projections.auditing.gifts import gifts
from projections.auditing.late import late
from projections.auditing.lists import LISTS
from projections.auditing.trail import Trail
from projections.framework import clients
from projections.framework.filters import ANY, AccountHolder, account_holders
from projections.framework.fold import fold
from projections.framework.naming import house_language
from projections.framework.question import Question
from projections.people.spending import limit_of
from projections.policy import Policy, in_force
from projections.stored.answering import directory

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

GAP = 30
"""Days without an entry that are no jump of the clock, if nobody says another number."""


class Audited(Chosen, total=False):
    """Which entries a list of an audit is about.

    Attributes:
        recorded: only what was recorded on these days, the first and the last, in UTC.
    """

    recorded: tuple[date, date] | None


class Listing(NamedTuple):
    """A question to a list: the entries, how far it looks, the policy, the language of the house."""

    trail: Trail
    question: Question
    policy: Policy
    language: str

    def answer(
        self, view: str, shape: type[DataclassInstance], rows: Sequence[object], **more: object
    ) -> Answer:
        """The answer of a list of that name, with what else was asked for and used."""
        horizon = self.question.horizon
        return Answer(
            view=view,
            as_of=horizon.as_of,
            known_at=horizon.known_at,
            policy=self.policy.version,
            position=horizon.position,
            rows=[*rows],
            totals=[],
            behind=list,
            rules=self.policy,
            shape=shape,
            language=self.language,
            more=more,
        )


@asks(Audited)
def audit_late(
    ledger: EntryLog,
    *,
    days: int | None = None,
    by_hand: bool = False,
    most: int | None = None,
    **asked: Unpack[Audited],
) -> Answer:
    """What was recorded more than some days after it happened.

    Args:
        days: how many; None: those of the policy, ``audit.late_days``.
        by_hand: whether to leave out what was read from a file.
        most: how many rows are wanted, the first recorded; None: all.
        **asked: as ``Audited`` has it.

    Raises:
        UnknownChoice: no client has what is asked for.
    """
    found = listing_of(ledger, **asked)
    days = found.policy.audit.late_days if days is None else days
    return _answer("late", found, late(found.trail, days=days, by_hand=by_hand, most=most), days=days)


@asks(Audited)
def audit_backdated(
    ledger: EntryLog, *, by_hand: bool = False, most: int | None = None, **asked: Unpack[Audited]
) -> Answer:
    """What was dated before something of the same client that was known when it was recorded.

    Args:
        by_hand: whether to leave out what was read from a file.
        most: how many rows are wanted, the first recorded; None: all.
        **asked: as ``Audited`` has it.
    """
    found = listing_of(ledger, **asked)
    return _answer("backdated", found, backdated(found.trail, by_hand=by_hand, most=most))


@asks(Audited)
def audit_corrections(ledger: EntryLog, **asked: Unpack[Audited]) -> Answer:
    """Voids and corrections, with who, when, why, and what stood there before and after."""
    found = listing_of(ledger, **asked)
    return _answer("corrections", found, corrections(found.trail))


@asks(Audited)
def audit_deputies(ledger: EntryLog, **asked: Unpack[Audited]) -> Answer:
    """Entries on behalf of another person, inside and outside of a cover."""
    found = listing_of(ledger, **asked)
    return _answer(
        "deputies", found, deputies(found.trail, Hindsight(ledger, found.question.horizon.position).covered)
    )


@asks(Audited)
def audit_approvals(ledger: EntryLog, **asked: Unpack[Audited]) -> Answer:
    """Approvals by their asker, or by a person who is not above the asker."""
    found = listing_of(ledger, **asked)
    return _answer(
        "approvals",
        found,
        approvals(found.trail, Hindsight(ledger, found.question.horizon.position).approval),
    )


@asks(Audited)
def audit_copies(
    ledger: EntryLog, *, near: float = NEAR, same: Sequence[str] = (), **asked: Unpack[Audited]
) -> Answer:
    """Visit reports whose text, time or place repeats that of an earlier one, with their writers' results.

    Args:
        near: the similarity (Jaccard) from which on a report is a near copy; above 0, at most 1.
        same: only reports that repeat one of these: "text", "near", "time", "place"; none: all.
        **asked: as ``Audited`` has it.

    Raises:
        Misuse: there is no such similarity, or ``same`` names something else.
    """
    if not 0 < near <= 1:
        raise Misuse(f"near={near} is no similarity; give a number above 0, at most 1")
    found = listing_of(ledger, **asked)
    rows = copies(found.trail, partial(_results, ledger, found), near=near, same=same)
    return _answer("copies", found, rows, near=near)


@asks(Audited)
def audit_gifts(
    ledger: EntryLog,
    *,
    limits: Mapping[str, Decimal] | None = None,
    over: bool = False,
    **asked: Unpack[Audited],
) -> Answer:
    """What was spent on each person in a year, against a limit.

    Args:
        limits: what may be spent on a person in a year, by currency; no limit holds for others. None: as the
            policy in force has it.
        over: whether to give only those beyond their limit.
        **asked: as ``Audited`` has it.
    """
    found = listing_of(ledger, **asked)
    limit = limit_of(found.policy) if limits is None else limits.get
    return _answer("gifts", found, gifts(found.trail, limit, over=over))


@asks(Audited)
def audit_clock(ledger: EntryLog, *, gap: int = GAP, **asked: Unpack[Audited]) -> Answer:
    """What is odd about moments of recording: jumps, ties, wrong order, and entries dated after them.

    Args:
        gap: days without an entry that are no jump.
        **asked: as ``Audited`` has it.
    """
    found = listing_of(ledger, **asked)
    return _answer("clock", found, clock(found.trail, gap=gap), gap=gap)


def listing_of(
    ledger: EntryLog, *, recorded: tuple[date, date] | None = None, **asked: Unpack[Chosen]
) -> Listing:
    """A question to a list of the entries that a ledger knew.

    Args:
        recorded: as ``Audited`` has it.
        **asked: as ``Chosen`` has it.
    """
    question = question_of(ledger, **asked)
    horizon, where, *_ = question
    recorder, upto, source = ledger.recorder, horizon.position, history_source(ledger)
    chosen = None if where == ANY else _chosen(ledger, question)

    def read(kinds: Collection[str] = ()) -> Iterator[Entry]:
        return map(decode, recorder.chosen(kinds=kinds, upto=upto) if kinds else recorder.rows(upto=upto))

    house = [*source.house(horizon)]
    trail = Trail(
        read=read,
        later=lambda: map(decode, recorder.chosen(later=True, upto=upto)),
        at=lambda wanted: map(decode, rows_of(recorder, wanted)),
        numbered=lambda positions: map(decode, rows_at(recorder, positions)),
        envelopes=lambda: envelopes(recorder.database, upto),
        as_of=horizon.as_of,
        recorded=recorded,
        clients=chosen,
    )
    return Listing(trail, question, in_force(house, horizon), house_language(house))


def _chosen(ledger: EntryLog, question: Question) -> frozenset[str]:
    """The codes of the clients that are asked for."""
    horizon = question.horizon
    known = directory(ledger.database, horizon)
    if known is None:
        known = clients.directory(fold((clients.evolve,), history_source(ledger), horizon))
    states: list[tuple[str, None]] = [(code, None) for code in known]
    holders: list[AccountHolder[None]] = account_holders(known, states, question.where)
    return frozenset(client.code for holder in holders if holder.shown for client, _ in holder.members)


def _results(ledger: EntryLog, found: Listing) -> dict[str, str]:
    """What the clients of each manager bought in twelve months, by the folded names of managers."""
    as_of, known_at, _ = found.question.horizon
    sold = key_accounts(ledger, as_of=as_of, known_at=known_at)
    managers = {holder.code: holder.members[0][0].manager or "" for holder in sold.holders}
    sums = Amounts.of(
        ((name_key(managers[row.client]), row.currency), row.revenue) for row in sold.rows if row.revenue
    )
    texts: dict[str, list[str]] = {}
    for (manager, currency), amount in sorted(sums.items()):
        texts.setdefault(manager, []).append(amount_text(amount, currency))
    return {manager: ", ".join(several) for manager, several in texts.items() if manager}


def _answer(name: str, found: Listing, rows: Sequence[object], **options: object) -> Answer:
    """A list as an answer, with what a reader should do about its rows."""
    recorded, listed = found.trail.recorded, LISTS[name]
    days = None if recorded is None else {"start": recorded[0], "end": recorded[1]}
    about = {"recorded": days, **options, "advice": listed.advice}
    return found.answer(f"audit {name}", listed.row, rows, **about)
