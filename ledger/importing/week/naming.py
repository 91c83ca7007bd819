"""Whom a week's workbook names: a person may type a name in place of a code or an id."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from ledger.codec import decode
from ledger.corrections import in_force
from ledger.entry import HOUSE, client_stream
from ledger.errors import known_names
from ledger.events import AnyEvent, ContactAdded, ContactChanged
from ledger.events.base import ERASED, SEALED
from ledger.importing.faults import Wrong
from ledger.importing.week.layout import Form
from ledger.recording.namesakes import clients_named, hint_of_clients, language_in
from ledger.rules.refusals import UnknownPerson
from ledger.spellings import Spellings
from ledger.store.reading import Reader
from ledger.text import trimmed

_UNREADABLE: Final = (ERASED, SEALED)


class _Client(NamedTuple):
    """What the entries of a client say of its people.

    Attributes:
        names: the names of its people by their ids.
        mentioned: every id that an entry names, also those of nobody: what is recorded so stays as it is.
        spellings: compares their names.
    """

    names: dict[str, str]
    mentioned: set[str]
    spellings: Spellings


class Names:
    """Finds whom a cell of a workbook means.

    Args:
        reader: the entries of the ledger.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._client = cache(self._read)
        self._called = cache(lambda name: clients_named(reader, name))
        self._house = cache(lambda: language_in(self._events(HOUSE)))

    def meant(self, form: Form, value: Any, client: str) -> Any:  # noqa: ANN401 - a value of a row, as JSON has it
        """The value of a cell, with codes and ids in place of names.

        Args:
            form: what the cell holds.
            value: as ``Cells`` read it.
            client: the code of the row's client; empty: the row has none.

        Raises:
            Wrong: a name stands for nobody, or for several.
        """
        match form:
            case Form.CLIENT:
                return self.client(value)
            case Form.PERSON:
                return self.person(client, value)
            case Form.PEOPLE:
                return [*dict.fromkeys(self.person(client, one) for one in value)]
            case _:
                return value

    def client(self, text: str) -> str:
        """The code of a client, by the code or by a name that one client has.

        Raises:
            Wrong: no client has the code or the name, or several have the name.
        """
        if self._client(trimmed(text)) is not None:
            return text
        found = self._called(text)
        if len(found) > 1:
            raise Wrong(f"'{text}' is the name of {' and '.join(found)}; write the code of the one")
        if not found:
            raise Wrong(f"no client '{text}'; {hint_of_clients(self._reader, text)}")
        return found[0]

    def person(self, client: str, text: str) -> str:
        """The id of a client's person, by the id or by a name that one person of the client has.

        Raises:
            Wrong: the client has nobody of that name, or several people.
        """
        people = self._client(trimmed(client))
        if people is None or text in people.names:
            return text  # the rules refuse a client that is not registered
        key = people.spellings.key(text)
        found = [person for person, name in people.names.items() if people.spellings.key(name) == key]
        if len(found) > 1:
            raise Wrong(f"'{text}' is the name of {' and '.join(found)} at {client}; write the id of the one")
        if found or text in people.mentioned:
            return (found or [text])[0]
        known = {person: name for person, name in people.names.items() if name not in _UNREADABLE}
        labels = {f"{name} · {person}": person for person, name in known.items()}
        if text in labels:  # of a person who is newer than the list in the workbook
            return labels[text]
        raise Wrong(f"{UnknownPerson(text, client)}; {known_names(text, labels)}")

    def _read(self, client: str) -> _Client | None:
        """What a client's entries say; None if it has none."""
        events = self._events(client_stream(client))
        if not events:
            return None
        names, mentioned = dict[str, str](), set[str]()
        for event in events:
            if isinstance(event, ContactAdded | ContactChanged) and event.name is not None:
                names[event.person] = event.name
            mentioned.update(event.people, filter(None, [getattr(event, "person", None)]))
        language = language_in(events) or self._house()
        readable = [name for name in names.values() if name not in _UNREADABLE]
        return _Client(names, mentioned, Spellings((name, language) for name in readable))

    def _events(self, stream: UUID) -> list[AnyEvent]:
        return [entry.event for entry in in_force(map(decode, self._reader.rows(stream=stream)))]
