"""The seal: signing checkpoints, verifying a ledger against them, and proving single entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from goodwill.entries import house_entries
from goodwill.moments import local_now
from ledger import Draft, make_event
from ledger import fault_kinds as kinds
from ledger.codec import Row
from ledger.errors import Fault, LedgerError, Unreadable
from ledger.events import CheckpointSigned
from ledger.garbage_collector import uncollected
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from ledger.recording.readable_rows import UNREADABLE
from ledger.recording.verification import Claim, Verification
from ledger.rules import UnknownEntry
from ledger.seal.anchors import origin_of
from ledger.seal.keyring import Keyring
from ledger.seal.leaves import line_of
from ledger.seal.notes import Checkpoint, NoCheckpoint, Note, read_note
from ledger.seal.receipts import Receipt
from ledger.seal.signatures import NotSigned, UnknownSigner, VerificationKey, check_signed, signed
from ledger.seal.tree import Tree
from ledger.store.reading import Reader
from ledger.store.sealing import hashes_in


class Inconsistent(LedgerError):
    """A ledger does not continue a checkpoint that was signed before."""

    code = "inconsistent"


class NotCovered(LedgerError):
    """No checkpoint covers an entry."""

    code = "not-covered"


class Verified(NamedTuple):
    """What verifying a ledger found.

    Attributes:
        faults: in order of position; none if all is well.
        entries: how many entries have a seal.
        late: up to which position they were sealed after they had been recorded, by an earlier version.
        checkpoints: how many checkpoints the ledger was compared with.
        others: the positions of those that only keys signed which are not known here, as those of another
            user. They are compared too.
    """

    faults: list[Fault]
    entries: int
    late: int
    checkpoints: int
    others: list[int]


def recorded_checkpoints(ledger: EntryLog) -> Iterator[tuple[int, Note]]:
    """Every checkpoint of its own that the ledger recorded, with the position of its entry.

    A copy with another id has those of the ledger that it was copied from too, which say nothing about it.
    """
    own = origin_of(ledger.database.ledger_id)
    for entry in house_entries(ledger):
        if isinstance(entry.event, CheckpointSigned):
            try:
                note = read_note(entry.event.checkpoint + "\n")
            except NoCheckpoint:
                continue
            if note.checkpoint.origin == own:
                yield entry.position, note


@exact
def checkpoint(ledger: Journal, keyring: Keyring, *, actor: str) -> Note:
    """Sign the seal of all entries, keep the checkpoint beside the keys, and record it.

    Raises:
        Inconsistent: the entries do not continue the newest checkpoint, so a new one would cover that up.
        NotSigned: the keys that signed earlier checkpoints are not there.
    """
    ledger.recorder.seal()
    newest = keyring.newest() or next((note for _, note in reversed([*recorded_checkpoints(ledger)])), None)
    keys = keyring.signing()
    if not keys and newest is not None:
        raise NotSigned(
            f"the keys that signed this ledger's checkpoints are not in {keyring.folder}",
            "put them back from your backup, or name their folder with --keys",
        )
    if not keys:
        keyring.make()
        keys = keyring.signing()
    made = _checkpoint_now(ledger)
    if newest is not None:
        _check_continues(ledger, newest.checkpoint, made)
    note = signed(made, keys, int(ledger.now().timestamp()))
    keyring.keep(note)
    event = make_event("checkpoint.signed", {"checkpoint": note.text})
    ledger.record_many([Draft(event, local_now(ledger), actor)])
    return note


def _checkpoint_now(ledger: EntryLog) -> Checkpoint:
    database = ledger.database
    with database.reading() as cursor:
        size = database.last(cursor)[0] + 1
        return Checkpoint(origin_of(database.ledger_id), size, Tree(size, hashes_in(database, cursor)).root())


def _check_continues(ledger: EntryLog, before: Checkpoint, made: Checkpoint) -> None:
    database = ledger.database
    with database.reading() as cursor:
        tree = Tree(min(before.size, made.size), hashes_in(database, cursor))
        if before.size > made.size or tree.root() != before.root or before.origin != made.origin:
            raise Inconsistent(
                f"the ledger does not continue the checkpoint of its first {before.position:,} entries, which "
                "was signed before",
                "run `goodwill verify`",
            )


@exact
@uncollected()
def verify(
    ledger: EntryLog,
    keyring: Keyring,
    notes: Iterable[tuple[str, Note]] = (),
    keys: Iterable[VerificationKey] = (),
) -> Verified:
    """Verify every entry against the seal, and the seal against all checkpoints that are known.

    Args:
        ledger: the ledger.
        keyring: its keys, with the newest checkpoint.
        notes: further checkpoints, with a name of each for sentences.
        keys: the verification keys of those who signed them; without any, those of the keyring.
    """
    known = [*keys] or keyring.verification()
    judged = [*_claims(ledger, keyring, notes, known)]  # first, since others may sign further ones meanwhile
    found = Verification(ledger.recorder, ledger.now())
    claims = [one for one in judged if isinstance(one, Claim)]
    found.judge(claims, keyring.origin)
    faults = [*found.faults, *(one for one in judged if isinstance(one, Fault))]
    faults.sort(key=lambda fault: (fault.position, fault.code))
    others = [claim.position for claim in claims if claim.stranger]
    return Verified(faults, max(found.size - 1, 0), found.late, len(claims), others)


def _claims(
    ledger: EntryLog,
    keyring: Keyring,
    notes: Iterable[tuple[str, Note]],
    keys: list[VerificationKey],
) -> Iterator[Claim | Fault]:
    """The checkpoints that known keys signed, and the recorded ones of other keys; a fault for all else."""
    named = [(0, name, note) for name, note in notes]
    try:
        if (anchor := keyring.newest()) is not None:
            named.append((0, f"the newest checkpoint, {keyring.anchor}", anchor))
    except Unreadable as wrong:
        yield Fault(0, None, kinds.ANCHOR_DAMAGED.code, wrong.what, wrong.advice)
    try:
        recorded = [*recorded_checkpoints(ledger)]
    except (LedgerError, *UNREADABLE):  # the entries of the house are damaged, which is a fault already
        recorded = []
    named += [
        (position, f"the checkpoint recorded at position {position}", note) for position, note in recorded
    ]
    yield from (_claim(position, name, note, keys, keyring.origin) for position, name, note in named)


def _claim(position: int, name: str, note: Note, keys: list[VerificationKey], origin: str) -> Claim | Fault:
    """What a checkpoint claims, or why it claims nothing.

    One of another ledger claims that: the keys of this one cannot have signed it.
    """
    other = note.checkpoint.origin != origin and origin != origin_of("")
    try:
        if not other:
            check_signed(note, keys)
    except NotSigned as wrong:
        if position and isinstance(wrong, UnknownSigner):
            return Claim(note.checkpoint, name, position, stranger=True)
        return Fault(position, None, kinds.NOT_SIGNED.code, f"{name}: {wrong.what}", wrong.advice)
    return Claim(note.checkpoint, name, position)


@exact
def prove(ledger: EntryLog, reference: str, note: Note | None = None) -> Receipt:
    """Proof that an entry is in the ledger, which needs no ledger to be checked.

    Args:
        ledger: the ledger.
        reference: the position or the id of the entry.
        note: the checkpoint to prove it under; None: the newest that the ledger recorded.

    Raises:
        UnknownEntry: there is no such entry.
        NotCovered: the checkpoint was signed before the entry was recorded, or there is none.
        Inconsistent: the ledger is not that of the checkpoint.
    """
    row = Reader(ledger.database, as_stored=True).row_named(reference)
    if row is None:
        raise UnknownEntry(reference, "any client")
    found = note or next((one for _, one in reversed([*recorded_checkpoints(ledger)])), None)
    if found is None or found.checkpoint.size <= row.position:
        raise NotCovered(
            f"no checkpoint covers the entry at position {row.position}", "run `goodwill checkpoint` first"
        )
    return receipt_of(ledger, row, found)


def receipt_of(ledger: EntryLog, row: Row, note: Note) -> Receipt:
    """The receipt of an entry under a checkpoint that covers it.

    Raises:
        Inconsistent: the ledger is not that of the checkpoint.
    """
    size, database = note.checkpoint.size, ledger.database
    with database.reading() as cursor:
        tree = Tree(size, hashes_in(database, cursor))
        receipt = Receipt(line_of(row), row.position, tuple(tree.inclusion(row.position)), note)
    if not receipt.holds:
        raise Inconsistent(
            f"the entry at position {row.position} is not the one under the checkpoint of the first "
            f"{note.checkpoint.position:,} entries",
            "run `goodwill verify`",
        )
    return receipt
