"""The keys that encrypted fields need: only an erasure may destroy one."""

from __future__ import annotations

from typing import TypeAlias

from ledger import fault_kinds as kinds
from ledger.codec import Row
from ledger.errors import Fault
from ledger.events import ContactErased, ManagerErased
from ledger.personal.encrypted_texts import MARK, ids_in
from ledger.personal.fields import people_of
from ledger.recording.findings import Findings
from ledger.recording.readable_rows import UNREADABLE
from ledger.row_blocks import RowBlock
from ledger.store.database import Database

_ERASURES = {ContactErased.kind, ManagerErased.kind}
Person: TypeAlias = tuple[str | None, str]
"""A person: the code of the client, None for one of our own people, and the id there."""
_RESTORE = "restore a copy of the ledger that verifies"


class BoxedKeys:
    """Compares the keys that the boxes of entries need with those that are there.

    Others may record and erase meanwhile. So a key counts as there if it was before the entries are read, or
    is afterwards. An erasure destroys the key that its person had, so it excuses only a key that an earlier
    entry needed: who is added again gets another key.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._people = database.people
        self._missing: dict[str, tuple[int, set[Person]]] = {}
        self._erased: dict[Person, int] = {}
        try:
            self._before = self._there()
        except UNREADABLE:  # which ``faults`` tells
            self._before = set()

    def note(self, block: RowBlock) -> None:
        """Note which keys the boxes need that were not there, whose each may be, and who was erased."""
        states = "".join(block["state"])
        boxes = ids_in(states) if MARK[1] in states else set[str]()  # one sign is found far sooner
        if boxes <= self._before and _ERASURES.isdisjoint(block["kind"]):
            return
        for row in block.rows():
            missing = ids_in(row.state) - self._before
            if missing or row.kind in _ERASURES:
                self._note(row, missing)

    def _note(self, row: Row, missing: set[str]) -> None:
        try:
            people = {(row.client, person) for person in people_of(row)}
        except (ValueError, TypeError):  # damage that the verification tells
            return
        if row.kind in _ERASURES:
            self._erased |= dict.fromkeys(people, row.position)
        for one in missing:
            first, others = self._missing.get(one, (row.position, people))
            self._missing[one] = first, others & people

    def faults(self) -> list[Fault]:
        """What is wrong with the keys that the noted rows need."""
        found = Findings()
        try:
            there = self._there()
            for what in self._people.damage():
                found.note(Fault(0, None, kinds.KEY_DAMAGED.code, what, _RESTORE))
        except UNREADABLE as wrong:
            return [
                Fault(0, None, kinds.KEY_LOST.code, f"the keys of people cannot be read: {wrong}", _RESTORE)
            ]
        what = "the key of its person is gone, though no entry after it erases the person"
        for one, (position, people) in self._missing.items():
            if one not in there and all(self._erased.get(person, 0) <= position for person in people):
                found.note(Fault(position, None, kinds.KEY_LOST.code, what, _RESTORE))
        return found.faults

    def _there(self) -> set[str]:
        return self._people.known_ids() | self._people.erased_ids()
