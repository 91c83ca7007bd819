"""What happened, as it is asked for: a database leaves out what it can, the rest goes entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Unpack

from goodwill.currencies import Currencies
from goodwill.entries import house_entries, known_client
from goodwill.hindsight import Hindsight
from goodwill.moments import moment_of
from goodwill.names import mentions, people_of
from goodwill.options import Seen, asks
from goodwill.our_people import clients_of, our_people_in
from ledger.codec import decode
from ledger.corrections import CORRECTIONS, Correction, Mark, corrected, marks_by_entry
from ledger.entry import Entry, client_stream
from ledger.errors import Misuse, UnknownKind
from ledger.events import KINDS
from ledger.recording.entry_log import EntryLog
from ledger.spellings import name_key
from projections.framework.naming import house_language
from projections.ordering import place

if TYPE_CHECKING:
    from ledger.rules.refusals import Rule


class HistoryOptions(Seen, total=False):
    """Which entries a history tells, beside ``as_of`` and ``known_at``; None, or nothing, tells all.

    Attributes:
        first: only what happened on this day or later, by the date that corrections give.
        last: only what happened on this day or earlier.
        recorded_after: only what was recorded after this moment.
        manager: only what is about this manager, or a client of theirs: also their posts, who is to report to
            them, and covers in which they stand in.
        actor: only what this person recorded, or another recorded for them.
        person: only what names this person of a client, by id or name.
        about: only what names this number or id.
        by_time: in the order in which it happened, not in that of recording.
    """

    first: date | None
    last: date | None
    recorded_after: datetime | None
    manager: str | None
    actor: str | None
    person: str | None
    about: str | None
    by_time: bool


class Chronicle:
    """The entries of a client or of the whole ledger that were asked for, each with what corrects it.

    Attributes:
        kinds: the only kinds that were asked for; none: every kind.
        upto: the last position that was known at the moment asked about; None: all are known.
        currencies: of amounts whose entries state none.

    Raises:
        UnknownChoice: there is no such client, or no client has that manager.
        UnknownKind: there is no such kind, or no group of kinds.
        Misuse: the first day comes after the last one.
    """

    def __init__(
        self, ledger: EntryLog, client: str | None, kinds: Collection[str], **told: Unpack[HistoryOptions]
    ) -> None:
        if (known_at := told.get("known_at")) is not None:
            moment_of(known_at, "known_at")
        if (recorded_after := told.get("recorded_after")) is not None:
            moment_of(recorded_after, "recorded_after")
        self._ledger = ledger
        self.kinds = list(expanded(kinds))
        code = None if client is None else known_client(ledger, client, known_at)
        self._stream = None if code is None else client_stream(code)
        self.upto = None if known_at is None else ledger.position_at(known_at)
        self._after = 0 if recorded_after is None else ledger.position_at(recorded_after)
        rows = ledger.recorder.chosen(kinds=CORRECTIONS, stream=self._stream, upto=self.upto)
        self.marks = marks_by_entry(map(decode, rows))
        self._by_time = told.get("by_time", False)
        self._first = told.get("first")
        self._last = min(filter(None, (told.get("last"), told.get("as_of"))), default=None)
        if self._first is not None and self._last is not None and self._first > self._last:
            raise Misuse(f"first={self._first} comes after the last day, {self._last}; give an earlier one")
        self._manager, self._actor = told.get("manager"), told.get("actor")
        self._person, self._about = told.get("person"), told.get("about")
        seen = self.upto, told.get("as_of")
        self._managed = None if self._manager is None else clients_of(ledger, self._manager, *seen)
        self.people = people_of(ledger, code, *seen)
        self._same = self._comparison()
        self._hindsight = Hindsight(ledger, self.upto)
        self.currencies = Currencies(ledger, self.upto)
        self._days: dict[str, date] = {}

    def __iter__(self) -> Iterator[tuple[Entry, Mark[Entry]]]:
        """Each entry that was asked for, with the ones that void or correct it."""
        found: Iterator[Entry] = filter(self._wanted, self._read())
        if self._by_time:
            found = iter(sorted(found, key=lambda one: place(self._corrected(one))))
        return ((entry, self.mark(entry)) for entry in found)

    def mark(self, entry: Entry) -> Mark[Entry]:
        """The entries that void or correct an entry."""
        return self.marks.get((entry.stream, entry.version), Mark())

    def approval(self, entry: Entry) -> Rule | None:
        """What is wrong with an approval that is in force; None for any other entry."""
        return None if self.mark(entry).voided_by else self._hindsight.approval(self._corrected(entry))

    def named(self, correction: Entry) -> Entry | None:
        """The entry that a void or a correction names; None for any other entry."""
        event = correction.event
        return self._ledger.named(event.entry) if isinstance(event, Correction) else None

    def _read(self) -> Iterator[Entry]:
        moved = any(mark.dated_by for mark in self.marks.values())
        days = None if moved else self._bounds()
        recorder = self._ledger.recorder
        if self.kinds or days:
            rows = recorder.chosen(
                kinds=self.kinds, stream=self._stream, days=days, after=self._after, upto=self.upto
            )
        else:  # finds a row that is missing
            rows = recorder.rows(stream=self._stream, after=self._after, upto=self.upto)
            if not self._after:
                return self.currencies.in_passing(map(decode, rows), self.marks)
        return map(decode, rows)

    def _bounds(self) -> tuple[str, str] | None:
        """The days asked for, as the database compares them; None if all are wanted."""
        if self._first is None and self._last is None:
            return None
        return (self._first or date.min).isoformat(), (self._last or date.max).isoformat()

    def _wanted(self, entry: Entry) -> bool:
        first, last = self._first, self._last
        if (first or last) and not (first or date.min) <= self._day(entry) <= (last or date.max):
            return False
        if not self._of_manager(entry):
            return False
        actors = filter(None, (entry.actor, entry.on_behalf_of))
        if self._actor is not None and self._same(self._actor) not in map(self._same, actors):
            return False
        if self._about is not None and not self._mentions(entry, self._about.strip()):
            return False
        return self._person is None or self._involves(entry, self._person)

    def _comparison(self) -> Callable[[str], str]:
        """What is equal for two spellings of a person's name, in the language of the house."""
        if self._actor is None and self._person is None:
            return name_key
        return partial(name_key, language=house_language(house_entries(self._ledger)))

    def _of_manager(self, entry: Entry) -> bool:
        """Whether an entry, or the one that it corrects, is about the manager asked for or their client."""
        if self._managed is None:
            return True
        clients, spellings = self._managed
        target = self.named(entry)
        if target is not None:
            return self._of_manager(target)
        if entry.client in clients:
            return True
        named = {*our_people_in(entry), *our_people_in(self._corrected(entry))}
        return spellings.key(self._manager) in map(spellings.key, named)

    def _mentions(self, entry: Entry, name: str) -> bool:
        """Whether an entry names a number, or corrects an entry that does."""
        target = self.named(entry)
        if target is not None:
            return self._mentions(target, name)
        return mentions(entry.event, name) or mentions(self._corrected(entry).event, name)

    def _involves(self, entry: Entry, person: str) -> bool:
        wanted = self._same(person)
        ids = {
            key
            for (stream, key), name in self.people.items()
            if stream == entry.stream and self._same(name) == wanted
        }
        return any(self._mentions(entry, one) for one in (*ids, person.strip()))

    def _corrected(self, entry: Entry) -> Entry:
        return corrected(entry, self.mark(entry))

    def _day(self, entry: Entry) -> date:
        """The day of an entry, by its corrections; a correction goes with the entry that it names."""
        key = str(entry.id)
        if key not in self._days:
            target = self.named(entry)
            day = self._corrected(entry).on if target is None else self._day(target)
            if target is None and (entry.stream, entry.version) not in self.marks:
                return day  # nothing asks for it again
            self._days[key] = day
        return self._days[key]


def expanded(kinds: Collection[str]) -> Iterator[str]:
    """The kinds, with all kinds of a group for ``group.*``.

    Raises:
        UnknownKind: there is no such kind, or no group of kinds.
    """
    for kind in kinds:
        found = (
            [one for one in KINDS if one.startswith(kind.removesuffix("*"))]
            if kind.endswith(".*")
            else [kind]
        )
        if not found or (found == [kind] and kind not in KINDS):
            raise UnknownKind(kind, list(KINDS))
        yield from found


@asks(HistoryOptions)
def history(
    ledger: EntryLog,
    *,
    client: str | None = None,
    kinds: Collection[str] = (),
    **told: Unpack[HistoryOptions],
) -> Iterator[tuple[Entry, Mark[Entry]]]:
    """What happened, in order of position; each entry with the ones that void or correct it.

    Args:
        client: only this client's; None: the whole ledger.
        kinds: only these kinds, or groups of kinds such as ``invoice.*``; none: every kind.
        **told: as ``HistoryOptions`` has them; what corrects an entry comes with it.

    Raises:
        UnknownChoice: there is no such client, or no client has that manager.
        UnknownKind: there is no such kind.
        Misuse: the first day comes after the last one, or an argument is of another type.
    """
    return iter(Chronicle(ledger, client, kinds, **told))
