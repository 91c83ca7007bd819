"""The keys of entries that a worklist drafts, so that the same list is recorded once."""

from __future__ import annotations

import hashlib
import json


def key_of(worklist: str, position: int, *about: str | int | None) -> str:
    """The key of one draft.

    Args:
        worklist: its name.
        position: of the last entry that the list is made from; a later list has other keys.
        about: what tells this draft from the others of its list.
    """
    return f"{worklist}:{position}:{hashlib.sha256(json.dumps(about).encode()).hexdigest()[:24]}"
