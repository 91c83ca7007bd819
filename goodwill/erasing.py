"""Erasing the personal data of a person: the key is destroyed, and with it what it encrypted, everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from goodwill.asking import stored_views
from goodwill.entries import known_client
from goodwill.erasable import Erased, found_under
from goodwill.moments import local_now
from goodwill.storing import replay
from ledger import Draft, make_event
from ledger.codec import decode
from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.events import ContactErased, ManagerErased
from ledger.money import exact
from ledger.personal.master import note_erased, read_erased, replace_master
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from ledger.seal.keyring import Keyring
from ledger.store.moving import copy_encrypted
from ledger.store.purging import holding, purge
from ledger.store.whole_words import stands_in
from projections.stored import outdated

_TABLES = ("person_keys", "snapshots")


class NotEncrypted(LedgerError):
    """The personal data of a ledger is in clear."""

    code = "not-encrypted"


class NobodyToErase(LedgerError):
    """Nothing is encrypted under the key of a person, or more than one client has a person of that id."""

    code = "nobody-to-erase"


@exact
def erase(  # noqa: PLR0913 - most are options, passed by name
    ledger: Journal,
    keyring: Keyring,
    person: str,
    *,
    reason: str,
    actor: str,
    client: str | None = None,
    views: str | None = None,
    agreed: Callable[[Erased], bool] = lambda _: True,
) -> Erased | None:
    """Erase the personal data of a person, and search the files of the database for it.

    The erasure is recorded, the key is destroyed, and the database forgets what it deleted. Entries stay,
    with their seal; the fields show as erased.

    Args:
        ledger: the ledger.
        keyring: its keys, which note the erasure, so that a restored backup is erased again.
        person: the id of the person.
        reason: why.
        actor: who erases.
        client: the client's code, if several have a person of that id; empty for one of our own people.
        views: where the stored views lie; None: in the ledger's database.
        agreed: whether to go on, by what was found; it is asked before anything is erased.

    Returns:
        What became of it; None if ``agreed`` says no.

    Raises:
        NotEncrypted: the ledger was made without encryption.
        NobodyToErase: nothing is encrypted under a key of the person, or the reason names them.
        KeyMissing, NotOwner: the master key is not there to search by, or this login may not destroy keys.
    """
    code, ids, before = _keys_of(ledger, person, client)
    found, texts, stay = found_under(ledger, code, ids)
    found = found._replace(before=before)
    if any(stands_in(text, reason) for text in texts):
        raise NobodyToErase(
            "the reason would keep what is to be erased", "give one that does not name the person"
        )
    if not agreed(found):
        return None
    if ids:
        kind = ContactErased.kind if code else ManagerErased.kind
        event = make_event(kind, {"person": person, "reason": reason})
        ledger.record(Draft(event, local_now(ledger), actor, code or None))
        note_erased(keyring.folder, ids)
    _destroy(ledger, ids, views)
    return found._replace(places=_places_with(ledger, [one for one in texts if one not in stay], views))


@exact
def erase_again(ledger: EntryLog, keyring: Keyring, views: str | None = None) -> int:
    """Destroy the keys that were destroyed before a backup brought them back; gives their number.

    Raises:
        NotOwner: there are some, and this login may not destroy them.
    """
    people = ledger.database.people
    known = people.known_ids() & read_erased(keyring.folder) if ledger.database.encrypts else set()
    if known:
        people.check_owner()
        _destroy(ledger, sorted(known), views)
    return len(known)


@exact
def rotate_key(ledger: EntryLog, keyring: Keyring) -> int:
    """Encrypt the keys of all people with a new master key; gives their number.

    Raises:
        Unreadable: the master key comes from the environment, or the new one cannot be stored.
        KeyMissing: the master key of today is not there.
        NotOwner: this login may not replace keys.
    """
    people = ledger.database.people
    people.check_master()
    people.check_owner()
    count = people.wrap_again(partial(replace_master, keyring.folder))
    purge(ledger.database, ["person_keys"])
    return count


@exact
def upgrade(ledger: EntryLog, url: str, keys: Path) -> int:
    """Copy a ledger made before into a new one with personal data encrypted; gives the number of entries.

    Args:
        ledger: the one made before, which stays as it is.
        url: where the new one is to be.
        keys: the folder of the keys of ledgers.

    Raises:
        PlaceTaken: there is something at that place already.
        NotEncrypted: the personal data of the ledger is encrypted already.
    """
    if ledger.database.encrypts:
        raise NotEncrypted(
            "the personal data of this ledger is encrypted already", "`goodwill backup` copies it"
        )
    return copy_encrypted(ledger.database, url, keys)


def _client_of(ledger: EntryLog, person: str, client: str | None) -> str | None:
    """The code of the client at which a person has a key, empty for our own people; None if there is none."""
    clients = ledger.database.people.clients_of(person)
    if client is not None:
        code = client and known_client(ledger, client)
        return code if code in clients else None
    if len(clients) > 1:
        named = ", ".join(code or "the house" for code in clients)
        raise NobodyToErase(
            f"{named} each have a person '{person}'",
            "name the client with --client, or give --client '' for the house",
        )
    return clients[0] if clients else None


def _erased_before(ledger: EntryLog, person: str, client: str | None) -> Entry:
    """The last entry that erased a person, whose data is purged again."""
    code = known_client(ledger, client) if client else client
    erasures = map(decode, ledger.recorder.chosen(kinds=(ContactErased.kind, ManagerErased.kind)))
    of_person = [
        entry
        for entry in erasures
        if getattr(entry.event, "person", None) == person and code in {None, entry.client or ""}
    ]
    if of_person:
        return of_person[-1]
    where = f" at {code}" if code else ""
    raise NobodyToErase(
        f"nothing is encrypted for a person '{person}'{where}",
        "`goodwill history CLIENT` shows the ids of people",
    )


def _destroy(ledger: EntryLog, ids: Sequence[str], views: str | None) -> None:
    """Destroy the keys of these ids, and everything that may hold what they encrypted.

    Stored views hold none of it, unless an earlier version of this program made them. Some may lie in the
    ledger's database even if others are asked.
    """
    database = ledger.database
    database.people.destroy(ids)
    for place in dict.fromkeys((views, None)):
        with stored_views(place, ledger) as stored:
            may_hold = stored is not None and outdated(stored)
        if may_hold:
            replay(ledger, views=place)
    with stored_views(views, ledger) as stored:
        for one in {id(one): one for one in (database, stored) if one}.values():
            purge(one, _TABLES if one is database else ())


def _keys_of(ledger: EntryLog, person: str, client: str | None) -> tuple[str, list[str], Entry | None]:
    """The code of the client at which a person is, or was, and the ids of the person's keys there.

    The third is the entry that erased the person, if there are none.
    """
    database = ledger.database
    if not database.encrypts:
        raise NotEncrypted(
            "the personal data of this ledger is in clear, because an earlier version made it",
            "copy it with `goodwill upgrade NEW`, and erase it there",
        )
    code, before = _client_of(ledger, person, client), None
    if code is None:
        before = _erased_before(ledger, person, client)
        code = before.client or ""
    ids = database.people.key_ids(code, person)
    database.people.check_master()
    database.people.check_owner()
    return code, ids, before


def _places_with(ledger: EntryLog, texts: Sequence[str], views: str | None) -> list[str]:
    """The files, or tables of a server, that hold one of some texts: of a ledger and its stored views."""
    with stored_views(views, ledger) as stored:
        databases = {id(one): one for one in (ledger.database, stored) if one}.values()
        return [*dict.fromkeys(place for one in databases for place in holding(one, texts))]
