"""The kinds of faults that a check of a ledger or of its seal can find, beside those of its rules.

A fault of a rule, such as a client whose code looks like another's, has the code of that rule's refusal.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class FaultKind(NamedTuple):
    """A kind of fault.

    Attributes:
        code: a stable name for programs.
        damages_copy: whether a copy with it is not whole, so that no ledger is made of it.
        damages_stream: whether what follows from the entries of its client is undefined.
        hides_views: whether nobody can tell how far the stored views are.
    """

    code: str
    damages_copy: bool = False
    damages_stream: bool = False
    hides_views: bool = False


UNREADABLE: Final = FaultKind("unreadable", damages_copy=True, damages_stream=True)
CLIENT_DIFFERS: Final = FaultKind("client-differs", damages_copy=True, damages_stream=True)
VERSION_GAP: Final = FaultKind("version-gap", damages_copy=True, damages_stream=True)
POSITION_GAP: Final = FaultKind("position-gap", damages_copy=True)
RECORDED_BACK: Final = FaultKind("recorded-back", damages_copy=True)
RECORDED_AHEAD: Final = FaultKind("recorded-ahead")
DAMAGED_FILE: Final = FaultKind("damaged-file", damages_copy=True, hides_views=True)
SCHEMA_DIFFERS: Final = FaultKind("schema-differs", damages_copy=True)
UNDIGESTED: Final = FaultKind("undigested", damages_stream=True)
CONTRADICTED: Final = FaultKind("contradicted")
TOO_EARLY: Final = FaultKind("too-early")
NOT_ADMITTED: Final = FaultKind("not-admitted")
BALANCE_CONTRADICTED: Final = FaultKind("balance-contradicted")
VIEWS_BROKEN: Final = FaultKind("views-broken", hides_views=True)
VIEWS_AHEAD: Final = FaultKind("views-ahead")
VIEWS_DIFFER: Final = FaultKind("views-differ")
NOT_SEALED: Final = FaultKind("not-sealed")
UNSEALED: Final = FaultKind("unsealed", damages_copy=True)
SEAL_DAMAGED: Final = FaultKind("seal-damaged", damages_copy=True)
CACHE_DIFFERS: Final = FaultKind("cache-differs", damages_copy=True)
KEY_LOST: Final = FaultKind("key-lost", damages_copy=True)
KEY_DAMAGED: Final = FaultKind("key-damaged", damages_copy=True)
MISSING: Final = FaultKind("missing", damages_copy=True)
CHANGED: Final = FaultKind("changed", damages_copy=True)
OTHER_LEDGER: Final = FaultKind("other-ledger", damages_copy=True)
OTHER_HISTORY: Final = FaultKind("other-history", damages_copy=True)
OLDER_COPY: Final = FaultKind("older-copy", damages_copy=True)
NOT_COMPARED: Final = FaultKind("not-compared", damages_copy=True)
ANCHOR_DAMAGED: Final = FaultKind("anchor-damaged", damages_copy=True)
NOT_SIGNED: Final = FaultKind("not-signed", damages_copy=True)

KINDS: Final = tuple(kind for kind in globals().values() if isinstance(kind, FaultKind))
"""All kinds."""

DAMAGES_COPY: Final = frozenset(kind.code for kind in KINDS if kind.damages_copy)
"""The codes of faults with which a copy is not whole."""
DAMAGES_STREAM: Final = frozenset(kind.code for kind in KINDS if kind.damages_stream)
"""The codes of faults with which what follows from a client's entries is undefined."""
HIDES_VIEWS: Final = frozenset(kind.code for kind in KINDS if kind.hides_views)
"""The codes of faults with which nobody can tell how far the stored views are."""
