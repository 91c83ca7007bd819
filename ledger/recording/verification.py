"""Verifies a ledger against its seal: every entry is the one that was sealed, and nothing is missing or more.

All findings are listed, and none hides another, because a damaged ledger is what this reads by profession.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from ledger import fault_kinds as kinds
from ledger import rules
from ledger.codec import Row, decode
from ledger.errors import Fault
from ledger.proof import leaf_hash
from ledger.recording.findings import Findings
from ledger.recording.integrity import Inspection
from ledger.recording.keys_in_use import BoxedKeys
from ledger.recording.readable_rows import INSERTED, UNREADABLE, ReadableRows, damage, reason, strays
from ledger.recording.schema_parts import differing_parts, has_seal
from ledger.row_blocks import RowBlock, blocks_of
from ledger.seal.leaves import leaf_found, leaves_of, line_of_ledger
from ledger.seal.notes import Checkpoint
from ledger.seal.tree import STEP, Growing, Hashes, Tree, roots_over
from ledger.store.database import COLUMNS
from ledger.store.reading import Reader
from ledger.store.sealing import hashes_in

_AS_SEALED = f"""
SELECT {COLUMNS}, hash FROM seal JOIN entries ON position = leaf
WHERE level = 0 AND leaf > ? AND leaf <= ? ORDER BY leaf
"""  # noqa: S608 - our own columns
_SEALED = "SELECT leaf, hash FROM seal WHERE level = 0 AND leaf >= ? AND leaf < ? ORDER BY leaf"
_NODES = "SELECT level, leaf, hash FROM seal WHERE level > 0 AND leaf < ?"
_SNAPSHOTS = "SELECT stream, version, fold, state FROM snapshots ORDER BY stream"
_COUNTED = """
SELECT coalesce(max(leaf), -1), coalesce(sum(CASE WHEN level <> level / 8 * 8 OR leaf < 0 THEN 1 ELSE 0 END), 0),
    count(*) + (SELECT count(*) FROM entries) FROM seal
"""
_LAST = "SELECT coalesce(max(leaf), -1) FROM seal WHERE leaf <= ?"
_PAGE: Final = 1 << STEP  # leaves at once: a block, which the caches of a processor hold
_NOT_SEALED = "this is not the entry that was sealed"
_OTHER_LEDGER = "the ledger's own id or format is not what was sealed"
_CHANGED = "somebody changed it after it was recorded; restore a copy that verifies, and ask who had access"
_CACHED = "delete the rows of the table snapshots, which is only a cache, and ask who had access"
_RESTORE = "restore a copy of the ledger that verifies"
_COPY = "restore the newest copy of the ledger; if it is this one, somebody removed entries from it"


class Claim(NamedTuple):
    """A checkpoint that a ledger must fit.

    Attributes:
        checkpoint: what was signed.
        source: where it comes from, for sentences: "the checkpoint in checkpoint.txt".
        position: that of the entry that recorded it; 0 if it comes from outside.
        stranger: whether only keys signed it that are not known here, as those of another user.
    """

    checkpoint: Checkpoint
    source: str
    position: int = 0
    stranger: bool = False


class Verification:
    """The verification of a ledger.

    Args:
        reader: reads the ledger.
        now: the present moment.

    Attributes:
        size: the number of leaves; 0 if the ledger has no seal.
        late: up to which position entries were sealed after they had been recorded.
    """

    def __init__(self, reader: Reader, now: datetime) -> None:
        self._database = reader.database
        self._stream = cache(reader.database.uuid)  # of millions of rows, the streams are few
        self._found = Findings()
        self.size = 0
        self.late = 0
        self._keys = BoxedKeys(self._database)
        self._readable = ReadableRows(Reader(reader.database, as_stored=True))
        self._others = [*differing_parts(self._database), *strays(reader)]
        self._made: Hashes | None = None
        self._last = 0
        with ThreadPoolExecutor(1) as beside:  # the database checks itself while entries are hashed
            own_check = beside.submit(damage, reader)
            if self._database.sealed:
                self._verify(now)
            else:
                what, advice = "the ledger has no seal yet", "it gets one with its next entry"
                self._note(0, kinds.NOT_SEALED, what, advice)
                self._others += Inspection(blocks_of(self._readable(None)), whole=True, now=now).faults
            self._others += [*self._readable.faults, *own_check.result()]

    @property
    def faults(self) -> list[Fault]:
        """What was found."""
        return self._found.faults + self._others

    def judge(self, claims: Iterable[Claim], origin: str) -> None:
        """Compare the ledger with checkpoints.

        Args:
            claims: the checkpoints.
            origin: the name of the ledger in them; it is not compared if the ledger has lost its id.
        """

        def note(position: int, kind: kinds.FaultKind, what: str, advice: str) -> None:
            self._others.append(Fault(position, None, kind.code, what, advice))

        for checkpoint, source, position, _ in claims:
            if checkpoint.origin != origin and self._database.ledger_id:
                what = f"{source} is of another ledger, {checkpoint.origin}"
                note(position, kinds.OTHER_LEDGER, what, "name the ledger that it is of")
            elif checkpoint.position > self._last:
                what = f"{source} has {checkpoint.position:,} entries, and the ledger {self._last:,}"
                note(position, kinds.OLDER_COPY, what, _COPY)
            elif checkpoint.size > self.size:
                what = f"{source} covers this entry, which is missing or cannot be read, and those after it"
                note(self.size, kinds.NOT_COMPARED, what, _RESTORE)
            elif self._root(checkpoint.size) != checkpoint.root:
                what = f"the first {checkpoint.position:,} entries are not those of {source}"
                note(position, kinds.OTHER_HISTORY, what, _CHANGED)

    def _root(self, size: int) -> bytes | None:
        try:
            with self._database.reading() as cursor:
                return Tree(size, self._made or hashes_in(self._database, cursor)).root()
        except UNREADABLE:
            return None

    def _verify(self, now: datetime) -> None:
        there = has_seal(self._database)
        blocks = self._row_blocks() if there else blocks_of(self._rows_without_seal())
        self._others += Inspection(self._noted(blocks), whole=True, now=now).faults
        if there:
            self._check_nodes()
        self._check_snapshots()
        self._others += self._keys.faults()

    def _noted(self, blocks: Iterable[RowBlock]) -> Iterator[RowBlock]:
        """The same blocks; the keys that they need are noted on the way."""
        for block in blocks:
            self._keys.note(block)
            yield block

    def _row_blocks(self) -> Iterator[RowBlock]:
        """All rows that can be read, each compared with its leaf on the way."""
        there = self._readable.last()  # read first: others may record meanwhile, with leaves
        self.size = last = self._count()
        self._last = max(last - 1, 0)
        self._blocks: list[bytes] = []
        for start in range(0, last, _PAGE):
            stop = min(start + _PAGE, last)
            own = [(0, self._own_leaf())] if start == 0 else []  # the ledger's, and no entry
            block = self._as_sealed(stop - start - len(own), stop - 1, own)
            if block is None:
                rows = self._readable.between(max(start - 1, 0), stop - 1)
                self._compare(start, stop, [*own, *((row[0], leaf_found(row)) for row in rows)])
                block = RowBlock(rows)
            yield block
        yield from blocks_of(self._unsealed(there))

    def _rows_without_seal(self) -> Iterator[Row]:
        """All rows that can be read. Up to the first gap they get hashes anew, for ``judge``."""
        what = "the table of the seal is gone, so only checkpoints show whether an entry was changed"
        self._note(0, kinds.SEAL_DAMAGED, what, _RESTORE)
        tree = Growing(self._leaves_again)
        tree.add(self._own_leaf())
        for row in self._readable(None):
            if row.position == tree.size:
                tree.add(leaf_found(row))
            self._last = max(self._last, row.position)
            yield row
        self.size, self._made = tree.size, tree.stored()

    def _leaves_again(self, first: int, count: int) -> list[bytes]:
        rows = self._readable.between(max(first, 1) - 1, first + count - 1)
        return [self._own_leaf()] * (first == 0) + [*map(leaf_found, rows)]

    def _as_sealed(self, many: int, upto: int, own: list[tuple[int, bytes]]) -> RowBlock | None:
        """The rows up to a position, so many, if all of them are those that were sealed; None otherwise."""
        try:
            found = self._database.select(_AS_SEALED, (upto - many, upto))
            if not found or len(found) != many or (own and own != self._sealed(0, 1)):
                return None
            block = RowBlock(found, self._stream)
            sealed, leaves = block.columns.pop(), leaves_of(block)
            if leaves != [*sealed]:
                return None
        except (*UNREADABLE, OverflowError):
            return None
        self._blocks += roots_over([*(one for _, one in own), *leaves])
        return block

    def _count(self) -> int:
        """The number of leaves."""
        try:
            leaves, strange, most = self._database.select_one(_COUNTED)
            if strange or leaves > most:
                what = "the seal has hashes that no tree of these entries has"
                self._note(0, kinds.SEAL_DAMAGED, what, _CHANGED)
                (leaves,) = self._database.select_one(_LAST, (most,))
            return int(leaves) + 1
        except UNREADABLE as wrong:
            self._note(0, kinds.SEAL_DAMAGED, f"the seal cannot be read: {reason(wrong)}", _RESTORE)
            return self._readable.last() + 1

    def _sealed(self, start: int, stop: int) -> list[tuple[int, Any]]:
        try:
            return self._database.select(_SEALED, (start, stop))
        except UNREADABLE as wrong:
            what = f"the seal cannot be read from here on: {reason(wrong)}"
            self._note(start, kinds.SEAL_DAMAGED, what, _RESTORE)
            return []

    def _compare(self, start: int, stop: int, found: list[tuple[int, bytes]]) -> None:
        """Tell where leaves differ, and keep the roots over the complete blocks of what was sealed."""
        sealed = self._sealed(start, stop)
        own, known = dict(found), {leaf: one for leaf, one in sealed if isinstance(one, bytes)}
        self._tell(start, stop, own, known)
        leaves = [known.get(leaf) or own.get(leaf, b"") for leaf in range(start, stop)]
        self._blocks += roots_over(leaves)

    def _own_leaf(self) -> bytes:
        try:
            with self._database.reading() as cursor:
                about = self._database.about(cursor)
        except UNREADABLE:
            return b""
        late = about.get("sealed_after", "0")
        self.late = int(late) if late.isdecimal() else 0
        return leaf_hash(line_of_ledger(about))

    def _tell(self, start: int, stop: int, own: dict[int, bytes], sealed: dict[int, bytes]) -> None:
        """Add the faults of leaves that differ."""
        for leaf in range(start, stop):
            if leaf not in sealed:
                self._note(leaf, kinds.SEAL_DAMAGED, "its hash is missing in the seal", _RESTORE)
            elif leaf not in own:
                if leaf not in self._readable.lost:
                    self._note(leaf, kinds.MISSING, "this entry was sealed, and is missing", _CHANGED)
            elif own[leaf] != sealed[leaf]:
                self._note(leaf, kinds.CHANGED, _NOT_SEALED if leaf else _OTHER_LEDGER, _CHANGED)

    def _unsealed(self, last: int) -> Iterator[Row]:
        """The rows up to the last that have no leaf, of which there are none in a sound ledger."""
        what = "this entry was never sealed, so no program of this version recorded it"
        for row in self._readable.beyond(self._last, last):
            self._note(row.position, kinds.UNSEALED, what, INSERTED)
            yield row

    def _check_snapshots(self) -> None:
        """Compare the cached states of clients with what their entries give."""
        for stream, version, fold, state in self._snapshots():
            if fold == rules.FOLD and state != self._state(stream, version):
                what = "the cached state of a client is not what its entries give"
                self._note(0, kinds.CACHE_DIFFERS, what, _CACHED)

    def _snapshots(self) -> list[Any]:
        try:
            return self._database.select(_SNAPSHOTS)
        except UNREADABLE as wrong:
            self._note(0, kinds.CACHE_DIFFERS, f"cached states cannot be read: {reason(wrong)}", _CACHED)
            return []

    def _state(self, stored: object, version: int) -> str | None:
        """The state of a stream at a version as a snapshot has it; None if its entries do not give one."""
        try:
            rows = self._readable(self._database.uuid(stored))
            entries = [decode(row) for row in rows if row.version <= version]
        except (*UNREADABLE, KeyError):
            return None
        return rules.dump(rules.refold(entries)) if len(entries) == version else None

    def _check_nodes(self) -> None:
        """Compare the stored hashes of larger subtrees with those over the leaves."""
        try:
            stored = {(level, leaf): one for level, leaf, one in self._database.select(_NODES, (self.size,))}
        except UNREADABLE as wrong:
            self._note(0, kinds.SEAL_DAMAGED, f"the seal cannot be read: {reason(wrong)}", _RESTORE)
            return
        level, hashes, wanted = STEP, self._blocks, dict[tuple[int, int], bytes]()
        while hashes:
            wanted |= {(level, ((at + 1) << level) - 1): one for at, one in enumerate(hashes)}
            level, hashes = level + STEP, roots_over(hashes)
        for level, last in sorted(stored.keys() | wanted.keys()):
            if stored.get((level, last)) != wanted.get((level, last)):
                what = f"the seal over the {1 << level:,} leaves up to here is not that of its leaves"
                self._note(last, kinds.SEAL_DAMAGED, what, _RESTORE)

    def _note(self, position: int, kind: kinds.FaultKind, what: str, advice: str) -> None:
        self._found.note(Fault(position, None, kind.code, what, advice))
