"""What a person may have meant by a name that no entry has: ``V-1`` for ``V1``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.errors import Refused, known_names

if TYPE_CHECKING:
    from ledger import Draft
    from ledger.recording.entry_log import EntryLog

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
    """Note on a refusal of an unknown name what is known: the name that is near, or some that there are."""
    try:
        yield
    except Refused as refused:
        if hint := _hint(ledger, refused, drafts):
            refused.add_note(hint)
        raise


def _hint(ledger: EntryLog, refused: Refused, drafts: Sequence[Draft]) -> str:
    from goodwill.names import families, names_of
    from ledger.recording.namesakes import hint_of_clients
    from ledger.rules.refusals import UnknownClient, UnknownNumber

    draft = drafts[refused.index or 0]
    if isinstance(refused, UnknownClient) and refused.client:
        return hint_of_clients(ledger.recorder, refused.client)
    if draft.client is None:
        return ""
    if isinstance(refused, UnknownNumber):
        names = names_of(ledger, draft.client)
        wanted = _FAMILIES.get(refused.what, (refused.what,))
        if not families().issuperset(wanted):
            return known_names(refused.number, names.all_numbers)
        return known_names(refused.number, [one for each in wanted for one in names.numbers.get(each, ())])
    if isinstance(person := getattr(refused, "person", None), str):
        return known_names(person, names_of(ledger, draft.client).people)
    return ""
