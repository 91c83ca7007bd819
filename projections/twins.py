"""Clients that a check takes for one: their codes look alike, or they have one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.errors import Fault, LedgerError
from ledger.events import ClientDetailsChanged, ClientRegistered, ClientRenamed
from ledger.finding import letters_of
from ledger.rules.alike import DiffersInCase, LooksAlike, Namesake
from ledger.unseen import identifier_key

_NAMING = (ClientRegistered, ClientRenamed)


class _Known(NamedTuple):
    code: str
    name: str
    tax_id: str | None


class Twins:
    """Compares each client with those before it."""

    def __init__(self) -> None:
        self._codes: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, list[_Known]] = defaultdict(list)

    def of(self, entries: Sequence[Entry]) -> Iterator[Fault]:
        """What a client has of others, if it is not voided: a code that looks alike, or else a name.

        Two clients of one name whose tax numbers differ are two companies.

        Args:
            entries: all entries of a stream.
        """
        code, facts = entries[0].client, _in_force(entries)
        if code is None or not facts:
            return
        if others := self._codes[identifier_key(code).casefold()]:
            yield _of_code(entries[0], code, others)
        alike = {*others}
        others.append(code)
        if (known := _known(code, facts)) is None:
            return
        same = self._names[letters_of(known.name)]
        for other in same:
            if other.code not in alike and not _are_two(known, other):
                rule = Namesake(code, other.name, other.code)
                what = f"client '{code}' has the name of '{other.code}', '{other.name}'"
                yield Fault(entries[0].position, code, rule.code, what, _ADVICE)
                break
        same.append(known)


_ADVICE = (
    "if they are one client, record what is new for one of them alone; if they are two, record the tax_id of each "
    "with client.details_changed, or another name with client.renamed"
)


def _in_force(entries: Sequence[Entry]) -> list[Entry]:
    """The entries in force by their days; all if a correction is damaged, which is a fault of its own."""
    try:
        return sorted(in_force(entries), key=attrgetter("on"))
    except (LedgerError, ValueError):
        return [*entries]


def _of_code(entry: Entry, code: str, others: list[str]) -> Fault:
    """A client whose code looks like those of others, or differs from them only in case."""
    if same := [other for other in others if identifier_key(other) == identifier_key(code)]:
        rule = LooksAlike.of(code, same)
        return Fault(entry.position, code, rule.code, f"client {rule.what}", "use one of them from now on")
    twin = DiffersInCase.of(code, others)
    return Fault(entry.position, code, twin.code, twin.what, twin.advice)


def _known(code: str, entries: Sequence[Entry]) -> _Known | None:
    """A client with its newest name and tax number; None if nothing names it by letters or digits."""
    names = [entry.event.name for entry in entries if isinstance(entry.event, _NAMING)]
    stating = (ClientRegistered, ClientDetailsChanged)
    numbers = [entry.event.tax_id for entry in entries if isinstance(entry.event, stating)]
    if not names or not letters_of(names[-1]):
        return None
    return _Known(code, names[-1], next(filter(None, reversed(numbers)), None))


def _are_two(one: _Known, other: _Known) -> bool:
    return None not in {one.tax_id, other.tax_id} and one.tax_id != other.tax_id
