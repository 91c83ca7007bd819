"""The clients that have a name: a person may type the name of a client in place of its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple
from uuid import UUID

from ledger.codec import decode
from ledger.corrections import CORRECTIONS, in_force
from ledger.entry import HOUSE, Entry
from ledger.events import AnyEvent, ClientDetailsChanged, ClientRegistered, ClientRenamed, HouseDescribed
from ledger.finding import client_hint, letters_of, typed_plainly
from ledger.rules.alike import Namesake
from ledger.spellings import Spellings, name_key
from ledger.store.reading import Reader
from ledger.text import language_of

_COMPARED: Final = 100  # texts with a hint; each is compared with every name
_LEAST: Final = 3  # letters of the beginning of a name
_TELLING: Final = (ClientRegistered, ClientRenamed, ClientDetailsChanged, HouseDescribed)


class Named(NamedTuple):
    """A client with its present name, and the language that its name is compared by."""

    code: str
    name: str
    language: str


def all_named(reader: Reader) -> list[Named]:
    """All clients with their present names, in order of registration."""
    streams: dict[UUID, list[Entry]] = {}
    for row in reader.chosen(kinds=[*(event.kind for event in _TELLING), *CORRECTIONS]):
        streams.setdefault(row.stream, []).append(decode(row))
    house = language_in([entry.event for entry in in_force(streams.pop(HOUSE, []))])
    found: list[Named] = []
    for entries in streams.values():
        events = [entry.event for entry in sorted(in_force(entries), key=lambda one: one.on)]
        names = [one.name for one in events if isinstance(one, ClientRegistered | ClientRenamed)]
        if names and (code := entries[0].client) is not None:
            found.append(Named(code, names[-1], language_in(events) or house))
    return found


def clients_named(reader: Reader, name: str) -> list[str]:
    """The codes of the clients whose present name is a name in any spelling, in order of registration.

    Args:
        reader: the entries of the ledger.
        name: as a person typed it.
    """
    found = all_named(reader)
    spellings = Spellings((one.name, one.language) for one in found)
    wanted = spellings.key(name)
    return [one.code for one in found if spellings.key(one.name) == wanted]


def clients_beginning(typed: str, named: Sequence[Named]) -> list[Named]:
    """The clients that a text means: that of a code in another case, or those whose name begins with it.

    Names are compared by the rules of their language for capitals, and without marks only if none begins so.
    There is none if the text is short, or near a code: then a code was meant.
    """
    if len(of_code := [one for one in named if name_key(one.code) == name_key(typed)]) == 1:
        return of_code
    if len(typed) < _LEAST or get_close_matches(
        typed_plainly(typed), [typed_plainly(one.code) for one in named], n=1
    ):
        return []
    exact = [
        one for one in named if name_key(one.name, one.language).startswith(name_key(typed, one.language))
    ]
    plain = typed_plainly(typed)
    return exact or [one for one in named if typed_plainly(one.name).startswith(plain)]


class Namesakes:
    """Finds clients whose names have the same letters and digits; it reads the clients when first asked.

    Case, marks, spaces and points do not count: ``Cafe Ltd`` is as ``CAFÉ Ltd.``

    Args:
        reader: the entries of the ledger.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, dict[str, str]] | None = None

    def of(self, client: str, name: str) -> list[Namesake]:
        """The rule about a new client for each other one of its name; later ones are compared with it too."""
        if self._known is None:
            self._known = {}
            for one in all_named(self._reader):
                self._note(one.code, one.name)
        others = self._known.get(letters_of(name), {})
        found = [Namesake(client, called, other) for other, called in others.items() if other != client]
        self._note(client, name)
        return found

    def forget(self) -> None:
        """Read the clients again when asked next: others may have recorded some."""
        self._known = None

    def _note(self, code: str, name: str) -> None:
        if self._known is not None and (letters := letters_of(name)):
            self._known.setdefault(letters, {})[code] = name


def hint_of_clients(reader: Reader, typed: str) -> str:
    """What an error about an unknown client adds: those that the text may mean, by code or by name."""
    return client_hint(typed, ((one.code, one.name) for one in all_named(reader)))


def hints_of_clients(reader: Reader) -> Callable[[str], str]:
    """``hint_of_clients`` for many texts: it reads the clients once, and compares only the first texts."""
    hints: dict[str, str] = {}
    known: list[tuple[str, str | None]] = []

    def hint(typed: str) -> str:
        if typed not in hints and len(hints) < _COMPARED:
            known.extend(() if hints else ((one.code, one.name) for one in all_named(reader)))
            hints[typed] = client_hint(typed, known)
        return hints.get(typed, "")

    return hint


def language_in(events: Sequence[AnyEvent]) -> str:
    """The language that a client or the house stated last, or else that of its country; empty without one."""
    locale, country = (
        next(filter(None, (getattr(event, field, None) for event in reversed(events))), None)
        for field in ("locale", "country")
    )
    return language_of(locale, country)
