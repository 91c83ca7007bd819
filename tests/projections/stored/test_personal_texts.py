"""No stored view holds a text about a person, whatever entries say, and with or without the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from commands.demo.portfolio import SteppedClock, fill, portfolio
from ledger import Ledger, store
from ledger.entry import Entry
from ledger.events import KINDS, AnyEvent, EntryCorrected, NextStep, VisitHeld
from ledger.events.base import ERASED, SEALED
from ledger.store import Recorder, partition_writing
from projections import answer, stored
from projections.stored.executors import Here
from projections.stored.partitions.folding import fold
from projections.stored.partitions.gathering import FromRows
from projections.stored.verifying.differences import differences, known_clients
from tests.helpers.depth import POSTGRESQL_LATER, far
from tests.helpers.stored import NOW, answer_of_spans, append, contents

NAME: Final = "Zuzana Kryštofová"
PERSON: Final = "p-1"
DAY: Final = date(2026, 6, 30)
WEEKS: Final = [DAY - timedelta(days=14 * number) for number in range(0, 26, far(3, 1))]
PERSONAL: Final = {"visit_planned", "visit_unreported", "next_step_due", "commitment_due", "complaint_open"}
"""Why things are to be done of which an entry says in a personal field what they are."""


def told(event: AnyEvent) -> AnyEvent:
    """An event as one about a person whom every personal field names."""
    named: dict[str, Any] = {name: f"{name} of {NAME}" for name in (*event.personal, "note")}
    if isinstance(event, VisitHeld) and not isinstance(event.next_step, str):
        due = event.started_at.date() + timedelta(days=9)
        named["next_step"] = replace(event.next_step or NextStep(what="", due=due), what=NAME)
    return replace(event, **named, people=(PERSON,))


def corrections(entries: Sequence[Entry]) -> Iterator[Entry]:
    """A correction of the newest entry of each kind about clients, which says the same again."""
    versions = Counter(entry.stream for entry in entries)
    newest = {entry.kind: entry for entry in entries if entry.client is not None}
    for position, entry in enumerate(newest.values(), len(entries) + 1):
        versions[entry.stream] += 1
        again = {"replacement": to_builtins(entry.event), "replacement_shape": entry.event.shape}
        event = EntryCorrected(entry=str(entry.id), reason="said again", **again)
        yield entry._replace(position=position, version=versions[entry.stream], event=event)


@cache
def entries() -> Sequence[Entry]:
    """A small portfolio in which every entry is about a person."""
    with TemporaryDirectory() as folder:
        clock = SteppedClock()
        with Ledger.create(str(Path(folder) / "goodwill.db"), clock=clock) as ledger:
            fill(ledger, clock, portfolio(clients=9, years=1, events=2_000, until=DAY))
            found = [entry._replace(event=told(entry.event)) for entry in ledger.history()]
    return [*found, *corrections(found)]


def test_every_personal_field_is_told() -> None:
    fields = {(kind, name) for kind, event in KINDS.items() for name in event.personal}
    assert {kind for kind, _ in fields} <= {entry.kind for entry in entries()}


@pytest.fixture
def ledger(ledger_url: str, tmp_path: Path) -> Iterator[Recorder]:
    """Those entries, opened with the keys of the ledger."""
    store.create(ledger_url, tmp_path / "keys")
    with closing(store.open_recorder(ledger_url)) as recorder:
        recorder.database.use_keys(tmp_path / "keys")
        yield recorder


def by_partitions(url: str, recorder: Recorder, folder: Path) -> None:
    """Make the views of tasks that have no keys."""
    partition_writing.export(recorder.database, folder / "entries", partitions=3)
    plan = fold(folder / "entries", folder / "rows", DAY, Here())
    stored.rebuild(url, DAY, filling=FromRows(folder / "rows", plan))


def faults(recorder: Recorder) -> list[str]:
    clients = known_clients(recorder.database)
    return [fault.what for fault in differences(recorder.database, recorder.database, clients, clients)]


def texts(recorder: Recorder) -> list[tuple[str, str]]:
    """What the stored agendas of many weeks say is to be done, and why."""
    found = []
    for day in WEEKS:
        agenda = answer_of_spans(recorder.database, "agenda", as_of=day, known_at=NOW)
        assert agenda is not None
        found += [(row.reason, row.what) for row in agenda.rows]
    return found


def texts_of_facts() -> list[tuple[str, str]]:
    """The same from the entries."""
    found = []
    for day in WEEKS:
        agenda = answer("agenda", entries(), as_of=day, known_at=NOW, position=len(entries()))
        found += [(row.reason, row.what) for row in agenda.rows]
    return found


def reasons_with(word: str, texts: list[tuple[str, str]]) -> set[str]:
    return {reason for reason, text in texts if word in text}


@POSTGRESQL_LATER
@pytest.mark.long
def test_no_stored_row_has_a_personal_text_and_readers_with_keys_see_them(
    ledger: Recorder, ledger_url: str, tmp_path: Path
) -> None:
    half = len(entries()) // 2
    append(ledger, entries()[:half])
    stored.rebuild(ledger_url, DAY)
    append(ledger, entries()[half:])
    stored.catch_up(ledger.database, DAY, every_row=True)
    caught_up = contents(ledger.database)
    assert not [word for word in (NAME, SEALED, ERASED) if word in repr(caught_up)]
    by_partitions(ledger_url, ledger, tmp_path)
    assert contents(ledger.database) == caught_up
    stored.rebuild(ledger_url, DAY)
    assert contents(ledger.database) == caught_up
    assert faults(ledger) == []
    shown = texts(ledger)
    assert shown == texts_of_facts()
    assert reasons_with(NAME, shown) >= PERSONAL
    ledger.database.people.destroy(ledger.database.people.known_ids())
    erased = texts(ledger)
    assert reasons_with(NAME, erased) == set()
    assert reasons_with(ERASED, erased) == reasons_with(NAME, shown)
    assert faults(ledger) == []
