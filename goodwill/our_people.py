"""Our people as entries name them: whose clients are whose, and whom an entry is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from ledger.codec import decode
from ledger.corrections import CORRECTIONS, in_force
from ledger.entry import HOUSE, Entry
from ledger.events import KINDS, ManagerAppointed, ManagerLeft
from ledger.recording.entry_log import EntryLog
from ledger.spellings import Spellings
from ledger.text import language_of
from projections.framework.choices import UnknownChoice
from projections.framework.fold import happened_by
from projections.framework.naming import house_language

_POSTS: Final = (ManagerAppointed, ManagerLeft)
"""The kinds that name a person by ``name``, and the person above."""


def clients_of(
    ledger: EntryLog, manager: str, upto: int | None = None, as_of: date | None = None
) -> tuple[set[str], Spellings]:
    """The codes of the clients whose manager is of that name, and what compares names of managers.

    Args:
        ledger: where the entries are.
        manager: the name.
        upto: the position of the last entry that counts; None: all do.
        as_of: the day on which they have that manager; None: that of the last entry.

    Raises:
        UnknownChoice: no client has that manager, and no post, plan, cover or other entry names them.
    """
    told_of = {"manager", "locale", "deputy"}
    kinds = [kind for kind, event in KINDS.items() if told_of & {*event.__struct_fields__} or event in _POSTS]
    streams: dict[UUID, list[Entry]] = {}
    named = set[str]()
    for entry in map(decode, ledger.recorder.chosen(kinds=[*kinds, *CORRECTIONS], upto=upto)):
        streams.setdefault(entry.stream, []).append(entry)
        named |= {*our_people_in(entry)}
    house = house_language(map(decode, ledger.recorder.rows(stream=HOUSE)))
    found = []
    for entries in streams.values():
        told: dict[str, str] = {}
        known = in_force(entries)
        named |= {name for entry in known for name in our_people_in(entry)}
        if (code := entries[0].client) is None:
            continue
        for entry in happened_by(as_of or date.max, known):
            for field in ("manager", "locale", "country"):
                told[field] = getattr(entry.event, field, None) or told.get(field, "")
        if told.get("manager"):
            language = language_of(told.get("locale"), told.get("country")) or house
            found.append((code, told["manager"], language))
    spellings = Spellings((name, language) for _, name, language in found)
    wanted = spellings.key(manager)
    codes = {code for code, name, _ in found if spellings.key(name) == wanted}
    if not codes and wanted not in map(spellings.key, named):
        raise UnknownChoice("manager", manager, named.union(name for _, name, _ in found))
    return codes, spellings


def our_people_in(entry: Entry) -> Iterator[str]:
    """The names of our people whom an entry is about, beside the manager of its client.

    They are the manager of an entry of the house, the deputy of a cover, and of a post who has it and who
    stands above.
    """
    event = entry.event
    names = [getattr(event, "deputy", None)]
    if entry.client is None:
        names.append(getattr(event, "manager", None))
    if isinstance(event, _POSTS):
        names += [event.name, getattr(event, "reports_to", None)]
    yield from filter(None, names)
