"""What a person may have meant by a name that no entry has, ``V-1`` for ``V1``, or by one that is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.errors import Refused, known_names

if TYPE_CHECKING:
    from goodwill.names import Names
    from ledger import Draft
    from ledger.recording.entry_log import EntryLog
    from ledger.rules.refusals import NumberTaken, UnknownNumber

_DEBTS = ("invoice", "charge", "order", "balance")
_FAMILIES = {
    "document": _DEBTS,
    "payment or credit": ("payment", "credit_note", "return", "debt", "balance"),
    "discount request": ("discount",),
    "redemption": ("points",),
}
"""The first words of the kinds whose numbers a thing can have, where that is not what the thing is called."""


@contextmanager
def hinting(ledger: EntryLog, drafts: Sequence[Draft]) -> Iterator[None]:
    """Note on a refusal of a name what is known: a near one, some of all, or the entry that has it."""
    try:
        yield
    except Refused as refused:
        if hint := _hint(ledger, refused, drafts):
            refused.add_note(hint)
        raise


def _hint(ledger: EntryLog, refused: Refused, drafts: Sequence[Draft]) -> str:
    from goodwill.names import names_of
    from ledger.recording.namesakes import hint_of_clients
    from ledger.rules.refusals import NumberTaken, UnknownClient, UnknownNumber, UnknownPerson

    draft = drafts[refused.index or 0]
    if isinstance(refused, UnknownClient) and refused.client:
        return hint_of_clients(ledger.recorder, refused.client)
    if draft.client is None:
        return ""
    if isinstance(refused, NumberTaken):
        return _how_to_correct(ledger, refused, draft)
    if isinstance(refused, UnknownNumber):
        return _known_numbers(names_of(ledger, draft.client), refused)
    if isinstance(refused, UnknownPerson):
        return known_names(refused.person, names_of(ledger, draft.client).people)
    return ""


def _known_numbers(names: Names, refused: UnknownNumber) -> str:
    """The numbers of a client that may be meant by one that nothing has."""
    from goodwill.names import families

    wanted = _FAMILIES.get(refused.thing, (refused.thing,))
    if not families().issuperset(wanted):
        return known_names(refused.number, names.all_numbers)
    return known_names(refused.number, [one for each in wanted for one in names.numbers.get(each, ())])


def _how_to_correct(ledger: EntryLog, refused: NumberTaken, draft: Draft) -> str:
    """The entry in force that took a number, and the command that corrects it."""
    from goodwill.names import families, family, own_name
    from ledger.codec import decode
    from ledger.corrections import in_force
    from ledger.entry import stream_of

    what = refused.thing.replace(" ", "_")
    wanted = {what if what in families() else family(draft.event.kind)}
    rows = ledger.recorder.rows(stream=stream_of(draft.event, draft.client))
    for entry in in_force(map(decode, rows)):
        if own_name(entry.event) == refused.number and family(entry.kind) in wanted:
            command = f"record entry.corrected --entry {entry.position} --set FIELD=VALUE --reason WHY"
            return f"it is entry {entry.position}: `goodwill {command}`"
    return ""
