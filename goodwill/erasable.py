"""What an erasure takes from a ledger: entries and texts under the keys of a person, and where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from goodwill.entries import house_entries
from goodwill.read_log import is_export, reads_are_logged
from ledger.codec import Row
from ledger.entry import Entry, client_stream
from ledger.errors import Unreadable
from ledger.events import ContactAdded, DataRead
from ledger.events.base import ERASED
from ledger.personal.encrypted_texts import ids_in
from ledger.recording.entry_log import EntryLog
from ledger.store.database import Database
from ledger.store.reading import Reader
from ledger.store.whole_words import forms_of, stands_in
from projections.policy import UnreadablePolicy

SHORTEST = 6
"""Characters of a text that is searched for: shorter ones stand everywhere by chance."""

_WHO = frozenset(ContactAdded.personal) - {"note"}
"""Fields that say who somebody is: a name or an address. Other texts, such as "dinner", fit many people."""


class Erased(NamedTuple):
    """What became of the personal data of a person.

    Attributes:
        client: the code of the client; empty for one of our own people.
        entries: the positions of the entries whose personal fields are gone.
        in_clear: the positions of entries that hold one of the texts in clear, because they name nobody.
        under_others: the positions of entries that name the person in a text about other people alone.
        too_short: the positions of entries with a text so short that it was not searched for.
        places: the files, or the tables of a server, that still hold one of the texts.
        exports: the positions of entries that record an export or a backup, which may hold the data.
        logged: whether the policy of today has exports recorded; otherwise nobody knows of all of them.
        before: the last entry that erased the person, if nothing was recorded of them since.
    """

    client: str
    entries: list[int]
    in_clear: list[int]
    under_others: list[int]
    too_short: list[int]
    places: list[str]
    exports: list[int]
    logged: bool = False
    before: Entry | None = None


def found_under(ledger: EntryLog, code: str, ids: Collection[str]) -> tuple[Erased, list[str], list[str]]:
    """What hangs on some keys of a client.

    Returns:
        What was found, the texts that are to be gone, and those of them that stand in clear in other entries,
        and so will stay.
    """
    database = ledger.database
    stored = Reader(database, as_stored=True).rows(stream=client_stream(code) if code else None)
    rows = [row for row in stored if (row.client or "") == code and ids_in(row.state) & {*ids}]
    texts = [
        (row.position, field, text)
        for row, shown in zip(rows, database.people.shown(rows), strict=True)
        for field, text in _differing(row, shown)
        if text != ERASED
    ]
    searched = _longest_first(text for _, _, text in texts)
    names = _longest_first(text for _, field, text in texts if not code or field in _WHO)
    too_short = sorted({position for position, _, text in texts if len(text) < SHORTEST})
    in_clear, stay = _in_clear(database, searched)
    positions, exports = [row.position for row in rows], [*_exports(ledger, code)]
    others = _under_others(database, names, {*positions, *in_clear})
    found = Erased(code, positions, in_clear, others, too_short, [], exports, _logged(ledger))
    return found, searched, stay


def _longest_first(texts: Iterable[str]) -> list[str]:
    """The texts that are long enough to be searched for, each once."""
    return sorted({text for text in texts if len(text) >= SHORTEST}, key=lambda text: (-len(text), text))


def _logged(ledger: EntryLog) -> bool:
    """Whether the policy of today has exports recorded."""
    try:
        return reads_are_logged(ledger)
    except UnreadablePolicy:
        return False


def _differing(stored: Row, shown: Row) -> Iterator[tuple[str, str]]:
    """The texts that one row has where the other has boxes, each after the name of its field."""

    def walk(one: Any, other: Any, field: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
        if isinstance(one, dict):
            for name, value in one.items():
                yield from walk(value, other[name], name)
        elif isinstance(one, str) and one != other:
            yield field, other

    yield from walk(json.loads(stored.state), json.loads(shown.state), "")


def _in_clear(database: Database, texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """The positions of entries that hold some texts in clear, and which texts they hold."""
    if not texts:
        return [], []
    may_hold = _may_hold(texts)
    positions, stay = list[int](), set[str]()
    for row in Reader(database, as_stored=True).rows():
        standing = [text for text in texts if stands_in(text, row.state)] if may_hold(row.state) else []
        if standing:
            positions.append(row.position)
            stay.update(standing)
    return positions, [text for text in texts if text in stay]


def _may_hold(texts: Sequence[str]) -> Callable[[str], object]:
    """Tells quickly whether any of some texts may stand in another."""
    return re.compile("|".join(re.escape(form) for text in texts for form in forms_of(text))).search


def _under_others(database: Database, names: Sequence[str], apart: Collection[int]) -> list[int]:
    """The positions of entries, but for some, that hold a name in a text under the keys of other people.

    A reader with the master key finds it there, and every command shows it.
    """
    if not names:
        return []
    people, may_hold, positions = database.people, _may_hold(names), list[int]()
    for row in Reader(database, as_stored=True).rows():
        if row.position in apart or not people.are_in(row.state):
            continue
        try:
            state = people.shown_state(row.position, row.state, row.stream, row.version)
        except Unreadable:  # which the verification tells
            continue
        if may_hold(state) and any(stands_in(name, state) for name in names):
            positions.append(row.position)
    return positions


def _exports(ledger: EntryLog, client: str) -> Iterator[int]:
    """The positions of entries that record an export or a backup of all clients, or of one."""
    for entry in house_entries(ledger):
        event = entry.event
        if isinstance(event, DataRead) and event.client in {None, client} and is_export(event):
            yield entry.position
