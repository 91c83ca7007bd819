"""Which fields of a stored event are personal, and about whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec

from ledger.codec import Row
from ledger.events import KINDS
from ledger.events.corrections import EntryCorrected

_OF_KIND: Final = {kind: frozenset((*event.personal, "note")) for kind, event in KINDS.items()}
_OF_ANY: Final = frozenset().union(*_OF_KIND.values())
_NAMES_SOMEBODY: Final = '"person":', '"people":'

Box = Callable[[list[str], str], str]
"""Makes the box of a text about people, from their ids."""


def boxed(row: Row, box: Box) -> Row:
    """A row whose personal fields are boxes; the row itself if it has none.

    Args:
        row: the row, with its texts in clear.
        box: makes a box.
    """
    if not any(mark in row.state for mark in _NAMES_SOMEBODY):
        return row
    fields: dict[str, Any] = msgspec.json.decode(row.state)
    about, names = fields, _OF_KIND.get(row.kind, _OF_ANY)
    if row.kind == EntryCorrected.kind:
        about, names = fields["replacement"], _OF_ANY
    people = [*([about["person"]] if "person" in about else []), *about.get("people", ())]
    texts = {name: about[name] for name in names if name in about} if people else {}
    if not texts:
        return row
    about.update({name: _boxed(text, partial(box, people)) for name, text in texts.items()})
    return row._replace(state=msgspec.json.encode(fields).decode())


def _boxed(value: Any, box: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """A text as a box, or a value whose own text is one, such as a next step."""
    if isinstance(value, str):
        return box(value)
    return {**value, "what": box(value["what"])} if isinstance(value, dict) and "what" in value else value
